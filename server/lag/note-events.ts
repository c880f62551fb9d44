/**
 * What happened to groups, as marks on charts: interruptions with a beginning and an end, and rebalances. A state is noted
 * when it lasted three rounds, from when it began: what comes and goes within seconds is no interruption.
 */
import type { Status } from '../../domain/api/common.ts'
import { WORST_FIRST } from '../../domain/lag.ts'
import { plural } from '../../domain/words.ts'
import { LAG_EVENT_AFTER_MS } from '../limits.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import type { Look } from './look.ts'
import type { LagSample } from './watch.ts'

export type GroupState = {
  readonly group: string
  readonly status: Status
  readonly sinceMs: number
  readonly words: string
}

const seconds = (s: number | null): string => (s === null ? 'for an unknown time' : `${Math.round(s)} s`)
const wordsFor = (worst: LagSample): string => {
  const at = `partition ${worst.partition} of ${worst.topic}`
  const lag = worst.committed === null ? 0 : worst.end - worst.committed
  const waits = plural(lag, 'record waits', 'records wait')
  if (worst.committed !== null && worst.committed < worst.low)
    return `${plural(worst.low - worst.committed, `record of ${at} was`, `records of ${at} were`)} deleted before ${worst.group} read them`
  if (worst.status === 'stop') return `${worst.group} stopped on ${at}: ${waits} and nobody commits`
  if (worst.status === 'stall') return `${worst.group} stalls on ${at}: ${waits} at the same offset`
  if (worst.status === 'rewind') return `${worst.group} went back on ${at}`
  return `${worst.group} gets behind on ${at}: ${plural(lag, 'record')}, ${seconds(worst.timeLag.seconds)}`
}

/** The worst partition gives the group's state; among equals the one that is furthest behind. */
export const groupStates = (samples: readonly LagSample[]): GroupState[] => {
  const worst = new Map<string, LagSample>()
  for (const sample of samples) {
    const before = worst.get(sample.group)
    const rank = WORST_FIRST.indexOf(sample.status) - (before ? WORST_FIRST.indexOf(before.status) : 0)
    if (!before || rank < 0 || (rank === 0 && (sample.timeLag.seconds ?? 0) > (before.timeLag.seconds ?? 0)))
      worst.set(sample.group, sample)
  }
  return [...worst.values()].map((sample) => ({
    group: sample.group,
    status: sample.status,
    sinceMs: sample.statusSinceMs,
    words: wordsFor(sample),
  }))
}

/** Groups whose members or assignments are others than at the last look. */
export const openRebalances = (): ((look: Look) => Set<string>) => {
  let known = new Map<string, string>()
  return (look) => {
    const changed = new Set<string>()
    const next = new Map<string, string>()
    for (const { group, members } of look.groups) {
      if (members === null) continue
      const holding = members
        .map(
          (m) =>
            `${m.id} ${m.partitions
              .map((p) => `${p.topic}:${p.partition}`)
              .sort()
              .join(',')}`,
        )
        .sort()
        .join(';')
      next.set(group, holding)
      const before = known.get(group)
      if (before !== undefined && before !== holding) changed.add(group)
    }
    known = next
    return changed
  }
}

// index: lag_event_open
const CLOSE = `
  update lag_event e set ended_at = $2
   where e.site = $1 and e.ended_at is null
     and not exists (select 1 from unnest($3::text[], $4::text[]) w (consumer_group, what)
                      where w.consumer_group = e.consumer_group and w.what = e.what)`
const OPEN = `
  insert into lag_event (site, consumer_group, what, started_at, words)
  select $1, w.* from unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[]) w (consumer_group, what, started_at, words)
   where not exists (select 1 from lag_event e where e.site = $1 and e.consumer_group = w.consumer_group
                        and e.what = w.what and e.ended_at is null)`
const REBALANCES = `
  insert into lag_event (site, consumer_group, what, started_at, ended_at, words)
  select $1, r.consumer_group, 'rebalance', $2, $2, r.words from unnest($3::text[], $4::text[]) r (consumer_group, words)`

export const noteEvents = (
  pool: Pool,
  look: Look,
  samples: readonly LagSample[],
  rebalanced: ReadonlySet<string>,
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const at = new Date(look.atMs)
    const bad = groupStates(samples).filter(({ status }) => status !== 'ok' && status !== 'missing')
    await tx.query(CLOSE, [look.site, at, bad.map((b) => b.group), bad.map((b) => b.status)])
    const lasting = bad.filter(({ sinceMs }) => look.atMs - sinceMs >= LAG_EVENT_AFTER_MS)
    if (lasting.length > 0)
      await tx.query(OPEN, [
        look.site,
        lasting.map((b) => b.group),
        lasting.map((b) => b.status),
        lasting.map((b) => new Date(b.sinceMs)),
        lasting.map((b) => b.words),
      ])
    const moved = look.groups.filter(({ group }) => rebalanced.has(group))
    if (moved.length > 0)
      await tx.query(REBALANCES, [
        look.site,
        at,
        moved.map(({ group }) => group),
        moved.map(({ members }) => `rebalance: ${plural(members?.length ?? 0, 'member')}`),
      ])
  })
