import { z } from 'zod'
import { REASON_NAMES } from '../reasons.ts'
import { account } from './accounts.ts'
import { decimal, instant, int64, recordPlace, uuid } from './common.ts'
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

export const lineItemsQuery = z.object({ eventId: uuid })
export const lineItemsAnswer = z.object({ items: z.array(lineItem), nextCursor: z.null() })
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
  /** null: the step is still to come. */
  at: instant.nullable(),
  step: z.enum([
    'happened',
    'recorded',
    'rejected',
    'released',
    'accepted',
    'set_aside',
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
  attempts: z.array(submissionAttempt),
  event: usageEvent.nullable(),
  /** Why `event` is null: no longer in the log, or its site does not answer. */
  eventMissing: z.string().nullable(),
  timeline: z.array(passportStep),
  /** One sentence for a customer, readable as it stands. */
  reading: z.string(),
})
export type Passport = z.infer<typeof passport>
