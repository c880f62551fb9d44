import type { Hydro } from '../kafka/client.ts'

type OffsetCommitter = {
  offsetCommit(request: {
    groupId: string
    groupGenerationId: number
    memberId: string
    retentionTime: number
    topics: { topic: string; partitions: { partition: number; offset: string }[] }[]
  }): Promise<unknown>
}

/**
 * Commits for a group without members. kafkajs' admin.setOffsets joins the group and waits for a fetch, some seconds each,
 * and refuses negative offsets, which its own consumer commits.
 */
export const commitOffsets = async (
  hydro: Hydro,
  site: string,
  at: { groupId: string; topic: string; partitions: { partition: number; offset: string }[] },
): Promise<void> => {
  const { groupId, topic, partitions } = at
  const coordinator = await (await hydro.cluster(site)).findGroupCoordinator({ groupId })
  await (coordinator as unknown as OffsetCommitter).offsetCommit({
    groupId,
    groupGenerationId: -1,
    memberId: '',
    retentionTime: -1,
    topics: [{ topic, partitions }],
  })
}
