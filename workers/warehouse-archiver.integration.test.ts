/** The archive on the real log: killed between any two steps it still holds every record of every topic exactly once. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { warehouseAnswer } from '../domain/api/warehouse.ts'
import { dayAndHour, manifestKey, rangeFaults } from '../domain/archive.ts'
import { TOPICS } from '../domain/pipeline.ts'
import { READY_QUERIES, SNAPSHOTS } from '../domain/warehouse.ts'
import { partitionCount, readLog } from '../server/kafka/log-reader.ts'
import type { PartitionContext } from '../server/kafka/processor.ts'
import { openObjectStore } from '../server/objects/store.ts'
import { decide, takeCursor } from '../server/postgres/cursor.ts'
import { openReference } from '../server/postgres/reference.ts'
import { until } from '../server/testing/index.ts'
import { ArchiveDesk, fileFacts } from '../server/warehouse/archive-desk.ts'
import { askForSnapshot } from '../server/warehouse/ask-for-snapshot.ts'
import { checkArchive, manifestFiles } from '../server/warehouse/check-archive.ts'
import { compactPartition } from '../server/warehouse/compact-partition.ts'
import { dryRun } from '../server/warehouse/dry-run.ts'
import { openDuckDB } from '../server/warehouse/duckdb.ts'
import { proveCsv } from '../server/warehouse/prove-csv.ts'
import { proveFiles } from '../server/warehouse/prove-files.ts'
import { publishManifests } from '../server/warehouse/publish-manifests.ts'
import { readArchivedFile } from '../server/warehouse/read-archive.ts'
import { readWarehouse } from '../server/warehouse/read-warehouse.ts'
import { removeReplaced } from '../server/warehouse/remove-replaced.ts'
import { runSql } from '../server/warehouse/run-query.ts'
import { takeSnapshots } from '../server/warehouse/take-snapshots.ts'
import { planTrim, trimLog } from '../server/warehouse/trim-log.ts'
import { generateEvents } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { Random } from '../simulators/traffic/random.ts'
import { lasts, type Stack, sendAccounts, startStack } from '../test/stack.ts'

/** Between any two durable steps; KILLS at moments and of processes that a seed gives come on top. */
const POINTS = [
  'warehouse-archiver/decided:7',
  'warehouse-archiver/file-decided:5',
  'warehouse-archiver/file-written:3',
  'warehouse-archiver/file-stored:4',
]
const ROUNDS = 5
const KILLS = 10
const KILL_SEED = 17
/** Archivers write a file every 2 s here: at any step of that, or while they start. */
const KILL_WITHIN_MS = 1_500

type Place = { site: string; topic: string; partition: number }
const nameOf = ({ site, topic, partition }: Place) => `${topic}:${partition}@${site}`

describe('the archive', () => {
  let stack: Stack
  let duckdb: DuckDBConnection
  const markers = () => join(stack.dir, 'killed')
  beforeAll(async () => {
    stack = await startStack({
      env: { ARCHIVE_MAX_AGE_SECONDS: '2', KAFKA_PARTITIONS: '2', HYDROMETER_KILL_AT: POINTS.join(',') },
    })
    stack.env.HYDROMETER_KILL_MARKERS = markers()
    mkdirSync(markers())
    duckdb = (await openDuckDB({ memoryMb: 256 })).connection
  }, 120_000)
  afterAll(async () => {
    await stack?.stop()
  }, 60_000)

  const places = async (): Promise<Place[]> => {
    const all: Place[] = []
    for (const site of stack.sites)
      for (const topic of TOPICS) {
        if (topic.place === 'home' && !site.isHome) continue
        for (let p = 0; p < (await partitionCount(stack.hydro, site.name, topic.name)); p++)
          all.push({ site: site.name, topic: topic.name, partition: p })
      }
    return all
  }
  const digest = () => {
    const hash = createHash('sha256')
    return {
      add: (offset: number | string, key: string, value: string) => hash.update(`${offset} ${key} ${value}\n`),
      end: (rows: number) => `${rows} ${hash.digest('hex')}`,
    }
  }
  /** Count and digest of every record of a partition in the log. */
  const inLog = async ({ site, topic, partition }: Place): Promise<string> => {
    const sum = digest()
    let rows = 0
    for await (const { offset, key, value } of readLog(stack.hydro, { site, topic, partition, from: 0 })) {
      sum.add(offset, key?.toString('hex') ?? '-', value?.toString('hex') ?? '-')
      rows++
    }
    return sum.end(rows)
  }
  /** The same, as any DuckDB reads it from the files of the manifest. */
  const inArchive = async ({ site, topic, partition }: Place): Promise<string> => {
    const files = (await manifestFiles(stack.pool, topic)).filter((f) => f.site === site && f.partition === partition)
    if (files.length === 0) return digest().end(0)
    const list = files.map((f) => `'${join(stack.dir, 'objects', f.objectKey)}'`).join(', ')
    const { getRows } = await duckdb
      .runAndReadAll(
        `select record_offset::varchar, coalesce(lower(hex(record_key)), '-'), coalesce(lower(hex(record_value)), '-')
           from read_parquet([${list}], union_by_name = true, hive_partitioning = true) order by record_offset`,
      )
      .then((reader) => ({ getRows: () => reader.getRows() as [string, string, string][] }))
    const sum = digest()
    for (const [offset, key, value] of getRows()) sum.add(offset, key, value)
    return sum.end(getRows().length)
  }

  it('holds every record of every topic once, though its processes were killed between any two steps', async () => {
    const accounts = makePopulation()
    await stack.startWorkers(
      ['account-directory', 'usage-relay', 'submission-filter', 'csv-builder', 'csv-bookkeeper', 'warehouse-archiver'],
      { awaitRunning: false },
    )
    await sendAccounts(stack, accounts)
    const decided = async () =>
      (await stack.pool.query<{ n: number }>('select count(*)::int as n from archive_file')).rows[0]!.n
    // A cursor holds the commit of the decision before: the log may be trimmed to where a second round finds the first.
    const relayed = async () =>
      (
        await stack.pool.query<{ n: number }>(
          `select coalesce(sum(next_offset), 0)::bigint as n from stream_cursor
            where processor = 'usage-relay' and topic like 'usage.%' and topic not like '%.retry'`,
        )
      ).rows[0]!.n
    const random = new Random().reset(KILL_SEED, 0)
    const killed: string[] = []
    const killOne = async () => {
      const { name } = random.pick(stack.sites)
      const instance = `warehouse-archiver@${name}`
      await lasts(random.below(KILL_WITHIN_MS))
      const running = () =>
        stack
          .workers()
          .status()
          .some((s) => s.instance === instance && s.pid)
      await until(running, { deadlineMs: 30_000, what: `${instance} started again` })
      process.kill(stack.pidOf(instance), 'SIGKILL')
      killed.push(instance)
    }
    for (let round = 0; round < ROUNDS; round++) {
      const before = await decided()
      const options = { seed: 60 + round, count: 400, startMs: Date.now() - 60_000, ratePerSecond: 1_000, accounts }
      await preloadEvents(
        stack.sites.map(({ name }) => stack.hydro.kafka(name)),
        generateEvents(options),
      )
      await until(async () => (await decided()) > before + round, { deadlineMs: 60_000, what: 'files of this round' })
      await until(async () => (await relayed()) >= (round + 1) * 400, {
        deadlineMs: 60_000,
        what: 'the relays to have read this round',
      })
      for (let kill = 0; kill < KILLS / ROUNDS; kill++) await killOne()
    }
    expect(killed.length).toBe(KILLS)
    expect(new Set(killed).size).toBe(stack.sites.length)
    const all = await places()
    const differences = async () => {
      const found: string[] = []
      for (const place of all) {
        const { rows } = await stack.pool.query<{ next: number }>(
          `select coalesce(max(next_offset), 0)::bigint as next from archive_file
            where site = $1 and topic = $2 and partition = $3 and state = 'written'`,
          [place.site, place.topic, place.partition],
        )
        const end = await stack.hydro.admin(place.site).then((admin) => admin.fetchTopicOffsets(place.topic))
        const high = Number(end.find((p) => p.partition === place.partition)?.high)
        if (rows[0]!.next !== high) found.push(`${nameOf(place)} is archived to ${rows[0]!.next} of ${high}`)
      }
      return found
    }
    await until(async () => readdirSync(markers()).length === POINTS.length && (await differences()).length === 0, {
      deadlineMs: 150_000,
      what: 'the archive to have caught up with the log, all kill points passed',
      seen: () => existsSync(markers()) && readdirSync(markers()),
    })
    await stack.stopWorkers()
    for (const place of all)
      expect(`${nameOf(place)} ${await inArchive(place)}`).toBe(`${nameOf(place)} ${await inLog(place)}`)
    const files = await manifestFiles(stack.pool)
    expect(rangeFaults(files)).toEqual([])
    expect(new Set(files.map((f) => f.topic)).size).toBeGreaterThan(8)
    const check = await checkArchive(stack.pool, openObjectStore(stack.env.OBJECT_STORE!), { withDigests: true })
    expect({ ...check, files: 0, rows: 0 }).toEqual({ files: 0, rows: 0, ranges: [], damaged: [] })
  }, 240_000)

  it('joins the files of an hour and of a day, each row still once, and says so in the manifest', async () => {
    const objects = openObjectStore(stack.env.OBJECT_STORE!)
    const desk = new ArchiveDesk(join(stack.dir, 'scratch'))
    const before = await manifestFiles(stack.pool)
    for (const place of await places()) {
      const key = { processor: 'warehouse-archiver', ...place }
      const cursor = await takeCursor(stack.pool, key, { low: 0, groupCommitted: null })
      const at = {
        source: key,
        cursor,
        decide: (work: Parameters<PartitionContext['decide']>[0]) => decide(stack.pool, cursor, work),
        count: () => {},
      } as unknown as PartitionContext
      const deps = { pool: stack.pool, objects, desk, schema: undefined }
      await compactPartition(at, deps, Date.now() + 3 * 3_600_000)
      await compactPartition(at, deps, Date.now() + 48 * 3_600_000)
    }
    const after = await manifestFiles(stack.pool)
    expect(after.length).toBeLessThan(before.length)
    expect(rangeFaults(after)).toEqual([])
    expect(after.reduce((sum, f) => sum + f.rows, 0)).toBe(before.reduce((sum, f) => sum + f.rows, 0))
    for (const place of (await places()).filter((p) => p.topic.startsWith('billing.')))
      expect(await inArchive(place)).toBe(await inLog(place))
    await publishManifests(stack.pool, objects)
    await removeReplaced(stack.pool, objects, 0)
    const check = await checkArchive(stack.pool, objects, { withDigests: true })
    expect({ ranges: check.ranges, damaged: check.damaged }).toEqual({ ranges: [], damaged: [] })
    const [file] = await manifestFiles(stack.pool, 'billing.line-items')
    const { rows } = await stack.pool.query<{ least: Date }>(
      'select least_timestamp as least from archive_file where id = $1',
      [file!.id],
    )
    const { day } = dayAndHour(rows[0]!.least.getTime())
    const path = join(stack.dir, 'objects', manifestKey('billing.line-items', day))
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { files: { key: string; sha256: string }[] }
    for (const listed of manifest.files) {
      const bytes = readFileSync(join(stack.dir, 'objects', listed.key))
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(listed.sha256)
    }
    expect(manifest.files.map((f) => f.key)).toContain(file!.objectKey)
  }, 120_000)

  it('is proven against the log record by record; only then may usage leave Kafka, and never what a rebuild needs', async () => {
    const objects = openObjectStore(stack.env.OBJECT_STORE!)
    const at = { site: stack.sites[0]!.name, topic: 'usage.actions', olderThan: new Date(Date.now() + 3_600_000) }
    expect((await planTrim(stack.pool, stack.hydro, at)).every(({ low, to }) => to === low)).toBe(true)
    const faults: string[] = []
    for await (const proof of proveFiles(stack.pool, objects, await manifestFiles(stack.pool), stack.dir))
      if (proof.fault) faults.push(`${proof.objectKey}: ${proof.fault}`)
    expect(faults).toEqual([])
    const plans = await planTrim(stack.pool, stack.hydro, at)
    // Nothing follows, so that a cursor knows the commit of the decision before; the groups know the last one.
    const ends = await stack.hydro.admin(at.site).then((admin) => admin.fetchTopicOffsets(at.topic))
    for (const plan of plans) {
      const end = Number(ends.find((p) => p.partition === plan.partition)?.high)
      expect(plan).toMatchObject({ to: end, because: plan.low === end ? 'the log has nothing' : 'the log ends there' })
    }
    expect(plans.some(({ low, to }) => to > low)).toBe(true)
    await trimLog(stack.pool, stack.hydro, at, { actor: 'test', why: 'archived' })
    expect((await planTrim(stack.pool, stack.hydro, at)).map(({ low }) => low)).toEqual(plans.map(({ to }) => to))
    await expect(planTrim(stack.pool, stack.hydro, { ...at, topic: 'billing.line-items' })).rejects.toThrow(/rebuilt/)
  })

  it('builds a CSV file again byte for byte, from the archive and from the log', async () => {
    const objects = openObjectStore(stack.env.OBJECT_STORE!)
    const { rows } = await stack.pool.query<{ name: string; object_key: string }>(
      'select name, object_key from csv_file where object_key is not null order by id',
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const { name, object_key } of rows)
      for (const hydro of [undefined, stack.hydro]) {
        const proof = (await proveCsv(stack.pool, objects, { file: name, hydro, scratchFolder: stack.dir }))!
        expect({ isProven: proof.isProven, stored: proof.stored }).toEqual({ isProven: true, stored: proof.recorded })
        expect(Buffer.concat([...proof.content]).equals(await objects.get(object_key))).toBe(true)
      }
  })

  it('proves nothing of a file in which one record was changed', async () => {
    const objects = openObjectStore(stack.env.OBJECT_STORE!)
    const file = (await manifestFiles(stack.pool, 'billing.rejected')).find((f) => f.rows > 1)!
    const path = join(stack.dir, 'objects', file.objectKey)
    const other = join(stack.dir, 'other.parquet')
    await duckdb.run(
      `copy (select * replace (case when record_offset = ${file.lastOffset} then 'x'::blob else record_value end as record_value)
               from read_parquet('${path}', hive_partitioning = false)) to '${other}' (format parquet)`,
    )
    await objects.putFile(file.objectKey, other)
    const forged = { ...file, ...(await fileFacts(other)) }
    const proofs: (string | null)[] = []
    for await (const { fault } of proveFiles(stack.pool, objects, [forged], stack.dir)) proofs.push(fault)
    expect(proofs[0]).toMatch(/are not those of the log/)
    const check = await checkArchive(stack.pool, objects, { withDigests: true, topic: 'billing.rejected' })
    expect(check.damaged).toEqual([{ objectKey: file.objectKey, what: 'is not what was written' }])
  })

  it('would decide the usage again as it was decided, and says what would change', async () => {
    const objects = openObjectStore(stack.env.OBJECT_STORE!)
    const files = await manifestFiles(stack.pool, 'usage.actions')
    async function* records() {
      for (const file of files) yield* readArchivedFile(duckdb, objects, file.objectKey, join(stack.dir, 'read'))
    }
    const then = await dryRun(stack.pool, openReference(stack.pool), 'usage.actions', records())
    expect(then.events).toBe(files.reduce((sum, f) => sum + f.rows, 0))
    expect(then.same).toBeGreaterThan(0)
    await stack.pool.query('update account set standing = 2')
    const now = await dryRun(stack.pool, openReference(stack.pool), 'usage.actions', records())
    expect(now.differences.map((d) => `${d.was} → ${d.wouldBe}`)).toContain('accepted → rejected: account_suspended')
  })

  it('answers every ready query, and the tables of Postgres beside the events', async () => {
    const objects = openObjectStore(stack.env.OBJECT_STORE!)
    const desk = new ArchiveDesk(join(stack.dir, 'scratch'))
    for (const name of SNAPSHOTS) await askForSnapshot(stack.pool, 'test', name)
    expect((await takeSnapshots(stack.pool, objects, desk)).sort()).toEqual(['accounts', 'files', 'line_items'])
    // Of a copy that fails nothing stays on the disk: it is tried again every few seconds, with gigabytes each time.
    await stack.pool.query('alter table sku rename column product to was')
    await askForSnapshot(stack.pool, 'test', 'line_items')
    await expect(takeSnapshots(stack.pool, objects, desk)).rejects.toThrow(/product/)
    await stack.pool.query('alter table sku rename column was to product')
    expect(readdirSync(join(stack.dir, 'scratch'))).toEqual([])
    expect(await takeSnapshots(stack.pool, objects, desk)).toEqual(['line_items'])
    const context = { pool: stack.pool, objects }
    for (const { name, sql } of READY_QUERIES) {
      const answer = await runSql(context, 'test', sql, { mode: 'rows', seconds: 20 })
      expect(`${name}: ${answer.columns.length > 1}`).toBe(`${name}: true`)
      // Quantities are exact wherever they are shown.
      for (const column of answer.columns.filter((c) => c.name === 'quantity')) expect(column.type).toMatch(/^DECIMAL/)
    }
    const ask = async (sql: string) => (await runSql(context, 'test', sql, { mode: 'rows', seconds: 20 })).rows
    const { rows } = await stack.pool.query<{ n: string; q: string }>(
      `select count(*)::text as n, sum(units + nanos::numeric / 1000000000)::text as q from line_item`,
    )
    const [row] = await ask('select count(*), sum(quantity) from snapshot.line_items')
    expect([row![0], Number(row![1])]).toEqual([rows[0]!.n, Number(rows[0]!.q)])
    // The events in the archive are the line items of the database: none is missing, none is there that is not known.
    expect(
      await ask(`select count(*) from (select distinct line_item_id from billing.line_items) e
                   full join snapshot.line_items l using (line_item_id)
                  where e.line_item_id is null or l.line_item_id is null`),
    ).toEqual([['0']])
    const warehouse = await readWarehouse(stack.pool)
    expect(warehouse.tables.find((t) => t.name === 'snapshot.accounts')!.newestAt).not.toBeNull()
    expect(warehouseAnswer.safeParse(warehouse).success).toBe(true)
    const columns = (await ask('describe usage.metered')).map(
      ([name, type]) => `${name} ${String(type).replaceAll('"', '')}`,
    )
    const listed = warehouse.tables.find((t) => t.name === 'usage.metered')!.columns.map((c) => `${c.name} ${c.type}`)
    expect(columns.sort()).toEqual(listed.sort())
  }, 120_000)
})
