-- How long after its record an event reaches each step, by product and site, and by when a line item was relayed and booked.

-- ── Latency of each step ───────────────────────────────────────────────────────────────────────────────────────────
-- Counts per bound of domain/histogram.ts, from bound `first` on: without the zeros on both sides. A row each minute, hour and
-- UTC day for each step, product and site in which something reached the step; all three are added to by one statement
-- (server/lag/roll-up-latency.ts), so that nothing is rolled up later.
create table latency_minute (
  at timestamptz not null,
  step text not null, -- domain/step-latency.ts
  product text not null, -- '': nobody said
  site text not null, -- of the usage event
  first smallint not null,
  counts bigint[] not null,
  primary key (at, step, product, site)
) partition by range (at);
create table latency_minute_rest partition of latency_minute default;

create table latency_hour (
  at timestamptz not null,
  step text not null,
  product text not null,
  site text not null,
  first smallint not null,
  counts bigint[] not null,
  primary key (at, step, product, site)
) partition by range (at);
create table latency_hour_rest partition of latency_hour default;

create table latency_day (
  at timestamptz not null,
  step text not null,
  product text not null,
  site text not null,
  first smallint not null,
  counts bigint[] not null,
  primary key (at, step, product, site)
) partition by range (at);
create table latency_day_rest partition of latency_day default;

-- How old the events of its rows were when the file closed, by product and site: from there the latency to Zuora's answer is
-- counted, once, and this is emptied. null: counted, rebuilt from the log (R21), or closed before this was kept.
alter table csv_file add column event_ages jsonb;

-- ── By when, to the second (domain/time-runs.ts) ───────────────────────────────────────────────────────────────────
-- Offsets of a usage topic: a row for each minute in which its partition had events, of at most 60 entries.
create table relay_run (
  at timestamptz not null, -- when the run began
  first_offset bigint not null,
  partition integer not null,
  site smallint not null,
  topic smallint not null,
  ends integer[] not null, -- one after the last offset of each entry, less first_offset
  by_ms integer[] not null, -- milliseconds after `at` by which they were relayed
  primary key (site, topic, partition, at)
) partition by range (at);
create table relay_run_rest partition of relay_run default;

-- Rows of a file: a row for each minute in which it grew.
create table booking_run (
  file_id bigint not null,
  at timestamptz not null,
  first_row integer not null,
  ends integer[] not null, -- one after the last row of each entry, less first_row
  booked_ms integer[] not null, -- milliseconds after `at`
  in_file_ms integer[] not null, -- milliseconds after `at`, mostly below zero
  primary key (file_id, first_row, at)
) partition by range (at);
create table booking_run_rest partition of booking_run default;
