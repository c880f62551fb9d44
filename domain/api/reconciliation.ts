import { z } from 'zod'
import { day, instant, int64, moment } from './common.ts'

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
  /** What the logs between the steps held when it was counted; null: Kafka did not answer, so in flight is not proven. */
  logHolds: z.object({ beforeFilter: int64, beforeBooks: int64, beforeRelay: int64 }).nullable(),
  countedAt: instant,
})
export type Reconciliation = z.infer<typeof reconciliationAnswer>
