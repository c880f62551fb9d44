/** What the Lag pages say, as plain functions of the answers, so that every sentence can be tested. */
import type { LagGroup, LagGroupsAnswer, LagRow } from '../../domain/api/lag.ts'
import { secondsBehind } from '../../domain/lag.ts'
import { commitsLate } from '../../domain/pipeline.ts'
import { count, duration, plural, rate, roughly, timeOrDay } from '../format.ts'
import type { GlyphName } from '../glyph.tsx'

export type Status = LagRow['status']

export const STATUS_WORD: Record<Status, string> = {
  ok: 'OK',
  warn: 'Warn',
  stall: 'Stall',
  stop: 'Stop',
  rewind: 'Rewind',
  missing: 'No commit',
}
export const STATUS_INK: Record<Status, string> = {
  ok: 'text-ink-3',
  warn: 'text-warn-ink',
  stall: 'text-stall-ink',
  stop: 'text-stop-ink',
  rewind: 'text-rewind-ink',
  missing: 'text-ink-3',
}
export const needsSomeone = (status: Status): boolean => status !== 'ok' && status !== 'missing'

/** Of a group that commits late on purpose no rate of a minute says anything: it commits a file at a time. */
export const drainWords = ({ group, drain, status }: Pick<LagRow, 'group' | 'drain' | 'status'>): string => {
  if (status === 'ok' && commitsLate(group) !== undefined && drain.seconds !== 0) return 'by file'
  if (drain.how === 'never') return 'Never, at this rate'
  if (drain.how === 'stopped') return 'Never: stopped'
  if (drain.how === 'unknown' || drain.seconds === null) return '?'
  if (drain.seconds === 0) return ''
  return drain.seconds < 1 ? '1 s' : roughly(drain.seconds)
}

/** `kept` where nothing is deleted. */
export const retentionWords = (seconds: number | null): string => (seconds === null ? 'kept' : duration(seconds))

export const methodWords = (method: string | null): string =>
  ({
    first_unread_record: 'timestamp of the first unread record',
    interpolated: 'interpolated from where the log ended when',
    at_least: 'at least: it was there before the monitor looked',
    read_up: 'nothing unread',
  })[method ?? ''] ?? 'not known'

export const topicsWords = (group: Pick<LagGroup, 'topics' | 'partitions'>): string => {
  const { topics, partitions } = group
  const first = topics[0] ?? ''
  if (topics.length <= 1) return `${first} · ${count(partitions)}`
  // topics that share a name up to a dot are said as one: usage.* · 24
  const prefix = first.slice(0, first.indexOf('.') + 1)
  const inFamily = prefix !== '' && topics.every((topic) => topic.startsWith(prefix))
  return `${inFamily ? `${prefix}*` : plural(topics.length, 'topic')} · ${count(partitions)}`
}

export type LagReading = { readonly glyph: GlyphName; readonly title: string; readonly detail: string }

const GLYPH: Record<Status, GlyphName> = {
  ok: 'ok',
  warn: 'warn',
  stall: 'stall',
  stop: 'stop',
  rewind: 'rewind',
  missing: 'missing',
}

/** Seconds of time that a group falls further behind in each minute. */
const losing = (group: LagGroup): number =>
  group.inPerSecond && group.readPerSecond !== null && group.inPerSecond > 0
    ? 60 * (1 - group.readPerSecond / group.inPerSecond)
    : 0

const titleOf = (group: LagGroup): string => {
  const who = `${group.group} at ${group.site}`
  if (group.lost !== '0') return `${who} lost ${plural(group.lost, 'record')} to retention before it read them`
  const behind = group.timeLagSeconds === null ? plural(group.consumable, 'record') : duration(group.timeLagSeconds)
  if (group.status === 'stop') return `${who} stopped, ${behind} behind`
  if (group.status === 'stall') return `${who} stalls, ${behind} behind`
  if (group.status === 'rewind') return `${who} went back and reads again`
  const lost = losing(group)
  if (lost >= 1) return `${who} is ${behind} behind and losing ${duration(lost)} a minute`
  if (group.drain.how === 'drains' && group.drain.seconds)
    return `${who} is ${behind} behind, drained in ${roughly(group.drain.seconds)}`
  return `${who} is ${behind} behind`
}

const detailOf = (group: LagGroup, others: readonly LagGroup[], now: number, zone: string): string => {
  const parts = [
    `Partition ${group.worst.partition} of ${group.worst.topic}${group.since ? ` since ${timeOrDay(group.since, now, zone)}` : ''}`,
  ]
  if (group.inPerSecond !== null && group.readPerSecond !== null)
    parts.push(`${rate(group.inPerSecond)} arrive, ${rate(group.readPerSecond)} are read`)
  const also = others[0]
  const more = others.length > 1 ? ` and ${others.length - 1} more` : ''
  return `${parts.join(': ')}.${group.retentionRisk ? ' Retention may delete records first.' : ''}${also ? ` Also: ${also.group} at ${also.site} (${STATUS_WORD[also.status].toLowerCase()})${more}.` : ''}`
}

const onPurposeWords = (groups: readonly LagGroup[]): string => {
  const late = groups.find(({ group, timeLagSeconds }) => commitsLate(group) !== undefined && (timeLagSeconds ?? 0) > 0)
  return late ? `${late.group} writes files, at most ${duration(commitsLate(late.group) ?? 0)} late on purpose. ` : ''
}

/** What is wrong, how bad, since when; when all is well, in numbers. */
export const lagReading = (answer: LagGroupsAnswer, now: number, zone: string): LagReading => {
  const away = answer.sites.filter((site) => site.stale)
  const bad = answer.items.filter((group) => needsSomeone(group.status))
  const worst = bad[0]
  if (away[0] && worst?.status !== 'stop')
    return {
      glyph: 'missing',
      title: `${away.map((site) => site.site).join(' and ')} ${away.length === 1 ? 'is' : 'are'} not heard`,
      detail: `Last looked at ${timeOrDay(away[0].sampledAt, now, zone)}. What is shown of ${away.length === 1 ? 'it' : 'them'} is as it was then${away.length < answer.sites.length ? '; the other sites are live' : ''}.`,
    }
  if (worst)
    return { glyph: GLYPH[worst.status], title: titleOf(worst), detail: detailOf(worst, bad.slice(1), now, zone) }
  if (answer.items.length === 0)
    return {
      glyph: 'missing',
      title: 'No consumer group was seen yet',
      detail: 'lag-monitor looks every 10 s at every group of every site.',
    }
  const furthest = Math.max(0, ...answer.items.map(({ group, timeLagSeconds }) => secondsBehind(group, timeLagSeconds)))
  const partitions = answer.sites.reduce((sum, site) => sum + site.partitions, 0)
  const requests = answer.sites.reduce((sum, site) => sum + site.requests, 0)
  const ms = Math.max(0, ...answer.sites.map((site) => site.tookMs))
  return {
    glyph: 'ok',
    title: `${answer.items.length === 1 ? '' : 'All '}${plural(answer.items.length, 'group keeps up', 'groups keep up')}; the furthest is ${duration(furthest)} behind`,
    detail: `${onPurposeWords(answer.items)}${plural(partitions, 'partition')} at ${plural(answer.sites.length, 'site')}, looked at in ${plural(requests, 'request')} and ${duration(ms / 1000)}. No record was lost to retention.`,
  }
}
