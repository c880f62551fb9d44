-- A customer's month reads the index alone: what it adds up stands in it (docs/decisions/0032). Each partition has its own
-- (server/postgres/make-partitions.ts); a fresh database has none yet.
do $$
declare
  part regclass;
  name text;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'line_item'::regclass loop
    name := part::text || '_account';
    continue when to_regclass(name) is null;
    execute format('alter index %I rename to %I', name, name || '_before');
    execute format('create index %I on %s (account_id, id) include (sku, decision, reason, units, nanos)', name, part);
    execute format('drop index %I', name || '_before');
  end loop;
end $$;

-- Rejections by reason, their accounts, and the filters of that page: from the index alone as well. One line item in twelve.
drop index line_item_rejected;
create index line_item_rejected on line_item (reason, id) include (account_id, sku, origin_site, origin_topic) where decision = 2;
