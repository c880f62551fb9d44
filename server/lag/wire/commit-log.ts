/**
 * The commits themselves, read from `__consumer_offsets` from now on: only there is it seen that the same offset was
 * committed again. A cluster that does not let us read it costs that difference and nothing else.
 */
import type { Broker } from '../../kafka/client.ts'
import type { LogRecord } from '../../kafka/log-reader.ts'
import { LAG_COMMITS_BYTES_MAX, LAG_COMMITS_REQUESTS_MAX } from '../../limits.ts'

const TOPIC = '__consumer_offsets'

export type SeenCommit = {
  readonly group: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** undefined for what is no commit: members and assignments of groups, and deletions. */
export const readCommit = ({ key, value }: Pick<LogRecord, 'key' | 'value'>): SeenCommit | undefined => {
  if (!key || !value || key.length < 8 || value.length < 10) return undefined
  if (key.readInt16BE(0) > 1) return undefined // 0 and 1 are commits
  let at = 2
  const text = () => {
    const length = key.readInt16BE(at)
    at += 2 + length
    return key.toString('utf8', at - length, at)
  }
  const group = text()
  const topic = text()
  const partition = key.readInt32BE(at)
  return { group, topic, partition, offset: Number(value.readBigInt64BE(2)) }
}

export type CommitLog = {
  /** Commits since the last call; too many to read in one round are passed over. */
  read(leaders: ReadonlyMap<number, number>, brokerAt: (node: number) => Promise<Broker>): Promise<SeenCommit[]>
}

export const openCommitLog = (): CommitLog => {
  const positions = new Map<number, number>()

  /** From the end of now: what was committed before is known from the offsets themselves. */
  const begin = async (broker: Broker, partitions: readonly number[]): Promise<void> => {
    const asked = partitions.map((partition) => ({ partition, timestamp: -1 }))
    const { responses } = await broker.listOffsets({ isolationLevel: 0, topics: [{ topic: TOPIC, partitions: asked }] })
    for (const { partitions: found } of responses)
      for (const { partition, offset } of found) positions.set(partition, Number(offset))
  }

  const readFrom = async (broker: Broker, partitions: readonly number[]): Promise<SeenCommit[]> => {
    const fresh = partitions.filter((partition) => !positions.has(partition))
    if (fresh.length > 0) await begin(broker, fresh)
    const seen: SeenCommit[] = []
    let open = [...partitions]
    for (let requests = 0; open.length > 0; requests++) {
      if (requests >= LAG_COMMITS_REQUESTS_MAX) {
        await begin(broker, open)
        break
      }
      const { responses } = await broker.fetch({
        maxWaitTime: 0,
        minBytes: 0,
        maxBytes: LAG_COMMITS_BYTES_MAX,
        isolationLevel: 1,
        topics: [
          {
            topic: TOPIC,
            partitions: open.map((partition) => ({
              partition,
              fetchOffset: String(positions.get(partition) ?? 0),
              maxBytes: LAG_COMMITS_BYTES_MAX,
            })),
          },
        ],
      })
      const more: number[] = []
      for (const { partition, messages, lastStableOffset } of responses[0]?.partitions ?? []) {
        const last = messages.at(-1)
        if (!last) continue
        const from = positions.get(partition) ?? 0
        positions.set(partition, last.offset + 1)
        if (last.offset + 1 < Number(lastStableOffset)) more.push(partition)
        for (const message of messages) {
          if (message.isControlRecord || message.offset < from) continue // a marker, or of an aborted transaction
          const commit = readCommit(message)
          if (commit) seen.push(commit)
        }
      }
      open = more
    }
    return seen
  }

  return {
    read: async (leaders, brokerAt) => {
      const byNode = new Map<number, number[]>()
      for (const [partition, node] of leaders) byNode.set(node, [...(byNode.get(node) ?? []), partition])
      const seen = await Promise.all(
        [...byNode].map(async ([node, partitions]) => {
          try {
            return await readFrom(await brokerAt(node), partitions)
          } catch (error) {
            for (const partition of partitions) positions.delete(partition) // begins anew at the end
            if (/OffsetOutOfRange/.test((error as Error).name)) return []
            throw error
          }
        }),
      )
      return seen.flat()
    },
  }
}
