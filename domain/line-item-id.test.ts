import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineItemId, lowestIdAt, timeOfId, uuidBytes, uuidText } from './line-item-id.ts'
import { sha256Of16 } from './sha256-block.ts'

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))
const times = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.maxSafeNat().map((n) => n % 2 ** 48),
)

describe('lineItemId (R13)', () => {
  test('is the id of the protocol for its check vector', () => {
    const eventId = uuidBytes('00000000-0000-4000-8000-000000000001')!
    const id = lineItemId(eventId, Date.parse('2026-11-23T00:00:00.000Z'))
    expect(uuidText(id)).toBe('01a205b3-d000-86a4-a775-7a31f2dacd9e')
    expect(uuidText(lineItemId(uuidBytes('00000000-0000-4000-8000-000000000001'.toUpperCase())!, timeOfId(id)))).toBe(
      '01a205b3-d000-86a4-a775-7a31f2dacd9e',
    )
  })
  test('is time, then SHA-256 of the event id, then version and variant', () => {
    fc.assert(
      fc.property(sixteen, times, (eventId, ms) => {
        const expected = Buffer.alloc(16)
        expected.writeUIntBE(ms, 0, 6)
        createHash('sha256').update(eventId).digest().copy(expected, 6, 0, 10)
        expected[6] = (expected[6]! & 0x0f) | 0x80
        expected[8] = (expected[8]! & 0x3f) | 0x80
        const id = lineItemId(eventId, ms)
        expect(id.equals(expected)).toBe(true)
        expect(timeOfId(id)).toBe(ms)
        expect(uuidText(id) >= lowestIdAt(ms)).toBe(true)
        if (ms + 1 < 2 ** 48) expect(uuidText(id) < lowestIdAt(ms + 1)).toBe(true)
      }),
    )
  })
  test.each([-1, 0.5, 2 ** 48, Number.NaN])('refuses the time %d', (ms) => {
    expect(() => lineItemId(Buffer.alloc(16), ms)).toThrow(RangeError)
    expect(() => lowestIdAt(ms)).toThrow(RangeError)
  })
  test('hashes as node:crypto does, and only 16 bytes', () => {
    fc.assert(
      fc.property(sixteen, (bytes) => {
        const digest = Buffer.alloc(32)
        sha256Of16(bytes, digest, 0, 32)
        expect(digest.equals(createHash('sha256').update(bytes).digest())).toBe(true)
      }),
    )
    expect(() => sha256Of16(Buffer.alloc(15), Buffer.alloc(32), 0, 32)).toThrow(RangeError)
  })
})

describe('UUID text', () => {
  test('of 16 bytes is read back, in any case and at any place', () => {
    fc.assert(
      fc.property(sixteen, fc.nat(20), (bytes, at) => {
        const text = uuidText(bytes)
        expect(text).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        expect(uuidBytes(text)!.equals(bytes)).toBe(true)
        expect(uuidBytes(text.toUpperCase())!.equals(bytes)).toBe(true)
        expect(uuidText(Buffer.concat([Buffer.alloc(at), bytes, Buffer.alloc(3)]), at)).toBe(text)
      }),
    )
    expect(() => uuidText(Buffer.alloc(20), 5)).toThrow(RangeError)
  })
  test.each([
    '',
    '00000000-0000-4000-8000-00000000000',
    '00000000-0000-4000-8000-0000000000011',
    '{00000000-0000-4000-8000-0000000000}',
    '00000000000040008000000000000001',
    '00000000-0000-4000-8000-00000000000g',
    '00000000-0000-4000-8000-00000000000\u0130',
    '0000000--0000-4000-8000-000000000001',
    '00000000 0000-4000-8000-000000000001',
    ' 0000000-0000-4000-8000-000000000001',
  ])('%j is no UUID', (text) => {
    expect(uuidBytes(text)).toBeUndefined()
  })
  test('one wrong character anywhere is noticed', () => {
    fc.assert(
      fc.property(
        sixteen,
        fc.nat(35),
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
        (bytes, at, wrong) => {
          const text = uuidText(bytes)
          const spoilt = text.slice(0, at) + wrong + text.slice(at + 1)
          const valid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(spoilt)
          expect(uuidBytes(spoilt) !== undefined).toBe(valid)
        },
      ),
    )
  })
})
