/** Usage of a customer as CSV for a spreadsheet, written while it is read: memory does not grow with the customer. */
import type { z } from 'zod'
import type { exportQuery } from '../../domain/api/accounts.ts'
import type { ListedLineItem } from '../../domain/api/line-items.ts'
import { archivedUsageSql } from '../../domain/archived-sql.ts'
import { csvLine } from '../../domain/csv-export.ts'
import { ApiProblem } from '../api/problem.ts'
import { LIST_LIMIT_MAX } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { readAccountUsage } from './account-usage.ts'
import { readAccount } from './accounts.ts'
import { keptFrom } from './dropped-month.ts'
import { listAccountLineItems } from './listed-line-items.ts'

const USAGE_HEAD = [
  'account_id',
  'login',
  'day',
  'product',
  'sku',
  'unit_of_measure',
  'quantity',
  'line_items',
  'not_billed_quantity',
  'not_billed_line_items',
  'estimate_usd',
]
const ITEM_HEAD = [
  'line_item_id',
  'event_id',
  'account_id',
  'login',
  'product',
  'sku',
  'unit_of_measure',
  'quantity',
  'started_at',
  'ended_at',
  'state',
  'why_not_billed',
  'file',
  'row',
  'came_from',
]

const row = (cells: readonly (string | number | null)[]): string =>
  csvLine(cells.map((cell) => (cell === null ? '' : String(cell))))

const itemRow = (item: ListedLineItem): string =>
  row([
    item.id,
    item.eventId,
    item.accountId,
    item.login,
    item.product,
    item.sku,
    item.unitOfMeasure,
    item.quantity,
    item.startedAt,
    item.endedAt,
    item.state,
    item.reasonWords,
    item.file?.name ?? null,
    item.rowNumber,
    `${item.origin.topic}:${item.origin.partition}:${item.origin.offset}@${item.origin.site}`,
  ])

async function* usageLines(pool: Pool, id: string, login: string, from: string, to: string): AsyncGenerator<string> {
  const usage = await readAccountUsage(pool, id, { from, to, by: 'day' })
  yield csvLine(USAGE_HEAD)
  for (const line of usage.items)
    yield row([
      id,
      login,
      line.key,
      line.product,
      line.sku,
      line.unitOfMeasure,
      line.quantity,
      line.lineItems,
      line.rejectedQuantity,
      line.rejectedLineItems,
      line.estimate && line.estimate.withoutPrice.length === 0 ? line.estimate.usd : null,
    ])
}

async function* itemLines(pool: Pool, id: string, from: string, to: string): AsyncGenerator<string> {
  yield csvLine(ITEM_HEAD)
  let cursor: string | undefined
  do {
    const page = await listAccountLineItems(pool, id, { from, to, limit: LIST_LIMIT_MAX, cursor })
    yield page.items.map(itemRow).join('')
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** A login may hold anything; a file name may not. */
const nameOf = (login: string, from: string, to: string, what: string): string =>
  `${what}-${login.replaceAll(/[^\w-]+/g, '_').slice(0, 60) || 'account'}-${from.slice(0, 10)}-${to.slice(0, 10)}.csv`

export const exportUsage = async (pool: Pool, id: string, query: z.output<typeof exportQuery>): Promise<Response> => {
  const { login } = await readAccount(pool, id)
  const { from, to, what } = query
  const kept = await keptFrom(pool, new Date(from))
  if (kept)
    throw new ApiProblem(
      'gone',
      `Usage from before ${kept.toISOString().slice(0, 10)} is not kept here any more, so that this export would lack it. Nothing was written. Begin there, or ask the archive: in Warehouse, or with \`npm run hydro -- sql\`: ${archivedUsageSql(id, from, to)}`,
    )
  const lines = what === 'usage' ? usageLines(pool, id, login, from, to) : itemLines(pool, id, from, to)
  // The first lines are read before the answer begins: what fails then is still a problem in words, not half a file.
  const first = await lines.next()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (!first.done) controller.enqueue(encoder.encode(`\uFEFF${first.value}`))
    },
    pull: async (controller) => {
      const { done, value } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => {
      await lines.return(undefined)
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${nameOf(login, from, to, what)}"`,
      'cache-control': 'no-store',
    },
  })
}
