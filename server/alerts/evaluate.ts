/**
 * One look at every rule: what holds is kept in `alert`, and what fires or is resolved is written into `alert_delivery`
 * in the same transaction, so that it is told at least once and never for something that was not kept.
 */
import { type Rule, readRule, ruleWords, type Severity } from '../../domain/alert-rules.ts'
import { type AlertState, type OpenAlert, step } from '../../domain/alert-state.ts'
import { ALERTS_OPEN_MAX } from '../limits.ts'
import { ADVISORY_LOCKS } from '../postgres/advisory-locks.ts'
import { type Client, inTransaction } from '../postgres/pool.ts'
import { type Finding, findings, type Sources } from './find.ts'

const RULES = `select id, kind, parameters, severity, for_seconds as "forSeconds" from alert_rule where enabled order by id`
// index: alert_open
const OPEN = `
  select id, rule_id as "ruleId", subject, state, title, true_since as "trueSince", last_true_at as "lastTrue"
    from alert where resolved_at is null`
const INSERT = `
  insert into alert (rule_id, subject, state, severity, title, detail, href, true_since, last_true_at, fired_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) returning id`
const UPDATE = `
  update alert set state = $2, title = $3, detail = $4, last_true_at = $5, fired_at = coalesce(fired_at, $6) where id = $1`
const RESOLVE = `update alert set state = 'resolved', resolved_at = $2 where id = $1`
const DROP = `delete from alert where id = $1`
/** Alerts of rules that were switched off end without a word. */
const ORPHANS = `
  update alert a set state = 'resolved', resolved_at = $1
   where a.resolved_at is null and not exists (select 1 from alert_rule r where r.id = a.rule_id and r.enabled)`

// Whom to tell: channels of this severity, unless it is muted; that it is over, only those who were told that it began.
const TELL = `
  insert into alert_delivery (channel_id, alert_id, what, body)
  select c.id, a.id, $2, jsonb_build_object('alert', a.id::text, 'what', $2::text, 'rule', $3::text, 'severity', a.severity,
           'subject', a.subject, 'title', a.title, 'detail', a.detail, 'path', a.href,
           'since', to_jsonb(a.true_since), 'firedAt', to_jsonb(a.fired_at), 'resolvedAt', to_jsonb(a.resolved_at))
    from alert a cross join alert_channel c
   where a.id = $1 and c.enabled and (c.severity = 'warn' or a.severity = 'page')
     and case $2::text
           when 'firing' then not exists (select 1 from alert_mute m
                                           where m.until > $4 and (m.rule_id is null or m.rule_id = a.rule_id)
                                             and m.subject in ('', a.subject))
           else exists (select 1 from alert_delivery d where d.alert_id = a.id and d.channel_id = c.id and d.what = 'firing')
         end`

type RuleRow = { id: number; kind: string; parameters: unknown; severity: Severity; forSeconds: number }
type OpenRow = {
  id: number
  ruleId: number
  subject: string
  state: AlertState
  title: string
  trueSince: Date
  lastTrue: Date
}
export type Evaluated = { readonly fired: number; readonly resolved: number; readonly open: number }

const asOpen = (row: OpenRow | undefined): OpenAlert | null =>
  row ? { state: row.state, trueSinceMs: row.trueSince.getTime(), lastTrueMs: row.lastTrue.getTime() } : null

const applyOne = async (
  tx: Client,
  rule: RuleRow & { readonly words: string },
  row: OpenRow | undefined,
  finding: Finding | undefined,
  now: Date,
): Promise<'firing' | 'resolved' | null> => {
  const next = step(asOpen(row), finding !== undefined, now.getTime(), rule.forSeconds)
  if (next.to === 'nothing') return null
  if (next.to === 'dropped' || next.to === 'resolved') {
    if (!row) return null
    if (next.to === 'dropped') {
      await tx.query(DROP, [row.id])
      return null
    }
    await tx.query(RESOLVE, [row.id, now])
    await tx.query(TELL, [row.id, 'resolved', rule.words, now])
    return 'resolved'
  }
  const firedAt = next.to === 'firing' ? now : null
  let id = row?.id
  if (finding && id === undefined) {
    const { subject, title, detail, href } = finding
    const values = [rule.id, subject, next.to, rule.severity, title, detail, href, now, firedAt]
    id = (await tx.query<{ id: number }>(INSERT, values)).rows[0]?.id
  } else if (finding && id !== undefined)
    await tx.query(UPDATE, [id, next.to, finding.title, finding.detail, now, firedAt])
  if (!next.isNews || id === undefined) return null
  await tx.query(TELL, [id, 'firing', rule.words, now])
  return 'firing'
}

/** Rules whose question fails keep what they had: an outage resolves nothing. */
const ask = async (rules: readonly RuleRow[], sources: Sources) => {
  const answers: { rule: RuleRow & { words: string }; found: Finding[] }[] = []
  const failed: unknown[] = []
  for (const row of rules) {
    const rule: Rule | undefined = readRule(row.kind, row.parameters)
    if (!rule) continue
    try {
      const found = await findings(rule, sources)
      answers.push({ rule: { ...row, words: ruleWords(rule, row.forSeconds) }, found: found.slice(0, ALERTS_OPEN_MAX) })
    } catch (error) {
      failed.push(error)
    }
  }
  return { answers, failed }
}

/** One process at a time; another one's look is as good. */
export const evaluateAlerts = async (sources: Sources): Promise<Evaluated & { failed: readonly unknown[] }> => {
  const { pool, now } = sources
  const { rows: rules } = await pool.query<RuleRow>(RULES)
  const { answers, failed } = await ask(rules, sources)
  return inTransaction(pool, async (tx) => {
    const lock = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
      ADVISORY_LOCKS.evaluateAlerts,
    ])
    if (!lock.rows[0]?.mine) return { fired: 0, resolved: 0, open: 0, failed }
    await tx.query(ORPHANS, [now])
    const { rows: open } = await tx.query<OpenRow>(OPEN)
    let fired = 0
    let resolved = 0
    for (const { rule, found } of answers) {
      const theirs = open.filter((row) => row.ruleId === rule.id)
      const subjects = new Set([...theirs.map((row) => row.subject), ...found.map((f) => f.subject)])
      for (const subject of subjects) {
        const row = theirs.find((r) => r.subject === subject)
        const said = await applyOne(
          tx,
          rule,
          row,
          found.find((f) => f.subject === subject),
          now,
        )
        if (said === 'firing') fired++
        if (said === 'resolved') resolved++
      }
    }
    return { fired, resolved, open: open.length, failed }
  })
}
