-- The worst of each five minutes, between minutes and hours: a day in 288 rows of a series where it was 1,440.
create table lag_five_minutes (like lag_minute including all) partition by range (at);
create table lag_five_minutes_rest partition of lag_five_minutes default;
insert into lag_five_minutes (at, series, worst_time, total_lag, lag, time_lag)
with cells as (
  select date_bin('5 minutes', m.at, timestamptz '1970-01-01 00:00Z') as at, m.series, u.i, max(u.lag) as lag, max(u.time) as time
    from lag_minute m, unnest(m.lag, m.time_lag) with ordinality u (lag, time, i)
   where m.at < date_bin('5 minutes', now(), timestamptz '1970-01-01 00:00Z')
   group by 1, 2, 3
), totals as (
  select date_bin('5 minutes', at, timestamptz '1970-01-01 00:00Z') as at, series, max(total_lag) as total, max(worst_time) as worst
    from lag_minute group by 1, 2
)
select at, series, t.worst, t.total, array_agg(c.lag order by c.i), array_agg(c.time order by c.i)
  from cells c join totals t using (at, series) group by at, series, t.worst, t.total;

-- The same for throughput; written with the minutes.
create table throughput_five_minutes (
  minute timestamptz not null,
  worker text not null,
  site text not null,
  records bigint not null,
  outcomes jsonb not null, -- {outcome: count}
  primary key (minute, worker, site)
) partition by range (minute);
create table throughput_five_minutes_rest partition of throughput_five_minutes default;
insert into throughput_five_minutes (minute, worker, site, records, outcomes)
select f.minute, f.worker, f.site, f.records,
       (select coalesce(jsonb_object_agg(k, n), '{}')
          from (select o.key as k, sum(o.value::bigint) as n
                  from throughput_minute t, jsonb_each_text(t.outcomes) o
                 where t.minute >= f.minute and t.minute < f.minute + interval '5 minutes' and t.worker = f.worker and t.site = f.site
                 group by 1) outcomes)
  from (select date_bin('5 minutes', minute, timestamptz '1970-01-01 00:00Z') as minute, worker, site, sum(records) as records
          from throughput_minute group by 1, 2, 3) f;

-- What charts of every group read: of each minute, hour and day one row a site, with the worst time and the total of each
-- series, where lag_minute, lag_hour and lag_day have a row a series. Element i of the arrays is of series[i]. Written by the
-- statement that writes those (docs/decisions/0031).
create table lag_site_minute (
  at timestamptz not null,
  site text not null,
  series integer[] not null,
  worst_time smallint[] not null,
  total_lag bigint[] not null, -- null: no commit anywhere
  primary key (at, site)
) partition by range (at);
create table lag_site_minute_rest partition of lag_site_minute default;

create table lag_site_five_minutes (like lag_site_minute including all) partition by range (at);
create table lag_site_five_minutes_rest partition of lag_site_five_minutes default;

create table lag_site_hour (like lag_site_minute including all) partition by range (at);
create table lag_site_hour_rest partition of lag_site_hour default;

create table lag_site_day (like lag_site_minute including all) partition by range (at);
create table lag_site_day_rest partition of lag_site_day default;

insert into lag_site_minute
select l.at, s.site, array_agg(l.series order by l.series), array_agg(l.worst_time order by l.series), array_agg(l.total_lag order by l.series)
  from lag_minute l join lag_series s on s.id = l.series group by l.at, s.site;
insert into lag_site_five_minutes
select l.at, s.site, array_agg(l.series order by l.series), array_agg(l.worst_time order by l.series), array_agg(l.total_lag order by l.series)
  from lag_five_minutes l join lag_series s on s.id = l.series group by l.at, s.site;
insert into lag_site_hour
select l.at, s.site, array_agg(l.series order by l.series), array_agg(l.worst_time order by l.series), array_agg(l.total_lag order by l.series)
  from lag_hour l join lag_series s on s.id = l.series group by l.at, s.site;
insert into lag_site_day
select l.at, s.site, array_agg(l.series order by l.series), array_agg(l.worst_time order by l.series), array_agg(l.total_lag order by l.series)
  from lag_day l join lag_series s on s.id = l.series group by l.at, s.site;
