import { z } from 'zod'
import { day, instant, int64, moment, searchText } from './common.ts'

/**
 * The conservation equation (contract): eventsIn = submitted + rejected + duplicates + deadLetters + setAside +
 * inFiles + inFlight + difference. Counts are events.
 */
export const equation = z.object({
  eventsIn: int64,
  /** In files that Zuora took or imported. */
  submitted: int64,
  rejected: int64,
  duplicates: int64,
  /** Waiting, or discarded by a person. */
  deadLetters: int64,
  setAside: int64,
  /** Booked in files that are not submitted yet. */
  inFiles: int64,
  /** Between two steps; never more than the logs between them still hold. */
  inFlight: int64,
  /** Events without a place (positive) or with more than one (negative). 0 when all is well. */
  difference: int64,
})
export type Equation = z.infer<typeof equation>

export const reconciliationQuery = z.object({
  /** By the event's own time; whole UTC days. Default: today. */
  from: day.or(moment).optional(),
  to: day.or(moment).optional(),
})
export const reconciliationAnswer = z.object({
  from: instant,
  to: instant,
  total: equation,
  items: z.array(equation.extend({ site: z.string(), topic: z.string(), product: z.string() })),
  /** The same events by UTC day, oldest first; a day without events is left out. */
  days: z.array(equation.extend({ day })),
  /** What the logs between the steps held when it was counted; null: Kafka did not answer, so in flight is not proven. */
  logHolds: z.object({ beforeFilter: int64, beforeBooks: int64, beforeRelay: int64 }).nullable(),
  countedAt: instant,
})
/**
 * From a difference to the offsets behind it: the records of one usage topic, read again one by one, each looked for in
 * the decisions. One answer reads a bounded stretch; `next` goes on from there.
 */
export const unplacedQuery = z.object({
  site: searchText(50),
  topic: searchText(249),
  partition: z.coerce.number().int().min(0).max(100_000),
  from: moment,
  to: moment,
  /** Where the answer before stopped; default: the first record written after `from`. */
  offset: int64.optional(),
})
export const unplacedAnswer = z.object({
  site: z.string(),
  topic: z.string(),
  partition: z.number().int(),
  partitions: z.number().int(),
  /** Read: [fromOffset, nextOffset) of a log that goes on to endOffset. */
  fromOffset: int64,
  nextOffset: int64,
  endOffset: int64,
  done: z.boolean(),
  /** Records of that stretch, and those of them whose usage is in the asked range. */
  read: z.number().int(),
  inRange: z.number().int(),
  /** Events that the relay has passed with no decision and no dead letter, and accepted ones that have lost their row (R20). */
  unplaced: z.array(
    z.object({
      offset: int64,
      recordedAt: instant,
      eventId: z.string().nullable(),
      lineItemId: z.string().nullable(),
      /** Its row is proven to be lost: `POST /api/v1/line-items/release` with its line item's id repairs that. */
      lost: z.boolean(),
      words: z.string(),
    }),
  ),
})
export type Unplaced = z.infer<typeof unplacedAnswer>

export type Reconciliation = z.infer<typeof reconciliationAnswer>
