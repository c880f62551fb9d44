import { z } from 'zod'
import { LATENCY_STEPS } from '../step-latency.ts'
import { instant, moment, searchText } from './common.ts'

export const THROUGHPUT_BY = ['processor', 'site', 'outcome', 'product', 'partition'] as const
export const throughputQuery = z.object({
  /** Default: the last three hours. */
  from: moment.optional(),
  to: moment.optional(),
  /** `product` and `partition` are by the hour of the event, from the ledgers; the others by the minute of work. */
  by: z.enum(THROUGHPUT_BY).default('processor'),
  /** Only of this processor, site of the event, and topic that was read; `partition` needs the first. */
  processor: searchText(100).optional(),
  site: searchText(50).optional(),
  topic: searchText(249).optional(),
})
export const throughputAnswer = z.object({
  from: instant,
  to: instant,
  by: z.enum(THROUGHPUT_BY),
  stepSeconds: z.number().int(),
  series: z.array(
    z.object({
      key: z.string(),
      /** A step that is missing was not heard of; it is not zero. */
      points: z.array(z.object({ at: instant, records: z.number(), perSecond: z.number() })),
    }),
  ),
})
export type Throughput = z.infer<typeof throughputAnswer>

export const latencyQuery = z.object({
  /** Default: the last three hours. By the minute for at most four hours that are at most a week old, by the hour for at most eight days, else by the UTC day: what is asked for is extended to whole ones. */
  from: moment.optional(),
  to: moment.optional(),
  /** Only of this product, and of events recorded at this site. */
  product: searchText(50).optional(),
  site: searchText(50).optional(),
})
const milliseconds = z.number().nullable()
export const latencyAnswer = z.object({
  from: instant,
  to: instant,
  /** 60, 3,600 or 86,400. */
  resolutionSeconds: z.number().int(),
  products: z.array(z.string()),
  sites: z.array(z.string()),
  /** In the order of the pipeline, all measured from the record of the usage event; those that nothing reached have null. */
  steps: z.array(
    z.object({
      step: z.enum(LATENCY_STEPS.map(({ step }) => step)),
      worker: z.string(),
      /** What an event has behind it at this step. */
      words: z.string(),
      events: z.number().int(),
      p50Ms: milliseconds,
      p95Ms: milliseconds,
      p99Ms: milliseconds,
      /** Rising; those without events are left out. */
      buckets: z.array(z.object({ aboveMs: z.number(), upToMs: milliseconds, events: z.number().int() })),
    }),
  ),
})
export type Latency = z.infer<typeof latencyAnswer>
