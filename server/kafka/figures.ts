/** What a worker counts about itself; becomes `worker_report.figures` (domain/worker-figures.ts). */
import { mergeHistograms } from '../../domain/histogram.ts'
import { type LatencyCell, StepLatency, wholeHistogram } from '../../domain/step-latency.ts'
import type { WorkerFigures } from '../../domain/worker-figures.ts'

type Rates = {
  records_in: number
  records_out: number
  outcomes: Record<string, number>
  topics: Record<string, number>
}

/** Said once by each process in its log: what it read first has been decided and sent. */
export const FIRST_BATCH = 'first batch done'

export class Figures {
  #recordsIn = 0
  #recordsOut = 0
  #batches = 0
  #outcomes: Record<string, number> = {}
  #topics: Record<string, number> = {}
  #last: Rates = { records_in: 0, records_out: 0, outcomes: {}, topics: {} }
  #lastAt = performance.now()

  /** @param onFirstBatch told once, when the first batch of this process is durable */
  constructor(
    private readonly onFirstBatch?: () => void,
    /** How long after its record an event reached the step of this process. */
    readonly latency: StepLatency = new StepLatency(),
  ) {}

  batch(topic: string, records: number): void {
    if (this.#batches === 0) this.onFirstBatch?.()
    this.#batches++
    this.#recordsIn += records
    this.#topics[topic] = (this.#topics[topic] ?? 0) + records
  }
  sent(records: number): void {
    this.#recordsOut += records
  }
  count(outcome: string, events: number): void {
    if (events !== 0) this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + events
  }

  /** Totals since the process started, rates since the last call. */
  snapshot(partitions: WorkerFigures['partitions'], queued: number): WorkerFigures {
    const now = performance.now()
    const seconds = Math.max((now - this.#lastAt) / 1000, 0.001)
    const rate = (total: number, before: number) => Math.max(0, (total - before) / seconds)
    const last = this.#last
    const memory = process.memoryUsage()
    const cpu = process.cpuUsage()
    const cells = this.latency.cells()
    const figures: WorkerFigures = {
      records_in: this.#recordsIn,
      records_per_second: rate(this.#recordsIn, last.records_in),
      records_out: this.#recordsOut,
      records_out_per_second: rate(this.#recordsOut, last.records_out),
      by_topic: Object.fromEntries(
        Object.entries(this.#topics).map(([topic, total]) => [
          topic,
          { records_in: total, records_per_second: rate(total, last.topics[topic] ?? 0) },
        ]),
      ),
      outcomes: { ...this.#outcomes },
      outcomes_per_second: Object.fromEntries(
        Object.entries(this.#outcomes).map(([name, total]) => [name, rate(total, last.outcomes[name] ?? 0)]),
      ),
      partitions,
      dead_letters_total: this.#outcomes.dead_letter ?? 0,
      batches: this.#batches,
      ...(cells.length > 0 && { latency: sumOf(cells) }),
      latency_by: cells,
      rss_bytes: memory.rss,
      heap_used_bytes: memory.heapUsed,
      cpu_seconds: (cpu.user + cpu.system) / 1e6,
      queued_records: queued,
    }
    this.#last = {
      records_in: this.#recordsIn,
      records_out: this.#recordsOut,
      outcomes: { ...this.#outcomes },
      topics: { ...this.#topics },
    }
    this.#lastAt = now
    return figures
  }
}

/** Of all products and sites: what releases before `latency_by` reported. */
const sumOf = (cells: readonly LatencyCell[]) => {
  const { counts, sum_ms } = mergeHistograms(cells.map(wholeHistogram))
  return { counts: [...counts], sum_ms }
}
