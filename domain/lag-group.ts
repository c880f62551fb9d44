/** What the list of consumer groups says of one: worked out from all its partitions, worst first. Pure. */
import type { Status } from './api/common.ts'
import type { LagGroup } from './api/lag.ts'
import { type Drain, drainOf, hotPartition, secondsBehind, WORST_FIRST } from './lag.ts'
import { timeOfCode, UNKNOWN_TIME } from './lag-code.ts'

export type GroupPartition = {
  readonly topic: string
  readonly partition: number
  readonly status: Status
  readonly statusSinceMs: number
  /** As Kafka's tool counts it; null: no commit. */
  readonly lag: number | null
  readonly lost: number
  readonly consumable: number
  readonly timeLagSeconds: number | null
  readonly inPerSecond: number | null
  readonly readPerSecond: number | null
  readonly marginSeconds: number | null
  readonly isRetentionRisk: boolean
}

/** A partition of the list's small map; short, because it is kept as JSON for each group and round. */
export type Cell = readonly [partition: number, status: Status, timeLagSeconds: number | null]
export const CELLS_MAX = 48

export type GroupSummary = Omit<
  LagGroup,
  'site' | 'group' | 'kind' | 'state' | 'members' | 'rebalancedAt' | 'cells' | 'lastHour' | 'sampledAt'
> & { readonly cells: readonly Cell[] }

const sum = <T>(items: readonly T[], of: (item: T) => number | null): number | null => {
  let total: number | null = null
  for (const item of items) {
    const n = of(item)
    if (n !== null) total = (total ?? 0) + n
  }
  return total
}

/** Status → its place, the worst first. */
const RANK = Object.fromEntries(WORST_FIRST.map((status, i) => [status, i])) as Record<Status, number>
const worse = (a: GroupPartition, b: GroupPartition): number =>
  RANK[a.status] - RANK[b.status] ||
  (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0) ||
  (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition)

type Named = Pick<LagGroup, 'site' | 'group' | 'status' | 'timeLagSeconds'>
/** Order of groups, the worst first. */
export const worseGroup = (a: Named, b: Named): number =>
  RANK[a.status] - RANK[b.status] ||
  secondsBehind(b.group, b.timeLagSeconds) - secondsBehind(a.group, a.timeLagSeconds) ||
  a.site.localeCompare(b.site) ||
  a.group.localeCompare(b.group)

const byTopic = (partitions: readonly GroupPartition[]): Map<string, GroupPartition[]> => {
  const found = new Map<string, GroupPartition[]>()
  for (const partition of partitions) {
    const those = found.get(partition.topic)
    if (those) those.push(partition)
    else found.set(partition.topic, [partition])
  }
  return found
}

/** A group is read up when its slowest partition is; one that stands still, or gets behind, is never. */
const drainOfGroup = (partitions: readonly GroupPartition[], status: Status): LagGroup['drain'] => {
  let slowest = 0
  const hows = new Set<Drain['how']>()
  for (const { consumable, inPerSecond, readPerSecond, status } of partitions) {
    const drain = drainOf({ consumable, inPerSecond, readPerSecond, status })
    hows.add(drain.how)
    if (drain.how === 'drains') slowest = Math.max(slowest, drain.seconds)
  }
  const stuck = (['stopped', 'never'] as const).find((how) => hows.has(how))
  if (stuck) return { how: stuck, seconds: null }
  const whole = drainOf({
    consumable: sum(partitions, (p) => p.consumable) ?? 0,
    inPerSecond: sum(partitions, (p) => p.inPerSecond),
    readPerSecond: sum(partitions, (p) => p.readPerSecond),
    status,
  })
  return { how: whole.how, seconds: whole.how === 'drains' ? Math.max(whole.seconds, slowest) : null }
}

const least = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)
const most = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)
/** To the millisecond: nobody sees more of a colour. */
const short = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds * 1000) / 1000)

/** Of at least one partition. */
export const summarise = (partitions: readonly GroupPartition[]): GroupSummary => {
  const worst = partitions.reduce((found, partition) => (worse(partition, found) < 0 ? partition : found))
  const topics = byTopic(partitions)
  const hots = [...topics].flatMap(([topic, those]) => {
    const hot = hotPartition(those)
    return hot ? [{ topic, ...hot }] : []
  })
  const lag = sum(partitions, (p) => p.lag)
  return {
    topics: [...topics.keys()].sort(),
    partitions: partitions.length,
    status: worst.status,
    since: new Date(worst.statusSinceMs).toISOString(),
    timeLagSeconds: partitions.reduce<number | null>((found, p) => most(found, p.timeLagSeconds), null),
    lag: lag === null ? null : String(lag),
    consumable: String(sum(partitions, (p) => p.consumable) ?? 0),
    lost: String(sum(partitions, (p) => p.lost) ?? 0),
    inPerSecond: sum(partitions, (p) => p.inPerSecond),
    readPerSecond: sum(partitions, (p) => p.readPerSecond),
    drain: drainOfGroup(partitions, worst.status),
    marginSeconds: partitions.reduce<number | null>((found, p) => least(found, p.marginSeconds), null),
    retentionRisk: partitions.some((p) => p.isRetentionRisk),
    worst: { topic: worst.topic, partition: worst.partition },
    hot: hots.sort((a, b) => b.share - a.share)[0] ?? null,
    cells: (topics.get(worst.topic) ?? [])
      .sort((a, b) => a.partition - b.partition)
      .slice(0, CELLS_MAX)
      .map(({ partition, status, timeLagSeconds }): Cell => [partition, status, short(timeLagSeconds)]),
  }
}

// ── The last hour ──────────────────────────────────────────────────────────────────────────────────────────────────
export const HOUR_MINUTES = 60

/** The worst time lag of each of the last 60 minutes as codes (domain/lag-code.ts); the last one is of `minute` (Unix). */
export type LastHour = { readonly minute: number; readonly worst: readonly number[] }
export const NO_HOUR: LastHour = { minute: 0, worst: Array<number>(HOUR_MINUTES).fill(UNKNOWN_TIME) }

/** The same hour as it is seen at a later minute: what nobody looked at in between is unknown. */
const movedTo = ({ minute, worst }: LastHour, later: number): number[] => {
  const passed = Math.min(HOUR_MINUTES, Math.max(0, later - minute))
  return [...worst.slice(passed), ...Array<number>(passed).fill(UNKNOWN_TIME)]
}

/** One more look within `minute`, or a minute of before that was read again. */
export const withWorst = (hour: LastHour, minute: number, code: number): LastHour => {
  const last = Math.max(hour.minute, minute)
  const worst = movedTo(hour, last)
  const at = HOUR_MINUTES - 1 - (last - minute)
  if (at >= 0) worst[at] = Math.max(worst[at] ?? UNKNOWN_TIME, code)
  return { minute: last, worst }
}

/** Seconds, of the 60 minutes up to `minute`; null: not heard. */
export const secondsOf = (hour: LastHour, minute: number): (number | null)[] => movedTo(hour, minute).map(timeOfCode)
