/** What a rebalance may do to a worker in the middle of its work, and what it may not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../testing/index.ts'
import { copier, gate } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

const PARTITIONS = 4

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const fill = async (topic: string, values: string[]) => {
  for (let partition = 0; partition < PARTITIONS; partition++) await stage.produce(topic, values, partition)
}
const inPartition = (fn: (partition: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => fn(partition)))

describe.concurrent('a rebalance', () => {
  it('while handling: what is in hand is not decided by the old generation, and everything is decided once', async () => {
    const topic = await stage.topic({ partitions: PARTITIONS })
    const out = await stage.topic({ partitions: PARTITIONS })
    const name = stage.name()
    await fill(topic, ['a', 'b', 'c'])
    const door = gate()
    const old = copier({
      name,
      from: topic,
      to: out,
      beforeDecide: async (_, at) => (old.opened.indexOf(at) < PARTITIONS ? door.pass() : undefined),
    })
    const one = await stage.run(old)
    await until(() => door.state.waiting === PARTITIONS, { deadlineMs: DEADLINE_MS })
    const young = copier({ name, from: topic, to: out })
    const two = await stage.run(young)
    // The old one learns of it although all its handlers hang: handlers hold up nothing (heartbeats go on).
    await until(() => one.joins.length === 2 && two.joins.length === 1, { deadlineMs: DEADLINE_MS })
    door.open()
    await inPartition((partition) => stage.untilDecided(topic, 2, partition))
    await inPartition((partition) =>
      until(async () => (await stage.committed(name, topic, partition)) === 3, { deadlineMs: DEADLINE_MS }),
    )
    // Every partition was opened anew, by whoever has it now; the first openings decided nothing.
    expect(old.opened.length + young.opened.length).toBe(2 * PARTITIONS)
    expect(new Set(young.batches.map(({ partition }) => partition)).size).toBe(PARTITIONS / 2)
    const later = old.batches.filter(({ opening }) => opening > PARTITIONS)
    expect(later.length + young.batches.length).toBe(PARTITIONS)
    // Nobody sent anything twice either: the old generation was stopped before its sends.
    await inPartition(async (partition) => expect(await stage.values(out, partition)).toEqual(['a', 'b', 'c']))
    expect([one.fatal(), two.fatal()]).toEqual([undefined, undefined])
  })

  it('after a decision: the old generation neither sends nor commits, the next owner repeats the send', async () => {
    const topic = await stage.topic({ partitions: PARTITIONS })
    const out = await stage.topic({ partitions: PARTITIONS })
    const name = stage.name()
    await fill(topic, ['a', 'b'])
    const door = gate()
    const old = copier({ name, from: topic, to: out, afterDecide: door.pass })
    const one = await stage.run(old)
    await until(() => door.state.waiting === PARTITIONS, { deadlineMs: DEADLINE_MS })
    const young = copier({ name, from: topic, to: out })
    await stage.run(young)
    await until(() => one.joins.length === 2, { deadlineMs: DEADLINE_MS })
    door.open()
    await inPartition((partition) =>
      until(async () => (await stage.committed(name, topic, partition)) === 2, { deadlineMs: DEADLINE_MS }),
    )
    const repeats = [...old.batches, ...young.batches].filter(({ isReplay }) => isReplay)
    expect(repeats.map(({ partition }) => partition).sort()).toEqual([0, 1, 2, 3])
    await inPartition(async (partition) => expect(await stage.values(out, partition)).toEqual(['a', 'b']))
  })

  it('nothing reaches a handler before its partition was loaded and its place was sought', async () => {
    const topic = await stage.topic()
    const name = stage.name()
    await stage.produce(topic, ['a', 'b', 'c'])
    await stage.commit(name, topic, 0)
    const door = gate()
    const processor = copier({ name, from: topic })
    const opened: number[] = []
    const running = await stage.run({
      ...processor,
      open: async (at) => {
        await door.pass()
        opened.push(at.startOffset)
        return processor.open(at)
      },
    })
    const consumer = stage.consumerOf(running)
    await until(() => door.state.waiting === 1, { deadlineMs: DEADLINE_MS })
    let beats = 0
    let handedOver = 0
    consumer.on(consumer.events.START_BATCH_PROCESS, () => handedOver++)
    consumer.on(consumer.events.HEARTBEAT, () => beats++)
    await until(() => beats > 0, { deadlineMs: DEADLINE_MS })
    expect([handedOver, running.run(0)?.queued]).toEqual([0, 0])
    expect(processor.batches).toEqual([])
    door.open()
    await stage.untilDecided(topic, 2)
    expect(opened).toEqual([0])
    expect(processor.batches[0]).toMatchObject({ from: 0 })
  })
})
