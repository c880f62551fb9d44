/**
 * Times of first unread records, read cheaply: many partitions in one request, positions that did not move from memory,
 * and never more than server/limits.ts allows; the rest is interpolated (domain/time-lag.ts).
 */
import type { Hydro } from '../kafka/client.ts'
import { readRecordAtOrAfter } from '../kafka/log-reader.ts'
import {
  LAG_FIRST_UNREAD_BYTES_MAX,
  LAG_FIRST_UNREAD_MAX,
  LAG_FIRST_UNREAD_PARTITION_BYTES,
  LAG_FIRST_UNREAD_PER_REQUEST,
  LAG_LARGE_BATCHES_MAX,
} from '../limits.ts'
import type { Lookout } from './look.ts'
import { type FirstUnread, fetchFirstUnread, type Position } from './wire/first-unread.ts'

type Known = { readonly from: number; readonly at: number | 'none'; readonly stableEnd: number }

export type FirstUnreads = {
  /** `key` → time, or `none`; what could not be read is missing. The first positions matter most. */
  read(positions: readonly (Position & { readonly stableEnd: number })[]): Promise<Map<string, number | 'none'>>
  requests(): number
}

export const positionKey = ({ topic, partition, from }: Position): string => `${topic} ${partition} ${from}`

export const openFirstUnreads = (hydro: Hydro, site: string, lookout: Lookout): FirstUnreads => {
  let known = new Map<string, Known>()
  let requests = 0

  const fetchSome = async (node: number, positions: readonly Position[], partitionBytesMax: number) => {
    requests++
    const limits = { bytesMax: LAG_FIRST_UNREAD_BYTES_MAX, partitionBytesMax }
    return fetchFirstUnread(await lookout.brokerAt(node), positions, limits)
  }

  /** A request names a partition once: positions of several groups in one partition take turns. */
  const waves = (positions: readonly Position[]): Map<number, Position[][]> => {
    const byNode = new Map<number, Position[][]>()
    const turn = new Map<string, number>()
    for (const position of positions) {
      const node = lookout.leaders().get(position.topic)?.get(position.partition)
      if (node === undefined) continue
      const place = `${position.topic} ${position.partition}`
      const wave = turn.get(place) ?? 0
      turn.set(place, wave + 1)
      const of = byNode.get(node) ?? []
      byNode.set(node, of)
      of[wave] = [...(of[wave] ?? []), position]
    }
    return byNode
  }

  const readAll = async (positions: readonly Position[]): Promise<Map<Position, FirstUnread>> => {
    const found = new Map<Position, FirstUnread>()
    await Promise.all(
      [...waves(positions)].map(async ([node, of]) => {
        for (const wave of of)
          for (let i = 0; i < wave.length; i += LAG_FIRST_UNREAD_PER_REQUEST) {
            const some = wave.slice(i, i + LAG_FIRST_UNREAD_PER_REQUEST)
            for (const [position, at] of await fetchSome(node, some, LAG_FIRST_UNREAD_PARTITION_BYTES))
              found.set(position, at)
          }
      }),
    )
    // A batch larger than its share comes whole when it is asked for alone; one that spans long is decoded.
    const alone = positions.filter((p) => found.get(p) === undefined || found.get(p) === 'inside')
    for (const position of alone.slice(0, LAG_LARGE_BATCHES_MAX)) {
      const node = lookout.leaders().get(position.topic)?.get(position.partition)
      if (node === undefined) continue
      const at = found.get(position) ?? (await fetchSome(node, [position], 1)).get(position)
      if (at !== 'inside') found.set(position, at)
      else {
        const record = await readRecordAtOrAfter(hydro, site, position.topic, position.partition, position.from)
        found.set(position, record?.timestampMs)
      }
    }
    return found
  }

  return {
    requests: () => requests,
    read: async (positions) => {
      requests = 0
      const answer = new Map<string, number | 'none'>()
      const next = new Map<string, Known>()
      const asked = new Map<string, Position & { readonly stableEnd: number }>()
      for (const position of positions) {
        const key = positionKey(position)
        const before = known.get(key)
        // "Nothing but markers" holds for as long as nothing comes after them.
        if (before && (before.at !== 'none' || before.stableEnd === position.stableEnd)) {
          answer.set(key, before.at)
          next.set(key, before)
        } else if (asked.size < LAG_FIRST_UNREAD_MAX) asked.set(key, position)
      }
      const read = await readAll([...asked.values()])
      for (const [key, position] of asked) {
        const at = read.get(position)
        if (at === undefined || at === 'inside') continue
        answer.set(key, at)
        next.set(key, { from: position.from, at, stableEnd: position.stableEnd })
      }
      known = next
      return answer
    },
  }
}
