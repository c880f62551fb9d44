-- The archive's manifest (docs/decisions/0013): which file holds which offsets. Decided before a file is written.
create table archive_file (
  id bigint generated always as identity primary key,
  site text not null,
  topic text not null,
  partition integer not null,
  epoch integer not null, -- of the cursor (R5): a topic made anew counts its offsets anew
  from_offset bigint not null, -- where the file before ended: [from_offset, next_offset) without gap
  first_offset bigint not null, -- of its first record
  last_offset bigint not null, -- of its last
  next_offset bigint not null,
  level smallint not null, -- 0 as it was cut, 1 of an hour, 2 of a day
  day date not null, -- of the first record's timestamp, as the hour
  hour smallint not null,
  object_key text not null unique,
  state text not null, -- domain/archive.ts: decided, written, replaced, removed, abandoned
  rows bigint not null,
  rows_sha256 bytea, -- over every record (server/warehouse/record-buffer.ts); of level 0
  least_timestamp timestamptz not null,
  greatest_timestamp timestamptz not null,
  schema_name text, -- the message of proto/; null: bytes
  bytes bigint, -- of the file, once it is written
  sha256 bytea,
  decided_at timestamptz not null default now(),
  written_at timestamptz,
  replaced_at timestamptz,
  replaced_by bigint references archive_file (id),
  proven_at timestamptz -- read again from the store and compared with the log, record by record
);
create unique index archive_file_range on archive_file (site, topic, partition, epoch, from_offset)
  where state in ('decided', 'written') and level = 0;
create index archive_file_partition on archive_file (site, topic, partition, from_offset) where state = 'written';
create index archive_file_day on archive_file (topic, day) where state = 'written';
create index archive_file_replaced on archive_file (replaced_at) where state = 'replaced';

-- manifest/topic=…/dt=….json of the object store: what is in it, and what should be.
create table archive_manifest (
  topic text not null,
  day date not null,
  version bigint not null default 1,
  published_version bigint not null default 0,
  published_at timestamptz,
  primary key (topic, day)
);
create index archive_manifest_due on archive_manifest (topic, day) where published_version < version;

-- Tables of Postgres as Parquet, for joins with the events: when they were taken, and whether someone wants them anew.
create table archive_snapshot (
  name text primary key, -- domain/warehouse.ts
  object_key text,
  rows bigint,
  bytes bigint,
  sha256 bytea,
  taken_at timestamptz,
  asked_at timestamptz not null default now()
);

-- Queries that people keep in the SQL console.
create table saved_query (
  id bigint generated always as identity primary key,
  name text not null,
  sql text not null,
  owner text not null,
  is_shared boolean not null default false,
  saved_at timestamptz not null default now(),
  unique (owner, name)
);

-- What was run there, by whom, and what came of it.
create table query_run (
  id bigint generated always as identity primary key,
  actor text not null,
  sql text not null,
  started_at timestamptz not null default now(),
  milliseconds integer,
  rows integer,
  outcome text not null -- done, refused, mistake, limit, cancelled
);
create index query_run_actor on query_run (actor, id desc);
