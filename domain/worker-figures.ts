/**
 * What a worker process says about itself every 5 s in `worker_report.figures`. Workers write it; the API, `/metrics`
 * and the Overview read it. Snake case, because it is stored and read from SQL too.
 */
import { z } from 'zod'
import type { Histogram } from './histogram.ts'

const offset = z.union([z.string(), z.number()]).transform(String)
const total = z.number().nonnegative().default(0)

const histogramSchema = z.object({ counts: z.array(z.number().nonnegative()), sum_ms: z.number() })

/** By hand: three hours are 180 of them each time that somebody looks. */
export const isHistogram = (stored: unknown): stored is Histogram => {
  const { counts, sum_ms } = (stored ?? {}) as Partial<Histogram>
  return typeof sum_ms === 'number' && Array.isArray(counts) && counts.every((n) => typeof n === 'number' && n >= 0)
}

/** domain/step-latency.ts: without the zeros before the first count and after the last. */
export const latencyCellSchema = z.object({
  product: z.string(),
  site: z.string(),
  first: z.number().int().nonnegative(),
  counts: z.array(z.number().nonnegative()),
  sum_ms: z.number(),
})

export const PARTITION_STATES = ['starting', 'running', 'waiting', 'stopped'] as const

export const partitionFiguresSchema = z.object({
  topic: z.string(),
  partition: z.number().int(),
  /** waiting: the world does not work just now and it tries again; stopped: it waits for a person. */
  state: z.enum(PARTITION_STATES),
  next_offset: offset,
  committed_offset: offset.nullable().default(null),
  /** One sentence for people, when it does not run. */
  message: z.string().optional(),
  /** ISO 8601: since when it is in this state. */
  since: z.string(),
})

export const topicFiguresSchema = z.object({ records_in: total, records_per_second: total })

export const workerFiguresSchema = z.object({
  /** Totals since the process started; rates are over the last report interval. */
  records_in: total,
  records_per_second: total,
  records_out: total,
  records_out_per_second: total,
  /** By topic read: the Overview shows each usage topic's rate at its site. */
  by_topic: z.record(z.string(), topicFiguresSchema).default({}),
  /** relayed, accepted, rejected, duplicate, dead_letter, rows, booked, files …: totals since start. */
  outcomes: z.record(z.string(), z.number()).default({}),
  outcomes_per_second: z.record(z.string(), z.number()).default({}),
  partitions: z.array(partitionFiguresSchema).default([]),
  dead_letters_total: total,
  batches: total,
  /** Usage event's record time to the step of this worker, since start: of all, and by product and site of the event. */
  latency: histogramSchema.optional(),
  latency_by: z.array(latencyCellSchema).default([]),
  rss_bytes: total,
  heap_used_bytes: total,
  cpu_seconds: total,
  /** Highest number of records waiting in memory since start; bounded by server/limits.ts. */
  queued_records: total,
})

export type PartitionFigures = z.infer<typeof partitionFiguresSchema>
export type WorkerFigures = z.infer<typeof workerFiguresSchema>

/** Figures of a release that knows more or less are read as far as they go; nonsense reads as empty figures. */
export const readWorkerFigures = (stored: unknown): WorkerFigures => {
  const parsed = workerFiguresSchema.safeParse(stored)
  return parsed.success ? parsed.data : workerFiguresSchema.parse({})
}
