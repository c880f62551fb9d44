import fc from 'fast-check'
import { Partitioners } from 'kafkajs'
import { expect, test } from 'vitest'
import { murmur2, partitionForKey } from './murmur2.ts'

/** The vectors of Apache Kafka's own UtilsTest. */
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('murmur2 of %s', (key, hash) => {
  expect(murmur2(Buffer.from(key)) | 0).toBe(hash)
})

test('sends every key where kafkajs sends it', () => {
  const partitionOf = Partitioners.DefaultPartitioner()
  const expected = (key: Buffer, partitions: number) =>
    partitionOf({
      topic: 't',
      message: { key, value: null },
      partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
        partitionId,
        leader: 1,
        partitionErrorCode: 0,
        replicas: [],
        isr: [],
      })),
    })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (bytes, partitions) => {
      const key = Buffer.from(bytes)
      expect(partitionForKey(key, partitions)).toBe(expected(key, partitions))
    }),
  )
  fc.assert(
    fc.property(fc.maxSafeNat(), (accountId) => {
      expect(partitionForKey(`${accountId}`, 6)).toBe(expected(Buffer.from(`${accountId}`), 6))
    }),
  )
})
