import { z } from 'zod'
import { instant, int64, searchText, status } from './common.ts'

export const lagRow = z.object({
  site: z.string(),
  group: z.string(),
  topic: z.string(),
  partition: z.number().int(),
  /** null: no commit yet. */
  committed: int64.nullable(),
  /** The log end, never kafkajs' `high`. */
  end: int64,
  stableEnd: int64,
  low: int64,
  /** end − committed, exactly as Kafka's own tool prints it: may be negative; null without a commit. */
  lag: int64.nullable(),
  /** Records that can still be read, and those that retention took before they were. */
  consumable: int64,
  lost: int64,
  timeLagSeconds: z.number().nullable(),
  timeLagMethod: z.string().nullable(),
  status,
  /** How far the committed offset is from what retention removes next. */
  retentionMargin: z.object({ offsets: int64.nullable(), seconds: z.number().nullable() }),
  sampledAt: instant,
})
export type LagRow = z.infer<typeof lagRow>

export const lagQuery = z.object({
  site: searchText(50).optional(),
  group: searchText(200).optional(),
  topic: searchText(249).optional(),
})
export const lagAnswer = z.object({
  items: z.array(lagRow),
  nextCursor: z.null(),
  /** null: no sample was ever taken. */
  sampledAt: instant.nullable(),
  /** The newest sample is older than 30 s: values are what was known then. */
  stale: z.boolean(),
})
export type LagAnswer = z.infer<typeof lagAnswer>
