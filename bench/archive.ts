/**
 * `archive`: does the archive keep up, and does it answer?
 *  - Backlog: the pipeline takes events to balanced files; then the archivers alone copy all that it left on every topic of
 *    both sites, confined to one core together. They must be at least as quick as the pipeline was, all topics counted.
 *    Left out is only the wait until last files, which are not full, are old enough: nothing is read or written in it.
 *  - Day: what they wrote of billing.line-items becomes a day of many more, in the layout of a day whose hours were joined,
 *    and the ready queries of usage by product are asked as the console asks them, in its own process.
 */
import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { archiveKey } from '../domain/archive.ts'
import { TOPICS } from '../domain/pipeline.ts'
import { READY_QUERIES } from '../domain/warehouse.ts'
import { logBounds, partitionCount } from '../server/kafka/log-reader.ts'
import { ARCHIVE_FETCH_WAIT_MS } from '../server/limits.ts'
import { openObjectStore } from '../server/objects/store.ts'
import { inTransaction } from '../server/postgres/pool.ts'
import { until } from '../server/testing/index.ts'
import { fileFacts } from '../server/warehouse/archive-desk.ts'
import { insertDecided, markWritten } from '../server/warehouse/archive-files.ts'
import { checkArchive, manifestFiles } from '../server/warehouse/check-archive.ts'
import { literal } from '../server/warehouse/column-sql.ts'
import { openDuckDB } from '../server/warehouse/duckdb.ts'
import { publishManifests } from '../server/warehouse/publish-manifests.ts'
import { runSql } from '../server/warehouse/run-query.ts'
import type { Stack } from '../test/stack.ts'
import { type Bench, EVENTS_DEFAULT, settle } from './bench.ts'
import { preload, preparedStack, startPipeline } from './pipeline.ts'
import { cpuSeconds, ProcessWatch } from './processes.ts'
import { hrtimeMicros, printProfiles } from './profile.ts'
import { ask, awaitBalanced, awaitBooked, awaitGroup } from './progress.ts'
import { median, rounded } from './report.ts'
import { benchTraffic } from './traffic.ts'
import { awaitRunning, restartsOf, startBenchWorkers, watchedWorkers } from './workers.ts'

const CSV_MAX_AGE_SECONDS = 20
/** 5 minutes in production; only the last file of each partition waits for it here. */
const ARCHIVE_MAX_AGE_SECONDS = 20
const DEADLINE_MS = 600_000
const SAMPLE_MS = 250
/** Less than this share of a core is waiting: clocks and empty fetches. */
const WAITING_SHARE = 0.1
const ALL_READ_MS = ARCHIVE_FETCH_WAIT_MS + 1_000
/** What must be true: peak of each archiver, and each query's median. */
const [PEAK_MIB_MAX, QUERY_MS_MAX] = [512, 1_000]
const QUERY_RUNS = 5
const QUERIES = ['Usage by product and hour', 'Usage by product and day']
/** Asked of `billing.submittable` by the ready query; the day that is made here is one of `billing.line_items`. */
const ofLineItems = (sql: string) =>
  sql.replace('billing.submittable', 'billing.line_items').replace(' where attempt = 1\n', '')

export const benchArchive = async (bench: Bench): Promise<void> => {
  const events = bench.options.events ?? EVENTS_DEFAULT
  const { stack, stop } = await preparedStack(bench, events, { ARCHIVE_MAX_AGE_SECONDS: `${ARCHIVE_MAX_AGE_SECONDS}` })
  const eventsPerSecond = await goThrough(bench, stack, events)
  await archiveBacklog(bench, stack, events, eventsPerSecond)
  await askDay(bench, stack, bench.options.lineItems)
  await stop()
}

/** Fills every topic as the pipeline does. @returns its events per second, counted as `pipeline` counts them */
const goThrough = async (bench: Bench, stack: Stack, events: number): Promise<number> => {
  await preload(bench, stack, events)
  const running = await startPipeline(bench, stack, {})
  const accepted = benchTraffic(events).accepted()
  const bookedAt = await awaitBooked(stack, accepted, (text) => bench.report.say(`archive: ${text}`))
  const bookedAtMs = Date.now() - (performance.now() - bookedAt)
  const closing = await awaitBalanced(stack, bookedAtMs, CSV_MAX_AGE_SECONDS)
  await running.stop()
  return events / ((bookedAt - running.firstReadAt) / 1_000 + closing)
}

/** Offsets after the last record, all topics and sites: nothing here was compacted or trimmed. */
const recordsInLog = async (stack: Stack): Promise<number> => {
  let records = 0
  for (const { name, isHome } of stack.sites) {
    const wanted = new Map<string, number[]>()
    for (const topic of TOPICS) {
      if (topic.place === 'home' && !isHome) continue
      const count = await partitionCount(stack.hydro, name, topic.name)
      wanted.set(
        topic.name,
        Array.from({ length: count }, (_, partition) => partition),
      )
    }
    for (const partitions of (await logBounds(stack.hydro, name, wanted)).values())
      for (const { end } of partitions.values()) records += end
  }
  return records
}

const ARCHIVED = `select coalesce(sum(next_offset - from_offset), 0)::bigint as n from archive_file where state = 'written'`

/** All threads of a process, and those it starts later, on the first core. */
const confine = (pid: number): void => {
  const { status, stderr } = spawnSync('taskset', ['-acp', '0', `${pid}`], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`taskset, of util-linux, could not confine ${pid} to one core: ${stderr ?? ''}`)
}

const archiveBacklog = async (bench: Bench, stack: Stack, events: number, eventsPerSecond: number): Promise<void> => {
  const { report } = bench
  const records = await recordsInLog(stack)
  await settle(await bench.postgres())
  report.say(`archive: ${records.toLocaleString('en')} records wait at two sites`)
  const first = awaitGroup(stack, 'warehouse-archiver')
  const profileFolder = bench.options.profile ? join(bench.folder, `profile-${Date.now()}`) : undefined
  const supervisor = startBenchWorkers(stack, ['warehouse-archiver'], { ...bench.options, profileFolder })
  const stopArchivers = bench.cleanup.add('archivers', () => supervisor.stop())
  await until(() => watchedWorkers([supervisor]).length === stack.sites.length, {
    deadlineMs: DEADLINE_MS,
    everyMs: 10,
    what: 'the archivers to be started',
  })
  const archivers = watchedWorkers([supervisor])
  for (const { pid } of archivers) confine(pid)
  const firstReadAt = await first
  const servers = stack.brokers.map(({ site, pid }) => ({ name: `broker ${site}`, pid }))
  const watch = new ProcessWatch([
    ...archivers,
    ...servers,
    { name: 'postgres', pid: (await bench.postgres()).pid, tree: true },
  ])
  const { lastAt, waitedMs } = await untilArchived(bench, stack, records, archivers)
  const costs = watch.stop()
  const profiled = { from: hrtimeMicros() - (performance.now() - firstReadAt) * 1_000, to: hrtimeMicros() }
  await awaitRunning(supervisor)
  const restarts = restartsOf([supervisor])
  if (restarts.length > 0) throw new Error(`Archivers ended during the run: ${restarts.join('; ')}`)
  await stopArchivers()
  if (profileFolder) printProfiles(bench, profileFolder, events, profiled)
  const check = await checkArchive(stack.pool, openObjectStore(stack.env.OBJECT_STORE!), { withDigests: true })
  if (check.ranges.length + check.damaged.length > 0 || check.rows !== records)
    throw new Error(`The archive is not whole, which measures nothing: ${JSON.stringify({ ...check, records })}`)

  const seconds = (lastAt - firstReadAt - waitedMs) / 1_000
  const [perSecond, perEvent] = [records / seconds, records / events]
  const must = perEvent * eventsPerSecond
  const own = costs.filter(({ name }) => name.startsWith('warehouse-archiver'))
  const cpu = own.reduce((sum, cost) => sum + cost.cpuSeconds, 0)
  const peakMiB = Math.max(...own.map((cost) => cost.peakMiB))
  const isMet = perSecond >= must && peakMiB < PEAK_MIB_MAX
  const perMillion = (cpuS: number) => (cpuS / records) * 1e6
  report.result({
    bench: 'archive',
    part: 'backlog',
    events,
    records,
    files: check.files,
    seconds: rounded(seconds),
    waitedSeconds: rounded(waitedMs / 1_000),
    recordsPerSecond: Math.round(perSecond),
    mustRecordsPerSecond: Math.round(must),
    pipelineEventsPerSecond: Math.round(eventsPerSecond),
    recordsPerEvent: rounded(perEvent, 2),
    cpuSecondsPerMillion: rounded(perMillion(cpu), 2),
    recordsPerCpuSecond: Math.round(records / cpu),
    peakMiB: rounded(peakMiB),
    mustPeakMiB: PEAK_MIB_MAX,
    isMet,
  })
  report.table(
    `${records.toLocaleString('en')} records of all topics archived on one core: ${Math.round(perSecond).toLocaleString('en')} a second; must be ${Math.round(must).toLocaleString('en')} (${rounded(perEvent, 2)} records of each of the pipeline's ${Math.round(eventsPerSecond).toLocaleString('en')} events a second)`,
    ['', 'CPU s per million records', 'peak MiB'],
    [
      ...costs.map(({ name, cpuSeconds: s, peakMiB: mib }): [string, number, number] => [name, perMillion(s), mib]),
      ['an archiver must be under', '', PEAK_MIB_MAX],
    ],
  )
}

/**
 * When the last file was seen to count, and how long before that there was nothing to do but wait for files' age. That
 * begins when nothing was done for longer than a fetch may wait for more bytes: then all is read.
 */
const untilArchived = async (
  bench: Bench,
  stack: Stack,
  records: number,
  archivers: readonly { readonly pid: number }[],
): Promise<{ lastAt: number; waitedMs: number }> => {
  const cpu = () => archivers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0)
  const startedAt = performance.now()
  let [at, used, before, saidAt] = [startedAt, cpu(), 0, startedAt]
  let [idleMs, waitedMs, isRead] = [0, 0, false]
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))
    const archived = Number((await ask<{ n: string }>(stack, ARCHIVED))[0]!.n)
    const [now, usedNow] = [performance.now(), cpu()]
    if (archived >= records) return { lastAt: now, waitedMs }
    const isIdle = archived === before && (usedNow - used) / ((now - at) / 1_000) < WAITING_SHARE
    idleMs = isIdle ? idleMs + now - at : 0
    if (isRead && isIdle) waitedMs += now - at
    if (!isRead && idleMs > ALL_READ_MS) [isRead, waitedMs] = [true, idleMs]
    ;[at, used, before] = [now, usedNow, archived]
    if (now - saidAt > 5_000) {
      saidAt = now
      bench.report.say(`archive: ${archived.toLocaleString('en')} of ${records.toLocaleString('en')} records`)
    }
    if (now - startedAt > DEADLINE_MS) throw new Error(`Only ${archived} of ${records} records were archived`)
  }
}

const HOURS = 24
const HOUR_MS = 3_600_000
const TOPIC = 'billing.line-items'

/**
 * Yesterday, each of its hours a file of each partition. The rows are those that the archivers wrote, again and again with
 * other offsets and times; their bytes (`record_value`) and ids stay, which no query here reads.
 */
const makeDay = async (bench: Bench, stack: Stack, rows: number): Promise<{ rows: number; bytes: number }> => {
  const { pool } = stack
  const objects = openObjectStore(stack.env.OBJECT_STORE!)
  const sources = await manifestFiles(pool, TOPIC)
  const partitions = [...new Set(sources.map(({ partition }) => partition))]
  const perFile = Math.ceil(rows / partitions.length / HOURS)
  const dayMs = Math.floor(Date.now() / (HOURS * HOUR_MS) - 1) * HOURS * HOUR_MS
  const day = new Date(dayMs).toISOString().slice(0, 10)
  await pool.query('delete from archive_file where topic = $1', [TOPIC])
  const { instance, connection } = await openDuckDB({ memoryMb: 2_000, temporaryFolder: join(bench.folder, 'duckdb') })
  let bytes = 0
  try {
    await connection.run('set threads = 2')
    for (const partition of partitions) {
      const list = sources
        .filter((file) => file.partition === partition)
        .map(({ objectKey }) => literal(join(objects.folder!, objectKey)))
      await connection.run(
        `create or replace table source as select row_number() over () - 1 as nth, *
           from read_parquet([${list.join(', ')}], hive_partitioning = false)`,
      )
      const sourceRows = sources.filter((file) => file.partition === partition).reduce((sum, { rows }) => sum + rows, 0)
      for (let hour = 0; hour < HOURS; hour++)
        bytes += await writeHour(bench, stack, connection, { partition, day, dayMs, hour, rows: perFile, sourceRows })
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
  await publishManifests(pool, objects)
  return { rows: perFile * HOURS * partitions.length, bytes }
}

type Hour = { partition: number; day: string; dayMs: number; hour: number; rows: number; sourceRows: number }

const writeHour = async (
  bench: Bench,
  stack: Stack,
  connection: DuckDBConnection,
  { partition, day, dayMs, hour, rows, sourceRows }: Hour,
): Promise<number> => {
  const [first, fromMs] = [hour * rows, dayMs + hour * HOUR_MS]
  const startedMs = `cast(${fromMs} + nth * ${HOUR_MS} // ${rows} as bigint)`
  const path = join(bench.folder, 'hour.parquet')
  // As writeParquet writes: order, compression and row groups.
  await connection.run(
    `copy (select s.* exclude (nth) replace (
              ${first} + r.nth as record_offset,
              make_timestamptz(${startedMs.replaceAll('nth', 'r.nth')} * 1000) as record_timestamp,
              ${startedMs.replaceAll('nth', 'r.nth')} as started_at_ms,
              ${startedMs.replaceAll('nth', 'r.nth')} + (s.ended_at_ms - s.started_at_ms) as ended_at_ms)
             from (select range as nth from range(${rows})) r
             join source s on s.nth = (${first} + r.nth) % ${sourceRows}
            order by r.nth) to ${literal(path)}
       (format parquet, compression zstd, compression_level 1, row_group_size 65536)`,
  )
  const site = stack.hydro.home.name
  const place = { site, topic: TOPIC, partition, epoch: 1 }
  const next = first + rows
  const range = { fromOffset: first, firstOffset: first, lastOffset: next - 1, nextOffset: next }
  const objectKey = archiveKey(place, range, { day, hour })
  await openObjectStore(stack.env.OBJECT_STORE!).putFile(objectKey, path)
  const facts = await fileFacts(join(openObjectStore(stack.env.OBJECT_STORE!).folder!, objectKey))
  await rm(path, { force: true })
  await inTransaction(stack.pool, async (tx) => {
    const id = await insertDecided(tx, {
      ...{ ...place, ...range, level: 1, day, hour, objectKey, rows, rowsSha256: null },
      leastTimestampMs: fromMs,
      greatestTimestampMs: fromMs + HOUR_MS - 1,
      schema: 'hydro.billing.v1.LineItem',
    })
    await markWritten(tx, id, facts)
  })
  return facts.bytes
}

const askDay = async (bench: Bench, stack: Stack, lineItems: number): Promise<void> => {
  const { report } = bench
  report.say(`archive: making a day of ${lineItems.toLocaleString('en')} line items`)
  const made = await makeDay(bench, stack, lineItems)
  await settle(await bench.postgres())
  const context = { pool: stack.pool, objects: openObjectStore(stack.env.OBJECT_STORE!) }
  const ready = READY_QUERIES.filter(({ name }) => QUERIES.includes(name))
  const figures: { name: string; firstMs: number; medianMs: number; rows: number }[] = []
  for (const { name, sql } of ready) {
    const times: number[] = []
    let rows: readonly (readonly unknown[])[] = []
    for (let run = 0; run <= QUERY_RUNS; run++) {
      const startedAt = performance.now()
      const answer = await runSql(context, 'bench', ofLineItems(sql), { mode: 'rows', seconds: 60 })
      times.push(performance.now() - startedAt)
      rows = answer.rows.map((row) => [...row])
      const at = answer.columns.findIndex((column) => column.name === 'line_items')
      const counted = rows.reduce((sum, row) => sum + Number(row[at]), 0)
      if (counted !== made.rows) throw new Error(`"${name}" counted ${counted} of ${made.rows} line items`)
    }
    // The first one starts the process and reads what nobody has read since the disk was written.
    figures.push({ name, firstMs: times[0]!, medianMs: median(times.slice(1)), rows: rows.length })
  }
  const isMet = figures.every(({ medianMs }) => medianMs < QUERY_MS_MAX)
  report.result({
    bench: 'archive',
    part: 'day',
    lineItems: made.rows,
    files: (await manifestFiles(stack.pool, TOPIC)).length,
    bytes: made.bytes,
    queries: figures.map((f) => ({ ...f, firstMs: rounded(f.firstMs), medianMs: rounded(f.medianMs) })),
    mustMs: QUERY_MS_MAX,
    isMet,
  })
  report.table(
    `A day of ${made.rows.toLocaleString('en')} line items, ${Math.round(made.bytes / 1e6).toLocaleString('en')} MB, as the console asks; median of ${QUERY_RUNS} must be under ${QUERY_MS_MAX} ms`,
    ['', 'rows', 'first, ms', 'median, ms'],
    figures.map((f) => [f.name, f.rows, f.firstMs, f.medianMs]),
  )
}
