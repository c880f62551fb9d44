import { describe, expect, test } from 'vitest'
import { fingerprint, Poison, quoted } from './poison.ts'

describe('Poison', () => {
  test('keeps its class and a message that Postgres and a terminal can hold', () => {
    const poison = new Poison('unknown_sku', `SKU \u0000\u001b[31m\ud800x ${'y'.repeat(2000)}`)
    expect(poison).toBeInstanceOf(Error)
    expect(poison.errorClass).toBe('unknown_sku')
    expect(poison.message.startsWith('SKU   [31m\ufffdx yyy')).toBe(true)
    expect(poison.message.length).toBeLessThanOrEqual(500)
  })
  test('says who threw it, in few frames, and leaves those of other errors alone', () => {
    const deep = (calls: number): Error => (calls > 0 ? deep(calls - 1) : new Poison('bad_time', 'no time'))
    const frames = (error: Error): string[] => error.stack!.split('\n').slice(1)
    const before = Error.stackTraceLimit
    expect(frames(deep(20))).toHaveLength(4)
    expect(frames(deep(20))[0]).toContain('poison.test.ts')
    expect(Error.stackTraceLimit).toBe(before)
  })
  test('quotes a long value short and on one line', () => {
    expect(quoted('a\n"b"')).toBe('"a\\n\\"b\\""')
    expect(quoted('z'.repeat(500)).length).toBeLessThan(90)
  })
})

describe('fingerprint', () => {
  const of = (message: string) => fingerprint('usage-relay', 'unknown_sku', message)
  test('is one for messages that differ in numbers, ids and quoted names', () => {
    expect(of('SKU "actions_vax" is not in the catalogue')).toBe(of('SKU "with \\" quote" is not in the catalogue'))
    expect(of('offset 12 of 3.5')).toBe(of('offset 1 of 44,000'))
    expect(of('id 01a205b3-d000-86a4-a775-7a31f2dacd9e lost')).toBe(of('id FFFFFFFF-d000-86a4-a775-7a31f2dacd9f lost'))
    expect(of('digest deadbeef01 differs')).toBe(of('digest 1234567890abcdef differs'))
  })
  test('tells processors, classes and shapes apart', () => {
    expect(fingerprint('a', 'conflict', 'x')).not.toBe(fingerprint('b', 'conflict', 'x'))
    expect(fingerprint('a', 'conflict', 'x')).not.toBe(fingerprint('a', 'too_old', 'x'))
    expect(of('units missing')).not.toBe(of('nanos missing'))
    expect(of('x')).toMatch(/^[0-9a-f]{16}$/)
  })
})
