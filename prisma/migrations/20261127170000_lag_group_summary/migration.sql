-- What the list of consumer groups shows of each, as of the last round: worked out by lag-monitor, which has every partition
-- in its memory, so that nobody reads 10,000 of them to draw 200 lines. domain/lag-group.ts; written anew each round.
create table lag_group_summary (
  site text not null,
  consumer_group text not null,
  sampled_at timestamptz not null,
  summary json not null,
  primary key (site, consumer_group)
);
-- Every row changes each 10 s and no index does: room for the new version on the same page.
alter table lag_group_summary set (fillfactor = 45);
