/**
 * `upkeep`: what an archiver does beside archiving, within the memory that its DuckDB has: the files of an hour and of a day
 * joined into one of the largest size that there may be, and snapshots of a large table. Each in a process of its own.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ARCHIVE_DUCKDB_MB } from '../server/limits.ts'
import { freshDatabase } from '../server/testing/fresh-database.ts'
import type { Bench } from './bench.ts'
import { buildLineItems } from './lookup/build.ts'
import { rounded } from './report.ts'

/** What must be true of the process. */
const PEAK_MIB_MAX = 512
/** Files of an archiver that together nearly are what one compaction may have, and rows of each (16 MB of records). */
const [FILES, ROWS_PER_FILE] = [28, 80_000]

type Step = { step: string; seconds: number; peakMiB: number; files: number; rows: number; bytes: number }

const run = async (bench: Bench, args: readonly string[]): Promise<Step[]> => {
  const program = fileURLToPath(new URL('./upkeep/work.ts', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, 'scripts/run.mjs', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  bench.cleanup.add('upkeep', () => child.kill('SIGKILL'))
  const steps: Step[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    steps.push(JSON.parse(line) as Step)
    bench.report.say(`upkeep: ${line}`)
  }
  return steps
}

export const benchUpkeep = async (bench: Bench): Promise<void> => {
  const { report } = bench
  const sizes = [bench.folder, '', `${FILES}`, `${ROWS_PER_FILE}`]
  await run(bench, ['cut', ...sizes])
  const compacted = await run(bench, ['compaction', ...sizes])
  const lineItems = Math.min(bench.options.lineItems, 4_000_000)
  await bench.postgres()
  const database = await freshDatabase()
  await buildLineItems(database.url, { lineItems }, (text) => report.say(`upkeep: ${text}`))
  const taken = await run(bench, ['snapshots', bench.folder, database.url])
  const steps = [...compacted, ...taken]
  const names = steps.map(({ step }) => step).join(' ')
  if (names !== 'hour hour day snapshots') throw new Error(`Only these came to their end: ${names || 'none'}`)
  const peakMiB = Math.max(...steps.map((step) => step.peakMiB))
  for (const step of steps)
    report.result({ bench: 'upkeep', ...step, seconds: rounded(step.seconds), peakMiB: rounded(step.peakMiB) })
  report.table(
    `Upkeep of the archive, DuckDB given ${ARCHIVE_DUCKDB_MB} MB: a process must stay under ${PEAK_MIB_MAX} MiB, and stays ${peakMiB < PEAK_MIB_MAX ? 'so' : 'NOT so'}`,
    ['', 'files', 'MB', 's', 'peak MiB'],
    steps.map((s) => [s.step, s.files, s.bytes / 1e6, s.seconds, s.peakMiB]),
  )
}
