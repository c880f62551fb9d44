/** Requests about consumer groups, many groups each (Kafka 3.0 and later; ListGroups tells kinds from 3.8 on). */
import type { Broker } from '../../kafka/client.ts'
import { NotYet } from '../../world-away.ts'
import { ask, Reader, versionFor, type Writer } from './flexible.ts'

const needs = (broker: Broker, key: number, least: number, ours: number, what: string): number => {
  const version = versionFor(broker, key, least, ours)
  if (version === undefined)
    throw new NotYet(`this broker cannot ${what} in bulk: lag needs Kafka 3.0 or later. Nothing else is affected.`)
  return version
}

export type GroupKind = 'classic' | 'consumer' | 'share' | 'streams'
export type ListedGroup = { readonly group: string; readonly kind: GroupKind; readonly state: string }

const KINDS: Record<string, GroupKind> = { consumer: 'consumer', share: 'share', streams: 'streams' }

/** Groups that this broker coordinates, of every kind; groups of Connect and others that hold no offsets are left out. */
export const listGroups = async (broker: Broker): Promise<ListedGroup[]> => {
  const version = needs(broker, 16, 4, 5, 'list its groups')
  return ask(
    broker,
    { key: 16, name: 'ListGroups', version, flexible: true },
    (w) => {
      w.list([], () => {}) // every state
      if (version >= 5) w.list([], () => {}) // every kind
      w.end()
    },
    (r) => {
      r.int32()
      refuse(r.int16(), 'ListGroups')
      const groups = r.list(() => {
        const group = r.text()
        const protocol = r.text()
        const state = r.text()
        const kind = version >= 5 ? (KINDS[r.text().toLowerCase()] ?? 'classic') : 'classic'
        r.end()
        return { group, kind, state, protocol }
      })
      return groups
        .filter(({ kind, protocol }) => kind !== 'classic' || protocol === '' || protocol === 'consumer')
        .map(({ group, kind, state }) => ({ group, kind, state }))
    },
  )
}

const refuse = (code: number, what: string): void => {
  if (code !== 0) throw new Refused(code, what)
}
/** An error code of the protocol. 14, 15 and 16 mean that a coordinator moves or loads. */
export class Refused extends Error {
  override readonly name = 'KafkaJSProtocolError' // known to server/world-away.ts: it is tried again
  readonly retriable = true
  constructor(
    readonly code: number,
    what: string,
  ) {
    super(`${what} was refused with error code ${code}`)
  }
}

/** group → node of its coordinator; a group whose coordinator is not known just now is missing. */
export const findCoordinators = async (broker: Broker, groups: readonly string[]): Promise<Map<string, number>> => {
  const version = needs(broker, 10, 4, 4, 'find coordinators')
  const found = await ask(
    broker,
    { key: 10, name: 'FindCoordinator', version, flexible: true },
    (w) => {
      w.int8(0)
      w.list(groups, (group) => w.text(group))
      w.end()
    },
    (r) => {
      r.int32()
      return r.list(() => {
        const group = r.text()
        const node = r.int32()
        r.text() // host
        r.int32() // port
        const code = r.int16()
        r.text() // message
        r.end()
        return { group, node, code }
      })
    },
  )
  return new Map(found.filter(({ code }) => code === 0).map(({ group, node }) => [group, node]))
}

export type Commit = { readonly topic: string; readonly partition: number; readonly offset: number }

/** What each group committed, all its topics; a group that the broker refuses just now is missing. */
export const fetchCommits = async (broker: Broker, groups: readonly string[]): Promise<Map<string, Commit[]>> => {
  const version = needs(broker, 9, 8, 8, 'tell offsets')
  return ask(
    broker,
    { key: 9, name: 'OffsetFetch', version, flexible: true },
    (w) => {
      w.list(groups, (group) => {
        w.text(group)
        w.list<never>(null, () => {}) // every topic
        w.end()
      })
      w.bool(false) // as Kafka's tool: what a transaction has not decided yet is not waited for
      w.end()
    },
    (r) => {
      r.int32()
      const found = new Map<string, Commit[]>()
      r.list(() => {
        const group = r.text()
        const commits: Commit[] = []
        r.list(() => {
          const topic = r.text()
          r.list(() => {
            const partition = r.int32()
            const offset = r.int64()
            r.int32() // leader epoch
            r.text() // metadata
            const code = r.int16()
            r.end()
            if (code === 0 && offset >= 0) commits.push({ topic, partition, offset })
          })
          r.end()
        })
        const code = r.int16()
        r.end()
        if (code === 0) found.set(group, commits)
      })
      return found
    },
  )
}

export type Member = {
  readonly id: string
  /** `client-id@host`, as people know it. */
  readonly name: string
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[]
}
export type Described = { readonly state: string; readonly members: readonly Member[] }

const memberName = (clientId: string, host: string): string => `${clientId}@${host.replace(/^\//, '')}`

/** A classic member's assignment is bytes of the client's own protocol; others than the consumer protocol hold nothing here. */
const classicAssignment = (bytes: Buffer): Member['partitions'] => {
  if (bytes.length < 6) return []
  try {
    const r = new Reader(bytes)
    r.int16()
    return r
      .oldList(() => {
        const topic = r.oldText()
        return r.oldList(() => ({ topic, partition: r.int32() }))
      })
      .flat()
  } catch {
    return []
  }
}

export const describeClassic = async (broker: Broker, groups: readonly string[]): Promise<Map<string, Described>> => {
  const version = needs(broker, 15, 5, 5, 'describe groups')
  return ask(
    broker,
    { key: 15, name: 'DescribeGroups', version, flexible: true },
    (w) => describeRequest(w, groups),
    (r) => {
      r.int32()
      const found = new Map<string, Described>()
      r.list(() => {
        const code = r.int16()
        const group = r.text()
        const state = r.text()
        r.text() // protocol type
        r.text() // assignor
        const members = r.list(() => {
          const id = r.text()
          r.text() // instance
          const name = memberName(r.text(), r.text())
          r.compactBytes() // subscription
          const assignment = r.compactBytes()
          r.end()
          return { id, name, partitions: classicAssignment(assignment) }
        })
        r.int32()
        r.end()
        if (code === 0) found.set(group, { state, members })
      })
      return found
    },
  )
}

const describeRequest = (w: Writer, groups: readonly string[]): void => {
  w.list(groups, (group) => w.text(group))
  w.bool(false)
  w.end()
}

const newAssignment = (r: Reader): Member['partitions'] => {
  const topics = r.list(() => {
    r.raw(16) // topic id
    const topic = r.text()
    const partitions = r.list(() => r.int32())
    r.end()
    return partitions.map((partition) => ({ topic, partition }))
  })
  r.end()
  return topics.flat()
}

/** Groups of the new protocol (KIP-848) and share groups: kafkajs calls both dead. Missing where the broker is older. */
export const describeNew = async (
  broker: Broker,
  kind: 'consumer' | 'share',
  groups: readonly string[],
): Promise<Map<string, Described>> => {
  const isShare = kind === 'share'
  const key = isShare ? 77 : 69
  const version = versionFor(broker, key, isShare ? 1 : 0, 1)
  if (version === undefined) return new Map()
  return ask(
    broker,
    { key, name: isShare ? 'ShareGroupDescribe' : 'ConsumerGroupDescribe', version, flexible: true },
    (w) => describeRequest(w, groups),
    (r) => {
      r.int32()
      const found = new Map<string, Described>()
      r.list(() => {
        const code = r.int16()
        r.text() // message
        const group = r.text()
        const state = r.text()
        r.int32() // group epoch
        r.int32() // assignment epoch
        r.text() // assignor
        const members = r.list(() => {
          const id = r.text()
          if (!isShare) r.text() // instance
          r.text() // rack
          r.int32() // epoch
          const name = memberName(r.text(), r.text())
          r.list(() => r.text()) // subscribed topics
          if (!isShare) r.text() // subscribed pattern
          const partitions = newAssignment(r)
          if (!isShare) {
            newAssignment(r) // where it is going
            if (version >= 1) r.int8() // kind of member
          }
          r.end()
          return { id, name, partitions }
        })
        r.int32()
        r.end()
        if (code === 0) found.set(group, { state, members })
      })
      return found
    },
  )
}

/** Where share groups begin (they have no commit: this is the offset below which all is done). */
export const fetchShareStarts = async (broker: Broker, groups: readonly string[]): Promise<Map<string, Commit[]>> => {
  const version = versionFor(broker, 90, 0, 1)
  if (version === undefined) return new Map()
  return ask(
    broker,
    { key: 90, name: 'DescribeShareGroupOffsets', version, flexible: true },
    (w) => {
      w.list(groups, (group) => {
        w.text(group)
        w.list<never>(null, () => {})
        w.end()
      })
      w.end()
    },
    (r) => {
      r.int32()
      const found = new Map<string, Commit[]>()
      r.list(() => {
        const group = r.text()
        const commits: Commit[] = []
        r.list(() => {
          const topic = r.text()
          r.raw(16)
          r.list(() => {
            const partition = r.int32()
            const offset = r.int64()
            r.int32() // leader epoch
            if (version >= 1) r.int64() // lag
            const code = r.int16()
            r.text()
            r.end()
            if (code === 0 && offset >= 0) commits.push({ topic, partition, offset })
          })
          r.end()
        })
        const code = r.int16()
        r.text()
        r.end()
        if (code === 0) found.set(group, commits)
      })
      return found
    },
  )
}
