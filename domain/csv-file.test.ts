import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fileIdOf,
  fileName,
  parsePublicFileId,
  partitionOf,
  publicFileId,
  SEQUENCE_MAX,
  sequenceOf,
} from './csv-file.ts'

const partitions = fc.integer({ min: 0, max: 65_535 })
const sequences = fc.integer({ min: 0, max: SEQUENCE_MAX })

describe('file numbers and names', () => {
  test('are those of the contract', () => {
    expect(fileName('k3f9a2', 3, 42)).toBe('usage-k3f9a2-p3-00000042.csv')
    expect(fileName('k3f9a2', 3, 42, 2)).toBe('usage-k3f9a2-p3-00000042-r2.csv')
    expect(publicFileId(fileIdOf(42, 3))).toBe('p3-00000042')
    expect(publicFileId(fileIdOf(42, 3), 2)).toBe('p3-00000042-r2')
    expect(fileIdOf(42, 3)).toBe(42 * 65_536 + 3)
  })
  test('go there and back, and fit what Zuora takes', () => {
    fc.assert(
      fc.property(partitions, sequences, fc.integer({ min: 1, max: 999_999 }), (partition, sequence, revision) => {
        const fileId = fileIdOf(sequence, partition)
        expect(Number.isSafeInteger(fileId)).toBe(true)
        expect([sequenceOf(fileId), partitionOf(fileId)]).toEqual([sequence, partition])
        const parsed = { fileId, partition, sequence, revision }
        const name = fileName('k3f9a2', partition, sequence, revision)
        expect(name.length).toBeLessThanOrEqual(50)
        expect(parsePublicFileId(name)).toEqual(parsed)
        expect(parsePublicFileId(publicFileId(fileId, revision))).toEqual(parsed)
      }),
    )
  })
  test.each([
    '',
    'p3',
    'p3-42',
    'p65536-00000001',
    'p3-00000042-r0',
    'p3-000000042',
    'usage-p3-00000042.csv',
    'x p3-00000042',
  ])('%j names no file', (text) => {
    expect(parsePublicFileId(text)).toBeUndefined()
  })
  test('what does not fit is a defect', () => {
    expect(() => fileName('K3F9A2', 0, 1)).toThrow(RangeError)
    expect(() => fileName('k3f9a2', -1, 1)).toThrow(RangeError)
    expect(() => fileName('k3f9a2', 0, SEQUENCE_MAX + 1)).toThrow(RangeError)
    expect(() => fileIdOf(1.5, 0)).toThrow(RangeError)
  })
})
