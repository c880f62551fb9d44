/**
 * One look at one site: every group, what it committed and who reads what, and where the logs begin and end; a fixed
 * number of bulk requests, however many groups there are. Nothing is judged here (server/lag/watch.ts).
 */
import type { Broker, Cluster, Hydro } from '../kafka/client.ts'
import {
  LAG_GROUPS_MAX,
  LAG_GROUPS_PER_REQUEST,
  LAG_LEADERS_MS,
  LAG_PARTITIONS_MAX,
  LAG_PARTITIONS_PER_REQUEST,
} from '../limits.ts'
import { type CommitLog, openCommitLog, type SeenCommit } from './wire/commit-log.ts'
import {
  type Commit,
  type Described,
  describeClassic,
  describeNew,
  fetchCommits,
  fetchShareStarts,
  findCoordinators,
  type GroupKind,
  type ListedGroup,
  listGroups,
  type Member,
} from './wire/groups.ts'
import { EARLIEST, fetchLeaders, LATEST, type Leaders, listOffsets } from './wire/logs.ts'

export type LogEnds = { readonly low: number; readonly end: number; readonly stableEnd: number }
export type LookedGroup = {
  readonly group: string
  readonly kind: GroupKind
  readonly state: string
  /** null: a kind whose members are not read. */
  readonly members: readonly Member[] | null
  readonly commits: readonly Commit[]
}
export type Look = {
  readonly site: string
  readonly atMs: number
  readonly groups: readonly LookedGroup[]
  /** topic → partition → bounds; what has no leader just now is missing. */
  readonly logs: ReadonlyMap<string, ReadonlyMap<number, LogEnds>>
  /** Commits since the last look; null where the cluster does not let us read them. */
  readonly seen: readonly SeenCommit[] | null
  readonly requests: number
  /** Groups and partitions beyond the bounds of server/limits.ts: said, never silently left out. */
  readonly leftOut: number
}

/** What is remembered between looks at one site: who leads, who coordinates, where the commits were read to. */
export type Lookout = {
  look(own: ReadonlyMap<string, readonly string[]>): Promise<Look>
  brokerAt(node: number): Promise<Broker>
  leaders(): Leaders
}

const COMMITS = '__consumer_offsets'
const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

export const openLookout = (hydro: Hydro, site: string, now: () => number = Date.now): Lookout => {
  let leaders: Leaders = new Map()
  let leadersAtMs = 0
  let coordinators = new Map<string, number>()
  let commitLog: CommitLog | null = openCommitLog()
  let requests = 0
  const counted = <T>(work: Promise<T>): Promise<T> => {
    requests++
    return work
  }
  const cluster = async (): Promise<Cluster> => {
    const found = await hydro.cluster(site)
    await found.refreshMetadataIfNecessary()
    return found
  }
  const brokerAt = async (node: number): Promise<Broker> => (await cluster()).findBroker({ nodeId: node })
  const nodes = async (): Promise<number[]> => (await cluster()).brokerPool.metadata?.brokers.map((b) => b.nodeId) ?? []
  const anyBroker = async (): Promise<Broker> => {
    const [first] = await nodes()
    if (first === undefined) throw new Error(`${site} has no leader just now`) // known to world-away: tried again
    return brokerAt(first)
  }

  const list = async (): Promise<ListedGroup[]> => {
    const found = await Promise.all((await nodes()).map(async (node) => counted(listGroups(await brokerAt(node)))))
    return found.flat().sort((a, b) => (a.group < b.group ? -1 : 1))
  }

  const coordinatorsOf = async (groups: readonly string[]): Promise<Map<number, string[]>> => {
    const unknown = groups.filter((group) => !coordinators.has(group))
    for (const some of chunks(unknown, LAG_GROUPS_PER_REQUEST))
      for (const [group, node] of await counted(findCoordinators(await anyBroker(), some)))
        coordinators.set(group, node)
    const byNode = new Map<number, string[]>()
    for (const group of groups) {
      const node = coordinators.get(group)
      if (node !== undefined) byNode.set(node, [...(byNode.get(node) ?? []), group])
    }
    return byNode
  }

  /** A bulk request to each coordinator; a group that it refuses has a new coordinator next time. */
  const ofGroups = async <T>(
    groups: readonly string[],
    request: (broker: Broker, some: readonly string[]) => Promise<Map<string, T>>,
  ): Promise<Map<string, T>> => {
    const found = new Map<string, T>()
    if (groups.length === 0) return found
    await Promise.all(
      [...(await coordinatorsOf(groups))].map(async ([node, theirs]) => {
        const broker = await brokerAt(node)
        for (const some of chunks(theirs, LAG_GROUPS_PER_REQUEST)) {
          const answers = await counted(request(broker, some))
          for (const group of some) {
            const answer = answers.get(group)
            if (answer === undefined) coordinators.delete(group)
            else found.set(group, answer)
          }
        }
      }),
    )
    return found
  }

  const leadersOf = async (topics: readonly string[]): Promise<void> => {
    const isKnown = topics.every((topic) => leaders.has(topic))
    if (isKnown && now() - leadersAtMs < LAG_LEADERS_MS) return
    leaders = await counted(fetchLeaders(await anyBroker(), topics))
    leadersAtMs = now()
  }

  const boundsOf = async (topics: Iterable<string>): Promise<Map<string, Map<number, LogEnds>>> => {
    const byNode = new Map<number, { topic: string; partition: number }[]>()
    for (const topic of topics)
      for (const [partition, node] of leaders.get(topic) ?? []) {
        const theirs = byNode.get(node) ?? []
        theirs.push({ topic, partition })
        byNode.set(node, theirs)
      }
    const found = new Map<string, Map<number, { low: number; end: number; stableEnd: number }>>()
    await Promise.all(
      [...byNode].flatMap(([node, all]) =>
        chunks(all, LAG_PARTITIONS_PER_REQUEST).map(async (some) => {
          const broker = await brokerAt(node)
          const wanted = new Map<string, number[]>()
          for (const { topic, partition } of some) wanted.set(topic, [...(wanted.get(topic) ?? []), partition])
          const put = (field: keyof LogEnds) => (topic: string, partition: number, offset: number) => {
            const partitions = found.get(topic) ?? new Map()
            const bounds = partitions.get(partition) ?? { low: -1, end: -1, stableEnd: -1 }
            bounds[field] = offset
            partitions.set(partition, bounds)
            found.set(topic, partitions)
          }
          await Promise.all([
            counted(listOffsets(broker, wanted, EARLIEST, 0, put('low'))),
            counted(listOffsets(broker, wanted, LATEST, 0, put('end'))),
            counted(listOffsets(broker, wanted, LATEST, 1, put('stableEnd'))),
          ])
        }),
      ),
    )
    for (const partitions of found.values())
      for (const [partition, bounds] of partitions)
        if (Object.values(bounds).some((offset) => offset < 0)) {
          partitions.delete(partition)
          leadersAtMs = 0 // it moved: asked again at the next look
        }
    return found
  }

  const readCommits = async (): Promise<SeenCommit[] | null> => {
    const partitions = leaders.get(COMMITS)
    if (!commitLog || !partitions) return null
    try {
      return await counted(commitLog.read(partitions, brokerAt))
    } catch (error) {
      // Without the right to read it there is no use in asking again; anything else passes.
      if (/authoriz/i.test((error as Error).message)) commitLog = null
      return null
    }
  }

  return {
    brokerAt,
    leaders: () => leaders,
    look: async (own) => {
      requests = 0
      const listed = await list()
      const groups = listed.slice(0, LAG_GROUPS_MAX)
      const of = (kind: GroupKind) => groups.filter((g) => g.kind === kind).map((g) => g.group)
      const named = new Set(groups.map((g) => g.group))
      coordinators = new Map([...coordinators].filter(([group]) => named.has(group)))
      const alive = (kind: GroupKind) =>
        groups.filter((g) => g.kind === kind && g.state !== 'Empty' && g.state !== 'Dead').map((g) => g.group)
      // Commits first: a log that grows in between shows a little more lag, never a commit beyond its end.
      const offsetGroups = groups.filter((g) => g.kind !== 'share').map((g) => g.group)
      const [commits, starts, classic, modern, share] = await Promise.all([
        ofGroups<Commit[]>(offsetGroups, fetchCommits),
        ofGroups<Commit[]>(of('share'), fetchShareStarts),
        ofGroups<Described>(alive('classic'), describeClassic),
        ofGroups<Described>(alive('consumer'), (broker, some) => describeNew(broker, 'consumer', some)),
        ofGroups<Described>(alive('share'), (broker, some) => describeNew(broker, 'share', some)),
      ])
      const described = new Map([...classic, ...modern, ...share])
      const topics = new Set<string>([...own.values()].flat())
      for (const some of [...commits.values(), ...starts.values()]) for (const { topic } of some) topics.add(topic)
      for (const { members } of described.values())
        for (const { partitions } of members) for (const { topic } of partitions) topics.add(topic)
      await leadersOf([...topics, COMMITS])
      const [logs, seen] = await Promise.all([boundsOf(topics), readCommits()])
      let room = LAG_PARTITIONS_MAX
      const looked = groups
        // A group that its coordinator does not answer for just now keeps what it had.
        .filter(({ group, kind }) => (kind === 'share' ? starts : commits).has(group))
        .map(({ group, kind, state }) => ({
          group,
          kind,
          state: described.get(group)?.state || state,
          members: described.get(group)?.members ?? (state === 'Empty' || state === 'Dead' ? [] : null),
          commits: (kind === 'share' ? starts : commits).get(group) ?? [],
        }))
        .filter(({ commits: theirs }) => {
          room -= theirs.length
          return room >= 0
        })
      return {
        site,
        atMs: now(),
        groups: looked,
        logs,
        seen,
        requests,
        leftOut: listed.length - groups.length + (room < 0 ? 1 : 0),
      }
    },
  }
}
