-- The worst of each partition within the day (UTC): a chart of 13 months of every group reads 24 times fewer rows.
create table lag_day (
  at timestamptz not null,
  series integer not null,
  worst_time smallint not null,
  total_lag bigint,
  lag integer[] not null,
  time_lag smallint[] not null,
  primary key (series, at)
) partition by range (at);
create table lag_day_rest partition of lag_day default;
