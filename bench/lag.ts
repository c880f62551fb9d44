/**
 * `lag`: 200 groups of 50 partitions at one site, all of them behind: what a round of the monitor takes, its memory and
 * its requests; and 13 months of history of 500 partitions: its size, and how long a chart of all of it takes.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildBundles, whatToBuild } from '../scripts/build.mjs'
import { startBroker } from '../scripts/embedded/kafka.ts'
import { connectKafka } from '../server/kafka/client.ts'
import { keepHistory } from '../server/lag/keep-history.ts'
import { openRollUp } from '../server/lag/roll-up-lag.ts'
import { readLagGroups } from '../server/queries/lag-groups.ts'
import { readLagHistory } from '../server/queries/lag-history.ts'
import { workerFlags } from '../server/supervisor/worker-flags.ts'
import { commitOffsets } from '../server/testing/commit-offsets.ts'
import { freshDatabase } from '../server/testing/fresh-database.ts'
import { awaitLeaders } from '../server/testing/topics.ts'
import { until } from '../server/testing/until.ts'
import type { Bench } from './bench.ts'
import { peakMiB } from './processes.ts'
import { median, rounded } from './report.ts'

const GROUPS = 200
const TOPICS = 10
const PARTITIONS = 50
const ROUNDS = 10
/** Six rounds of the worker. */
const MONITORED_SECONDS = 65
/** As many as the page's heat map asks for. */
const HEAT_POINTS = 220
/** 13 months. */
const HISTORY_DAYS = 396
/** What must be true. */
const [ROUND_MS_MAX, MIB_MAX, CHART_MS_MAX, PAGE_MS_MAX] = [2_000, 150, 100, 50]

type Round = { lookMs: number; tookMs: number; requests: number; groups: number; partitions: number; known: number }

const topic = (i: number) => `bench.lag-${i}`

/** Every partition has 20 records, and each group committed its 11th of them. */
const fillBroker = async (brokers: readonly string[]) => {
  const hydro = connectKafka({ sites: [{ name: 'iad', brokers, isHome: true }], clientId: 'bench-lag-fill' })
  const admin = await hydro.admin('iad')
  const topics = Array.from({ length: TOPICS }, (_, i) => ({ topic: topic(i), numPartitions: PARTITIONS }))
  await admin.createTopics({ topics, waitForLeaders: false, timeout: 60_000 })
  for (const { topic } of topics) await awaitLeaders(admin, topic, PARTITIONS)
  const producer = hydro.kafka('iad').producer()
  await producer.connect()
  for (let i = 0; i < TOPICS; i++)
    await producer.send({
      topic: topic(i),
      messages: Array.from({ length: PARTITIONS * 20 }, (_, n) => ({ partition: n % PARTITIONS, value: `${n}` })),
    })
  await producer.disconnect()
  for (let g = 0; g < GROUPS; g++) {
    const groupId = `bench-group-${g}`
    const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, offset: '10' }))
    const commit = async () => {
      await commitOffsets(hydro, 'iad', { groupId, topic: topic(g % TOPICS), partitions })
      return true
    }
    // A new broker's coordinators load for a moment.
    await until(commit, { deadlineMs: 30_000, what: `a commit of ${groupId}` })
  }
  await hydro.disconnect()
}

const runRounds = async (databaseUrl: string, brokers: readonly string[]) => {
  const program = fileURLToPath(new URL('./lag/rounds.ts', import.meta.url))
  const args = [...process.execArgv, 'scripts/run.mjs', program, databaseUrl, brokers.join(','), `${ROUNDS}`]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const rounds: Round[] = []
  for await (const line of createInterface({ input: child.stdout })) rounds.push(JSON.parse(line) as Round)
  return rounds
}

/** Of the worker itself, as `npm start` runs it: its rounds, and everything else that it does. */
const monitorPeakMiB = async (bench: Bench, databaseUrl: string, brokers: readonly string[]): Promise<number> => {
  const stale = whatToBuild().bundles
  if (stale) await buildBundles(stale)
  const bundle = fileURLToPath(new URL('../dist/workers.mjs', import.meta.url))
  const child = spawn(process.execPath, [...workerFlags('lag-monitor'), bundle, '--instance', 'lag-monitor'], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      KAFKA_SITES: `iad=${brokers.join(',')}`,
      HYDROMETER_DATA: join(bench.folder, 'lag-monitor'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const stop = bench.cleanup.add('lag-monitor', () => child.kill('SIGKILL'))
  await new Promise((resolve) => setTimeout(resolve, MONITORED_SECONDS * 1_000))
  if (child.exitCode !== null) throw new Error(`lag-monitor ended with ${child.exitCode}`)
  const peak = peakMiB(child.pid as number)
  await stop()
  return peak
}

// Ten topics of 50 partitions, an hour each for 13 months.
const FILL_HISTORY = `
  insert into lag_hour (at, series, worst_time, total_lag, lag, time_lag)
  select h, s.id, (random() * 2000)::smallint, (random() * 100000)::bigint,
         (select array_agg((random() * 10000)::int) from generate_series(1, ${PARTITIONS}) where h is not null),
         (select array_agg((random() * 2000)::smallint) from generate_series(1, ${PARTITIONS}) where h is not null)
    from generate_series(now() - interval '${HISTORY_DAYS} days', now() - interval '3 hours', interval '1 hour') h,
         (select id from lag_series where consumer_group = 'bench-history') s`

const measureHistory = async (bench: Bench, db: Awaited<ReturnType<typeof freshDatabase>>) => {
  bench.report.say('13 months of history for 500 partitions')
  for (let i = 0; i < TOPICS; i++)
    await db.pool.query(`insert into lag_series (site, consumer_group, topic) values ('iad', 'bench-history', $1)`, [
      topic(i),
    ])
  // The ranges of time are made first, as they would have been.
  for (let daysAgo = HISTORY_DAYS; daysAgo >= 0; daysAgo -= 30)
    await keepHistory(db.pool, new Date(Date.now() - daysAgo * 86_400_000))
  await db.pool.query(FILL_HISTORY)
  await openRollUp(db.pool)() // the days of these hours
  await db.pool.query('analyze lag_hour, lag_day, lag_series')
  const sizes = await db.pool.query<{ heap: number; all: number; rows: number; rowBytes: number }>(
    `select sum(pg_relation_size(c.oid))::bigint as heap, sum(pg_total_relation_size(c.oid))::bigint as all,
            (select count(*) from lag_hour)::bigint as rows,
            (select avg(pg_column_size(h.*)) from (select * from lag_hour limit 1000) h)::float8 as "rowBytes"
       from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'lag_hour'::regclass`,
  )
  const size = sizes.rows[0]!
  const now = new Date()
  const chart = {
    site: 'iad',
    group: 'bench-history',
    from: new Date(now.getTime() - HISTORY_DAYS * 86_400_000).toISOString(),
    to: now.toISOString(),
    points: 360,
    by: 'group',
  } as const
  const ask = async (more: Partial<Parameters<typeof readLagHistory>[1]>) => {
    const times: number[] = []
    for (let i = 0; i < 5; i++) {
      const start = performance.now()
      await readLagHistory(db.pool, { ...chart, ...more }, now)
      times.push(performance.now() - start)
    }
    return rounded(median(times))
  }
  return {
    chartMs: await ask({}),
    partitionMs: await ask({ topic: topic(3), partition: 7 }),
    heatMs: await ask({ topic: topic(3), by: 'partitions', points: HEAT_POINTS }),
    heapMB: rounded(size.heap / 1e6),
    allMB: rounded(size.all / 1e6),
    bytesPerSample: rounded(size.rowBytes / PARTITIONS, 2),
    bytesOnDiskPerSample: rounded(size.heap / (size.rows * PARTITIONS), 2),
  }
}

export const benchLag = async (bench: Bench): Promise<void> => {
  const { report, cleanup, folder } = bench
  await bench.postgres()
  report.say('a broker with 200 groups of 50 partitions')
  const broker = await startBroker({ site: 'iad', dir: `${folder}/lag-broker` })
  const stop = cleanup.add('broker', broker.stop)
  await fillBroker(broker.brokers)
  const db = await freshDatabase()
  report.say(`${ROUNDS} rounds`)
  const rounds = await runRounds(db.url, broker.brokers)
  report.say(`lag-monitor for ${MONITORED_SECONDS} s`)
  const peak = await monitorPeakMiB(bench, db.url, broker.brokers)
  const later = rounds.slice(1) // the first one finds leaders and coordinators
  const pages: number[] = []
  for (let i = 0; i < 5; i++) {
    const start = performance.now()
    await readLagGroups(db.pool)
    pages.push(performance.now() - start)
  }
  const history = await measureHistory(bench, db)
  const last = rounds.at(-1) as Round
  const figures = {
    roundMs: rounded(median(later.map((r) => r.tookMs))),
    worstRoundMs: rounded(Math.max(...rounds.map((r) => r.tookMs))),
    lookMs: rounded(median(later.map((r) => r.lookMs))),
    requests: last.requests,
    firstRequests: rounds[0]?.requests ?? 0,
    groups: last.groups,
    partitions: last.partitions,
    timesRead: last.known,
    peakMiB: rounded(peak),
    pageMs: rounded(median(pages)),
  }
  report.result({ bench: 'lag', ...figures, history })
  report.table(
    'lag: 200 groups of 50 partitions at one site, and 13 months of 500 partitions',
    ['what', 'measured', 'must be below'],
    [
      ['a round, ms', figures.roundMs, ROUND_MS_MAX],
      ['the worst round, ms', figures.worstRoundMs, ROUND_MS_MAX],
      ['of it looking and judging, ms', figures.lookMs, ''],
      ['requests of a round', figures.requests, ''],
      ['peak memory of lag-monitor, MiB', figures.peakMiB, MIB_MAX],
      ['GET /api/v1/lag/groups, ms', figures.pageMs, PAGE_MS_MAX],
      ['13 months of a group, ms', history.chartMs, CHART_MS_MAX],
      ['13 months of a partition, ms', history.partitionMs, CHART_MS_MAX],
      ['13 months of 50 partitions as a heat map, ms', history.heatMs, CHART_MS_MAX],
      ['13 months on disk, MB', history.allMB, ''],
      ['bytes a sample and partition, of the rows', history.bytesPerSample, 8],
      ['… with the rest of each page that no row fits into', history.bytesOnDiskPerSample, ''],
    ],
  )
  await db.drop()
  await stop()
}
