import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Faults, faultAnswer } from './faults.ts'
import { bodyDigest } from './idempotency.ts'
import { makeId, readId } from './ids.ts'
import { TenantLimits } from './limits-of-tenant.ts'
import { unzipOneFile, zipOneFile } from './zip.ts'

describe('zip', () => {
  it('gives back what was put in', () => {
    const bytes = Buffer.from('some,csv\n'.repeat(1000))
    expect(unzipOneFile(zipOneFile('näme.csv', bytes), 10_000)).toEqual({ name: 'näme.csv', bytes })
  })

  it('reads deflate, and refuses damage, size and what is no archive', () => {
    const bytes = Buffer.from('some,csv\n'.repeat(1000))
    const archive = deflated('a.csv', bytes)
    expect(unzipOneFile(archive, 10_000).bytes).toEqual(bytes)
    expect(() => unzipOneFile(archive, 100)).toThrow(/too large/)
    expect(() => unzipOneFile(Buffer.from('no archive'), 100)).toThrow(/not a ZIP/)
    const damaged = zipOneFile('a.csv', bytes)
    damaged[60] = (damaged[60] ?? 0) ^ 1
    expect(() => unzipOneFile(damaged, 10_000)).toThrow(/damaged/)
  })
})

/** A stored archive rewritten as a deflated one. */
const deflated = (name: string, bytes: Buffer): Buffer => {
  const packed = deflateRawSync(bytes)
  const archive = zipOneFile(name, packed)
  const central = archive.readUInt32LE(archive.length - 6)
  for (const at of [4, central + 6]) {
    archive.writeUInt16LE(8, at + 4)
    archive.writeUInt32LE(crc32(bytes), at + 10)
    archive.writeUInt32LE(bytes.length, at + 18)
  }
  return archive
}

it('ids hold what they name', () => {
  expect(readId('usage', makeId('usage', 7, 45_000))).toEqual({ importNumber: 7, row: 45_000 })
  expect(readId('import', makeId('usage', 7, 1))).toBeNull()
  expect(readId('usage', 'x')).toBeNull()
  expect(makeId('import', 1)).toHaveLength(32)
})

it('two requests with the same parts are the same body, whatever their boundary', () => {
  const form = (boundary: string, text: string) =>
    bodyDigest(Buffer.from(`--${boundary}\r\nhead\r\n\r\n${text}\r\n--${boundary}--\r\n`), {
      'content-type': `multipart/form-data; boundary=${boundary}`,
    })
  expect(form('aaa', 'text')).toEqual(form('bbbbb', 'text'))
  expect(form('aaa', 'text')).not.toEqual(form('aaa', 'texu'))
})

it('limits are told and kept', () => {
  const limits = new TenantLimits({ requestsPerMinute: 3, requestsAtOnce: 2 })
  expect(limits.enter(0)).toBeNull()
  expect(limits.enter(0)).toBeNull()
  expect(limits.enter(0)).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
  expect(limits.headers(0)).toMatchObject({ 'ratelimit-remaining': '0', 'concurrency-limit-remaining': '0' })
  for (let i = 0; i < 3; i++) limits.leave()
  expect(limits.enter(1_000)).toMatchObject({ status: 429, headers: { 'retry-after': '59' } })
  limits.leave()
  expect(limits.enter(60_000)).toBeNull()
})

it('a fault hits as often as it says', () => {
  const faults = new Faults()
  faults.set({ upload: { status5xx: 503, times: 2 } })
  expect(faults.take('status')).toBeNull()
  const hits = [faults.take('upload'), faults.take('upload'), faults.take('upload')]
  expect(hits.map((fault) => fault && faultAnswer(fault)?.status)).toEqual([503, 503, null])
})
