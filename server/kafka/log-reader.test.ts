import { describe, expect, it } from 'vitest'
import type { Cluster, Hydro } from './client.ts'
import { partitionCount } from './log-reader.ts'

/** kafkajs gives everybody who asks for metadata the answer that is under way, which may be about other topics. */
const hydroKnowing = (afterRefreshes: number): Hydro => {
  let refreshes = 0
  const cluster: Partial<Cluster> = {
    addMultipleTargetTopics: async () => undefined,
    refreshMetadata: async () => void refreshes++,
    findTopicPartitionMetadata: () =>
      refreshes < afterRefreshes ? [] : [0, 1, 2].map((partitionId) => ({ partitionId, leader: 1 })),
  }
  return { cluster: async () => cluster as Cluster } as unknown as Hydro
}

describe('partitionCount', () => {
  it.each([0, 1, 2])('is right when the topic is in no answer but the one after %i more', async (refreshes) => {
    expect(await partitionCount(hydroKnowing(refreshes), 'iad', 'usage-relay.dead-letter')).toBe(3)
  })

  it('is never zero: a topic that no answer has is an outage, not a topic without partitions', async () => {
    await expect(partitionCount(hydroKnowing(99), 'iad', 'usage-relay.dead-letter')).rejects.toThrow(
      /usage-relay.dead-letter has no leader just now/,
    )
  })
})
