/** `floor` and `pipeline` side by side: they take turns in one run, so that what else the machine does hits both. */
import { type Bench, EVENTS_DEFAULT } from './bench.ts'
import { type FloorResult, runFloor } from './floor.ts'
import { type PipelineResult, runPipeline } from './pipeline.ts'
import type { Cost } from './processes.ts'
import { median, rounded } from './report.ts'

const ROUNDS_DEFAULT = 2

const perMillion = (costs: readonly Cost[], events: number) =>
  Object.fromEntries(costs.map(({ name, cpuSeconds }) => [name, rounded((cpuSeconds / events) * 1e6, 2)]))
const peaks = (costs: readonly Cost[]) => Object.fromEntries(costs.map(({ name, peakMiB }) => [name, rounded(peakMiB)]))

const costTable = ({ report }: Bench, title: string, costs: readonly Cost[], events: number): void => {
  const rows = costs.map(({ name, cpuSeconds, peakMiB }) => [name, (cpuSeconds / events) * 1e6, peakMiB])
  const sum = costs.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0)
  report.table(title, ['process', 'CPU s / million events', 'peak MiB'], [...rows, ['all', (sum / events) * 1e6, '']])
}

export const tellFloor = (bench: Bench, result: FloorResult, round: number): void => {
  const { costs, ...rest } = result
  bench.report.result({
    bench: 'floor',
    round,
    ...rest,
    cpuSecondsPerMillion: perMillion(costs, result.events),
    peakMiB: peaks(costs),
  })
  costTable(
    bench,
    `floor, round ${round}: ${Math.round(result.eventsPerSecond).toLocaleString('en')} events/s`,
    costs,
    result.events,
  )
}

export const tellPipeline = (bench: Bench, result: PipelineResult, round: number): void => {
  const { costs, ...rest } = result
  bench.report.result({
    bench: 'pipeline',
    round,
    ...rest,
    cpuSecondsPerMillion: perMillion(costs, result.events),
    peakMiB: peaks(costs),
  })
  const what = result.withZuora ? 'pipeline with submission' : 'pipeline'
  costTable(
    bench,
    `${what}, round ${round}: ${Math.round(result.eventsPerSecond).toLocaleString('en')} events/s`,
    costs,
    result.events,
  )
}

export const benchThroughput = async (bench: Bench, sides: readonly ('floor' | 'pipeline')[]): Promise<void> => {
  const { options, report } = bench
  const events = options.events ?? EVENTS_DEFAULT
  const rows: (string | number)[][] = []
  const ratios: number[] = []
  for (let round = 1; round <= (options.rounds ?? ROUNDS_DEFAULT); round++) {
    const floor = sides.includes('floor') ? await runFloor(bench, events) : undefined
    if (floor) tellFloor(bench, floor, round)
    const pipeline = sides.includes('pipeline')
      ? await runPipeline(bench, events, { ...options, withZuora: false })
      : undefined
    if (pipeline) tellPipeline(bench, pipeline, round)
    const ratio = floor && pipeline ? pipeline.eventsPerSecond / floor.eventsPerSecond : undefined
    if (ratio) ratios.push(ratio)
    rows.push([`round ${round}`, floor?.eventsPerSecond ?? '', pipeline?.eventsPerSecond ?? '', ratio ?? ''])
  }
  const column = (at: number) => rows.map((row) => row[at]).filter((value) => typeof value === 'number')
  const medians = [1, 2, 3].map((at) => (column(at).length > 0 ? median(column(at)) : ''))
  report.table(
    `Throughput, ${events.toLocaleString('en')} events`,
    ['', 'floor events/s', 'pipeline events/s', 'ratio'],
    [...rows, ['median', ...medians]],
  )
  if (ratios.length > 0)
    report.result({
      bench: 'throughput',
      events,
      floorEventsPerSecond: medians[0],
      pipelineEventsPerSecond: medians[1],
      ratio: rounded(median(ratios), 3),
    })
  if (sides.includes('pipeline') && options.withZuora)
    tellPipeline(bench, await runPipeline(bench, events, { ...options, withZuora: true }), 1)
}
