/** How an endpoint is defined: its path, the right that it needs, what it takes and answers. */
import { z } from 'zod'
import type { Right } from '../roles.ts'

export const v1 = '/api/v1'

const none = z.object({})

export type Definition = {
  readonly method: 'GET' | 'POST'
  /** Parameters in braces: /api/v1/files/{id} */
  readonly path: string
  readonly right: Right
  readonly summary: string
  readonly tag: string
  readonly params: z.ZodType
  readonly query: z.ZodType
  readonly body: z.ZodType
  readonly answer: z.ZodType
  /** Set where the answer is not JSON. */
  readonly contentType?: string
}

// The right is kept as the type it is: only an endpoint for anyone has a handler that may find nobody asking.
export const get = <
  A extends z.ZodType,
  R extends Right,
  Q extends z.ZodType = typeof none,
  P extends z.ZodType = typeof none,
>(
  path: string,
  tag: string,
  right: R,
  summary: string,
  schemas: { answer: A; query?: Q; params?: P; contentType?: string },
) => ({
  method: 'GET' as const,
  path,
  tag,
  right,
  summary,
  params: (schemas.params ?? none) as P,
  query: (schemas.query ?? none) as Q,
  body: none,
  answer: schemas.answer,
  ...(schemas.contentType ? { contentType: schemas.contentType } : {}),
})

export const post = <A extends z.ZodType, B extends z.ZodType, R extends Right>(
  path: string,
  tag: string,
  right: R,
  summary: string,
  schemas: { answer: A; body: B },
) => ({
  method: 'POST' as const,
  path,
  tag,
  right,
  summary,
  params: none,
  query: none,
  body: schemas.body,
  answer: schemas.answer,
})
