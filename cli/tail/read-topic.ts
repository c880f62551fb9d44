/** Reads a topic for a person: from where they say, in the order of the records' times, never more than asked for. */
import { setTimeout } from 'node:timers/promises'
import type { Hydro } from '../../server/kafka/client.ts'
import { type LogBounds, logBounds, offsetsAt, partitionCount, readLog } from '../../server/kafka/log-reader.ts'
import { CommandError, EXIT } from '../errors.ts'
import type { Found, Place } from './show-record.ts'

/** `at` is an offset, or Unix milliseconds. */
export type From =
  | { readonly kind: 'beginning' | 'end' }
  | { readonly kind: 'offset'; readonly at: number }
  | { readonly kind: 'time'; readonly at: number }

export type TailOptions = {
  readonly site: string
  readonly topic: string
  readonly partition?: number
  readonly from: From
  readonly key?: string
  readonly limit: number
}

const FOLLOW_POLL_MS = 300

/** `end`, `beginning`, an offset, a time. @throws CommandError */
export const parseFrom = (text: string): From => {
  if (text === 'beginning' || text === 'end') return { kind: text }
  if (/^\d{1,15}$/.test(text)) return { kind: 'offset', at: Number(text) }
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(ms)) return { kind: 'time', at: ms }
  throw new CommandError(
    `--from ${text} is none of: beginning, end, an offset, a time such as 2026-11-23T10:00:00Z.`,
    EXIT.usage,
  )
}

type Range = { readonly place: Place; from: number; readonly bounds: LogBounds }

const ranges = async (hydro: Hydro, options: TailOptions): Promise<Range[]> => {
  const { site, topic, partition, from } = options
  const count = await partitionCount(hydro, site, topic)
  if (partition !== undefined && partition >= count) {
    throw new CommandError(`${topic} at ${site} has the partitions 0 to ${count - 1}.`, EXIT.usage)
  }
  const partitions = partition === undefined ? Array.from({ length: count }, (_, i) => i) : [partition]
  const bounds = (await logBounds(hydro, site, new Map([[topic, partitions]]))).get(topic)
  const times = from.kind === 'time' ? await offsetsAt(hydro, site, topic, from.at) : undefined
  return partitions.map((p) => {
    const b = bounds?.get(p) ?? { low: 0, end: 0, stableEnd: 0 }
    return { place: { site, topic, partition: p }, from: start(from, b, options, times?.get(p)), bounds: b }
  })
}

/** From the end the last records are shown; a filter by key has to look further back, so it begins at the start. */
const start = (from: From, { low, end }: LogBounds, options: TailOptions, atTime: number | undefined): number => {
  if (from.kind === 'beginning') return low
  if (from.kind === 'offset') return Math.min(Math.max(from.at, low), end)
  if (from.kind === 'time') return Math.min(Math.max(atTime ?? end, low), end)
  if (options.limit === 0) return end // only what arrives from now on
  return options.key === undefined ? Math.max(low, end - options.limit) : low
}

const byTime = (a: Found, b: Found): number =>
  a.record.timestampMs - b.record.timestampMs || a.partition - b.partition || a.record.offset - b.record.offset

/** What is there now, at most `limit` records, and where each partition was read to. */
export const readNow = async (
  hydro: Hydro,
  options: TailOptions,
): Promise<{ found: Found[]; next: Map<number, number> }> => {
  const found: Found[] = []
  const next = new Map<number, number>()
  const isLast = options.from.kind === 'end'
  for (const { place, from, bounds } of await ranges(hydro, options)) {
    // Of each partition the first or last `limit` records are enough to find those of the whole topic.
    let kept: Found[] = []
    for await (const record of readLog(hydro, { ...place, from, to: bounds.end })) {
      if (!hasKey(record.key, options.key)) continue
      kept.push({ ...place, record })
      if (isLast && kept.length >= options.limit * 2) kept = kept.slice(-options.limit)
      if (!isLast && kept.length >= options.limit) break
    }
    found.push(...(isLast ? kept.slice(-options.limit) : kept))
    next.set(place.partition, bounds.end)
  }
  found.sort(byTime)
  return { found: isLast ? found.slice(-options.limit) : found.slice(0, options.limit), next }
}

/** Goes on from where `readNow` ended until `signal` says stop. Calls are in the order of arrival. */
export const follow = async (
  hydro: Hydro,
  options: TailOptions,
  next: Map<number, number>,
  show: (found: Found) => void,
  signal: AbortSignal,
): Promise<void> => {
  const { site, topic } = options
  while (!signal.aborted) {
    const bounds = (await logBounds(hydro, site, new Map([[topic, [...next.keys()]]]))).get(topic)
    for (const [partition, from] of next) {
      const end = bounds?.get(partition)?.end ?? from
      if (end <= from) continue
      for await (const record of readLog(hydro, { site, topic, partition, from, to: end })) {
        if (signal.aborted) return
        if (hasKey(record.key, options.key)) show({ site, topic, partition, record })
      }
      next.set(partition, end)
    }
    await setTimeout(FOLLOW_POLL_MS, undefined, { signal }).catch(() => undefined)
  }
}

const hasKey = (key: Buffer | null, wanted: string | undefined): boolean =>
  wanted === undefined || key?.toString() === wanted
