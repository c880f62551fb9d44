import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SEND_BYTES_MAX, SEND_DOUBT_MS, SEND_RECORDS_MAX } from '../limits.ts'
import { makeSender, type OutRecord, SendInDoubt } from './sender.ts'

const TOPIC = 'billing.submittable'
type Request = ReadonlyMap<number, readonly OutRecord[]>
/** What becomes of one request: of each partition whether it lands and whether it is answered; or no answer at all. */
type Fate = { readonly lands: readonly boolean[]; readonly answers: readonly boolean[]; readonly fails: boolean }

const record = (partition: number, text: string, bytes = 0): OutRecord => ({
  partition,
  key: null,
  value: Buffer.concat([Buffer.from(text), Buffer.alloc(bytes)]),
})
const texts = (request: Request) =>
  [...request].map(([p, all]) => [p, all.map(({ value }) => value.toString())] as const)

/** A broker with three partitions that goes through its fates, then works. What is answered has landed. */
const faultyBroker = (fates: readonly Fate[]) => {
  const logs: string[][] = [[], [], []]
  const requests: Request[] = []
  const wasAnswered: boolean[] = []
  let inFlight = 0
  const produce = async (topic: string, request: Request): Promise<ReadonlyMap<number, number>> => {
    expect(topic).toBe(TOPIC)
    expect(++inFlight).toBe(1)
    const fate = fates[requests.length]
    requests.push(new Map(request))
    await Promise.resolve()
    const bases = new Map<number, number>()
    for (const [partition, all] of request) {
      const isAnswered = !fate || (!fate.fails && fate.answers[partition]!)
      if (isAnswered) bases.set(partition, logs[partition]!.length)
      if (isAnswered || fate?.lands[partition]) logs[partition]!.push(...all.map(({ value }) => value.toString()))
    }
    inFlight--
    wasAnswered.push(bases.size === request.size)
    if (fate?.fails) throw new Error('Request timed out')
    return bases
  }
  return { logs, requests, wasAnswered, produce }
}

const anyFate: fc.Arbitrary<Fate> = fc.record({
  lands: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  answers: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  fails: fc.boolean(),
})
/** The partitions of the records of each send; some are sent while others wait. */
const anySends = fc.array(fc.record({ to: fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }), waits: fc.boolean() }), {
  minLength: 1,
  maxLength: 8,
})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('makeSender', () => {
  test('loses nothing, keeps the order of each partition, and says where each record is', async () => {
    await fc.assert(
      fc.asyncProperty(anySends, fc.array(anyFate, { maxLength: 12 }), async (sends, fates) => {
        const broker = faultyBroker(fates)
        const sender = makeSender(broker.produce, async () => {})
        const given: string[][] = [[], [], []]
        const sent: { records: OutRecord[]; at: Promise<number[]> }[] = []
        for (const [index, { to, waits }] of sends.entries()) {
          const records = to.map((partition, i) => record(partition, `${index}.${i}`))
          for (const { partition, value } of records) given[partition]!.push(value.toString())
          sent.push({ records, at: sender.send(TOPIC, records) })
          if (waits) await vi.runAllTimersAsync()
        }
        await vi.runAllTimersAsync()
        for (const { records, at } of sent)
          for (const [i, offset] of (await at).entries())
            expect(broker.logs[records[i]!.partition]![offset]).toBe(records[i]!.value.toString())
        for (const [partition, log] of broker.logs.entries()) expect([...new Set(log)]).toEqual(given[partition])
        expect(sender.trouble()).toBeUndefined()
      }),
    )
  })
  test('sends what is in doubt again, whole, before anything else', async () => {
    await fc.assert(
      fc.asyncProperty(anySends, fc.array(anyFate, { maxLength: 12 }), async (sends, fates) => {
        const broker = faultyBroker(fates)
        const sender = makeSender(broker.produce, async () => {})
        const all = sends.map(({ to }, index) =>
          sender.send(
            TOPIC,
            to.map((p, i) => record(p, `${index}.${i}`)),
          ),
        )
        await vi.runAllTimersAsync()
        await Promise.all(all)
        for (const [index, isAnswered] of broker.wasAnswered.entries())
          if (!isAnswered) expect(texts(broker.requests[index + 1]!)).toEqual(texts(broker.requests[index]!))
      }),
    )
  })
  test('an answer that lacks a partition is none', async () => {
    const broker = faultyBroker([{ lands: [true, false, true], answers: [true, false, true], fails: false }])
    const sender = makeSender(broker.produce, async () => {})
    const sent = sender.send(TOPIC, [record(0, 'a'), record(1, 'b')])
    await vi.advanceTimersByTimeAsync(0)
    expect(sender.trouble()).toContain('no answer for partitions 1')
    await vi.runAllTimersAsync()
    expect(await sent).toEqual([1, 0])
    expect(broker.logs).toEqual([['a', 'a'], ['b'], []])
  })
  test('joins what waits, and splits what is too much for one request', async () => {
    const broker = faultyBroker([])
    const sender = makeSender(broker.produce, async () => {})
    const third = Math.ceil(SEND_BYTES_MAX / 3)
    const large = [0, 1, 2, 3].map((i) => record(0, `${i}`, third))
    const sends = [
      sender.send(TOPIC, [record(1, 'first')]),
      sender.send(TOPIC, large),
      sender.send(TOPIC, [record(2, 'last')]),
    ]
    await vi.runAllTimersAsync()
    expect(await Promise.all(sends)).toEqual([[0], [0, 1, 2, 3], [0]])
    const sizes = broker.requests.map((request) => [...request.values()].flat().reduce((n, r) => n + r.value.length, 0))
    for (const size of sizes) expect(size).toBeLessThanOrEqual(SEND_BYTES_MAX)
    expect(broker.requests.length).toBe(3)

    const many = sender.send(
      TOPIC,
      Array.from({ length: SEND_RECORDS_MAX + 1 }, (_, i) => record(0, `${i}`)),
    )
    await vi.runAllTimersAsync()
    expect((await many).at(-1)).toBe(4 + SEND_RECORDS_MAX)
    for (const request of broker.requests)
      expect([...request.values()].flat().length).toBeLessThanOrEqual(SEND_RECORDS_MAX)
  })
  test('a topic in trouble does not hold up another', async () => {
    const sender = makeSender(
      async (topic, request) => {
        if (topic === 'down') throw new Error('leader not available')
        return new Map([...request.keys()].map((partition) => [partition, 0]))
      },
      async () => {},
    )
    const down = sender.send('down', [record(0, 'a')])
    down.catch(() => {})
    expect(await sender.send('up', [record(0, 'b')])).toEqual([0])
    expect(await sender.send('up', [])).toEqual([])
    await vi.advanceTimersByTimeAsync(2 * SEND_DOUBT_MS)
    await expect(down).rejects.toThrow(SendInDoubt)
  })
  test('gives up in the end, with everything that waits behind: the process must end', async () => {
    let calls = 0
    const sender = makeSender(
      async () => {
        calls++
        throw new Error('Request timed out')
      },
      async () => {},
    )
    const results = Promise.allSettled([sender.send(TOPIC, [record(0, 'a')]), sender.send(TOPIC, [record(1, 'b')])])
    await vi.advanceTimersByTimeAsync(SEND_DOUBT_MS / 2)
    expect(sender.trouble()).toContain('Request timed out')
    await vi.advanceTimersByTimeAsync(SEND_DOUBT_MS)
    for (const result of await results) expect(result).toMatchObject({ reason: expect.any(SendInDoubt) })
    expect(calls).toBeGreaterThan(20)
    expect(vi.getTimerCount()).toBe(0)
  })
})
