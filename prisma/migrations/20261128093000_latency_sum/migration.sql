-- The latency of a step over all products and sites, beside the rows of each: what is asked for when nothing is filtered, in an
-- eighth of the rows. Added to by the same statement (server/lag/roll-up-latency.ts).
create table latency_sum_minute (
  at timestamptz not null,
  step text not null,
  first smallint not null,
  counts bigint[] not null,
  primary key (at, step)
) partition by range (at);
create table latency_sum_minute_rest partition of latency_sum_minute default;
insert into latency_sum_minute (at, step, first, counts)
select b.at, b.step, min(b.bound), array_agg(coalesce(n.events, 0) order by b.bound)
  from (select at, step, generate_series(min(first), max(first + cardinality(counts) - 1)) as bound from latency_minute group by at, step) b
  left join (select at, step, first + i - 1 as bound, sum(events)::bigint as events
               from latency_minute, unnest(counts) with ordinality u (events, i) group by 1, 2, 3) n using (at, step, bound)
 group by b.at, b.step;

create table latency_sum_hour (
  at timestamptz not null,
  step text not null,
  first smallint not null,
  counts bigint[] not null,
  primary key (at, step)
) partition by range (at);
create table latency_sum_hour_rest partition of latency_sum_hour default;
insert into latency_sum_hour (at, step, first, counts)
select b.at, b.step, min(b.bound), array_agg(coalesce(n.events, 0) order by b.bound)
  from (select at, step, generate_series(min(first), max(first + cardinality(counts) - 1)) as bound from latency_hour group by at, step) b
  left join (select at, step, first + i - 1 as bound, sum(events)::bigint as events
               from latency_hour, unnest(counts) with ordinality u (events, i) group by 1, 2, 3) n using (at, step, bound)
 group by b.at, b.step;

create table latency_sum_day (
  at timestamptz not null,
  step text not null,
  first smallint not null,
  counts bigint[] not null,
  primary key (at, step)
) partition by range (at);
create table latency_sum_day_rest partition of latency_sum_day default;
insert into latency_sum_day (at, step, first, counts)
select b.at, b.step, min(b.bound), array_agg(coalesce(n.events, 0) order by b.bound)
  from (select at, step, generate_series(min(first), max(first + cardinality(counts) - 1)) as bound from latency_day group by at, step) b
  left join (select at, step, first + i - 1 as bound, sum(events)::bigint as events
               from latency_day, unnest(counts) with ordinality u (events, i) group by 1, 2, 3) n using (at, step, bound)
 group by b.at, b.step;
