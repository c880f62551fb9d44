/** What the archive says of one line item: decided once, or more often where it was released. */
export const archivedSql = (lineItemId: string): string =>
  `select * from billing.submittable where line_item_id = '${lineItemId.toLowerCase()}' -- or billing.rejected`
