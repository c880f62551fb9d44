/**
 * Zuora's answers, read tolerantly, as a closed union. What a code means is said by its last two digits (zuora.md):
 * 20, 21, 22, 30, 40 refuse for good; 50, 61, 70, 99, 429, 5xx and timeouts are not negative (R24): the same key again.
 */
import { z } from 'zod'

export type Reason = { readonly code: string; readonly message: string }

type Told = {
  readonly httpStatus: number | null
  readonly processId: string | null
  readonly requestId: string | null
  readonly reasons: readonly Reason[]
}

export type UsageAnswer =
  /** Zuora has the file and imports it. Only the status path's Completed means imported. */
  | (Told & { readonly kind: 'accepted'; readonly statusPath: string })
  /** Finally negative: nothing of the file was or will be imported under this key. */
  | (Told & { readonly kind: 'refused'; readonly message: string })
  /** Not taken just now: the same key again, not before `retryAfterMs`. `sent`: the request may have reached Zuora. */
  | (Told & {
      readonly kind: 'retryable'
      readonly sent: boolean
      readonly message: string
      readonly retryAfterMs: number | null
    })
  /** Zuora may or may not have the file: the same key again, or a person where `personNeeded`. */
  | (Told & { readonly kind: 'unknown'; readonly message: string; readonly personNeeded: boolean })

export type ImportStatusAnswer =
  | { readonly kind: 'waiting'; readonly status: string }
  | { readonly kind: 'imported' }
  | { readonly kind: 'failed'; readonly status: 'Failed' | 'Canceled'; readonly message: string }
  | { readonly kind: 'not-now'; readonly message: string; readonly retryAfterMs: number | null }

const FINAL = new Set(['20', '21', '22', '30', '40'])
const PASSING = new Set(['50', '61', '70', '99'])

const text = z.preprocess((v) => (typeof v === 'number' ? String(v) : v), z.string())
const optionalText = text.nullish().catch(null)
const reasonSchema = z.object({ code: text.catch(''), message: text.catch('') })
const reasonsSchema = z.array(reasonSchema).nullish().catch(null)

/** Two families of answers: lower case with reasons; upper case with Errors, as the CRUD calls have it. */
const bodySchema = z.looseObject({
  success: z.boolean().nullish().catch(null),
  Success: z.boolean().nullish().catch(null),
  checkImportStatus: optionalText,
  processId: optionalText,
  requestId: optionalText,
  reasons: reasonsSchema,
  Errors: z
    .array(z.object({ Code: text.catch(''), Message: text.catch('') }))
    .nullish()
    .catch(null),
  code: optionalText,
  message: optionalText,
  importStatus: optionalText,
  status: optionalText,
  Status: optionalText,
  StatusReason: optionalText,
})
type Body = z.infer<typeof bodySchema>

export type RawAnswer = { status: number; retryAfterMs: number | null; text: string }

/** A body that is no JSON object is an empty one: what it means is then said by the HTTP status alone. */
const bodyOf = (answer: RawAnswer): Body => {
  try {
    return bodySchema.parse(JSON.parse(answer.text))
  } catch {
    return bodySchema.parse({})
  }
}

const reasonsOf = (body: Body): Reason[] => [
  ...(body.reasons ?? []),
  ...(body.Errors ?? []).map((e) => ({ code: e.Code, message: e.Message })),
]

const CHARS_MAX = 300
const inWords = (status: number, body: Body, reasons: readonly Reason[]): string => {
  const said =
    reasons.map((r) => `${(r.message || 'no message').replace(/\.$/, '')} (code ${r.code || 'none'})`).join('; ') ||
    body.message ||
    ''
  const about = said === '' ? '' : `: ${said.length > CHARS_MAX ? `${said.slice(0, CHARS_MAX)}…` : said}`
  return `Zuora answered HTTP ${status}${about}`
}

const kindOf = (code: string): string => code.slice(-2)

/** Reads the answer to POST /v1/usage. */
export const readUsageAnswer = (answer: RawAnswer): UsageAnswer => {
  const { status } = answer
  const body = bodyOf(answer)
  const reasons = reasonsOf(body)
  const told: Told = {
    httpStatus: status,
    processId: body.processId ?? null,
    requestId: body.requestId ?? null,
    reasons,
  }
  const message = inWords(status, body, reasons)
  const retryable = (why = message): UsageAnswer => ({
    ...told,
    kind: 'retryable',
    sent: true,
    message: why,
    retryAfterMs: answer.retryAfterMs,
  })
  const success = body.success ?? body.Success

  if (status === 429 || status >= 500) return retryable()
  if (status === 409) return retryable('Zuora is still working on the first request with this key')
  if (status === 422)
    return {
      ...told,
      kind: 'unknown',
      personNeeded: true,
      message: `${message}. It saw this key with another file before`,
    }
  if (status === 401) return retryable('Zuora does not accept the client id or secret (HTTP 401)')
  if (status === 403) return retryable(`${message}. The OAuth user may not be allowed to import usage`)
  if (status >= 200 && status < 300 && success !== false && body.checkImportStatus)
    return { ...told, kind: 'accepted', statusPath: body.checkImportStatus }
  if (success === false || status === 400) {
    if (reasons.some((r) => PASSING.has(kindOf(r.code)))) return retryable()
    if (reasons.length > 0 && reasons.every((r) => FINAL.has(kindOf(r.code))))
      return { ...told, kind: 'refused', message }
  }
  return {
    ...told,
    kind: 'unknown',
    personNeeded: false,
    message: `${message}, in a form that Hydrometer does not know`,
  }
}

/** Reads the answer of the status path. Its shape is not documented: every name that Zuora's calls use is looked for. */
export const readImportStatus = (answer: RawAnswer): ImportStatusAnswer => {
  const body = bodyOf(answer)
  const notNow = (): ImportStatusAnswer => ({
    kind: 'not-now',
    message: inWords(answer.status, body, reasonsOf(body)),
    retryAfterMs: answer.retryAfterMs,
  })
  if (answer.status < 200 || answer.status >= 300) return notNow()
  const status = body.importStatus ?? body.Status ?? body.status
  switch (status?.toLowerCase()) {
    case 'completed':
      return { kind: 'imported' }
    case 'failed':
    case 'canceled':
    case 'cancelled': {
      const message = body.message || body.StatusReason || 'Zuora gave no reason'
      return { kind: 'failed', status: status.toLowerCase() === 'failed' ? 'Failed' : 'Canceled', message }
    }
    case 'pending':
    case 'processing':
      return { kind: 'waiting', status }
    default:
      return notNow()
  }
}

/** `Retry-After`: seconds or an HTTP date. */
export const readRetryAfter = (header: string | undefined, nowMs: number): number | null => {
  if (header === undefined) return null
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}
