/** The one request that kafkajs lacks, on the real broker: a version of it that answers otherwise fails here. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { logSizes } from './log-sizes.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

it('says how large each partition is', async () => {
  const topic = await stage.topic({ partitions: 2 })
  await stage.produce(topic, ['x'.repeat(10_000)], 1)
  const cluster = await stage.hydro.cluster(stage.site)
  await cluster.addMultipleTargetTopics([topic])
  const sizes = (await logSizes(cluster, [topic])).get(topic)
  expect(sizes?.get(0)).toBe('0')
  expect(Number(sizes?.get(1))).toBeGreaterThan(10_000)
})
