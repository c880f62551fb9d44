import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { QUEUE_BYTES_MAX, QUEUE_RECORDS_MAX, QUEUE_RECORDS_RESUME, QUEUES_RECORDS_MAX } from '../limits.ts'
import type { LogRecord } from './log-reader.ts'
import { QueueTally, RecordQueue } from './record-queue.ts'

const record = (offset: number, bytes = 0): LogRecord => ({
  offset,
  timestampMs: 0,
  key: null,
  value: Buffer.alloc(bytes),
  headers: {},
})
const records = (from: number, to: number, bytes = 0) =>
  Array.from({ length: to - from }, (_, i) => record(from + i, bytes))

/** Fetches overlap what was put before, as after a seek; takes ask for some, and at times not beyond a cursor. */
const anyMoves = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('put' as const), back: fc.nat(8), count: fc.nat(12) }),
    fc.record({
      kind: fc.constant('take' as const),
      most: fc.integer({ min: 1, max: 10 }),
      beforeIn: fc.option(fc.nat(6)),
    }),
  ),
  { maxLength: 60 },
)

describe('RecordQueue', () => {
  test('gives every record once, in order, whatever is put twice and however it is taken', () => {
    fc.assert(
      fc.property(fc.nat(100), anyMoves, (start, moves) => {
        const queue = new RecordQueue(start)
        let due = start
        for (const move of moves) {
          if (move.kind === 'put') queue.put(records(Math.max(0, queue.next - move.back), queue.next + move.count))
          else {
            const before = move.beforeIn === null ? undefined : due + move.beforeIn
            const waiting = queue.length
            const taken = queue.take(move.most, before).map(({ offset }) => offset)
            const count = Math.min(move.most, waiting, move.beforeIn ?? Number.MAX_SAFE_INTEGER)
            expect(taken).toEqual(Array.from({ length: count }, (_, i) => due + i))
            due += count
          }
          expect(queue.length).toBe(queue.next - due)
          expect(queue.peek()?.offset).toBe(queue.length > 0 ? due : undefined)
        }
      }),
    )
  })
  test('is full by what waits in all queues of a process, but for the little that keeps each of them going', () => {
    const all = new QueueTally()
    const many = Array.from({ length: 24 }, () => new RecordQueue(0, all))
    while (!many.every((queue) => queue.isFull))
      for (const queue of many) if (!queue.isFull) queue.put(records(queue.next, queue.next + 100))
    expect(all.records).toBeGreaterThanOrEqual(QUEUES_RECORDS_MAX)
    expect(all.records).toBeLessThan(QUEUES_RECORDS_MAX + 24 * 100)
    const [first, second, third] = many as [RecordQueue, RecordQueue, RecordQueue]
    first.take(first.length)
    expect(first.hasRoom).toBe(true)
    expect(second.hasRoom).toBe(false)
    for (const queue of many) queue.drop()
    expect(all).toMatchObject({ records: 0, bytes: 0 })
    expect(third.hasRoom).toBe(true)
  })
  test('is full by number and by bytes, and has room again only when it is well below', () => {
    const many = new RecordQueue(0)
    many.put(records(0, QUEUE_RECORDS_MAX - 1))
    expect(many.isFull).toBe(false)
    many.put(records(QUEUE_RECORDS_MAX - 1, QUEUE_RECORDS_MAX))
    expect(many.isFull).toBe(true)
    expect(many.hasRoom).toBe(false)
    many.take(QUEUE_RECORDS_MAX - QUEUE_RECORDS_RESUME)
    expect(many.hasRoom).toBe(true)

    const large = new RecordQueue(0)
    large.put([record(0, QUEUE_BYTES_MAX)])
    expect([large.isFull, large.hasRoom]).toEqual([true, false])
    large.take(1)
    expect([large.isFull, large.hasRoom]).toEqual([false, true])
  })
  test('counts bytes back to nothing, through compaction of what was taken', () => {
    const queue = new RecordQueue(0)
    for (let round = 0; round < 20; round++) {
      queue.put(records(queue.next, queue.next + 1_000, 3_000))
      expect(queue.take(1_000)).toHaveLength(1_000)
    }
    expect([queue.length, queue.isFull, queue.hasRoom]).toEqual([0, false, true])
  })
  test('goes past a gap that was checked, never back', () => {
    const queue = new RecordQueue(5)
    queue.skipTo(9)
    queue.skipTo(7)
    expect(queue.next).toBe(9)
    queue.put(records(5, 11))
    expect(queue.take(10).map(({ offset }) => offset)).toEqual([9, 10])
  })
  test('a wait ends at once with records, when one comes, or when woken', async () => {
    const queue = new RecordQueue(0)
    const ended = vi.fn()
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    const wait = async () => {
      ended.mockClear()
      void queue.wait().then(ended)
      await turn()
      expect(ended).not.toHaveBeenCalled()
    }
    await wait()
    queue.wake()
    await turn()
    expect(ended).toHaveBeenCalledOnce()
    await wait()
    queue.put(records(0, 1))
    await turn()
    expect(ended).toHaveBeenCalledOnce()
    await queue.wait()
  })
})
