-- Lag with a memory, and alerts. Ranges of time are partitions, made ahead and dropped by server/lag/keep-history.ts; each
-- table has a default partition, so that a row is never refused because nobody made its range yet.

-- ── The newest sample of each partition of every group ─────────────────────────────────────────────────────────────
-- What the monitor's memory knows and a single look does not. null: written by an earlier release, or not known yet.
alter table lag_sample
  add column status text, -- domain/lag-status.ts
  add column status_since timestamptz,
  add column window_samples smallint, -- commits in the window, of 5
  add column in_per_second double precision,
  add column read_per_second double precision,
  add column retention_ms bigint, -- of the topic; null: kept for ever, or compacted
  add column margin_seconds double precision,
  add column retention_risk boolean not null default false,
  add column owner text; -- the member that holds the partition
-- Every row changes each 10 s and no index does: room for the new version on the same page.
alter table lag_sample set (fillfactor = 45);

create table lag_group (
  site text not null,
  consumer_group text not null,
  kind text not null, -- classic, consumer (KIP-848), share, streams
  state text not null, -- as the broker says: Stable, Empty, PreparingRebalance …
  members integer, -- null: a kind whose members the monitor does not read
  rebalanced_at timestamptz, -- null: not since it is watched
  alive_at timestamptz, -- last seen with a member or a commit; null: dead for as long as it is known
  sampled_at timestamptz not null,
  primary key (site, consumer_group)
);

-- One row a site: what the last round took. A site that is away has an old one.
create table lag_round (
  site text primary key,
  sampled_at timestamptz not null,
  took_ms double precision not null,
  requests integer not null,
  groups integer not null,
  partitions integer not null,
  left_out integer not null default 0 -- groups beyond the bounds of server/limits.ts
);

-- What happened to a group: interruptions with a beginning and an end, rebalances as a moment.
create table lag_event (
  id bigint generated always as identity primary key,
  site text not null,
  consumer_group text not null,
  what text not null, -- stop, stall, rewind, warn, rebalance
  started_at timestamptz not null,
  ended_at timestamptz, -- null: goes on
  words text not null
);
create index lag_event_started on lag_event (started_at desc);
create index lag_event_open on lag_event (site, consumer_group) where ended_at is null;

-- ── History ────────────────────────────────────────────────────────────────────────────────────────────────────────
create table lag_series (
  id integer generated always as identity primary key,
  site text not null,
  consumer_group text not null, -- '': where the log of the topic ended
  topic text not null,
  unique (site, consumer_group, topic)
);

-- Element i is partition i - 1. lag: records (domain/lag-code.ts; -2^31 is unknown), time_lag: 1000 log10(1 + s), -1 is
-- unknown: 6 bytes a sample and partition. worst_* are read by charts of months, which must not unpack arrays.
create table lag_raw (
  at timestamptz not null,
  series integer not null,
  worst_time smallint not null,
  total_lag bigint, -- null: no commit anywhere
  lag integer[] not null,
  time_lag smallint[] not null,
  primary key (series, at)
) partition by range (at);
create table lag_raw_rest partition of lag_raw default;

-- The worst of each partition within the minute, within the hour.
create table lag_minute (
  at timestamptz not null,
  series integer not null,
  worst_time smallint not null,
  total_lag bigint,
  lag integer[] not null,
  time_lag smallint[] not null,
  primary key (series, at)
) partition by range (at);
create table lag_minute_rest partition of lag_minute default;

create table lag_hour (
  at timestamptz not null,
  series integer not null,
  worst_time smallint not null,
  total_lag bigint,
  lag integer[] not null,
  time_lag smallint[] not null,
  primary key (series, at)
) partition by range (at);
create table lag_hour_rest partition of lag_hour default;

-- Log ends once per topic, however many groups read it: with them a lag is an offset. 8 bytes a partition, 48 h.
create table log_end_raw (
  at timestamptz not null,
  series integer not null,
  ends bigint[] not null, -- -1: not known
  primary key (series, at)
) partition by range (at);
create table log_end_raw_rest partition of log_end_raw default;

-- When did a topic of a site last get a record, and how long is it usually quiet? (domain/silence.ts)
create table topic_activity (
  site text not null,
  topic text not null,
  watched_since timestamptz not null,
  moved_at timestamptz, -- null: never since it is watched
  total_end bigint not null,
  longest_gaps jsonb not null default '{}', -- {day: seconds}, the last 8 days
  primary key (site, topic)
);

-- ── Throughput, the same way ───────────────────────────────────────────────────────────────────────────────────────
alter table throughput_minute rename to throughput_minute_before;
alter index throughput_minute_pkey rename to throughput_minute_before_pkey;
create table throughput_minute (
  minute timestamptz not null,
  worker text not null,
  site text not null,
  records bigint not null,
  outcomes jsonb not null, -- {outcome: count}
  latency_ms jsonb, -- histogram of event to row, csv-bookkeeper only: counts per bound of domain/histogram.ts
  primary key (minute, worker, site)
) partition by range (minute);
create table throughput_minute_rest partition of throughput_minute default;
insert into throughput_minute select * from throughput_minute_before;
drop table throughput_minute_before;

create table throughput_hour (
  hour timestamptz not null,
  worker text not null,
  site text not null,
  records bigint not null,
  outcomes jsonb not null,
  latency_ms jsonb,
  primary key (hour, worker, site)
) partition by range (hour);
create table throughput_hour_rest partition of throughput_hour default;

-- ── Alerts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
create table alert_rule (
  id bigint generated always as identity primary key,
  kind text not null, -- domain/alert-rules.ts
  parameters jsonb not null,
  severity text not null, -- page, warn
  for_seconds integer not null, -- it fires when it held this long
  enabled boolean not null default true,
  is_default boolean not null default false,
  changed_at timestamptz not null default now(),
  changed_by text not null default 'hydrometer'
);
-- The rules of day one, one of a kind; a person may change and switch them off, never delete them.
create unique index alert_rule_default on alert_rule (kind) where is_default;

-- One row for each time something was wrong: pending, firing, resolved.
create table alert (
  id bigint generated always as identity primary key,
  rule_id bigint not null references alert_rule (id) on delete cascade,
  subject text not null, -- what it is about, within the rule
  state text not null,
  severity text not null,
  title text not null,
  detail text not null,
  href text not null,
  true_since timestamptz not null,
  last_true_at timestamptz not null,
  fired_at timestamptz,
  resolved_at timestamptz
);
create unique index alert_open on alert (rule_id, subject) where resolved_at is null;
create index alert_fired on alert (fired_at desc) where fired_at is not null;

create table alert_mute (
  id bigint generated always as identity primary key,
  rule_id bigint references alert_rule (id) on delete cascade, -- null: every rule
  subject text not null default '', -- '': all of the rule
  until timestamptz not null,
  reason text not null,
  actor text not null,
  created_at timestamptz not null default now()
);

create table alert_channel (
  id bigint generated always as identity primary key,
  kind text not null, -- webhook, email
  target text not null, -- an address of the web, or of mail
  secret text not null default '', -- signs webhooks; never shown again
  severity text not null default 'warn', -- the least that is told
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  created_by text not null
);

-- Recorded before it is sent: told at least once, with an id by which a receiver knows a repeat.
create table alert_delivery (
  id bigint generated always as identity primary key,
  channel_id bigint not null references alert_channel (id) on delete cascade,
  alert_id bigint references alert (id) on delete cascade, -- null: a test
  what text not null, -- firing, resolved, test
  body jsonb not null,
  state text not null default 'waiting', -- waiting, sent, failed
  tries integer not null default 0,
  next_try_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  error text not null default ''
);
create index alert_delivery_waiting on alert_delivery (next_try_at) where state = 'waiting';
create index alert_delivery_channel on alert_delivery (channel_id, id desc);
