-- What the archive holds of each topic, added up from the index alone.
create index archive_file_sums on archive_file (topic) include (rows, bytes, greatest_timestamp) where state = 'written';
