-- Which usage reports were imported, so that a file is not sent twice for nothing, and so that the same days in another
-- layout, whose rows have other event ids and would bill the usage again, are noticed.
create table usage_import (
  id bigint generated always as identity primary key,
  file_name text not null,
  file_sha256 bytea not null, -- of the report, uncompressed
  layout text not null, -- domain/usage-report.ts: detailed-15, detailed-14, summarized-12
  site text not null, -- where its events were produced
  rows bigint not null, -- good rows
  skipped_rows bigint not null, -- bad rows, left out with --skip-bad
  first_day date, -- null: no rows
  last_day date,
  actor text not null,
  started_at timestamptz not null default now(),
  completed_at timestamptz -- null: it stopped on the way; importing again completes it
);
create index usage_import_file on usage_import (file_sha256);

create table usage_import_day (
  import_id bigint not null references usage_import (id),
  organization text not null, -- login in lower case
  day date not null,
  rows bigint not null,
  primary key (organization, day, import_id)
);
