import { z } from 'zod'
import { RULE_KINDS, SEVERITIES } from '../alert-rules.ts'
import { instant, int64, searchText } from './common.ts'

export const severity = z.enum(SEVERITIES)

export const alertItem = z.object({
  id: int64,
  ruleId: int64,
  /** What it is about, within its rule: a group at a site, a file, a topic. */
  subject: z.string(),
  state: z.enum(['pending', 'firing', 'resolved']),
  severity,
  title: z.string(),
  detail: z.string(),
  href: z.string(),
  rule: z.string(),
  since: instant,
  firedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  /** Until when nobody is told of it; null: people are told. */
  mutedUntil: instant.nullable(),
})
export type AlertItem = z.infer<typeof alertItem>

export const alertRule = z.object({
  id: int64,
  kind: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  /** In words; null: made by another release and not evaluated. */
  words: z.string().nullable(),
  severity,
  forSeconds: z.number().int(),
  enabled: z.boolean(),
  isDefault: z.boolean(),
  changedAt: instant,
  changedBy: z.string(),
  firing: z.number().int(),
})
export type AlertRule = z.infer<typeof alertRule>

export const alertMute = z.object({
  id: int64,
  ruleId: int64.nullable(),
  subject: z.string(),
  words: z.string(),
  until: instant,
  reason: z.string(),
  actor: z.string(),
})
export const alertChannel = z.object({
  id: int64,
  kind: z.enum(['webhook', 'email']),
  target: z.string(),
  severity,
  enabled: z.boolean(),
  /** What became of the last thing it was told; null: nothing yet. */
  last: z.object({ what: z.string(), state: z.string(), at: instant, error: z.string() }).nullable(),
})
export type AlertChannel = z.infer<typeof alertChannel>

export const alertsAnswer = z.object({
  /** Firing and pending ones, worst first. */
  items: z.array(alertItem),
  nextCursor: z.null(),
  /** The last 100 that were resolved, newest first. */
  resolved: z.array(alertItem),
  rules: z.array(alertRule),
  mutes: z.array(alertMute),
  channels: z.array(alertChannel),
})
export type AlertsAnswer = z.infer<typeof alertsAnswer>

// ── Commands ───────────────────────────────────────────────────────────────────────────────────────────────────────
const words = z.object({ id: int64.nullable(), words: z.string(), auditId: int64.nullable() })
export const alertAnswer = words
export type AlertAnswer = z.infer<typeof words>

/** Parameters are checked by the rule's own kind (domain/alert-rules.ts). */
export const saveRuleCommand = z.strictObject({
  /** Without: a new rule. */
  id: int64.optional(),
  kind: z.enum(RULE_KINDS as [string, ...string[]]),
  parameters: z.record(z.string(), z.unknown()),
  severity,
  forSeconds: z.number().int().min(0).max(86_400),
  enabled: z.boolean(),
})
export type SaveRuleCommand = z.infer<typeof saveRuleCommand>

export const byId = z.strictObject({ id: int64 })
export type ById = z.infer<typeof byId>

export const muteCommand = z.strictObject({
  ruleId: int64.nullable().default(null),
  subject: searchText(300).default(''),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(60 * 24 * 30),
  why: searchText(500)
    .transform((text) => text.trim())
    .refine((text) => text !== '', 'say why; it is kept in the audit log'),
})
export type MuteCommand = z.infer<typeof muteCommand>

export const saveChannelCommand = z
  .strictObject({
    id: int64.optional(),
    kind: z.enum(['webhook', 'email']),
    target: searchText(500).transform((text) => text.trim()),
    /** Signs webhooks. Left out of a change: the one that there is stays. */
    secret: searchText(200).optional(),
    severity: severity.default('warn'),
    enabled: z.boolean().default(true),
  })
  .superRefine((body, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (body.kind === 'webhook' && !/^https?:\/\/[^\s/]+/.test(body.target))
      fault('target', 'must be an address that begins with https:// or http://')
    if (body.kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(body.target)) fault('target', 'must be an address of mail')
    if (body.kind === 'webhook' && body.id === undefined && (body.secret ?? '').length < 16)
      fault('secret', 'must have at least 16 characters: with it the receiver knows that it was Hydrometer')
  })
export type SaveChannelCommand = z.infer<typeof saveChannelCommand>
