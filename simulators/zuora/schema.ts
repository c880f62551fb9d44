/** The simulator's own tables, in a database of its own. It makes them itself. */
import type pg from 'pg'

const SCHEMA = `
create table if not exists setting (name text primary key, value text not null);

create table if not exists token (token_sha256 bytea primary key, expires_at timestamptz not null);

create table if not exists account (
  account_number text primary key,
  id text not null unique
);
create table if not exists account_subscription (
  account_number text not null,
  subscription_number text not null,
  primary key (account_number, subscription_number)
);

-- A file that was accepted. Only Completed ones have records: an import is atomic.
create table if not exists usage_import (
  number bigint generated always as identity primary key,
  file_name text not null,
  name text not null,
  kind text not null, -- usage: POST /v1/usage; import: POST /v1/object/import
  status text not null, -- Pending, Processing, Completed, Canceled, Failed
  status_reason text,
  size_bytes integer not null,
  md5 text not null,
  content bytea not null, -- gzip of the CSV
  total_count integer,
  imported_count integer not null default 0,
  faults jsonb not null default '[]', -- [{row, message}], the first of them
  forced_outcome text, -- by a fault that was switched on
  processed boolean not null default false, -- rated for an invoice: records can no longer be deleted
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists usage_import_file_name on usage_import (file_name);
create index if not exists usage_import_unfinished on usage_import (number) where status in ('Pending', 'Processing');

create table if not exists usage_record (
  import_number bigint not null,
  row_number integer not null, -- 1 is the first row under the header
  account_number text not null,
  uom text not null,
  quantity numeric(22, 9) not null,
  start_date date not null,
  end_date date,
  subscription_id text not null,
  charge_id text not null,
  description text not null,
  unique_key text,
  primary key (import_number, row_number)
);
create index if not exists usage_record_account on usage_record (account_number);
create unique index if not exists usage_record_unique_key on usage_record (unique_key) where unique_key is not null;

-- The first result of each key, good or bad, for 24 hours.
create table if not exists idempotency (
  key text primary key,
  request_sha256 bytea not null,
  status integer not null,
  body jsonb not null,
  created_at timestamptz not null default now()
);
create index if not exists idempotency_age on idempotency (created_at);
`

export const createTables = async (pool: pg.Pool): Promise<void> => {
  await pool.query(SCHEMA)
}
