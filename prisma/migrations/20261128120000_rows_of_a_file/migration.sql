-- A page of a file's rows reads the pages that hold it, not all that hold the file. Each partition has its own summary
-- (server/postgres/make-partitions.ts); a fresh database has none yet.
do $$
declare
  part regclass;
  name text;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'placement'::regclass loop
    name := part::text || '_file';
    continue when to_regclass(name) is null;
    execute format('alter index %I rename to %I', name, name || '_before');
    execute format('create index %I on %s using brin (file_id, row_number) with (pages_per_range = 16, autosummarize = on)', name, part);
    execute format('drop index %I', name || '_before');
  end loop;
end $$;
