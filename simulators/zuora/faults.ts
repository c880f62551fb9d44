/**
 * Faults that a test or a person switches on, per kind of request:
 * `PUT /simulator/faults {"upload": {"dropAnswerAfterAccepting": true, "times": 1}}`. An empty object switches all off.
 */
import { z } from 'zod'
import { type Answer, codeOf, failure } from './answers.ts'

export const REQUEST_KINDS = [
  'token',
  'upload',
  'status',
  'import_upload',
  'import_status',
  'query',
  'account_usage',
  'delete',
  'file',
] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

const faultSchema = z.strictObject({
  /** HTTP 400 with a final code (kind 20, invalid). Kept as the key's first result, as any refusal. */
  refuse: z.boolean().optional(),
  /** The request waits this long before it is looked at; its key counts as running meanwhile (409). */
  delayMs: z.number().int().min(0).max(600_000).optional(),
  /** The work is done and remembered; the connection closes without an answer. */
  dropAnswerAfterAccepting: z.boolean().optional(),
  /** The connection closes before anything is done. */
  dropRequest: z.boolean().optional(),
  /** HTTP 429 with this Retry-After, in seconds. */
  status429RetryAfter: z.number().int().min(0).max(86_400).optional(),
  /** A 5xx status. */
  status5xx: z.number().int().min(500).max(599).optional(),
  /** `success:false` with HTTP 200 and this code: two digits of kind, or a whole code. */
  successFalseWith200: z
    .string()
    .regex(/^\d{2,12}$/)
    .optional(),
  /** A status of the 4xx family with a body of the shape that Zuora documents for it. */
  status4xx: z.number().int().min(400).max(499).optional(),
  /** The accepted file's import ends so. */
  importOutcome: z.enum(['Failed', 'Canceled']).optional(),
  /** How many requests it hits; without it, all until it is switched off. */
  times: z.number().int().min(1).optional(),
})
export type Fault = z.infer<typeof faultSchema>
export const faultsSchema = z.partialRecord(z.enum(REQUEST_KINDS), faultSchema)

export class Faults {
  #faults: Partial<Record<RequestKind, Fault>> = {}

  set(faults: Partial<Record<RequestKind, Fault>>): void {
    this.#faults = structuredClone(faults)
  }

  list(): Partial<Record<RequestKind, Fault>> {
    return this.#faults
  }

  /** The fault that hits this request, counting it. */
  take(kind: RequestKind): Fault | null {
    const fault = this.#faults[kind]
    if (!fault) return null
    if (fault.times !== undefined) {
      fault.times -= 1
      if (fault.times === 0) delete this.#faults[kind]
    }
    return fault
  }
}

/** The answer that a fault gives instead of the real one, or null where it only delays or drops. */
export const faultAnswer = (fault: Fault): Answer | null => {
  if (fault.status429RetryAfter !== undefined)
    return {
      ...failure(429, [{ code: codeOf('concurrency'), message: 'Request limit exceeded. Retry later.' }]),
      headers: { 'retry-after': String(fault.status429RetryAfter) },
    }
  if (fault.status5xx !== undefined)
    return failure(fault.status5xx, [{ code: codeOf('temporary'), message: 'The service is not available just now.' }])
  if (fault.status4xx === 401) return { status: 401, body: { message: 'Authentication error' } }
  if (fault.status4xx === 403) return { status: 403, body: { code: 'Forbidden', message: 'Access is not permitted.' } }
  if (fault.status4xx !== undefined)
    return failure(fault.status4xx, [{ code: codeOf('temporary'), message: `Fault: HTTP ${fault.status4xx}` }])
  if (fault.successFalseWith200 !== undefined) {
    const code = fault.successFalseWith200
    const whole = code.length === 2 ? codeOf('invalid').slice(0, -2) + code : code
    return failure(200, [{ code: whole, message: `Fault: a reason with code ${whole}` }])
  }
  if (fault.refuse) return failure(400, [{ code: codeOf('invalid'), message: 'Fault: the request was refused.' }])
  return null
}
