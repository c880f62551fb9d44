-- The list price of a quantity, as before, for many rows at once: a function that looks a price up for each row costs 10 µs
-- a row, and a page of 100 files asks for some thousand. Here the prices are joined, and the function is an expression.
create view sku_price_span as
  select sku_code, valid_from, lead(valid_from, 1, 'infinity') over (partition by sku_code order by valid_from) as valid_to,
         usd, price_unit
    from sku_price;

drop function estimate_usd(smallint, timestamptz, numeric);
-- In USD; null where the SKU has no price. An estimate: gross, before whatever allowances and discounts the billing system
-- knows of. Prices by the GB-month take GB-hours over the hours of that month.
create function estimate_usd(usd numeric, price_unit text, at timestamptz, quantity numeric) returns numeric
language sql immutable parallel safe
return case
    when price_unit = 'GB-Months' then quantity * usd / (extract(epoch from
      (date_trunc('month', at at time zone 'UTC') + interval '1 month') - date_trunc('month', at at time zone 'UTC')) / 3600)
    else quantity * usd
  end;
