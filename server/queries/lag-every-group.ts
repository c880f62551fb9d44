/**
 * The lag of every group over time, from the rows of sites (docs/decisions/0031): one row a site and step, whatever the number of
 * groups, taken apart here by its characters, which costs a tenth of what rows of series cost Postgres.
 */
import { UNKNOWN_TIME } from '../../domain/lag-code.ts'
import type { Pool } from '../postgres/pool.ts'
import { halvesOf } from './halves.ts'

/** A table and the time from which it is read, in SQL; coarse first, as lag-history.ts has them. */
export type Source = readonly (readonly [table: string, from: string])[]

/** What of one series was the worst in each step: element i is step i. -1 and NaN are what nobody saw. */
export type SeriesLine = { readonly worst: Int16Array; readonly total: Float64Array }
/** The same of one group of one site. */
export type GroupLine = SeriesLine & { readonly site: string; readonly group: string }

// Samples of 10 s have a row a series: a look of a site is the rows of one moment. index: (at, site) of each range's partition
const rowsOf = (table: string, from: string): string =>
  table === 'lag_raw'
    ? `select h.at, array_agg(h.series order by h.series) as series, array_agg(h.worst_time order by h.series) as worst_time,
              array_agg(h.total_lag order by h.series) as total_lag
         from lag_raw h
        where h.at >= ${from} and h.at < $2 and ($4::text is null or h.series = any(array(select id from lag_series where site = $4)))
        group by h.at`
    : `select h.at, h.series, h.worst_time, h.total_lag from ${table.replace('lag_', 'lag_site_')} h
        where h.at >= ${from} and h.at < $2 and ($4::text is null or h.site = $4)`

// The series of a site are the same for months: they travel once, and with them all steps as `step:worst,…:total,…;…`.
const STEPS = (source: Source): string => `
  select array_to_string(series, ',') as series,
         string_agg(floor(date_part('epoch', at - $5::timestamptz) / $3)::int || ':' || array_to_string(worst_time, ',') || ':' ||
                    array_to_string(total_lag, ',', ''), ';') as steps
    from (${source.map(([table, from]) => `(${rowsOf(table, from)})`).join(' union all ')}) seen
   group by seen.series`
// A row for each topic of each group.
const SERIES = `
  select id, site, consumer_group as "group" from lag_series
   where consumer_group <> '' and ($1::text is null or site = $1)`

const [COMMA, COLON, SEMICOLON, MINUS, ZERO] = [44, 58, 59, 45, 48]

export const emptyLine = (size: number): SeriesLine => ({
  worst: new Int16Array(size).fill(UNKNOWN_TIME),
  total: new Float64Array(size).fill(Number.NaN),
})

/** `step:worst,worst,…:total,total,…;…` into the lines; a total that is missing is not known. */
export const takeApart = (steps: string, lines: readonly (SeriesLine | undefined)[]): void => {
  let field: 'step' | 'worst' | 'total' = 'step'
  let [step, place, n, sign, hasDigits] = [0, 0, 0, 1, false]
  const put = (): void => {
    const value = sign * n
    if (field === 'step') step = value
    else {
      const line = lines[place++]
      if (line && hasDigits && step >= 0 && step < line.worst.length) {
        const of = field === 'worst' ? line.worst : line.total
        if (!(of[step]! >= value)) of[step] = value // NaN is less than everything
      }
    }
    ;[n, sign, hasDigits] = [0, 1, false]
  }
  for (let at = 0; at < steps.length; at++) {
    const code = steps.charCodeAt(at)
    if (code === COMMA) put()
    else if (code === COLON) {
      put()
      field = field === 'step' ? 'worst' : 'total'
      place = 0
    } else if (code === SEMICOLON) {
      put()
      field = 'step'
    } else if (code === MINUS) sign = -1
    else {
      n = 10 * n + code - ZERO
      hasDigits = true
    }
  }
  if (steps !== '') put()
}

/** The worst topic of a group is its time; what its topics wait for adds up. */
const addTo = (line: GroupLine, { worst, total }: SeriesLine): void => {
  for (let step = 0; step < worst.length; step++) {
    if (worst[step]! > line.worst[step]!) line.worst[step] = worst[step]!
    if (!Number.isNaN(total[step]!))
      line.total[step] = (Number.isNaN(line.total[step]!) ? 0 : line.total[step]!) + total[step]!
  }
}

/** `size` steps of `stepSeconds` from `from` on; one line for each group that was seen. */
export const readEveryGroup = async (
  pool: Pool,
  source: Source,
  {
    from,
    to,
    stepSeconds,
    size,
    site,
  }: { from: Date; to: Date; stepSeconds: number; size: number; site: string | null },
): Promise<GroupLine[]> => {
  // Writing the text is Postgres' work: in two halves it takes half as long where a core is free (halves.ts).
  const [steps, series] = await Promise.all([
    Promise.all(
      halvesOf(from, to, stepSeconds * 1000).map(([start, end]) =>
        pool.query<{ series: string; steps: string }>(STEPS(source), [start, end, stepSeconds, site, from]),
      ),
    ),
    pool.query<{ id: number; site: string; group: string }>(SERIES, [site]),
  ])
  const nameOf = new Map(series.rows.map((row) => [row.id, row]))
  const lineOf = new Map<number, SeriesLine>()
  for (const row of steps.flatMap(({ rows }) => rows)) {
    const lines = row.series.split(',').map((text) => {
      const id = Number(text)
      if (!nameOf.has(id)) return undefined
      const line = lineOf.get(id) ?? emptyLine(size)
      lineOf.set(id, line)
      return line
    })
    takeApart(row.steps, lines)
  }
  const groups = new Map<string, GroupLine>()
  for (const [id, line] of lineOf) {
    const { site: at, group } = nameOf.get(id)!
    const key = `${at}\0${group}`
    const sum = groups.get(key) ?? { site: at, group, ...emptyLine(size) }
    groups.set(key, sum)
    addTo(sum, line)
  }
  return [...groups.values()]
}
