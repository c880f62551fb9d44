/** Requests about many partitions at once: who leads them, where their logs begin and end. */
import type { Broker } from '../../kafka/client.ts'
import { NotYet } from '../../world-away.ts'
import { ask, versionFor } from './flexible.ts'

export type Leaders = ReadonlyMap<string, ReadonlyMap<number, number>>

/** topic → partition → leading node, of these topics alone; what does not exist (any more) is missing. */
export const fetchLeaders = async (broker: Broker, topics: readonly string[]): Promise<Leaders> => {
  const version = versionFor(broker, 3, 9, 9)
  if (version === undefined) throw new NotYet('this broker is too old to tell the leaders of its partitions')
  return ask(
    broker,
    { key: 3, name: 'Metadata', version, flexible: true },
    (w) => {
      w.list(topics, (topic) => {
        w.text(topic)
        w.end()
      })
      w.bool(false).bool(false).bool(false) // create nothing, tell no rights
      w.end()
    },
    (r) => {
      r.int32()
      r.list(() => {
        r.int32()
        r.text()
        r.int32()
        r.text()
        r.end()
      })
      r.text() // cluster
      r.int32() // controller
      const found = new Map<string, Map<number, number>>()
      r.list(() => {
        const code = r.int16()
        const topic = r.text()
        r.int8() // internal
        const leaders = new Map<number, number>()
        r.list(() => {
          r.int16()
          const partition = r.int32()
          const leader = r.int32()
          r.int32() // epoch
          for (let i = 0; i < 3; i++) r.list(() => r.int32()) // replicas
          r.end()
          if (leader >= 0) leaders.set(partition, leader)
        })
        r.int32()
        r.end()
        if (code === 0) found.set(topic, leaders)
      })
      return found
    },
  )
}

export const EARLIEST = -2
export const LATEST = -1

export type Wanted = ReadonlyMap<string, readonly number[]>

/** One bound of many partitions of one leader; a partition that moves just now is missing. Calls `found` for each. */
export const listOffsets = async (
  broker: Broker,
  wanted: Wanted,
  timestamp: typeof EARLIEST | typeof LATEST,
  isolation: 0 | 1,
  found: (topic: string, partition: number, offset: number) => void,
): Promise<void> => {
  const version = versionFor(broker, 2, 6, 6)
  if (version === undefined) throw new NotYet('this broker is too old to tell the ends of its logs in bulk')
  await ask(
    broker,
    { key: 2, name: 'ListOffsets', version, flexible: true },
    (w) => {
      w.int32(-1)
      w.int8(isolation)
      w.list([...wanted], ([topic, partitions]) => {
        w.text(topic)
        w.list(partitions, (partition) => {
          w.int32(partition).int32(-1).int64(timestamp)
          w.end()
        })
        w.end()
      })
      w.end()
    },
    (r) => {
      r.int32()
      r.list(() => {
        const topic = r.text()
        r.list(() => {
          const partition = r.int32()
          const code = r.int16()
          r.int64() // time
          const offset = r.int64()
          r.int32() // epoch
          r.end()
          if (code === 0) found(topic, partition, offset)
        })
        r.end()
      })
    },
  )
}
