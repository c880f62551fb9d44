/** What fires, what was resolved, by which rules, and who is told. */
import { readRule, ruleWords } from '../../domain/alert-rules.ts'
import type { AlertChannel, AlertItem, AlertRule, AlertsAnswer } from '../../domain/api/alerts.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso, isoOrNull } from './time.ts'

const MUTED = `(select max(m.until) from alert_mute m where m.until > $1 and (m.rule_id is null or m.rule_id = a.rule_id)
                   and m.subject in ('', a.subject))`
const COLUMNS = `
  a.id::text as id, a.rule_id::text as "ruleId", a.subject, a.state, a.severity, a.title, a.detail, a.href,
  a.true_since as since, a.fired_at as "firedAt", a.resolved_at as "resolvedAt", ${MUTED} as "mutedUntil"`
// index: alert_open; some hundred rows at most
const OPEN = `
  select ${COLUMNS} from alert a where a.resolved_at is null
   order by a.state = 'pending', a.severity = 'warn', a.true_since limit 500`
// index: alert_fired
const RESOLVED = `
  select ${COLUMNS} from alert a where a.resolved_at is not null and a.fired_at is not null order by a.fired_at desc limit 100`
const RULES = `
  select r.id::text as id, r.kind, r.parameters, r.severity, r.for_seconds as "forSeconds", r.enabled,
         r.is_default as "isDefault", r.changed_at as "changedAt", r.changed_by as "changedBy",
         (select count(*)::int from alert a where a.rule_id = r.id and a.resolved_at is null and a.state = 'firing') as firing
    from alert_rule r order by r.is_default desc, r.id limit 500`
const MUTES = `
  select id::text as id, rule_id::text as "ruleId", subject, until, reason, actor from alert_mute
   where until > $1 order by until limit 200`
// index: alert_delivery_channel
const CHANNELS = `
  select c.id::text as id, c.kind, c.target, c.severity, c.enabled, d.what, d.state, coalesce(d.sent_at, d.created_at) as at, d.error
    from alert_channel c
    left join lateral (select * from alert_delivery d where d.channel_id = c.id order by d.id desc limit 1) d on true
   order by c.id`

type Row = Omit<AlertItem, 'rule' | 'since' | 'firedAt' | 'resolvedAt' | 'mutedUntil'> & {
  since: Date
  firedAt: Date | null
  resolvedAt: Date | null
  mutedUntil: Date | null
}
type RuleRow = Omit<AlertRule, 'words' | 'changedAt'> & { changedAt: Date }
type ChannelRow = Omit<AlertChannel, 'last'> & { what: string | null; state: string; at: Date; error: string }

export const readAlerts = async (pool: Pool, now = new Date()): Promise<AlertsAnswer> => {
  const [open, resolved, rules, mutes, channels] = await Promise.all([
    pool.query<Row>(OPEN, [now]),
    pool.query<Row>(RESOLVED, [now]),
    pool.query<RuleRow>(RULES),
    pool.query<{ id: string; ruleId: string | null; subject: string; until: Date; reason: string; actor: string }>(
      MUTES,
      [now],
    ),
    pool.query<ChannelRow>(CHANNELS),
  ])
  const told = rules.rows.map((row): AlertRule => {
    const rule = readRule(row.kind, row.parameters)
    return { ...row, words: rule ? ruleWords(rule, row.forSeconds) : null, changedAt: iso(row.changedAt) }
  })
  const wordsOf = new Map(told.map((rule) => [rule.id, rule.words ?? rule.kind]))
  const item = (row: Row): AlertItem => ({
    ...row,
    rule: wordsOf.get(row.ruleId) ?? '',
    since: iso(row.since),
    firedAt: isoOrNull(row.firedAt),
    resolvedAt: isoOrNull(row.resolvedAt),
    mutedUntil: isoOrNull(row.mutedUntil),
  })
  return {
    items: open.rows.map(item),
    nextCursor: null,
    resolved: resolved.rows.map(item),
    rules: told,
    mutes: mutes.rows.map((row) => ({
      ...row,
      until: iso(row.until),
      words: row.subject || (row.ruleId === null ? 'every alert' : (wordsOf.get(row.ruleId) ?? '')),
    })),
    channels: channels.rows.map(({ what, state, at, error, ...channel }) => ({
      ...channel,
      last: what === null ? null : { what, state, at: iso(at), error },
    })),
  }
}
