/**
 * Offsets without a record (R4). Markers, aborted transactions and compaction leave them in topics of others; in ours
 * nothing does, so that one is a loss. So is what retention took in front of a reader, in any topic.
 */
import type { Hydro } from './client.ts'
import type { Source } from './dead-letters.ts'
import { type LogRecord, logBounds, nextDeliveredOffset } from './log-reader.ts'

const hasNoGaps = (topic: string): boolean => topic.startsWith('billing.')

/**
 * The index of the first record behind a gap that must be looked at, or −1. In a topic of others only the front of a
 * batch can be a stale fetch; what its broker leaves out inside is not there. Records below `next` were seen already.
 */
export const firstGap = (topic: string, records: readonly LogRecord[], next: number): number => {
  if (!hasNoGaps(topic)) return records[0] && records[0].offset > next ? 0 : -1
  let expected = next
  for (const [index, { offset }] of records.entries()) {
    if (offset > expected) return index
    expected = Math.max(expected, offset + 1)
  }
  return -1
}

export type Gap = {
  /** Nothing is from `next` up to here. */
  readonly to: number
  /** Set when it is a loss: how it came about. */
  readonly lost?: string
}

/** Undefined when the log has a record for consumers at `next`, or none beyond it yet. */
export const findGap = async (hydro: Hydro, source: Source, next: number): Promise<Gap | undefined> => {
  const { site, topic, partition } = source
  const bounds = (await logBounds(hydro, site, new Map([[topic, [partition]]]))).get(topic)?.get(partition)
  if (bounds && bounds.low > next) return { to: bounds.low, lost: 'lost what its reader still needs' }
  const offset = await nextDeliveredOffset(hydro, site, topic, partition, next)
  if (offset === undefined || offset <= next) return undefined
  return { to: offset, ...(hasNoGaps(topic) && { lost: 'has a gap in a topic that keeps everything' }) }
}
