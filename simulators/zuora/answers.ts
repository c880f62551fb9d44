/**
 * Answers in Zuora's shapes. Two families: the newer calls say `success:false` with reasons, the CRUD calls
 * (`/v1/object/…`) say `Success:false` with Errors.
 */
import { randomBytes } from 'node:crypto'

export type Answer = {
  status: number
  headers?: Record<string, string>
  /** JSON when an object; sent as it is when bytes. */
  body: Record<string, unknown> | Buffer
}

/** The last two digits of a code say its kind. */
export const KIND = {
  invalid: '20',
  unknown: '21',
  missing: '22',
  rule: '30',
  notFound: '40',
  locked: '50',
  temporary: '61',
  concurrency: '70',
  integration: '99',
} as const
export type Kind = keyof typeof KIND

/** The first six digits name resource and field. Which ones usage has is not documented: assumed, and never compared. */
const RESOURCE = '700000'
export const codeOf = (kind: Kind): string => `${RESOURCE}${KIND[kind]}`

/** Kinds that are not a key's first result: a retry with the same key must be able to succeed (assumed, zuora.md). */
export const isPassing = (code: string): boolean => ['50', '61', '70', '99'].includes(code.slice(-2))

/** 16 upper-case hex digits, as in Zuora's examples. */
export const newProcessId = (): string => randomBytes(8).toString('hex').toUpperCase()
export const newRequestId = (): string => randomBytes(16).toString('hex')

export type Reason = { code: string; message: string }
export const reason = (kind: Kind, message: string): Reason => ({ code: codeOf(kind), message })

export const failure = (status: number, reasons: readonly Reason[]): Answer => ({
  status,
  body: { success: false, processId: newProcessId(), requestId: newRequestId(), reasons: [...reasons] },
})

/** The error shape of `/v1/object/…`. */
export const crudFailure = (status: number, code: string, message: string): Answer => ({
  status,
  body: { Success: false, Errors: [{ Code: code, Message: message }] },
})

/** A request that ends early with an answer: thrown where it is noticed, sent by the server. */
export class Refusal extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super(`HTTP ${answer.status}`)
    this.answer = answer
  }
}
