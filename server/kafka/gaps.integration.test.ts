/** Gaps in the log (R4): in a topic of ours a loss that stops, in a topic of others what transactions leave behind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resumeProcessor } from '../desk/resume-processor.ts'
import { until } from '../testing/index.ts'
import { logBounds } from './log-reader.ts'
import { copier, gate } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const boundsOf = async (topic: string) =>
  (await logBounds(stage.hydro, stage.site, new Map([[topic, [0]]]))).get(topic)!.get(0)!

/**
 * Of others: ours never opens one (R1). Each leaves a marker, which is an offset without a record. The broker answers
 * the end of a transaction before its marker is in the log: until it is, what is produced next could be in front of it.
 */
const openTransaction = async () => {
  const producer = stage.hydro.kafka(stage.site).producer({
    transactionalId: stage.name('others'),
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  const transaction = await producer.transaction()
  return {
    send: (topic: string, values: string[]) =>
      transaction.send({ topic, messages: values.map((value) => ({ partition: 0, key: '7', value })) }),
    end: async (how: 'commit' | 'abort', topic: string) => {
      const marker = (await boundsOf(topic)).end
      await (how === 'commit' ? transaction.commit() : transaction.abort())
      await producer.disconnect()
      await until(async () => (await boundsOf(topic)).end === marker + 1, {
        deadlineMs: DEADLINE_MS,
        what: `the marker of a transaction at ${marker} of ${topic}`,
        seen: () => boundsOf(topic),
      })
    },
  }
}

const inTransaction = async (topic: string, values: string[], how: 'commit' | 'abort') => {
  const transaction = await openTransaction()
  await transaction.send(topic, values)
  await transaction.end(how, topic)
}

const resume = (processor: string) =>
  resumeProcessor(stage.pool, 'a person', { processor, newEpoch: true, allowDeadLetters: 0, dryRun: false, why: 'ok' })

describe.concurrent('in a topic of others', () => {
  it('markers and aborted records are passed over, at the front, between and at the end', async () => {
    const topic = await stage.topic()
    await inTransaction(topic, ['x', 'y'], 'abort') // 0–1 and a marker
    await stage.produce(topic, ['a', 'b']) // 3, 4
    await inTransaction(topic, ['c'], 'commit') // 5 and a marker
    const name = stage.name()
    const out = await stage.topic()
    await stage.run(copier({ name, from: topic, to: out }))
    await stage.untilDecided(topic, 5)
    // Met while it runs, each at the very place where the last fetch ended.
    await inTransaction(topic, ['x', 'y', 'z'], 'abort') // 7–9 and a marker
    await stage.produce(topic, ['d']) // 11
    await stage.untilDecided(topic, 11)
    await inTransaction(topic, ['e'], 'commit') // 12
    await stage.produce(topic, ['f']) // 14
    await stage.untilDecided(topic, 14)
    expect(await stage.stopOf(name)).toBeUndefined()
    expect(await stage.decided(topic)).toEqual([3, 4, 5, 11, 12, 14])
    await until(async () => (await stage.values(out)).join('') === 'abcdef', { deadlineMs: DEADLINE_MS })
  })

  it('an aborted transaction in front of the committed offset is passed over after a restart too', async () => {
    const topic = await stage.topic()
    await stage.produce(topic, ['a'])
    const name = stage.name()
    const first = await stage.run(copier({ name, from: topic }))
    await stage.untilDecided(topic, 0)
    await first.stop()
    await inTransaction(topic, ['x', 'y'], 'abort')
    await stage.produce(topic, ['b'])
    await stage.run(copier({ name, from: topic }))
    await stage.untilDecided(topic, 4)
    expect(await stage.stopOf(name)).toBeUndefined()
  })

  it('no record of an aborted transaction gets in, however transactions of two producers lie in each other', async () => {
    const topic = await stage.topic()
    const outer = await openTransaction()
    const inner = await openTransaction()
    await outer.send(topic, ['x']) // 0
    await inner.send(topic, ['y']) // 1
    await inner.end('abort', topic) // 2
    await outer.send(topic, ['z']) // 3
    await outer.end('abort', topic) // 4
    await stage.produce(topic, ['a']) // 5
    await stage.run(copier({ name: stage.name(), from: topic }))
    await stage.untilDecided(topic, 5)
    expect(await stage.decided(topic)).toEqual([5])
  })

  it('records behind an open transaction wait for its end; the log end is beyond them, the stable end is not', async () => {
    const topic = await stage.topic()
    await stage.produce(topic, ['a'])
    const transaction = await openTransaction()
    await transaction.send(topic, ['x', 'y'])
    await stage.produce(topic, ['b'])
    expect(await boundsOf(topic)).toEqual({ low: 0, end: 4, stableEnd: 1 })
    const name = stage.name()
    await stage.run(copier({ name, from: topic }))
    await stage.untilDecided(topic, 0)
    await transaction.end('abort', topic)
    await stage.untilDecided(topic, 3)
    expect(await stage.decided(topic)).toEqual([0, 3])
    expect(await boundsOf(topic)).toEqual({ low: 0, end: 5, stableEnd: 5 })
  })
})

describe.concurrent('in a topic of ours', () => {
  it('a missing offset stops exactly there, with the range; accepted, it goes on behind it', async () => {
    const topic = await stage.topic({ prefix: 'billing.stage' })
    const out = await stage.topic()
    await inTransaction(topic, ['a', 'b'], 'commit') // 0, 1; nothing is at 2
    await stage.produce(topic, ['c', 'd'])
    const name = stage.name()
    const running = await stage.run(copier({ name, from: topic, to: out }))
    const stop = await stage.untilStopped(name)
    expect(stop).toMatchObject({ kind: 'lost_range', record_offset: 2 })
    expect(stop.what_happened).toContain('offsets 2 to 2 are gone')
    expect(await stage.decided(topic)).toEqual([0, 1])
    await resume(name)
    await stage.untilDecided(topic, 4)
    await until(async () => (await stage.committed(name, topic)) === 5, { deadlineMs: DEADLINE_MS })
    expect(await stage.values(out)).toEqual(['a', 'b', 'c', 'd'])
    expect(running.fatal()).toBeUndefined()
  })

  it('a gap that a fetch begins with stops as well', async () => {
    const topic = await stage.topic({ prefix: 'billing.stage' })
    const name = stage.name()
    await stage.produce(topic, ['a'])
    await stage.run(copier({ name, from: topic }))
    await stage.untilDecided(topic, 0)
    await inTransaction(topic, ['b'], 'commit')
    await stage.untilDecided(topic, 1)
    await stage.produce(topic, ['c'])
    expect(await stage.untilStopped(name)).toMatchObject({ kind: 'lost_range', record_offset: 2 })
    expect(await stage.decided(topic)).toEqual([0, 1])
  })
})

describe('records that retention takes in front of a slow reader', () => {
  it('are a loss that stops; kafkajs alone would jump over it', async () => {
    const topic = await stage.topic()
    const name = stage.name()
    // More than the queue's 4 MiB, so that the reader pauses in the middle.
    const large = 'x'.repeat(100_000)
    for (let i = 0; i < 8; i++)
      await stage.produce(
        topic,
        Array.from({ length: 8 }, () => large),
      )
    const door = gate()
    const processor = copier({ name, from: topic, beforeDecide: door.pass })
    const running = await stage.run(processor)
    await until(() => (running.run(0)?.queued ?? 0) * large.length > 3_000_000, { deadlineMs: DEADLINE_MS })
    await stage.trim(topic, 63)
    door.open()
    const stop = await stage.untilStopped(name)
    // What it held already is decided first.
    const last = (await stage.decided(topic)).at(-1)!
    expect(stop).toMatchObject({ kind: 'lost_range', record_offset: last + 1 })
    expect(stop.what_happened).toContain(`offsets ${last + 1} to 62 are gone`)
    await resume(name)
    await stage.untilDecided(topic, 63)
    await until(async () => (await stage.committed(name, topic)) === 64, { deadlineMs: DEADLINE_MS })
    expect(running.fatal()).toBeUndefined()
  })
})
