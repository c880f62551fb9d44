-- What of each worker process is in throughput_minute and latency_minute, latency_hour and latency_day: written with them, so
-- that a lag-monitor that starts counts on where the one before ended. A row an instance.
create table rolled_up (
  instance text primary key,
  started_at timestamptz not null, -- of the process; another one begins at 0
  figures jsonb not null, -- domain/worker-figures.ts, of the totals only what is added up
  at timestamptz not null
);
