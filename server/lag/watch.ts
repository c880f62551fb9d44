/**
 * From looks to samples: what the monitor remembers of each partition between rounds, and what follows from it. No I/O;
 * the rules are domain/lag*.ts.
 */
import type { Status } from '../../domain/api/common.ts'
import { drainOf, isRetentionRisk, retentionSeconds } from '../../domain/lag.ts'
import { type CommitSample, evaluate, RECENT_ENDS, withCommit } from '../../domain/lag-status.ts'
import { commitsLate } from '../../domain/pipeline.ts'
import { type EndPoint, type TimeLag, timeLagOf, withEnd } from '../../domain/time-lag.ts'
import { consumableOf } from './consumable.ts'
import type { LogEnds, Look } from './look.ts'
import { positionKey } from './read-first-unread.ts'
import type { Position } from './wire/first-unread.ts'

/** Rates are over the last minute: six rounds. */
const RATE_ROUNDS = 7

export type Place = { readonly group: string; readonly topic: string; readonly partition: number }
export type LagSample = Place &
  LogEnds & {
    readonly committed: number | null
    readonly timeLag: TimeLag
    readonly status: Status
    readonly statusSinceMs: number
    readonly windowSamples: number
    readonly inPerSecond: number | null
    readonly readPerSecond: number | null
    readonly retentionMs: number | null
    readonly marginSeconds: number | null
    readonly isRetentionRisk: boolean
    readonly owner: string | null
  }

type LogMemory = {
  history: readonly EndPoint[]
  recent: readonly (LogEnds & { readonly atMs: number })[]
  // Worked out once for all groups that read it.
  recentEnds: readonly number[]
  inPerSecond: number | null
  lowPerSecond: number | null
}
type PlaceMemory = {
  watchedSinceMs: number
  commits: readonly CommitSample[]
  recent: readonly { readonly atMs: number; readonly committed: number }[]
  status: Status
  statusSinceMs: number
}

const placeKey = ({ group, topic, partition }: Place): string => `${group}\0${topic}\0${partition}`
const keepLast = <T>(items: readonly T[], next: T, most: number): readonly T[] => [...items.slice(-(most - 1)), next]

const perSecond = <T extends { readonly atMs: number }>(recent: readonly T[], of: (look: T) => number) => {
  const [first, last] = [recent[0], recent.at(-1)]
  if (!first || !last || last.atMs <= first.atMs) return null
  return ((of(last) - of(first)) * 1000) / (last.atMs - first.atMs)
}

type Row = Place & { readonly committed: number | null; readonly bounds: LogEnds }

/** Every partition that a group committed for, or that a member holds, or that one of our own processors reads. */
const rowsOf = (look: Look, own: ReadonlyMap<string, readonly string[]>): Row[] => {
  const rows: Row[] = []
  const groups = new Map(look.groups.map((g) => [g.group, g]))
  for (const name of new Set([...groups.keys(), ...own.keys()])) {
    const group = groups.get(name)
    const committed = new Map<string, Map<number, number | null>>()
    const add = (topic: string, partition: number, offset: number | null) => {
      const of = committed.get(topic) ?? new Map<number, number | null>()
      committed.set(topic, of)
      if (offset !== null || !of.has(partition)) of.set(partition, offset)
    }
    for (const topic of own.get(name) ?? [])
      for (const partition of look.logs.get(topic)?.keys() ?? []) add(topic, partition, null)
    for (const member of group?.members ?? [])
      for (const { topic, partition } of member.partitions) add(topic, partition, null)
    for (const { topic, partition, offset } of group?.commits ?? []) add(topic, partition, offset)
    for (const [topic, of] of committed)
      for (const [partition, offset] of of) {
        const bounds = look.logs.get(topic)?.get(partition)
        if (bounds) rows.push({ group: name, topic, partition, committed: offset, bounds })
      }
  }
  return rows
}

const positionOf = ({ topic, partition, committed, bounds }: Row): Position => ({
  topic,
  partition,
  from: Math.max(committed ?? 0, bounds.low),
})
const waitsIn = ({ committed, bounds }: Row): number =>
  consumableOf({ committed, low: bounds.low, end: bounds.end, stableEnd: bounds.stableEnd })

export type Watch = {
  /** Where first unread records would have to be read, our own groups first. */
  unread(look: Look): (Position & { readonly stableEnd: number })[]
  samples(
    look: Look,
    firstUnread: ReadonlyMap<string, number | 'none'>,
    retention: ReadonlyMap<string, number | null>,
  ): LagSample[]
}

/** `own`: topics that our own processors read here, by group: their partitions are shown before any commit. */
export const openWatch = (own: ReadonlyMap<string, readonly string[]>): Watch => {
  let logs = new Map<string, LogMemory>()
  let places = new Map<string, PlaceMemory>()

  const rememberLogs = (look: Look): void => {
    const next = new Map<string, LogMemory>()
    for (const [topic, partitions] of look.logs)
      for (const [partition, bounds] of partitions) {
        const key = `${topic}\0${partition}`
        const before = logs.get(key)
        const isNew = before && bounds.end < (before.recent.at(-1)?.end ?? 0) // the topic was made again
        const history = isNew ? [] : (before?.history ?? [])
        const recent = keepLast(isNew ? [] : (before?.recent ?? []), { ...bounds, atMs: look.atMs }, RATE_ROUNDS)
        next.set(key, {
          history: withEnd(history, { atMs: look.atMs, end: bounds.stableEnd }),
          recent,
          recentEnds: recent.slice(-RECENT_ENDS).map((then) => then.stableEnd),
          inPerSecond: perSecond(recent, (then) => then.end),
          lowPerSecond: perSecond(recent, (then) => then.low),
        })
      }
    logs = next
  }

  return {
    unread: (look) =>
      rowsOf(look, own)
        .filter((row) => waitsIn(row) > 0)
        .sort((a, b) => Number(own.has(b.group)) - Number(own.has(a.group)))
        .map((row) => ({
          topic: row.topic,
          partition: row.partition,
          from: positionOf(row).from,
          stableEnd: row.bounds.stableEnd,
        })),

    samples: (look, firstUnread, retention) => {
      rememberLogs(look)
      const { atMs } = look
      const seen = new Set((look.seen ?? []).map(placeKey))
      const owners = new Map<string, string>()
      const watchesMembers = new Set<string>()
      for (const { group, members } of look.groups) {
        if (members === null) continue
        watchesMembers.add(group)
        for (const member of members)
          for (const { topic, partition } of member.partitions)
            owners.set(placeKey({ group, topic, partition }), member.name)
      }
      const next = new Map<string, PlaceMemory>()
      const samples = rowsOf(look, own).map((row): LagSample => {
        const { group, topic, partition, committed, bounds } = row
        const key = placeKey(row)
        const log = logs.get(`${topic}\0${partition}`) as LogMemory
        const before = places.get(key)
        const position = positionOf(row)
        const waits = waitsIn(row)
        const unread = firstUnread.get(positionKey(position)) ?? null
        const timeLag = timeLagOf({
          nowMs: atMs,
          consumable: waits,
          from: position.from,
          firstUnread: unread,
          history: log.history,
        })
        // Behind nothing but markers of transactions is not behind: a consumer is never given them.
        const consumable = timeLag.method === 'read_up' ? 0 : waits
        const lastOffset = before?.recent.at(-1)?.committed
        const hasMoved = committed !== null && lastOffset !== undefined && committed !== lastOffset
        let commits = before?.commits ?? []
        // Without the log of commits (look.seen is null) only a commit that moved is seen.
        if (committed !== null && (seen.has(key) || hasMoved))
          commits = withCommit(commits, {
            atMs, // of this round, not of the broker's clock: what matters is when it was seen to move
            offset: committed,
            lag: consumable,
            timeLagSeconds: timeLag.seconds,
          })
        const recent = committed === null ? [] : keepLast(before?.recent ?? [], { atMs, committed }, RATE_ROUNDS)
        const owner = owners.get(key) ?? null
        const evaluation = evaluate({
          nowMs: atMs,
          watchedSinceMs: before?.watchedSinceMs ?? atMs,
          commits,
          recentEnds: log.recentEnds,
          committed,
          end: bounds.end,
          low: bounds.low,
          consumable,
          timeLagSeconds: timeLag.seconds,
          commitsLateSeconds: commitsLate(group),
          hasOwner: watchesMembers.has(group) ? owner !== null : null,
        })
        const statusSinceMs = before?.status === evaluation.status ? before.statusSinceMs : atMs
        next.set(key, {
          watchedSinceMs: before?.watchedSinceMs ?? atMs,
          commits,
          recent,
          status: evaluation.status,
          statusSinceMs,
        })
        const { inPerSecond } = log
        const moved = perSecond(recent, (look) => look.committed)
        const readPerSecond = moved === null ? null : Math.max(0, moved)
        const retentionMs = retention.get(topic) ?? null
        const marginSeconds = retentionSeconds({
          retentionMs,
          firstUnreadAgeSeconds: typeof unread === 'number' ? (atMs - unread) / 1000 : timeLag.seconds,
          marginOffsets: committed === null ? null : committed - bounds.low,
          lowPerSecond: log.lowPerSecond,
        })
        const drain = drainOf({ consumable, inPerSecond, readPerSecond, status: evaluation.status })
        // Field by field: two spreads in one object cost five times its memory, 10,000 times a round.
        return {
          group,
          topic,
          partition,
          low: bounds.low,
          end: bounds.end,
          stableEnd: bounds.stableEnd,
          committed,
          timeLag,
          status: evaluation.status,
          statusSinceMs,
          windowSamples: evaluation.samples,
          inPerSecond,
          readPerSecond,
          retentionMs,
          marginSeconds,
          isRetentionRisk: isRetentionRisk({ consumable, marginSeconds, retentionMs, drain }),
          owner,
        }
      })
      places = next
      return samples
    },
  }
}
