-- What reads hours of the ledger reads those of one processor: half of the rows were looked at for nothing.
drop index event_count_hour;
create index event_count_hour on event_count (processor, hour);
