-- The ledger by UTC day, beside the one by hour and written by the same statement (server/ledger/event-counts.ts): 31 days of
-- reconciliation are read from a twenty-fourth of the rows.
create table event_count_day (
  processor text not null,
  source_topic text not null,
  source_partition integer not null default 0, -- one owner at a time, so that partitions never wait for each other
  origin_site text not null,
  origin_topic text not null,
  product text not null,
  day date not null,
  outcome text not null,
  events bigint not null,
  primary key (processor, source_topic, source_partition, origin_site, origin_topic, product, day, outcome)
);
create index event_count_day_day on event_count_day (day);
insert into event_count_day
select processor, source_topic, source_partition, origin_site, origin_topic, product, (hour at time zone 'UTC')::date, outcome, sum(events)
  from event_count group by 1, 2, 3, 4, 5, 6, 7, 8;

-- All that reconciliation asks of redriven letters: their rows, which are wide, are not read.
drop index dead_letter_redriven;
create index dead_letter_redriven on dead_letter (origin_timestamp) include (processor, origin_site, origin_topic, product)
  where state = 'redriven';
