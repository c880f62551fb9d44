/** People, their sessions and keys, as the API speaks of them. */
import { z } from 'zod'
import { PASSWORD_CHARS } from '../password-chars.ts'
import { ROLES } from '../roles.ts'
import { instant, int64, pageOf, pageQuery, searchText } from './common.ts'

export const role = z.enum(ROLES)
const id = searchText(64).min(1)
/** Lower case: two people never differ by a capital. */
export const email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email('must be an e-mail address'))
  .transform((text) => text.toLowerCase())
const newPassword = z
  .string()
  .min(PASSWORD_CHARS.min, `must have ${PASSWORD_CHARS.min} characters at least`)
  .max(PASSWORD_CHARS.max, `must have ${PASSWORD_CHARS.max} characters at most`)
const why = searchText(500)
  .transform((text) => text.trim())
  .refine((text) => text !== '', 'say why; it is kept in the audit log')
const name = searchText(100).transform((text) => text.trim())
const auditId = int64.nullable()

export const signInCommand = z.object({
  /** Whatever was typed: what is no e-mail is a wrong one. */
  email: z
    .string()
    .max(254)
    .transform((text) => text.trim().toLowerCase()),
  password: z.string().max(PASSWORD_CHARS.max),
})
export type SignInCommand = z.infer<typeof signInCommand>
export const signInAnswer = z.object({ email: z.string(), name: z.string(), role })
export type SignInAnswer = z.infer<typeof signInAnswer>
/** Scripts send {}; what else is in it means nothing. */
export const nothing = z.looseObject({})
export const done = z.object({ words: z.string() })

export const me = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  /** session: a person at a page; key: a program with their key. */
  by: z.enum(['session', 'key']),
})
export type Me = z.infer<typeof me>

export const session = z.object({
  id: z.string(),
  startedAt: instant,
  /** Exact to an hour. */
  lastUsedAt: instant,
  expiresAt: instant,
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** The one that asks. */
  current: z.boolean(),
})
export type Session = z.infer<typeof session>
export const sessionsAnswer = pageOf(session)
export const endSessionsCommand = z.strictObject({ /** Without it: all but the one that asks. */ id: id.optional() })
export type EndSessionsCommand = z.infer<typeof endSessionsCommand>
export const changePasswordCommand = z.strictObject({
  current: z.string().max(PASSWORD_CHARS.max),
  next: newPassword,
})
export type ChangePasswordCommand = z.infer<typeof changePasswordCommand>
export const ownAnswer = z.object({ words: z.string(), auditId })
export type OwnAnswer = z.infer<typeof ownAnswer>

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first characters, to tell it from others. */
  start: z.string(),
  owner: z.object({ id: z.string(), email: z.string(), role, disabled: z.boolean() }),
  createdAt: instant,
  /** Exact to a minute. */
  lastUsedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  expired: z.boolean(),
})
export type ApiKey = z.infer<typeof apiKey>
export const keysAnswer = pageOf(apiKey)
export const keysQuery = z.object({ ...pageQuery, userId: id.optional() })
export const KEY_DAYS_MAX = 730
const keyBody = {
  name: name.refine((text) => text !== '', 'must have a name that says what it is for'),
  /** null: until it is revoked. */
  days: z.number().int().min(1).max(KEY_DAYS_MAX).nullable().default(null),
}
export const createOwnKeyCommand = z.strictObject(keyBody)
export const createKeyCommand = z.strictObject({ ...keyBody, userId: id, why })
export const createKeyAnswer = z.object({
  id: z.string(),
  name: z.string(),
  /** Told this once. */
  key: z.string(),
  email: z.string(),
  expiresAt: instant.nullable(),
  auditId: int64,
})
export type CreateKeyAnswer = z.infer<typeof createKeyAnswer>
export const revokeOwnKeyCommand = z.strictObject({ id })
export const revokeKeyCommand = z.strictObject({ id, why })

export const user = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  disabledAt: instant.nullable(),
  createdAt: instant,
  sessions: z.number().int(),
  keys: z.number().int(),
  /** Of a session or a key, exact to an hour. */
  lastSeenAt: instant.nullable(),
})
export type User = z.infer<typeof user>
export const usersQuery = z.object({ ...pageQuery, query: searchText(100).optional() })
export const usersAnswer = pageOf(user)
export const createUserCommand = z.strictObject({ email, name: name.default(''), role, why })
export type CreateUserCommand = z.infer<typeof createUserCommand>
export const createUserAnswer = z.object({
  id: z.string(),
  email: z.string(),
  /** Told this once. */
  password: z.string(),
  auditId: int64,
})
export const changeRoleCommand = z.strictObject({ id, role, why })
export type ChangeRoleCommand = z.infer<typeof changeRoleCommand>
export const userCommand = z.strictObject({ id, why })
export type UserCommand = z.infer<typeof userCommand>
export const userAnswer = z.object({ email: z.string(), words: z.string(), auditId: int64 })
export type UserAnswer = z.infer<typeof userAnswer>
export const resetPasswordAnswer = userAnswer.extend({ /** Told this once. */ password: z.string() })
export type ResetPasswordAnswer = z.infer<typeof resetPasswordAnswer>
