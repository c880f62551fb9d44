-- What the questions of the API need beside the pipeline's own tables.

-- Rejected line items by reason: a day's rejections in a few milliseconds, and releases by reason. Only what was rejected
-- is in it (some 8 % of the rows), so that an accepted line item pays nothing.
create index line_item_rejected on line_item (reason, id) where decision = 2;
-- Set aside: next to none, and the equation of the books asks for them at every reading.
create index line_item_set_aside on line_item (id) where decision = 3;

-- The equation of a day reads the rows of its files by day.
create index csv_file_count_day on csv_file_count (day);
-- What left the dead letters again, by the time of its event: rare, and part of each day's equation.
create index dead_letter_redriven on dead_letter (origin_timestamp) where state = 'redriven';
create index dead_letter_account on dead_letter (account_id, id) where account_id is not null;

-- Rows and quantity of a file by SKU: prices are by SKU, so the estimate of a file needs it. Written when it balances,
-- from the same pass over its line items; until then (and for files from before) it is added up on demand.
create table csv_file_sku (
  file_id bigint not null references csv_file (id),
  sku smallint not null references sku (code),
  rows integer not null,
  quantity numeric(30, 9) not null,
  primary key (file_id, sku)
);

-- The list price of a quantity at a time, in USD; null where the SKU has no price. An estimate: gross, before whatever
-- allowances and discounts the billing system knows of. Prices by the GB-month take GB-hours over the hours of that month.
create function estimate_usd(of_sku smallint, at timestamptz, quantity numeric) returns numeric
language sql stable parallel safe
return (
  select case
      when p.price_unit = 'GB-Months' then quantity * p.usd / (extract(epoch from
        (date_trunc('month', at at time zone 'UTC') + interval '1 month') - date_trunc('month', at at time zone 'UTC')) / 3600)
      else quantity * p.usd
    end
  from sku_price p
  where p.sku_code = of_sku and p.valid_from <= at
  order by p.valid_from desc
  limit 1
);
