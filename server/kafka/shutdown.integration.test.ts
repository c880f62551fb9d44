/** Work in flight: heartbeats while a handler is slow, bounded memory, and an end by the deadline whatever hangs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FETCH_MAX_BYTES_PER_PARTITION, QUEUE_BYTES_MAX, QUEUE_RECORDS_MAX } from '../limits.ts'
import { until } from '../testing/index.ts'
import { copier, gate } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const many = (count: number, first = 0) => Array.from({ length: count }, (_, i) => `value ${first + i}`)
const all = (count: number) => Array.from({ length: count }, (_, i) => i)

describe.concurrent('a slow handler', () => {
  it('holds up neither heartbeats nor the other partitions', async () => {
    const topic = await stage.topic({ partitions: 2 })
    const name = stage.name()
    await stage.produce(topic, ['slow'], 0)
    const door = gate()
    const processor = copier({
      name,
      from: topic,
      beforeDecide: (_, at) => (at.source.partition === 0 ? door.pass() : undefined),
    })
    const running = await stage.run(processor)
    await until(() => door.state.waiting === 1, { deadlineMs: DEADLINE_MS })
    let beats = 0
    const consumer = stage.consumerOf(running)
    consumer.on(consumer.events.HEARTBEAT, () => beats++)
    await until(() => beats >= 2, { deadlineMs: DEADLINE_MS })
    await stage.produce(topic, ['quick'], 1)
    await stage.untilDecided(topic, 0, 1)
    expect(await stage.decided(topic, 0)).toEqual([])
    door.open()
    await stage.untilDecided(topic, 0, 0)
    expect(running.joins).toHaveLength(1)
  })

  it('loses nothing of what was fetched meanwhile: kafkajs would resolve what a handler only took (eachBatchAutoResolve)', async () => {
    const topic = await stage.topic()
    const out = await stage.topic()
    const name = stage.name()
    const door = gate()
    await stage.produce(topic, many(10))
    await stage.run(copier({ name, from: topic, to: out, beforeDecide: door.pass }))
    await until(() => door.state.waiting === 1, { deadlineMs: DEADLINE_MS })
    for (let first = 10; first < 100; first += 10) await stage.produce(topic, many(10, first))
    door.open()
    await until(async () => (await stage.committed(name, topic)) === 100, { deadlineMs: DEADLINE_MS })
    expect(await stage.decided(topic)).toEqual(all(100))
    expect(await stage.values(out)).toEqual(many(100))
  })

  it.each([
    ['records', 60_000, 10],
    ['bytes', 150, 100_000],
  ])('is given what memory takes, counted in %s: the rest waits in the log', async (_, count, size) => {
    const topic = await stage.topic()
    const name = stage.name()
    const value = 'x'.repeat(size)
    const perSend = Math.ceil(Math.min(1_000, 500_000 / size))
    for (let sent = 0; sent < count; sent += perSend)
      await stage.produce(
        topic,
        Array.from({ length: perSend }, () => value),
      )
    const door = gate()
    const running = await stage.run(copier({ name, from: topic, beforeDecide: door.pass }))
    const queued = () => running.run(0)?.queued ?? 0
    const isFull = () => queued() >= QUEUE_RECORDS_MAX || queued() * (size + 100) >= QUEUE_BYTES_MAX
    await until(isFull, { deadlineMs: DEADLINE_MS, seen: queued })
    // It has stopped asking for this partition: two more rounds of fetches bring nothing.
    let handedOver = 0
    const consumer = stage.consumerOf(running)
    const before = queued()
    let beats = 0
    consumer.on(consumer.events.HEARTBEAT, () => beats++)
    consumer.on(consumer.events.START_BATCH_PROCESS, () => handedOver++)
    await until(() => beats >= 2, { deadlineMs: DEADLINE_MS })
    expect([queued(), handedOver]).toEqual([before, 0])
    // One fetch came on top at most; a record of the log is its value and 7 bytes or more.
    expect(queued()).toBeLessThan(QUEUE_RECORDS_MAX + FETCH_MAX_BYTES_PER_PARTITION / (size + 7))
    expect(queued() * size).toBeLessThan(QUEUE_BYTES_MAX + 1024 * 1024)
    expect(queued()).toBeLessThan(count)
    door.open()
    await until(async () => (await stage.committed(name, topic)) === count, { deadlineMs: DEADLINE_MS })
    expect(await stage.decided(topic)).toHaveLength(count)
  })
})

describe.concurrent('the end', () => {
  it('makes durable and commits what is in hand, takes nothing new, and leaves the group', async () => {
    const topic = await stage.topic()
    const out = await stage.topic()
    const name = stage.name()
    await stage.produce(topic, many(3))
    const door = gate()
    const processor = copier({ name, from: topic, to: out, beforeDecide: door.pass })
    const running = await stage.run(processor)
    await until(() => door.state.waiting === 1, { deadlineMs: DEADLINE_MS })
    await stage.produce(topic, many(3, 3))
    const stopped = running.stop(DEADLINE_MS)
    door.open()
    await stopped
    expect(await stage.committed(name, topic)).toBe(3)
    expect(await stage.values(out)).toEqual(many(3))
    expect(processor.batches).toHaveLength(1)
    const admin = await stage.hydro.admin(stage.site)
    expect((await admin.describeGroups([name])).groups[0]!.members).toEqual([])
  })

  it('comes by the deadline although a handler hangs, which decides nothing afterwards', async () => {
    const topic = await stage.topic()
    const name = stage.name()
    await stage.produce(topic, many(3))
    const door = gate()
    const running = await stage.run(copier({ name, from: topic, beforeDecide: door.pass }))
    await until(() => door.state.waiting === 1, { deadlineMs: DEADLINE_MS })
    const run = running.run(0)!
    let ended = false
    void running.stop(500).then(() => {
      ended = true
    })
    await until(() => ended, { deadlineMs: DEADLINE_MS, what: 'the end of a worker whose handler hangs' })
    door.open()
    await run.done
    expect(await stage.decided(topic)).toEqual([])
    expect(await stage.committed(name, topic)).toBeNull()
    expect(running.fatal()).toBeUndefined()
  })
})
