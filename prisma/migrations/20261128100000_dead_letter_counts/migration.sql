-- How many dead letters each cause has, beside the letters: what is read does not grow with them (decision 30).
--
-- Every statement on dead_letter appends what it changed to dead_letter_delta, in its own transaction. Rows are only ever
-- inserted there, and nothing about them is unique, so that transactions of two partitions never wait for each other.
-- dead-letter-desk folds them into dead_letter_sum (server/ledger/fold-letter-counts.ts), which nobody else writes. The count
-- is the sum of both and exact in every snapshot: view dead_letter_count.
create table dead_letter_delta (
  processor text not null,
  fingerprint text not null,
  origin_site text not null,
  source_site text not null,
  source_topic text not null,
  source_partition integer not null,
  account_id bigint, -- of letters that came or went; null where only their state changed
  state text not null,
  letters bigint not null
);

-- A cause has a row of its own, one for each site of its events and one for each partition that they were read from.
create table dead_letter_sum (
  scope text collate "C" not null, -- '' all of the cause; '@iad' by site of the event; 'usage.actions:3@iad' by partition
  processor text not null,
  fingerprint text not null,
  open bigint not null,
  redriving bigint not null,
  redriven bigint not null,
  discarded bigint not null,
  accounts bigint, -- different ones; null by site of the event, where nobody asks
  primary key (scope, processor, fingerprint)
);
-- The same rows change each second while letters come, and no index does: room for the new version on the same page.
alter table dead_letter_sum set (fillfactor = 50);

-- The letters of one account and cause, in all or of one partition: whether an account that comes is a new one.
drop index dead_letter_cause;
create index dead_letter_cause_account on dead_letter (processor, fingerprint, account_id, source_topic, source_partition, source_site)
  where account_id is not null;
-- The first and last of one partition, and whether one of its origins is another's.
create index dead_letter_cause_place on dead_letter (processor, fingerprint, source_topic, source_partition, source_site, failed_at);
drop index dead_letter_cause_origin;
create index dead_letter_cause_origin on dead_letter
  (processor, fingerprint, origin_site, origin_topic, source_topic, source_partition, source_site);

-- How many letters of a cause an account has, of one partition or (nulls) of all; counted no further than `at_most`. A function
-- of a set, which the planner takes apart: one that gives a value costs 40 µs a call.
create function dead_letters_of(of_processor text, of_fingerprint text, of_account bigint, of_site text, of_topic text,
  of_partition integer, at_most bigint) returns table (letters bigint)
language sql stable parallel safe
begin atomic
  select count(*) from (
    (select from dead_letter
      where of_topic is null and processor = of_processor and fingerprint = of_fingerprint and account_id = of_account
      limit at_most)
    union all
    (select from dead_letter
      where processor = of_processor and fingerprint = of_fingerprint and account_id = of_account
        and source_topic = of_topic and source_partition = of_partition and source_site = of_site
      limit at_most)) l;
end;

-- An account counts from its first letter to its last. Letters and deltas are committed together, so that of its n letters
-- n - pending are in the sums: it comes where these are none, and goes where n is none.
create view dead_letter_count as
select scope, processor, fingerprint, coalesce(sum(open), 0)::int as open, coalesce(sum(redriving), 0)::int as redriving,
       coalesce(sum(redriven), 0)::int as redriven, coalesce(sum(discarded), 0)::int as discarded, sum(accounts)::int as accounts
  from (
    select scope, processor, fingerprint, open, redriving, redriven, discarded, accounts from dead_letter_sum
    union all
    select s.scope, d.processor, d.fingerprint, case d.state when 'open' then d.letters end,
           case d.state when 'redriving' then d.letters end, case d.state when 'redriven' then d.letters end,
           case d.state when 'discarded' then d.letters end, s.accounts
      from dead_letter_delta d
     cross join lateral (values ('' collate "C", 0), ('@' || d.origin_site, null),
                                (d.source_topic || ':' || d.source_partition || '@' || d.source_site, 0)) s (scope, accounts)
    union all
    select p.scope, p.processor, p.fingerprint, 0, 0, 0, 0, (n.letters > 0)::int - (n.letters > p.pending)::int
      from (
        select s.scope, s.site, s.topic, s.partition, d.processor, d.fingerprint, d.account_id, sum(d.letters)::bigint as pending
          from dead_letter_delta d
         cross join lateral (values ('' collate "C", null, null, null),
                                    (d.source_topic || ':' || d.source_partition || '@' || d.source_site, d.source_site,
                                     d.source_topic, d.source_partition)) s (scope, site, topic, partition)
         where d.account_id is not null
         group by 1, 2, 3, 4, 5, 6, 7 having sum(d.letters) <> 0
      ) p
     cross join dead_letters_of(p.processor, p.fingerprint, p.account_id, p.site, p.topic, p.partition, greatest(p.pending, 0) + 1) n
  ) parts
 group by scope, processor, fingerprint
having coalesce(sum(open), 0) + coalesce(sum(redriving), 0) + coalesce(sum(redriven), 0) + coalesce(sum(discarded), 0) > 0;

create function dead_letters_came() returns trigger language plpgsql as $$
begin
  insert into dead_letter_delta
  select processor, fingerprint, origin_site, source_site, source_topic, source_partition, account_id, state, count(*)
    from came group by 1, 2, 3, 4, 5, 6, 7, 8;
  return null;
end $$;
create function dead_letters_went() returns trigger language plpgsql as $$
begin
  insert into dead_letter_delta
  select processor, fingerprint, origin_site, source_site, source_topic, source_partition, account_id, state, -count(*)
    from went group by 1, 2, 3, 4, 5, 6, 7, 8;
  return null;
end $$;
create function dead_letters_changed() returns trigger language plpgsql as $$
begin
  insert into dead_letter_delta
  select processor, fingerprint, origin_site, source_site, source_topic, source_partition, null::bigint, state, sum(letters)
    from (select processor, fingerprint, origin_site, source_site, source_topic, source_partition, state, -1 as letters from was
          union all
          select processor, fingerprint, origin_site, source_site, source_topic, source_partition, state, 1 from became) both_sides
   group by 1, 2, 3, 4, 5, 6, 8 having sum(letters) <> 0;
  return null;
end $$;
create function dead_letters_emptied() returns trigger language plpgsql as $$
begin
  truncate dead_letter_delta, dead_letter_sum;
  return null;
end $$;
create function dead_letter_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'a dead letter stays what it was: of its processor, cause, account and places nothing is changed';
end $$;
create trigger dead_letter_came after insert on dead_letter
  referencing new table as came for each statement execute function dead_letters_came();
create trigger dead_letter_went after delete on dead_letter
  referencing old table as went for each statement execute function dead_letters_went();
create trigger dead_letter_changed after update on dead_letter
  referencing old table as was new table as became for each statement execute function dead_letters_changed();
create trigger dead_letter_emptied after truncate on dead_letter for each statement execute function dead_letters_emptied();
create trigger dead_letter_is_kept
  before update of processor, fingerprint, origin_site, source_site, source_topic, source_partition, account_id on dead_letter
  for each statement execute function dead_letter_is_kept();

-- Those that are there; nobody writes others meanwhile, since creating a trigger locks the table against it.
insert into dead_letter_sum
select s.scope, processor, fingerprint, count(*) filter (where state = 'open'), count(*) filter (where state = 'redriving'),
       count(*) filter (where state = 'redriven'), count(*) filter (where state = 'discarded'),
       case when left(s.scope, 1) <> '@' then count(distinct account_id) end
  from dead_letter d
 cross join lateral (values ('' collate "C"), ('@' || d.origin_site),
                            (d.source_topic || ':' || d.source_partition || '@' || d.source_site)) s (scope)
 group by 1, 2, 3;
