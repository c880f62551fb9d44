import { z } from 'zod'
import { FILE_STATES } from '../file-states.ts'
import { decimal, estimate, instant, int64, moment, pageOf, pageQuery, searchText, totals, uuid } from './common.ts'

export const fileState = z.enum(FILE_STATES)

export const csvFile = z.object({
  id: int64,
  name: z.string(),
  partition: z.number().int(),
  sequence: z.number().int(),
  revision: z.number().int(),
  state: fileState,
  rows: z.number().int(),
  bytes: z.number().int(),
  /** Hex; null while the file grows. */
  sha256: z.string().nullable(),
  /** Of billing.submittable; `lastOffset` is inclusive and null while no record is in it. */
  firstOffset: int64,
  lastOffset: int64.nullable(),
  /** Quantity by unit: from the decisions once it balanced, what is booked so far before (null: nothing booked yet). */
  totals: totals.nullable(),
  estimate: estimate.nullable(),
  maxBytes: z.number().int(),
  maxAgeSeconds: z.number().int(),
  /** Why it is quarantined, in words. */
  difference: z.string().nullable(),
  /** While Zuora does not take it: what the last try came to, in words. */
  notTaken: z.string().nullable(),
  openedAt: instant,
  closedAt: instant.nullable(),
  balancedAt: instant.nullable(),
  submittedAt: instant.nullable(),
  importedAt: instant.nullable(),
})
export type CsvFile = z.infer<typeof csvFile>

export const filesQuery = z.object({
  ...pageQuery,
  /** One state, or several with commas. */
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(fileState).min(1))
    .optional(),
  partition: z.coerce.number().int().min(0).optional(),
  /** Opened in [from, to). */
  from: moment.optional(),
  to: moment.optional(),
  /** Part of the name, or a file id. */
  q: searchText(100)
    .transform((text) => text.trim())
    .optional(),
})
export const filesAnswer = pageOf(csvFile)

export const fileMoment = z.object({
  at: instant,
  what: z.string(),
  words: z.string(),
  actor: z.string(),
  detail: z.record(z.string(), z.unknown()),
})

export const submissionAttempt = z.object({
  revision: z.number().int(),
  number: z.number().int(),
  idempotencyKey: z.string(),
  state: z.string(),
  startedAt: instant,
  lastTriedAt: instant.nullable(),
  tries: z.number().int(),
  answeredAt: instant.nullable(),
  httpStatus: z.number().int().nullable(),
  processId: z.string().nullable(),
  requestId: z.string().nullable(),
  importStatus: z.string().nullable(),
  reasons: z.array(z.object({ code: z.union([z.string(), z.number()]), message: z.string() })),
  message: z.string().nullable(),
})
export type SubmissionAttempt = z.infer<typeof submissionAttempt>

/** The books of one file: what the file says beside what the bookkeeper wrote down. */
export const controlTotals = z.object({
  rowsInFile: z.number().int(),
  rowsBooked: z.number().int(),
  /** By unit; `file` is null until the file closed and balanced. */
  units: z.array(z.object({ unit: z.string(), file: decimal.nullable(), booked: decimal })),
})

export const fileAnswer = csvFile.extend({
  objectKey: z.string().nullable(),
  profile: z.record(z.string(), z.unknown()),
  openingMarks: z.array(
    z.object({
      topic: z.union([z.string(), z.number()]),
      partition: z.number(),
      offset: z.union([z.string(), z.number()]),
    }),
  ),
  controlTotals,
  bySku: z.array(
    z.object({
      sku: z.string(),
      product: z.string(),
      unitOfMeasure: z.string(),
      rows: z.number().int(),
      quantity: decimal,
      estimate: estimate.nullable(),
    }),
  ),
  byOrigin: z.array(z.object({ site: z.string(), topic: z.string(), rows: z.number().int() })),
  timeline: z.array(fileMoment),
  attempts: z.array(submissionAttempt),
  /** One sentence: where it stands and what happens next. */
  reading: z.string(),
})
export type CsvFileDetail = z.infer<typeof fileAnswer>

export const fileRow = z.object({
  /** 1 is the first row under the header. */
  rowNumber: z.number().int(),
  lineItemId: uuid,
  attempt: z.number().int(),
  accountId: int64,
  login: z.string().nullable(),
  zuoraAccountNumber: z.string().nullable(),
  product: z.string(),
  sku: z.string(),
  unitOfMeasure: z.string(),
  quantity: decimal,
  startedAt: instant,
  endedAt: instant,
  site: z.string(),
})
export type FileRow = z.infer<typeof fileRow>

export const fileRowsQuery = z.object({
  ...pageQuery,
  /** Instead of a cursor: start at this row number (virtual lists jump). */
  from: z.coerce.number().int().min(1).optional(),
})
export const fileRowsAnswer = pageOf(fileRow)
export const fileParams = z.object({ id: int64 })
