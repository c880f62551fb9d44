import { z } from 'zod'
import { REASON_NAMES } from '../reasons.ts'
import { account } from './accounts.ts'
import { decimal, instant, int64, moment, pageOf, pageQuery, recordPlace, searchText, uuid } from './common.ts'
import { fileState, submissionAttempt } from './files.ts'

export const decision = z.enum(['accepted', 'rejected', 'set_aside'])
export const lineItemState = z.enum(['rejected', 'accepted', 'in_file', 'submitted', 'imported', 'set_aside'])
export const reason = z.enum(REASON_NAMES as [(typeof REASON_NAMES)[number], ...typeof REASON_NAMES])

export const lineItem = z.object({
  id: uuid,
  eventId: uuid,
  accountId: int64,
  product: z.string(),
  sku: z.string(),
  unitOfMeasure: z.string(),
  quantity: decimal,
  startedAt: instant,
  endedAt: instant,
  decision,
  /** null: accepted. */
  reason: reason.nullable(),
  reasonWords: z.string().nullable(),
  origin: recordPlace,
  attempt: z.number().int(),
  decidedAt: instant,
  fileId: int64.nullable(),
  rowNumber: z.number().int().nullable(),
  state: lineItemState,
})
export type LineItem = z.infer<typeof lineItem>

/** A line item in a list of many: with the names of its customer and its file, which a reader would look up one by one. */
export const listedLineItem = lineItem.extend({
  login: z.string().nullable(),
  file: z.object({ id: int64, name: z.string(), state: fileState }).nullable(),
  /** Someone asked for a new decision that has not come yet. */
  releaseAsked: z.boolean(),
})
export type ListedLineItem = z.infer<typeof listedLineItem>
export const listedLineItems = pageOf(listedLineItem)

export const accountLineItemsQuery = z.object({
  ...pageQuery,
  from: moment,
  to: moment,
  sku: searchText(100).optional(),
  reason: reason.optional(),
  decision: decision.optional(),
})

/** Whole UTC days by the time of the usage; default: today. */
const rejectionFilters = {
  from: moment.optional(),
  to: moment.optional(),
  site: searchText(50).optional(),
  topic: searchText(249).optional(),
  product: searchText(50).optional(),
}
export const rejectionsQuery = z.object(rejectionFilters)
export const rejectionsAnswer = z.object({
  from: instant,
  to: instant,
  items: z.array(
    z.object({
      reason,
      words: z.string(),
      lineItems: z.number().int(),
      accounts: z.number().int(),
      firstAt: instant,
      lastAt: instant,
      /** Released by itself when its cause is gone; the others wait for a person. */
      releasedBySweep: z.boolean(),
    }),
  ),
  nextCursor: z.null(),
})
export type Rejections = z.infer<typeof rejectionsAnswer>
export const rejectedLineItemsQuery = z.object({ ...pageQuery, ...rejectionFilters, reason: reason.optional() })

/** An event that was delivered again from another place in the log (R10): counted, never billed twice. */
export const duplicate = z.object({
  lineItemId: uuid,
  /** When the usage began: the list is in this order. */
  startedAt: instant,
  accountId: int64.nullable(),
  login: z.string().nullable(),
  product: z.string(),
  sku: z.string(),
  unitOfMeasure: z.string(),
  quantity: decimal.nullable(),
  /** Where it was delivered again, and where the one comes from that counts. */
  origin: recordPlace,
  firstOrigin: recordPlace.nullable(),
  foundAt: instant,
})
export type Duplicate = z.infer<typeof duplicate>
export const duplicatesQuery = z.object({ ...pageQuery, ...rejectionFilters })
export const duplicatesAnswer = pageOf(duplicate)

export const lineItemsQuery = z.object({ eventId: uuid })
export const lineItemsAnswer = z.object({
  items: z.array(lineItem),
  nextCursor: z.null(),
  /** Nothing was found, but usage from before this moment was dropped from Postgres: the archive may have it. */
  keptFrom: instant.nullable(),
})
export const lineItemParams = z.object({ id: uuid })

/** What only the usage event itself says, read from the log when asked for. */
export const usageEvent = z.object({
  recordedAt: instant,
  bytes: z.number().int(),
  repositoryName: z.string().nullable(),
  repositoryVisibility: z.string().nullable(),
  actorLogin: z.string().nullable(),
  /** Every field of the decoded message; 64-bit numbers as text. Only with the right to see payloads. */
  fields: z.record(z.string(), z.unknown()).nullable(),
})

export const passportStep = z.object({
  /** null: the step is still to come, or its time is not known. */
  at: instant.nullable(),
  /** False: still to come. A row has its place before anything notes a time for it. */
  isDone: z.boolean(),
  /** True: it happened by `at`, at most a second before. Such times are kept for seconds of a stream, not for each record. */
  isBy: z.boolean(),
  step: z.enum([
    'happened',
    'recorded',
    'relayed',
    'rejected',
    'released',
    'accepted',
    'set_aside',
    'in_file',
    'booked',
    'closed',
    'balanced',
    'submitted',
    'imported',
    'refused',
    'quarantined',
    'unknown',
  ]),
  words: z.string(),
  place: recordPlace.nullable(),
})

export const passport = lineItem.extend({
  claim: recordPlace,
  accountVersion: int64,
  account: account.nullable(),
  history: z.array(
    z.object({
      attempt: z.number().int(),
      decision,
      reason: reason.nullable(),
      reasonWords: z.string().nullable(),
      decidedAt: instant,
      accountVersion: int64,
      claim: recordPlace,
    }),
  ),
  releaseRequested: z.object({ at: instant, actor: z.string(), why: z.string() }).nullable(),
  file: z
    .object({
      id: int64,
      name: z.string(),
      state: fileState,
      rows: z.number().int(),
      openedAt: instant,
      closedAt: instant.nullable(),
      balancedAt: instant.nullable(),
      submittedAt: instant.nullable(),
      importedAt: instant.nullable(),
    })
    .nullable(),
  /** By when, to the second. null: not kept, from before Hydrometer kept it or after 13 months; or it did not happen yet. */
  times: z.object({ relayedBy: instant.nullable(), inFileBy: instant.nullable(), bookedBy: instant.nullable() }),
  attempts: z.array(submissionAttempt),
  event: usageEvent.nullable(),
  /** Why `event` is null: no longer in the log, or its site does not answer. */
  eventMissing: z.string().nullable(),
  timeline: z.array(passportStep),
  /** One sentence for a customer, readable as it stands. */
  reading: z.string(),
})
export type Passport = z.infer<typeof passport>
