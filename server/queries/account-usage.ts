/** What did a customer use? Exact sums of accepted line items, and how much was left out and why. */
import type { z } from 'zod'
import type { AccountUsage, UsageLine, usageQuery } from '../../domain/api/accounts.ts'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { REASONS, reasonOfCode } from '../../domain/reasons.ts'
import { ApiProblem } from '../api/problem.ts'
import { together } from '../api/remember.ts'
import type { Pool } from '../postgres/pool.ts'
import { codesOf, poolName } from './catalogue.ts'
import { addDecimals, roundUsd } from './decimal.ts'
import { keptFrom } from './dropped-month.ts'
import { halvesOf } from './halves.ts'
import { DAY_MS } from './time.ts'

/** 25 months, the horizon of line items, and a little. */
const SPAN_MS_MAX = 800 * DAY_MS

// index: line_item_*_account (account_id, id) alone, which has every column that is read. An id begins with the time at which
// its usage started (domain/normalise.ts), so that a day is a range of ids, and constant bounds leave only the partitions of
// those months (R8). Day by day: to find the day of each row would be a third of the work. Units and nanos are added up apart:
// plain integer work for each row.
const BY_DAY = `
  select to_char(day.at at time zone 'UTC', 'YYYY-MM-DD') as day, sums.sku, sums.decision, sums.reason, sums."lineItems",
         trim_scale(sums.quantity)::text as quantity,
         case when sums.decision = 1 then estimate_usd(p.usd, p.price_unit, day.at, sums.quantity)::text end as usd
    from unnest($4::timestamptz[], $5::uuid[], $6::uuid[]) as day (at, first_id, next_id)
   cross join lateral (
      select l.sku, l.decision, l.reason, count(*)::int as "lineItems", sum(l.units) + sum(l.nanos) * 0.000000001 as quantity
        from line_item l
       where l.account_id = $1 and l.id >= $2::uuid and l.id < $3::uuid and l.id >= day.first_id and l.id < day.next_id
       group by 1, 2, 3) sums
    left join sku_price_span p on p.sku_code = sums.sku and day.at >= p.valid_from and day.at < p.valid_to
   order by day.at`

// index: dead_letter_account (account_id, id): few
const WAITING = `
  select count(*)::int as waiting from dead_letter
   where account_id = $1 and state in ('open', 'redriving') and origin_timestamp >= $2 and origin_timestamp < $3`

type Line = {
  day: string
  sku: number
  decision: number
  reason: number
  lineItems: number
  quantity: string
  usd: string | null
}
type Sum = UsageLine & { usd: string; hasPrice: boolean }

const ACCEPTED = 1

export const timeRange = (from: string, to: string): [Date, Date] => {
  const range: [Date, Date] = [new Date(from), new Date(to)]
  if (range[0] >= range[1])
    throw new ApiProblem('invalid_request', 'The time range is empty: from must be before to.', [
      { in: 'query', field: 'to', message: 'must be after from' },
    ])
  if (range[1].getTime() - range[0].getTime() > SPAN_MS_MAX || range[0].getTime() < 0)
    throw new ApiProblem(
      'invalid_request',
      'The time range is longer than 800 days; line items are kept for 25 months.',
      [{ in: 'query', field: 'from', message: 'is too long ago' }],
    )
  return range
}

/** Beginnings (Unix ms) of the UTC days of a range. */
const midnightsOf = (from: Date, to: Date): number[] => {
  const first = Math.floor(from.getTime() / DAY_MS) * DAY_MS
  return Array.from({ length: Math.ceil((to.getTime() - first) / DAY_MS) }, (_, nth) => first + nth * DAY_MS)
}

/** Shorter ranges are not worth a second query. */
const HALVED_MS_MIN = 7 * DAY_MS

/** In two halves (halves.ts) that meet at a UTC midnight, so that no day is in both. */
const readDays = async (pool: Pool, accountId: string, from: Date, to: Date): Promise<Line[]> => {
  const isLong = to.getTime() - from.getTime() >= HALVED_MS_MIN
  const parts: [Date, Date][] = isLong ? halvesOf(from, to, DAY_MS, 0) : [[from, to]]
  const answers = await Promise.all(
    parts.map(([start, end]) => {
      const midnights = midnightsOf(start, end)
      const bounds = [lowestIdAt(start.getTime()), lowestIdAt(end.getTime())]
      const days = [
        midnights.map((at) => new Date(at)),
        midnights.map(lowestIdAt),
        midnights.map((at) => lowestIdAt(at + DAY_MS)),
      ]
      return pool.query<Line>(BY_DAY, [accountId, ...bounds, ...days])
    }),
  )
  return answers.flatMap(({ rows }) => rows)
}

export const readAccountUsage = async (
  pool: Pool,
  accountId: string,
  query: z.output<typeof usageQuery>,
): Promise<AccountUsage> => {
  const [from, to] = timeRange(query.from, query.to)
  const [rows, waiting, codes, kept] = await Promise.all([
    // A page asks for the same time by day and by SKU: the rows are the same, half a second of a customer of 1,000,000.
    together(`${poolName(pool)} usage ${accountId} ${from.getTime()} ${to.getTime()}`, () =>
      readDays(pool, accountId, from, to),
    ),
    pool.query<{ waiting: number }>(WAITING, [accountId, from, to]),
    codesOf(pool),
    keptFrom(pool, from),
  ])
  const sums = new Map<string, Sum>()
  const totals: Record<string, string> = {}
  const withoutPrice = new Set<string>()
  const rejected = new Map<number, number>()
  let usd = '0'
  for (const line of rows) {
    const names = codes.sku(line.sku)
    const key = { day: line.day, month: line.day.slice(0, 7), product: names.product, sku: names.sku }[query.by]
    const place = `${key} ${names.product} ${names.sku}`
    const sum: Sum = sums.get(place) ?? {
      key,
      ...names,
      quantity: '0',
      lineItems: 0,
      estimate: null,
      rejectedQuantity: '0',
      rejectedLineItems: 0,
      usd: '0',
      hasPrice: true,
    }
    sums.set(place, sum)
    if (line.decision === ACCEPTED) {
      sum.quantity = addDecimals(sum.quantity, line.quantity)
      sum.lineItems += line.lineItems
      totals[names.unitOfMeasure] = addDecimals(totals[names.unitOfMeasure] ?? '0', line.quantity)
      if (line.usd === null) {
        sum.hasPrice = false
        withoutPrice.add(names.sku)
      } else {
        sum.usd = addDecimals(sum.usd, line.usd)
        usd = addDecimals(usd, line.usd)
      }
    } else {
      sum.rejectedQuantity = addDecimals(sum.rejectedQuantity, line.quantity)
      sum.rejectedLineItems += line.lineItems
      rejected.set(line.reason, (rejected.get(line.reason) ?? 0) + line.lineItems)
    }
  }
  const order = (a: Sum, b: Sum) => compare(a.key, b.key) || compare(a.product, b.product) || compare(a.sku, b.sku)
  return {
    accountId,
    from: from.toISOString(),
    to: to.toISOString(),
    by: query.by,
    items: [...sums.values()].sort(order).map(({ usd: sumUsd, hasPrice, ...line }) => ({
      ...line,
      estimate: line.lineItems === 0 ? null : { usd: roundUsd(sumUsd), withoutPrice: hasPrice ? [] : [line.sku] },
    })),
    totals,
    estimate: { usd: roundUsd(usd), withoutPrice: [...withoutPrice].sort() },
    rejected: [...rejected]
      .map(([code, lineItems]) => {
        const reason = reasonOfCode(code) // a set-aside line item has no reason of this list
        return {
          reason: reason ?? 'set_aside',
          words: reason ? REASONS[reason].words : 'Set aside after Zuora refused its row',
          lineItems,
        }
      })
      .sort((a, b) => b.lineItems - a.lineItems || compare(a.reason, b.reason)),
    waiting: waiting.rows[0]?.waiting ?? 0,
    keptFrom: kept?.toISOString() ?? null,
    days: [...new Set(rows.map((row) => row.day))],
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
