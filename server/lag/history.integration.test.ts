/** History on real Postgres: minutes and hours are the worst of what they hold, and what is too old goes as a partition. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { timeCode, UNKNOWN_LAG } from '../../domain/lag-code.ts'
import { readLagHistory } from '../queries/lag-history.ts'
import { readThroughput } from '../queries/throughput.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { HISTORY_TABLES, keepHistory } from './keep-history.ts'
import { openRollUp } from './roll-up-lag.ts'
import { rollUpThroughput, rollUpThroughputHours } from './roll-up-throughput.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A whole hour, so that the last step is over, and one whose three hours before it lie within a day at any time of day. */
const now = new Date(Math.floor(Date.now() / DAY) * DAY + 15 * HOUR)
const PARTITIONS = 50

let db: FreshDatabase
let series: number
beforeAll(async () => {
  db = await freshDatabase()
  const { rows } = await db.pool.query<{ id: number }>(
    `insert into lag_series (site, consumer_group, topic) values ('iad', 'usage-relay', 'usage.actions') returning id`,
  )
  series = rows[0]!.id
  // Three hours, each 10 s: partition 1 falls ever further behind, partition 2 has no commit, the others keep up.
  await db.pool.query(
    `insert into lag_raw (at, series, worst_time, total_lag, lag, time_lag)
     select at, $1, 1000, n, array[5, n, $3] || array_fill(3, array[${PARTITIONS - 3}]),
            array[300, least(n, 3000), -1]::smallint[] || array_fill(200::smallint, array[${PARTITIONS - 3}])
       from generate_series($2::timestamptz - interval '3 hours', $2::timestamptz - interval '10 seconds', interval '10 seconds')
            with ordinality s (at, n)`,
    [series, now, UNKNOWN_LAG],
  )
})
afterAll(() => db?.drop())

it('minutes and hours are the worst of each partition, made once, unknown stays unknown', async () => {
  const rollUp = openRollUp(db.pool)
  expect(await rollUp(now)).toEqual({ rows: 180 + 36 + 3 })
  expect(await rollUp(now)).toEqual({ rows: 0 })
  expect(await openRollUp(db.pool)(now)).toEqual({ rows: 0 }) // another process finds how far it came
  const { rows } = await db.pool.query<{ lag: number[]; time_lag: number[]; worst_time: number; total_lag: number }>(
    'select lag, time_lag, worst_time, total_lag from lag_hour order by at',
  )
  expect(rows.map(({ lag }) => lag.slice(0, 4))).toEqual([360, 720, 1_080].map((n) => [5, n, UNKNOWN_LAG, 3]))
  expect(rows.map(({ time_lag }) => time_lag.slice(0, 3))).toEqual([360, 720, 1_080].map((n) => [300, n, -1]))
  expect(rows[0]).toMatchObject({ total_lag: 360, worst_time: 1_000 })
  expect(rows[0]?.lag).toHaveLength(PARTITIONS)
  expect(await rollUp(new Date(now.getTime() + 9 * HOUR))).toEqual({ rows: 1 }) // at midnight the day is over
})

it('takes at most 8 bytes a sample and partition', async () => {
  const { rows } = await db.pool.query<{ bytes: number }>(
    `select (avg(pg_column_size(r.*)) / ${PARTITIONS})::float8 as bytes from lag_raw r`,
  )
  expect(rows[0]?.bytes).toBeLessThanOrEqual(8)
})

it('answers a chart of any length from what is fine enough', async () => {
  const ask = (hours: number, points: number) =>
    readLagHistory(
      db.pool,
      {
        site: 'iad',
        group: 'usage-relay',
        from: new Date(now.getTime() - hours * HOUR).toISOString(),
        to: now.toISOString(),
        points,
        by: 'group',
      },
      now,
    )
  const fine = await ask(1, 360)
  expect(fine).toMatchObject({ resolution: '10 s', stepSeconds: 10 })
  expect(fine.series[0]?.lag).toEqual(Array.from({ length: 360 }, (_, i) => 721 + i))
  const coarse = await ask(24, 24)
  expect(coarse).toMatchObject({ resolution: '1 h', stepSeconds: 3_600 })
  expect(coarse.series[0]?.lag).toEqual([...Array(21).fill(null), 360, 720, 1_080])
  expect(coarse.series[0]?.timeLagSeconds.at(-1)).toBeCloseTo(9, 5)
  expect(timeCode(9)).toBe(1_000)
  const partition = await readLagHistory(
    db.pool,
    {
      site: 'iad',
      group: 'usage-relay',
      topic: 'usage.actions',
      partition: 2,
      from: new Date(now.getTime() - HOUR).toISOString(),
      to: now.toISOString(),
      points: 60,
      by: 'partitions',
    },
    now,
  )
  expect(partition.series[0]).toMatchObject({ partition: 2, lag: Array(60).fill(null) }) // unknown, never zero
})

it('every group is read from rows of sites and is what each group is by itself, at every resolution', async () => {
  // Another topic of the same group, another group that stands still, and the other site; rolled up like the first.
  const { rows: made } = await db.pool.query<{ id: number }>(
    `insert into lag_series (site, consumer_group, topic)
     values ('iad', 'usage-relay', 'usage.storage'), ('iad', 'analytics', 'usage.actions'), ('sea', 'usage-relay', 'usage.actions') returning id`,
  )
  for (const [nth, { id }] of made.entries())
    await db.pool.query(
      `insert into lag_raw (at, series, worst_time, total_lag, lag, time_lag)
       select at, $1, (n * 7 % 900)::smallint, case when n % 11 = 0 then null else n * ($3 + 1) end, '{1}', '{1}'
         from generate_series($2::timestamptz - interval '30 minutes', $2::timestamptz - interval '10 seconds', interval '10 seconds')
              with ordinality s (at, n)`,
      [id, now, nth],
    )
  for (const table of ['lag_minute', 'lag_five_minutes', 'lag_hour'])
    for (const of of [table, table.replace('lag_', 'lag_site_')]) await db.pool.query(`truncate ${of}`)
  await openRollUp(db.pool)(now)
  for (const [hours, points, resolution] of [
    [0.5, 360, '10 s'],
    [3, 180, '1 min'],
    [3, 12, '5 min'],
    [3, 3, '1 h'],
  ] as const) {
    const range = { from: new Date(now.getTime() - hours * HOUR).toISOString(), to: now.toISOString(), points }
    const every = await readLagHistory(db.pool, { ...range, by: 'group' }, now)
    expect(every).toMatchObject({ resolution })
    expect(every.series).toHaveLength(3)
    for (const line of every.series) {
      const alone = await readLagHistory(db.pool, { ...range, site: line.site!, group: line.group!, by: 'group' }, now)
      expect(alone.series).toEqual([line])
    }
    const site = await readLagHistory(db.pool, { ...range, site: 'sea', by: 'group' }, now)
    expect(site.series).toEqual(every.series.filter((line) => line.site === 'sea'))
  }
})

it('throughput becomes hours, too', async () => {
  const histogram = (n: number) => JSON.stringify({ sum_ms: n * 10, counts: [0, n, 0] })
  for (const minute of [61, 62, 63])
    await db.pool.query(
      `insert into throughput_minute values ($1::timestamptz - make_interval(mins => $2), 'csv-bookkeeper', 'iad', 100, '{"booked": 90, "late": 1}', $3)`,
      [now, minute, histogram(minute)],
    )
  expect(await rollUpThroughputHours(db.pool, now)).toBe(1)
  expect(await rollUpThroughputHours(db.pool, now)).toBe(0)
  const { rows } = await db.pool.query('select records, outcomes, latency_ms from throughput_hour')
  expect(rows).toEqual([
    { records: 300, outcomes: { booked: 270, late: 3 }, latency_ms: { sum_ms: 1_860, counts: [0, 186, 0] } },
  ])
})

it('what a process counted is added once, whichever lag-monitor looks, and makes no peak after a time without one', async () => {
  const reports = async (startedAt: Date, records: number, cell: readonly number[]) =>
    db.pool.query(
      `insert into worker_report (instance, worker, site, pid, state, state_since, message, started_at, figures, reported_at)
       values ('usage-relay@iad', 'usage-relay', 'iad', 1, 'running', now(), '', $1, $2, now())
       on conflict (instance) do update set started_at = excluded.started_at, figures = excluded.figures, reported_at = now()`,
      [
        startedAt,
        JSON.stringify({
          records_in: records,
          outcomes: { relayed: records },
          latency_by: [{ product: 'actions', site: 'iad', first: 3, counts: cell, sum_ms: 0 }],
        }),
      ],
    )
  const sums = async () =>
    (
      await db.pool.query(
        `select (select sum(records)::int from throughput_minute where worker = 'usage-relay' and minute >= $1) as records,
                (select sum((outcomes ->> 'relayed')::int)::int from throughput_five_minutes where worker = 'usage-relay' and minute >= $1) as fives,
                (select sum(n)::int from latency_hour, unnest(counts) n) as measured`,
        [started],
      )
    ).rows[0]
  const started = new Date(now.getTime() + 10 * HOUR)
  const after = (ms: number) => new Date(started.getTime() + ms)
  await reports(started, 100, [60, 40])
  await rollUpThroughput(db.pool, after(10_000))
  expect(await sums()).toEqual({ records: 100, fives: 100, measured: 100 })
  await rollUpThroughput(db.pool, after(20_000)) // by another one: nothing is new
  expect(await sums()).toEqual({ records: 100, fives: 100, measured: 100 })
  await reports(started, 150, [60, 90])
  await rollUpThroughput(db.pool, after(30_000))
  expect(await sums()).toEqual({ records: 150, fives: 150, measured: 150 })
  // Nobody looked for an hour: its 600 events are measured, but they are no peak of one minute.
  await reports(started, 750, [60, 690])
  await rollUpThroughput(db.pool, after(HOUR))
  expect(await sums()).toEqual({ records: 150, fives: 150, measured: 750 })
  // Another process begins at 0.
  await reports(after(HOUR), 5, [5])
  await rollUpThroughput(db.pool, after(HOUR + 5_000))
  expect(await sums()).toEqual({ records: 155, fives: 155, measured: 755 })
  for (const table of ['throughput_minute', 'throughput_five_minutes'])
    await db.pool.query(`delete from ${table} where minute >= $1`, [started])
})

describe('throughput of a worker that is looked at each ten seconds', () => {
  const began = new Date(Math.ceil(now.getTime() / 60_000) * 60_000 + 20 * HOUR)
  const later = (seconds: number) => new Date(began.getTime() + seconds * 1_000)
  const report = (records: number) =>
    db.pool.query(
      `insert into worker_report (instance, worker, site, pid, state, state_since, message, started_at, figures, reported_at)
       values ('csv-builder@iad', 'csv-builder', 'iad', 1, 'running', now(), '', $1, $2, now())
       on conflict (instance) do update set figures = excluded.figures, reported_at = now()`,
      [began, JSON.stringify({ records_in: records, outcomes: { rows: records } })],
    )
  const points = async (seconds: number) => {
    const range = { from: began.toISOString(), to: later(seconds).toISOString() }
    const { series } = await readThroughput(
      db.pool,
      { by: 'processor', processor: 'csv-builder', ...range },
      later(seconds),
    )
    return series.flatMap((line) => line.points).map(({ records, perSecond }) => ({ records, perSecond }))
  }
  afterAll(async () => {
    for (const table of ['throughput_minute', 'throughput_five_minutes'])
      await db.pool.query(`delete from ${table} where minute >= $1`, [began])
    await db.pool.query(`delete from worker_report where instance = 'csv-builder@iad'`)
  })

  it('counts what it does after it had nothing to do for minutes', async () => {
    await report(10)
    for (let seconds = 3; seconds <= 183; seconds += 10) await rollUpThroughput(db.pool, later(seconds))
    await report(15)
    await rollUpThroughput(db.pool, later(193))
    expect(await points(195)).toMatchObject([{ records: 10 }, { records: 5 }])
  })

  it('has no peak at the beginning of a minute, whose first look brings what was done before it', async () => {
    for (let nth = 0; nth < 12; nth++) {
      await report(15 + (nth + 1) * 300)
      await rollUpThroughput(db.pool, later(203 + nth * 10))
      if (nth < 4) continue // the minute in which it had less to do
      const newest = (await points(204 + nth * 10)).at(-1)!
      expect(newest.perSecond).toBe(30)
    }
    // Nobody looks for a while: what was not seen yet is not taken for nothing.
    expect((await points(319)).at(-1)!.perSecond).toBe(30)
  })
})

it('long throughput is read from the hours, and from the minutes that are in no hour yet', async () => {
  const at = (hours: number, minutes = 0) => new Date(now.getTime() - hours * HOUR - minutes * 60_000)
  // 200 days ago only hours are left; ten minutes ago nothing is in an hour yet.
  await db.pool.query(
    `insert into throughput_hour values ($1, 'usage-relay', 'iad', 7200, '{"relayed": 7100, "dead_letter": 100}', null)`,
    [at(200 * 24)],
  )
  await db.pool.query(
    `insert into throughput_five_minutes values ($1, 'usage-relay', 'iad', 60, '{"relayed": 60}'), ($2, 'usage-relay', 'sea', 30, '{"relayed": 30}')`,
    [now, new Date(now.getTime() + 5 * 60_000)],
  )
  const later = new Date(now.getTime() + 600_000)
  const ask = (hours: number, by: 'processor' | 'site' | 'outcome', to = later) =>
    readThroughput(db.pool, { by, from: at(hours).toISOString(), to: to.toISOString() }, later)
  const sums = ({ series }: Awaited<ReturnType<typeof readThroughput>>) =>
    Object.fromEntries(series.map(({ key, points }) => [key, points.reduce((sum, p) => sum + p.records, 0)]))
  const year = await ask(395 * 24, 'processor')
  expect(year.stepSeconds).toBe(86_400)
  // The hour of the csv-bookkeeper counts once, though its minutes are there, too.
  expect(sums(year)).toEqual({ 'csv-bookkeeper': 300, 'usage-relay': 7_290 })
  expect(sums(await ask(395 * 24, 'site'))).toEqual({ iad: 7_260, sea: 30 })
  expect(sums(await ask(395 * 24, 'outcome'))).toEqual({ booked: 270, late: 3, relayed: 7_190, dead_letter: 100 })
  // A look close at what is only kept by the hour is by the hour.
  const close = await ask(200 * 24 + 1, 'processor', at(200 * 24 - 1))
  expect(close).toMatchObject({
    stepSeconds: 3_600,
    series: [{ key: 'usage-relay', points: [{ at: at(200 * 24).toISOString(), records: 7_200, perSecond: 2 }] }],
  })
  // … and one at today by the minute, or by five of them.
  expect(await ask(3, 'processor')).toMatchObject({ stepSeconds: 60 })
  const day = await ask(12, 'outcome')
  expect(day).toMatchObject({
    stepSeconds: 300,
    series: [{ key: 'relayed', points: [{ records: 60 }, { records: 30 }] }],
  })
})

it('makes ranges ahead, moves what came before them, and drops what is too old', async () => {
  await keepHistory(db.pool, now) // the template may be of an earlier range
  expect(await keepHistory(db.pool, now)).toEqual({ made: [], dropped: [] })
  const raw = HISTORY_TABLES.find(({ table }) => table === 'lag_raw')!
  const later = new Date(now.getTime() + 3 * DAY)
  await db.pool.query(
    `insert into lag_raw (at, series, worst_time, lag, time_lag) values ($1, $2, 1, '{1}', '{1}')`,
    [later, series], // nobody made its range yet: it lies in the default one
  )
  const { made, dropped } = await keepHistory(db.pool, later)
  expect(made.filter((name) => name.startsWith('lag_raw_'))).toHaveLength(2)
  expect(dropped.filter((name) => name.startsWith('lag_raw_')).length).toBeGreaterThan(0)
  const { rows } = await db.pool.query<{ old: number; rest: number; all: number }>(
    `select (select count(*)::int from lag_raw where at < $1) as old, (select count(*)::int from lag_raw_rest) as rest,
            (select count(*)::int from lag_raw) as all`,
    [new Date(later.getTime() - raw.keepMs - raw.binMs)],
  )
  expect(rows).toEqual([{ old: 0, rest: 0, all: 1 }])
  const { rows: minutes } = await db.pool.query('select count(*)::int as n from lag_minute where series = $1', [series])
  expect(minutes).toEqual([{ n: 180 }]) // kept for longer
})
