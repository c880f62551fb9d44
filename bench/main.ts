/**
 * The benchmarks:  npm run bench [-- NAME…] [--events N] …   Progress goes to stderr, tables and a JSON line per result to
 * stdout; the lines are also kept in a file, whose path is printed. Everything it starts is its own and is gone at the end.
 */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { temporaryFolder } from '../scripts/test/servers.ts'
import { benchArchive } from './archive.ts'
import { benchBatch } from './batch.ts'
import { type Bench, type BenchOptions, Cleanup, sharedPostgres } from './bench.ts'
import { benchKills } from './kills.ts'
import { benchLag } from './lag.ts'
import { benchLatency } from './latency.ts'
import { benchLookup } from './lookup.ts'
import { benchMemory } from './memory.ts'
import { benchPages } from './pages.ts'
import { Report } from './report.ts'
import { benchRest } from './rest.ts'
import { benchThroughput } from './throughput.ts'
import { benchUpkeep } from './upkeep.ts'

const BENCHES: Record<string, { readonly says: string; readonly run: (bench: Bench) => Promise<void> }> = {
  floor: { says: 'two stock log hops and two narrow inserts per event', run: (b) => benchThroughput(b, ['floor']) },
  pipeline: { says: 'usage topics to balanced files', run: (b) => benchThroughput(b, ['pipeline']) },
  batch: { says: 'the first iteration, a job every period, beside the pipeline', run: benchBatch },
  latency: { says: 'event to booked row at a steady rate', run: benchLatency },
  kills: { says: 'ten workers killed while a backlog goes through, books balanced', run: benchKills },
  memory: { says: 'peak of each worker at 100,000 events and at more', run: benchMemory },
  lookup: { says: "passports and customers' months at 10,000,000 line items", run: benchLookup },
  pages: { says: 'every answer and page of the dashboard on a full database', run: benchPages },
  lag: { says: '200 groups of 50 partitions watched, 13 months of history read', run: benchLag },
  archive: {
    says: 'archivers on a backlog of every topic; usage by product and hour of a day of 10,000,000',
    run: benchArchive,
  },
  upkeep: { says: "an archiver's compactions and snapshots of millions of rows, within its memory", run: benchUpkeep },
  rest: { says: 'the whole embedded stack without traffic', run: benchRest },
}

const USAGE = `npm run bench [-- NAME…] [OPTIONS]      all of them without a name

${Object.entries(BENCHES)
  .map(([name, { says }]) => `  ${name.padEnd(10)} ${says}`)
  .join('\n')}

  --events N       events of floor, pipeline, kills, memory and archive, largest size of batch (1,000,000)
  --rounds N       floor and pipeline take turns this often (2); memory: runs per size (3)
  --profile        profiles each worker of pipeline, or archive, and prints where its time goes
  --no-books       does not check the books after pipeline, to try something out
  --zuora          pipeline: one more round with files submitted to the simulator meanwhile
  --heap MIB       pipeline and memory: heap of each worker
  --warm-up N      memory: events before those that count (100,000, which is over in some three seconds)
  --seed N         kills: whom it meets, and when (11)
  --seconds N      latency: how long; rest: how long it is watched
  --rate N         latency: events a second (1,000)
  --line-items N   lookup and pages: size of the table; archive: of the day (10,000,000)
  --out FILE       where the JSON lines go
  --keep           leaves the temporary folder`

const ARGUMENTS = {
  events: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  rate: { type: 'string' },
  seed: { type: 'string' },
  heap: { type: 'string' },
  'warm-up': { type: 'string' },
  'line-items': { type: 'string' },
  out: { type: 'string' },
  profile: { type: 'boolean' },
  'no-books': { type: 'boolean' },
  zuora: { type: 'boolean' },
  keep: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const number = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text.replace(/[_,]/g, ''))
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0, not "${text}"`)
  return value
}

const parse = (args: string[]) => {
  const { values, positionals } = parseArgs({ args, options: ARGUMENTS, allowPositionals: true })
  const unknown = positionals.find((name) => !(name in BENCHES))
  if (unknown) throw new Error(`There is no benchmark called ${unknown}. There are: ${Object.keys(BENCHES).join(', ')}`)
  const options: BenchOptions = {
    events: number('events', values.events),
    rounds: number('rounds', values.rounds),
    seed: number('seed', values.seed),
    profile: values.profile ?? false,
    checkBooks: !values['no-books'],
    withZuora: values.zuora ?? false,
    heapMiB: number('heap', values.heap),
    warmUp: number('warm-up', values['warm-up']),
    seconds: number('seconds', values.seconds),
    rate: number('rate', values.rate) ?? 1_000,
    lineItems: number('line-items', values['line-items']) ?? 10_000_000,
  }
  return { options, values, names: positionals.length > 0 ? positionals : Object.keys(BENCHES) }
}

const resultsFile = (): string =>
  join(process.env.HYDROMETER_DATA ?? '.hydrometer', 'bench', `${new Date().toISOString().replace(/[:.]/g, '-')}.jsonl`)

const runAll = async (bench: Bench, names: readonly string[]): Promise<void> => {
  const left = new Set(names)
  if (left.has('floor') && left.has('pipeline')) {
    left.delete('floor')
    left.delete('pipeline')
    await benchThroughput(bench, ['floor', 'pipeline'])
  }
  for (const name of left) await BENCHES[name]!.run(bench)
}

const main = async (): Promise<void> => {
  const { options, values, names } = parse(process.argv.slice(2))
  if (values.help) return console.log(USAGE)
  const cleanup = new Cleanup()
  const folder = await temporaryFolder()
  // Whatever else makes temporary folders puts them here, so that nothing is left when a run is interrupted.
  process.env.TMPDIR = folder
  cleanup.add('temporary folder', () => values.keep || rm(folder, { recursive: true, force: true }))
  const report = new Report(resolve(values.out ?? resultsFile()))
  let interrupted = false
  let interruptedAt = 0
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // Ctrl-C reaches us from the terminal and, a moment later, once more from npm.
      if (interrupted && performance.now() - interruptedAt > 2_000) process.exit(130)
      if (interrupted) return
      interrupted = true
      interruptedAt = performance.now()
      report.say('stopping what was started; once more to end at once')
      void cleanup.all().finally(() => process.exit(130))
    })
  process.on('unhandledRejection', (error) => {
    console.error(error)
    void cleanup.all().finally(() => process.exit(1))
  })
  try {
    await runAll({ options, report, cleanup, folder, postgres: sharedPostgres(folder, cleanup) }, names)
  } catch (error) {
    if (!interrupted) throw error
    await new Promise(() => undefined) // what was interrupted failed because of it: the signal's handler ends us
  } finally {
    if (!interrupted) await cleanup.all()
  }
  report.say(`results are in ${report.file}`)
}

main().then(
  () => process.exit(process.exitCode ?? 0),
  (error: Error) => {
    console.error(error.stack ?? error.message)
    process.exit(1)
  },
)
