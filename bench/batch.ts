/**
 * `batch`: the first iteration (bench/batch/first-iteration.mjs) beside the pipeline at growing sizes. What it shows is
 * not speed, which a batch has, but memory: it grows with the period, while that of every worker stays.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { emptyDatabase } from '../server/testing/index.ts'
import { fillTables } from './batch/fill-tables.ts'
import { type Bench, EVENTS_DEFAULT, settle } from './bench.ts'
import { type PipelineResult, runPipeline } from './pipeline.ts'
import { peakMiB } from './processes.ts'
import { rounded } from './report.ts'
import { tellPipeline } from './throughput.ts'
import { benchTraffic } from './traffic.ts'

const PROGRAM = fileURLToPath(new URL('batch/first-iteration.mjs', import.meta.url))
const SIZES = [10_000, 100_000]
/** Of all events some are malformed, repeated, or of a product that the first iteration did not have: more are drawn. */
const EVENTS_PER_ROW = 1.2
/** The largest size once more, with a heap as a worker may have (memory benchmark): what happens to a batch then. */
const CAPPED_HEAP_MIB = 192

type Done = { readonly rows: number; readonly submitted: number; readonly seconds: number }
type BatchResult = { readonly rows: number; readonly seconds?: number; readonly peakMiB: number; readonly end: string }

const PEAK_SAMPLE_MS = 50

/** Memory is read while it runs as well: a process that dies takes its figures with it. */
const runOnce = (child: ChildProcess): Promise<{ done?: Done; peak: number; end: string }> =>
  new Promise((resolve) => {
    let [peak, done] = [0, undefined as Done | undefined]
    const sample = () => {
      peak = Math.max(peak, peakMiB(child.pid!))
    }
    const timer = setInterval(sample, PEAK_SAMPLE_MS)
    child.on('message', (message: { what: 'ready' | 'done' } & Done) => {
      if (message.what === 'ready') return child.send('go')
      sample()
      done = message
      child.disconnect()
    })
    child.once('exit', (code, signal) => {
      clearInterval(timer)
      resolve({ done, peak, end: done ? 'done' : `ended without a file (${signal ?? `exit code ${code}`})` })
    })
  })

const runBatch = async (bench: Bench, rows: number, heapMiB?: number): Promise<BatchResult> => {
  const { report, cleanup } = bench
  const postgres = await bench.postgres()
  const database = await emptyDatabase()
  const drop = cleanup.add('database of the batch', database.drop)
  report.say(`batch: filling the usage tables with ${rows.toLocaleString('en')} rows`)
  const accepted = await fillTables(database.url, benchTraffic(Math.ceil(rows * EVENTS_PER_ROW) + 1_000), rows)
  await settle(postgres)
  report.say(`batch: running${heapMiB ? ` with a heap of ${heapMiB} MiB` : ''}`)
  const child = fork(PROGRAM, [database.url, join(bench.folder, 'first-iteration.csv')], {
    execArgv: heapMiB ? [`--max-old-space-size=${heapMiB}`] : [],
    stdio: ['ignore', 'ignore', heapMiB ? 'ignore' : 'inherit', 'ipc'],
  })
  const stop = cleanup.add('batch', () => child.kill('SIGKILL'))
  const { done, peak, end } = await runOnce(child)
  await stop()
  await drop()
  if (done && (done.rows !== rows || done.submitted !== accepted))
    throw new Error(`The batch submitted ${done.submitted} of ${done.rows} rows; ${accepted} of ${rows} were expected.`)
  if (!done && !heapMiB) throw new Error(`The batch of ${rows} rows ${end}.`)
  return { rows, seconds: done?.seconds, peakMiB: peak, end }
}

const largestWorker = ({ costs }: PipelineResult): number =>
  Math.max(...costs.filter(({ name }) => !name.startsWith('broker') && name !== 'postgres').map((cost) => cost.peakMiB))

export const benchBatch = async (bench: Bench): Promise<void> => {
  const { report, options } = bench
  const largest = options.events ?? EVENTS_DEFAULT
  const table: (string | number)[][] = []
  const tell = (result: BatchResult, pipeline?: PipelineResult, heapMiB?: number) => {
    const beside = pipeline && {
      pipelineSeconds: rounded(pipeline.seconds, 2),
      pipelineWorkerPeakMiB: rounded(largestWorker(pipeline)),
    }
    report.result({
      bench: 'batch',
      ...result,
      peakMiB: rounded(result.peakMiB),
      ...(heapMiB && { heapMiB }),
      ...beside,
    })
    const label = `${result.rows.toLocaleString('en')}${heapMiB ? `, heap ${heapMiB} MiB` : ''}`
    const seconds = result.seconds ?? result.end
    table.push([label, seconds, result.peakMiB, pipeline?.seconds ?? '', pipeline ? largestWorker(pipeline) : ''])
  }
  for (const rows of [...SIZES.filter((size) => size < largest), largest]) {
    const batch = await runBatch(bench, rows)
    const pipeline = await runPipeline(bench, rows, { ...options, withZuora: false })
    tellPipeline(bench, pipeline, 1)
    tell(batch, pipeline)
  }
  tell(await runBatch(bench, largest, CAPPED_HEAP_MIB), undefined, CAPPED_HEAP_MIB)
  report.table(
    'The first iteration beside the pipeline',
    ['rows', 'batch s', 'batch peak MiB', 'pipeline s', 'largest worker MiB'],
    table,
  )
}
