-- Words in the audit log by their groups of three letters (decision 30). pg_trgm comes with PostgreSQL and whoever may create
-- in a database may create it; where it is missing or forbidden, words are found by reading the log, and this creates nothing.
-- No pending list: it would be read by each question, and an entry is written when a person does something.
do $$
begin
  create extension if not exists pg_trgm;
  create index audit_log_words on audit_log using gin (lower(subject) gin_trgm_ops, lower(reason) gin_trgm_ops)
    with (fastupdate = off);
exception when undefined_file or undefined_object or insufficient_privilege or feature_not_supported then
  raise notice 'Searching the audit log for words reads all of it: there is no pg_trgm (%).', sqlerrm;
end $$;
