/** Statements of the warehouse for what is no longer in Postgres. */

/** What the archive says of one line item: decided once, or more often where it was released. */
export const archivedSql = (lineItemId: string): string =>
  `select * from billing.submittable where line_item_id = '${lineItemId.toLowerCase()}' -- or billing.rejected`

/** What was accepted and rejected of one usage event, whatever its month. */
export const archivedEventSql = (eventId: string): string =>
  `select line_item_id, account_id, sku, units, nanos, attempt from billing.submittable where event_id = '${eventId.toLowerCase()}' -- or billing.rejected`

/** Accepted usage of one account that started in [from, to): of a line item that was accepted again, the last attempt. */
export const archivedUsageSql = (accountId: string, from: string, to: string): string =>
  `select sku, unit_of_measure, count(*) as line_items,
       cast(sum(units) as decimal(28,9)) + cast(sum(nanos) as decimal(19,0)) * 0.000000001 as quantity
  from (select * from billing.submittable
         where account_id = ${accountId} and started_at_ms >= ${Date.parse(from)} and started_at_ms < ${Date.parse(to)}
       qualify row_number() over (partition by line_item_id order by attempt desc) = 1)
 group by all
 order by sku`
