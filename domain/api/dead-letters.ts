import { z } from 'zod'
import { instant, int64, moment, pageOf, pageQuery, partitionPlace, recordPlace, searchText } from './common.ts'

export const DEAD_LETTER_STATES = ['open', 'redriving', 'redriven', 'discarded'] as const
export const deadLetterState = z.enum(DEAD_LETTER_STATES)

export const deadLetter = z.object({
  id: int64,
  processor: z.string(),
  /** The record that failed, and the usage event behind it. */
  source: recordPlace,
  origin: recordPlace,
  sourceAt: instant,
  originAt: instant,
  errorClass: z.string(),
  errorMessage: z.string(),
  fingerprint: z.string(),
  /** Deliveries so far. */
  attempt: z.number().int(),
  failedAt: instant,
  /** Where the bytes are; null until the dead-letter topic acknowledged them. */
  letter: recordPlace.nullable(),
  /** Empty where the record does not decode. */
  product: z.string(),
  accountId: int64.nullable(),
  state: deadLetterState,
  stateChangedAt: instant.nullable(),
  stateActor: z.string().nullable(),
  stateReason: z.string().nullable(),
})
export type DeadLetter = z.infer<typeof deadLetter>

export const deadLettersQuery = z.object({
  ...pageQuery,
  processor: searchText(100).optional(),
  fingerprint: searchText(200).optional(),
  state: deadLetterState.optional(),
  site: searchText(50).optional(),
  topic: searchText(249).optional(),
  accountId: int64.optional(),
  /** Only what was read from this partition: `usage.actions:3@iad`. */
  source: partitionPlace.optional(),
  /** Failed in [from, to). */
  from: moment.optional(),
  to: moment.optional(),
})
export const deadLettersAnswer = pageOf(deadLetter)
export const deadLetterParams = z.object({ id: int64 })

/** The record itself, as far as it can be read. */
export const deadLetterPayload = z.object({
  key: z.string().nullable(),
  bytes: z.number().int(),
  /** At most 256 KiB of the value; `truncated` says whether that was all. */
  base64: z.string(),
  truncated: z.boolean(),
  headers: z.record(z.string(), z.string()),
  /** By the schema of its topic; null when it does not decode, and then `decodeError` says why. */
  decoded: z.object({ type: z.string(), fields: z.record(z.string(), z.unknown()) }).nullable(),
  decodeError: z.string().nullable(),
})
export const deadLetterDetail = deadLetter.extend({
  payload: deadLetterPayload.nullable(),
  /** Why `payload` is null. */
  payloadMissing: z.string().nullable(),
})
export type DeadLetterDetail = z.infer<typeof deadLetterDetail>

export const deadLetterGroup = z.object({
  processor: z.string(),
  fingerprint: z.string(),
  errorClass: z.string(),
  /** Of the newest one. */
  errorMessage: z.string(),
  open: z.number().int(),
  redriving: z.number().int(),
  redriven: z.number().int(),
  discarded: z.number().int(),
  firstSeen: instant,
  lastSeen: instant,
  sites: z.array(z.string()),
  topics: z.array(z.string()),
  accounts: z.number().int(),
  /** Failures in each of the last 24 hours, oldest first. */
  lastDay: z.array(z.number().int()),
})
export type DeadLetterGroup = z.infer<typeof deadLetterGroup>
export const deadLetterGroupsQuery = z.object({
  ...pageQuery,
  processor: searchText(100).optional(),
  /** Only what was read from this partition: `usage.actions:3@iad`. */
  source: partitionPlace.optional(),
  /** `open` (default): groups with something to do; `all`: also those that are done. */
  show: z.enum(['open', 'all']).default('open'),
})
export const deadLetterGroupsAnswer = pageOf(deadLetterGroup)
