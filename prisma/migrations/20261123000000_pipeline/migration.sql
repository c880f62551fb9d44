-- The pipeline's tables. Money decisions are made here once (docs/architecture.md); the words are those of the protocol.
-- Names of sites, topics, SKUs and reasons are small codes in the tables with a row per line item: what each means is
-- in `site`, `sku`, domain/pipeline.ts (topics) and domain/reasons.ts, and a code never changes its meaning.

-- ── What things are ────────────────────────────────────────────────────────────────────────────────────────────────
create table installation (
  only_row boolean primary key default true check (only_row),
  -- 6 characters from a hash of the home broker's cluster id (R21): part of every file name and idempotency key
  name text not null,
  home_cluster_id text not null,
  line_item_horizon timestamptz not null, -- older than this is a dead letter (R14); rises when a partition is dropped
  created_at timestamptz not null default now()
);

create table site (
  code smallint primary key,
  name text not null unique,
  cluster_id text
);

create table sku (
  code smallint primary key,
  sku text not null unique,
  product text not null, -- actions, packages, git_lfs, copilot
  unit_of_measure text not null, -- Minutes, GB, GB-Hours, User-Months
  free_when_public boolean not null
);

create table sku_price (
  sku_code smallint not null references sku (code),
  valid_from timestamptz not null,
  usd numeric(20, 9) not null, -- for one of price_unit
  price_unit text not null, -- the unit of measure, or GB-Months for storage
  primary key (sku_code, valid_from)
);

create table account (
  id bigint primary key,
  version bigint not null,
  login text not null,
  zuora_account_number text not null, -- empty: none yet
  zuora_subscription_number text not null,
  standing smallint not null, -- the numbers of hydro.accounts.v1.Standing
  billing_enabled boolean not null,
  plan smallint not null,
  changed_at timestamptz not null default now()
);
create index account_login on account (lower(login) text_pattern_ops);
create index account_zuora on account (zuora_account_number) where zuora_account_number <> '';

-- What a decision froze (R12): the Zuora account and subscription a row goes to. Rows point here instead of repeating two
-- texts; a pair is never changed, so that a replayed decision renders the same bytes whatever the account says now.
create table zuora_identity (
  id integer generated always as identity primary key,
  account_number text not null,
  subscription_number text not null,
  unique (account_number, subscription_number)
);

-- A calendar month (UTC) that finance closed: usage that starts in it is rejected from then on.
create table billing_period (
  month date primary key check (extract(day from month) = 1),
  closed_at timestamptz
);

-- ── Where each stream stands ───────────────────────────────────────────────────────────────────────────────────────
-- R3: every transaction on a cursor compares token and next_offset and writes a new token. That is the fence.
create table stream_cursor (
  processor text not null,
  site text not null,
  topic text not null,
  partition integer not null,
  next_offset bigint not null,
  token uuid not null,
  committed_offset bigint not null default 0, -- what Kafka's group is known to hold (R4)
  epoch integer not null default 1, -- rises when a person accepts a topic made anew (R5)
  prior_sha256 bytea, -- of the record at next_offset - 1 (R5)
  rebuild_to bigint not null default 0, -- the group's commit when this row was made for a log that was processed before (R21)
  accept_start boolean not null default false, -- a person accepts a loss or a new topic: begin at the log's start
  state jsonb not null default '{}', -- what only its processor reads: the builder's marks and open file
  dead_letter_allowance integer not null default 0, -- dead letters a person allowed in spite of the storm stop
  moved_at timestamptz not null default now(),
  primary key (processor, site, topic, partition)
);

-- A partition that stands still and waits for a person. Deleting the row (npm run hydro -- resume) lets it go on.
create table stream_stop (
  processor text not null,
  site text not null,
  topic text not null,
  partition integer not null,
  kind text not null, -- dead_letter_storm, poison, lost_range, topic_made_anew, database_behind_log, defect
  record_offset bigint not null, -- where it stands
  what_happened text not null,
  what_it_means text not null,
  what_to_do text not null,
  since timestamptz not null default now(),
  primary key (processor, site, topic, partition)
);

-- R28: what became of a range of offsets, by event hour and product. Moved with the cursor, never per event.
-- outcome: relayed, dead_letter (usage-relay); accepted, rejected, duplicate, dead_letter (submission-filter).
-- Redeliveries by the relay count nowhere (R10).
create table event_count (
  processor text not null,
  source_topic text not null, -- the topic the processor read: an input or its retry topic
  source_partition integer not null default 0, -- one owner at a time, so that partitions never wait for each other
  origin_site text not null,
  origin_topic text not null,
  product text not null, -- '' where the event does not decode
  hour timestamptz not null, -- the event's, or the record's where it does not decode
  outcome text not null,
  events bigint not null,
  primary key (processor, source_topic, source_partition, origin_site, origin_topic, product, hour, outcome)
);
create index event_count_hour on event_count (hour);

-- ── Line items ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- R14: ranges of id, a month each, made ahead by server/postgres/make-partitions.ts. A UUIDv8 begins with its time.
create table line_item (
  id uuid not null,
  event_id uuid not null,
  account_id bigint not null,
  units bigint not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  origin_offset bigint not null,
  decided_by_offset bigint not null, -- the claim (topic, partition, offset) whose decision this is (R11)
  account_version bigint not null, -- of the facts that the decision used; 0: account not known
  decided_at timestamptz not null,
  nanos integer not null,
  origin_partition integer not null,
  decided_by_partition integer not null,
  zuora_identity integer not null, -- zuora_identity.id; 0 unless accepted
  origin_site smallint not null,
  origin_topic smallint not null,
  decided_by_topic smallint not null,
  sku smallint not null,
  decision smallint not null, -- 1 accepted, 2 rejected, 3 set aside
  reason smallint not null, -- 0, or a code of domain/reasons.ts
  attempt smallint not null,
  primary key (id)
) partition by range (id);

-- Earlier decisions of line items that were released (R11). Only grows.
create table line_item_history (
  id uuid not null,
  attempt smallint not null,
  decision smallint not null,
  reason smallint not null,
  account_version bigint not null,
  decided_by_topic smallint not null,
  decided_by_partition integer not null,
  decided_by_offset bigint not null,
  zuora_identity integer not null,
  decided_at timestamptz not null,
  primary key (id, attempt)
) partition by range (id);

-- Deliveries of one event from another origin (R10). A redelivery of a duplicate must not be counted again, so each is
-- remembered by its origin.
create table line_item_duplicate (
  line_item_id uuid not null,
  origin_site smallint not null,
  origin_topic smallint not null,
  origin_partition integer not null,
  origin_offset bigint not null,
  found_at timestamptz not null default now(),
  primary key (line_item_id, origin_site, origin_topic, origin_partition, origin_offset)
) partition by range (line_item_id);

-- Which file and row (R18). The primary key is the database's own refusal of a second place.
create table placement (
  line_item_id uuid not null,
  file_id bigint not null,
  row_number integer not null,
  attempt smallint not null,
  primary key (line_item_id, attempt)
) partition by range (line_item_id);

-- ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
create table csv_file (
  id bigint primary key, -- sequence * 65536 + partition (domain/csv-file.ts): the same after a replay
  name text not null unique,
  partition integer not null,
  sequence integer not null,
  revision integer not null default 1,
  state text not null, -- domain/file-states.ts
  first_offset bigint not null, -- of billing.submittable
  next_offset bigint not null, -- one after the last
  opening_marks jsonb not null, -- [{topic, partition, offset}] when it opened (R16)
  profile jsonb not null, -- {dateFormat, uniqueKey, rendererVersion} (R15)
  max_bytes integer not null,
  max_age_seconds integer not null,
  rows integer not null default 0,
  bytes integer not null default 0,
  digest bytea not null, -- SHA-256 of all bytes so far; of the file once it is closed
  rows_digest bytea, -- SHA-256 over (row number, line item id) of each row; of the closed file (R19)
  object_key text,
  first_line_item_id uuid, -- least and greatest id in it: constant bounds for queries on partitions (R8)
  last_line_item_id uuid,
  manifest_totals jsonb, -- {unit: decimal text} as the builder added up its rows; of the closed file
  totals jsonb, -- {unit: decimal text}, from the decisions, when it balanced
  difference text, -- why it is quarantined, in words
  placement_conflict text, -- the first placement the database refused (R18)
  attempt_in_log boolean not null default false, -- rebuilt from the log with an AttemptStarted: never submitted by itself (R21)
  opened_at timestamptz not null,
  closed_at timestamptz,
  balanced_at timestamptz,
  submitted_at timestamptz,
  imported_at timestamptz,
  unique (partition, sequence, revision)
);
create index csv_file_state on csv_file (state, opened_at);
create index csv_file_opened on csv_file (opened_at desc, id desc);

-- Rows of a file by where they came from: reconciliation without reading line items. Written when the file balances.
create table csv_file_count (
  file_id bigint not null references csv_file (id),
  origin_site text not null,
  origin_topic text not null,
  product text not null,
  day date not null, -- of the event
  rows bigint not null,
  primary key (file_id, origin_site, origin_topic, product, day)
);

-- What happened to a file, in order.
create table csv_file_event (
  id bigint generated always as identity primary key,
  file_id bigint not null references csv_file (id),
  at timestamptz not null default now(),
  what text not null,
  detail jsonb not null default '{}',
  actor text not null -- a processor, or a person
);
create index csv_file_event_file on csv_file_event (file_id, id);

-- R22: recorded before it is made.
create table submission_attempt (
  file_id bigint not null references csv_file (id),
  revision integer not null,
  number integer not null,
  idempotency_key text not null unique,
  state text not null, -- started, accepted, refused, unknown, retryable, imported, failed
  started_at timestamptz not null default now(), -- the first recorded try: the key serves 23 h from here (R23)
  last_tried_at timestamptz,
  tries integer not null default 0,
  answered_at timestamptz,
  http_status integer,
  process_id text,
  request_id text,
  status_path text,
  import_status text,
  reasons jsonb, -- [{code, message}] as Zuora gave them
  message text, -- the outcome in words
  primary key (file_id, revision, number)
);

-- ── Dead letters ───────────────────────────────────────────────────────────────────────────────────────────────────
-- R7: a decision, recorded before it is produced. The payload is in the dead-letter topic at letter_*.
create table dead_letter (
  id bigint generated always as identity primary key,
  processor text not null,
  source_site text not null,
  source_topic text not null,
  source_partition integer not null,
  source_offset bigint not null,
  source_timestamp timestamptz not null,
  origin_site text not null,
  origin_topic text not null,
  origin_partition integer not null,
  origin_offset bigint not null,
  origin_timestamp timestamptz not null,
  error_class text not null,
  error_message text not null,
  fingerprint text not null,
  attempt integer not null default 1, -- deliveries so far
  failed_at timestamptz not null default now(),
  letter_partition integer, -- of the processor's dead-letter topic; null until acknowledged
  letter_offset bigint,
  product text not null default '',
  account_id bigint,
  state text not null default 'open', -- open, redriving, redriven, discarded
  state_changed_at timestamptz,
  state_actor text,
  state_reason text,
  unique (processor, source_site, source_topic, source_partition, source_offset)
);
create index dead_letter_open on dead_letter (processor, fingerprint, id) where state = 'open';
create index dead_letter_redriving on dead_letter (id) where state = 'redriving';
create index dead_letter_failed_at on dead_letter (failed_at desc, id desc);
create index dead_letter_origin on dead_letter (origin_site, origin_topic, origin_partition, origin_offset);
create index dead_letter_group on dead_letter (processor, fingerprint, failed_at);

-- A release or redrive that a person or the sweep asked for. One row is one message on a retry topic, exactly once:
-- claimed by its sender, produced, then marked; a repeat is harmless because the processor compares the attempt (R11).
create table release_request (
  line_item_id uuid not null,
  attempt smallint not null, -- the attempt that it undoes
  state text not null default 'waiting', -- waiting, sent
  asked_at timestamptz not null default now(),
  sent_at timestamptz,
  actor text not null,
  reason text not null,
  primary key (line_item_id, attempt)
);
create index release_request_waiting on release_request (asked_at) where state = 'waiting';

-- ── Who did what, and how the processes are ────────────────────────────────────────────────────────────────────────
create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject text not null,
  reason text not null default '',
  detail jsonb not null default '{}'
);
create index audit_log_at on audit_log (at desc);

-- One row a process, each 5 s. Older than 15 s is stale.
create table worker_report (
  instance text primary key, -- usage-relay@iad
  worker text not null,
  site text not null,
  pid integer not null,
  state text not null, -- starting, running, waiting, stopped
  state_since timestamptz not null,
  message text not null default '',
  started_at timestamptz not null,
  figures jsonb not null, -- server/kafka/report.ts
  reported_at timestamptz not null default now()
);

-- Lag of Hydrometer's own groups, the newest sample. History comes with the lag issue.
create table lag_sample (
  site text not null,
  consumer_group text not null,
  topic text not null,
  partition integer not null,
  committed bigint, -- null: no commit
  log_end bigint not null,
  stable_end bigint not null,
  low bigint not null,
  time_lag_seconds double precision,
  time_lag_method text,
  sampled_at timestamptz not null default now(),
  primary key (site, consumer_group, topic, partition)
);

-- Events a second by processor, a row a minute: the Overview's rates and latency lines.
create table throughput_minute (
  minute timestamptz not null,
  worker text not null,
  site text not null,
  records bigint not null,
  outcomes jsonb not null, -- {outcome: count}
  latency_ms jsonb, -- histogram of event to row, csv-bookkeeper only: counts per bound of domain/histogram.ts
  primary key (minute, worker, site)
);
