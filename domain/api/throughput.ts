import { z } from 'zod'
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
