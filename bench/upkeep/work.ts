/**
 * A process of its own for `npm run bench -- upkeep`, with what an archiver has for it: one desk. Prints a line of JSON for
 * each step, with the kernel's highest memory of the process in it.
 */
import { join } from 'node:path'
import { openObjectStore } from '../../server/objects/store.ts'
import { openPool } from '../../server/postgres/pool.ts'
import { ArchiveDesk, fileFacts } from '../../server/warehouse/archive-desk.ts'
import { joinFiles } from '../../server/warehouse/compact-partition.ts'
import { RecordBuffer } from '../../server/warehouse/record-buffer.ts'
import { takeSnapshots } from '../../server/warehouse/take-snapshots.ts'
import { writeParquet } from '../../server/warehouse/write-parquet.ts'
import { generateEvents } from '../../simulators/traffic/generate.ts'
import { makePopulation } from '../../simulators/traffic/population.ts'
import { forgetPeak, peakMiB } from '../processes.ts'

const [, , what = '', folder = '', databaseUrl = '', filesText = '0', rowsText = '0'] = process.argv
const [files, rowsPerFile] = [Number(filesText), Number(rowsText)]
const objects = openObjectStore(`file:${join(folder, 'objects')}`)
const desk = new ArchiveDesk(join(folder, 'scratch'))

const step = async <T extends object>(name: string, work: () => Promise<T>): Promise<T> => {
  forgetPeak(process.pid)
  const startedAt = performance.now()
  const done = await work()
  const seconds = (performance.now() - startedAt) / 1_000
  console.log(JSON.stringify({ step: name, seconds, peakMiB: peakMiB(process.pid), ...done }))
  return done
}

const partKey = (file: number): string => `parts/${file}.parquet`

/** Files as an archiver cuts them, of real events, each with an id of its own; they differ from file to file in offset and time. */
const cut = async (): Promise<void> => {
  const records: { key: Buffer; value: Buffer; headers: Record<string, Buffer> }[] = []
  const accounts = makePopulation()
  const options = { seed: 9, count: rowsPerFile * 2, startMs: Date.now() - 3_600_000, ratePerSecond: 1_000, accounts }
  for (const { topic, key, value, headers } of generateEvents(options)) {
    if (topic !== 'usage.actions' || !value) continue
    const named = Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))] as const)
    records.push({ key: Buffer.from(key ?? ''), value: Buffer.from(value), headers: Object.fromEntries(named) })
    if (records.length === rowsPerFile) break
  }
  let bytes = 0
  for (let file = 0; file < files; file++) {
    const buffer = new RecordBuffer()
    for (let row = 0; row < rowsPerFile; row++)
      buffer.add({
        offset: file * rowsPerFile + row,
        timestampMs: options.startMs + file * 60_000 + row,
        ...records[(row * 7 + file) % records.length]!,
      })
    await desk.write(async (connection, path) => {
      const facts = { topic: 'usage.actions', site: 'iad', partition: 0, schema: 'hydro.usage.v1.ActionsUsage' }
      await writeParquet(connection, buffer, facts, path)
      bytes += (await fileFacts(path)).bytes
      await objects.putFile(partKey(file), path)
    })
  }
  console.log(JSON.stringify({ step: 'cut', rows: files * rowsPerFile, bytes }))
}

const compact = (name: string, keys: readonly string[], into: string) =>
  step(name, async () => {
    const facts = await desk.write(async (connection, path) => {
      await joinFiles(connection, objects, keys, path)
      await objects.putFile(into, path)
      return fileFacts(path)
    })
    return { files: keys.length, rows: 0, bytes: facts.bytes }
  })

if (what === 'cut') await cut()
else if (what === 'compaction') {
  const keys = Array.from({ length: files }, (_, file) => partKey(file))
  // Each hour's files become one, then a day's hours, up to what one compaction may have.
  const half = Math.ceil(keys.length / 2)
  await compact('hour', keys.slice(0, half), 'hours/0.parquet')
  await compact('hour', keys.slice(half), 'hours/1.parquet')
  await compact('day', ['hours/0.parquet', 'hours/1.parquet'], 'day.parquet')
} else {
  const pool = openPool(databaseUrl, 'bench upkeep', 2)
  await step('snapshots', async () => {
    const taken = await takeSnapshots(pool, objects, desk)
    const { rows } = await pool.query<{ rows: number; bytes: number }>(
      `select rows::float8 as rows, bytes::float8 as bytes from archive_snapshot where name = 'line_items'`,
    )
    return { files: taken.length, ...rows[0]! }
  })
  await pool.end()
}
process.exit(0)
