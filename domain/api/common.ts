/** The shapes that all of the API shares (contract, "HTTP"). Requests are checked by these schemas and answers typed by them. */
import { z } from 'zod'
import { PARTITION_PLACE } from '../partition-place.ts'

/** 64-bit numbers travel as decimal text: JSON numbers are exact only to 2^53. */
export const int64 = z
  .string()
  .regex(/^-?\d{1,19}$/, 'must be a whole number as decimal text')
  .refine(
    (text) => !/^-?\d{1,19}$/.test(text) || BigInt.asIntN(64, BigInt(text)) === BigInt(text),
    'has more than 64 bits',
  )
/** Text in a request. NUL is refused here: Postgres text cannot hold it. */
export const searchText = (charsMax: number) =>
  z
    .string()
    .max(charsMax)
    .refine((text) => !text.includes('\0'), 'has a character that no name has')
/** An exact decimal without exponent, at most 9 places. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number as text')
/** ISO 8601 in UTC with milliseconds. */
export const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'must be a time such as 2026-11-23T14:32:08Z')
export const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'must be a day such as 2026-11-23')
/** In a request: a time, or a day that stands for its 00:00 UTC. */
export const moment = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/,
    'must be a day or a time with its zone, such as 2026-11-23 or 2026-11-23T14:32:08Z',
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is no such day')
export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'must be a UUID')
  .transform((s) => s.toLowerCase())

export const LIST_LIMIT_MAX = 200
export const LIST_LIMIT_DEFAULT = 50

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).default(LIST_LIMIT_DEFAULT),
  /** As given in `nextCursor` of the page before; its content is nobody's business. */
  cursor: z.string().min(1).max(500).optional(),
}
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), /** null: this was the last page. */ nextCursor: z.string().nullable() })
export type Page<T> = { items: T[]; nextCursor: string | null }

/** Quantity by unit of measure (Minutes, GB, GB-Hours, User-Months). */
export const totals = z.record(z.string(), decimal)
export type Totals = z.infer<typeof totals>

/** Gross usage at list prices: Zuora knows allowances, discounts and taxes; nobody is charged by this. Always shown as an estimate. */
export const estimate = z.object({
  usd: decimal,
  /** SKUs of this sum that have no price: they are not in it. */
  withoutPrice: z.array(z.string()),
})
export type Estimate = z.infer<typeof estimate>

export const recordPlace = z.object({ site: z.string(), topic: z.string(), partition: z.number().int(), offset: int64 })
export type RecordPlace = z.infer<typeof recordPlace>

/** A partition as people write it, `usage.actions:3@iad`: names of topics and sites have neither a colon nor an @. */
export const partitionPlace = z.string().regex(PARTITION_PLACE, 'must be a partition such as usage.actions:3@iad')

/** How bad it is, the same words on every page; the look has a shape for each. */
export const STATUSES = ['ok', 'warn', 'stall', 'stop', 'rewind', 'missing'] as const
export const status = z.enum(STATUSES)
export type Status = z.infer<typeof status>

/** RFC 9457. The set is closed: clients may switch on it. */
export const PROBLEM_CODES = {
  invalid_request: { status: 400, title: 'The request cannot be read' },
  not_signed_in: { status: 401, title: 'Nobody is signed in' },
  wrong_credentials: { status: 401, title: 'The e-mail or the password is wrong' },
  not_allowed: { status: 403, title: 'Your role may not do this' },
  wrong_origin: { status: 403, title: 'The request comes from another site' },
  not_found: { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'It changed in the meantime' },
  too_large: { status: 413, title: 'The request is too large' },
  wrong_content_type: { status: 415, title: 'The request must be JSON' },
  too_many_attempts: { status: 429, title: 'Too many attempts' },
  gone: { status: 410, title: 'It is no longer kept' },
  query_refused: { status: 422, title: 'The query gave no rows' },
  database_away: { status: 503, title: 'Postgres does not answer' },
  log_away: { status: 503, title: 'Kafka does not answer' },
  objects_away: { status: 503, title: 'The object store does not answer' },
  not_ready: { status: 503, title: 'Not everything can be reached' },
  defect: { status: 500, title: 'Hydrometer has a defect' },
} as const
export type ProblemCode = keyof typeof PROBLEM_CODES
export const problemCode = z.enum(Object.keys(PROBLEM_CODES) as [ProblemCode, ...ProblemCode[]])

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: problemCode,
  /** What happened, what it means for the data, what to do. */
  detail: z.string(),
  instance: z.string().optional(),
  /** Where the request is at fault. */
  faults: z
    .array(z.object({ in: z.enum(['path', 'query', 'body']), field: z.string(), message: z.string() }))
    .optional(),
})
export type Problem = z.infer<typeof problem>
