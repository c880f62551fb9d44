import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeRecordBatch } from '../../kafka/record-batch.ts'
import { readCommit } from './commit-log.ts'
import { firstUnreadIn } from './first-unread.ts'
import { Reader, Writer } from './flexible.ts'

const START = 1_790_000_000_000
/** A batch as it lies in the log: its first offset, and for transactions its producer. */
const batch = (base: number, times: readonly number[], more: { control?: true; producer?: number } = {}): Buffer => {
  const records = times.map((ms) => ({ partition: 0, key: null, value: Buffer.from('x'), timestampMs: START + ms }))
  const bytes = Buffer.from(encodeRecordBatch(records, START))
  bytes.writeBigInt64BE(BigInt(base), 0)
  const attributes = (more.control ? 0x20 : 0) | (more.producer === undefined ? 0 : 0x10)
  bytes.writeInt16BE(bytes.readInt16BE(21) | attributes, 21)
  bytes.writeBigInt64BE(BigInt(more.producer ?? -1), 43)
  return bytes
}

describe('the first unread record', () => {
  it('is found at its own time, in whatever batches the records lie', () => {
    const batches = fc.array(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 20 }), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(batches, fc.nat(), (all, pick) => {
        const times = all.flatMap((gaps) => gaps.sort((a, b) => a - b))
        let base = 500
        const bytes = Buffer.concat(
          all.map((of) => {
            const made = batch(base, of)
            base += of.length
            return made
          }),
        )
        const index = pick % times.length
        const found = firstUnreadIn(bytes, 500 + index, base)
        // within a batch that spans less than half a second a line is near enough
        expect(Math.abs(Number(found) - START - (times[index] ?? 0))).toBeLessThanOrEqual(500)
      }),
    )
  })
  it('is none where only markers and aborted records are left', () => {
    const aborted = Buffer.concat([batch(10, [1, 2], { producer: 7 }), batch(12, [3], { producer: 7, control: true })])
    expect(firstUnreadIn(aborted, 10, 13, [{ producer: 7, first: 10 }])).toBe('none')
    expect(firstUnreadIn(aborted, 10, 13)).toBe(START + 1) // a transaction that was committed
    expect(firstUnreadIn(Buffer.concat([aborted, batch(13, [9])]), 10, 14, [{ producer: 7, first: 10 }])).toBe(
      START + 9,
    )
    expect(firstUnreadIn(batch(12, [3], { producer: 7, control: true }), 12, 13)).toBe('none')
  })
  it('is not known where the answer was cut', () => {
    expect(firstUnreadIn(batch(5, [1]).subarray(0, 65), 5, 6)).toBeUndefined()
    expect(firstUnreadIn(Buffer.alloc(0), 5, 6)).toBeUndefined()
  })
})

it('numbers and texts come back as they were written', () => {
  fc.assert(
    fc.property(
      fc.record({
        texts: fc.array(fc.string()),
        long: fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
        small: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      }),
      ({ texts, long, small }) => {
        const w = new Writer()
        w.list(texts, (text) => w.text(text))
        w.int64(long).varint(small).int32(-small).end()
        const r = new Reader(Buffer.from(w.take()))
        expect(r.list(() => r.text())).toEqual(texts)
        expect([r.int64(), r.varint(), r.int32()]).toEqual([long, small, small === 0 ? -0 : -small].map((n) => n + 0))
        r.end()
        expect(r.at).toBe(r.bytes.length)
      },
    ),
  )
})

it('commits are told from what else is in __consumer_offsets', () => {
  const key = (version: number) => {
    const w = new Writer()
    w.int16(version).oldText('usage-relay').oldText('usage.actions').int32(3)
    return Buffer.from(w.take())
  }
  const value = Buffer.from(new Writer().int16(3).int64(8_104_233).int32(-1).oldText('').int64(START).take())
  expect(readCommit({ key: key(1), value })).toEqual({
    group: 'usage-relay',
    topic: 'usage.actions',
    partition: 3,
    offset: 8_104_233,
  })
  expect(readCommit({ key: key(2), value })).toBeUndefined() // members of a group
  expect(readCommit({ key: key(1), value: null })).toBeUndefined() // deleted
})
