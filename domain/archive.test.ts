import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ArchivedFile,
  archiveKey,
  compactedRange,
  compactions,
  dayAndHour,
  fileAgeMs,
  rangeFaults,
} from './archive.ts'

const HOUR = 3_600_000
const DAY_START = Date.parse('2026-11-27T00:00:00Z')

/** Files as an archiver cuts them: adjoining, their hours only rising. */
const files = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 3 }),
      rows: fc.integer({ min: 1, max: 50 }),
      hours: fc.integer({ min: 0, max: 5 }),
      bytes: fc.integer({ min: 1, max: 100 }),
      level: fc.constantFrom(0 as const, 0 as const, 1 as const),
    }),
    { maxLength: 40 },
  )
  .map((cuts) => {
    let next = 0
    let ms = DAY_START
    return cuts.map(({ gap, rows, hours, bytes, level }, id): ArchivedFile => {
      const fromOffset = next
      const firstOffset = fromOffset + gap
      ms += hours * HOUR
      next = firstOffset + rows
      const place = { site: 'iad', topic: 'usage.actions', partition: 0, epoch: 1 }
      const range = { fromOffset, firstOffset, lastOffset: next - 1, nextOffset: next }
      return { ...place, ...range, ...dayAndHour(ms), id, level, rows, bytes }
    })
  })

const BOUNDS = { bytesMax: 400, filesMax: 10 }

/** What the archive is after every compaction that is planned. */
const compacted = (all: readonly ArchivedFile[], nowMs: number): ArchivedFile[] => {
  let left = [...all]
  for (const { level, files: parts } of compactions(all, nowMs, BOUNDS)) {
    const ids = new Set(parts.map((p) => p.id))
    const whole = { ...parts[0]!, ...compactedRange(parts), level, bytes: parts.reduce((sum, p) => sum + p.bytes, 0) }
    left = [...left.filter((f) => !ids.has(f.id)), whole].sort((a, b) => a.fromOffset - b.fromOffset)
  }
  return left
}

describe('ranges of the archive', () => {
  it('have no fault as they are cut, and none after any compaction; no row is lost or doubled', () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 0, max: 400 }), (all, hours) => {
        expect(rangeFaults(all)).toEqual([])
        const after = compacted(all, DAY_START + hours * HOUR)
        expect(rangeFaults(after)).toEqual([])
        expect(after.reduce((sum, f) => sum + f.rows, 0)).toBe(all.reduce((sum, f) => sum + f.rows, 0))
        expect(after.at(-1)?.nextOffset).toBe(all.at(-1)?.nextOffset)
      }),
    )
  })

  it('show a file that is missing, doubled, or has rows it cannot have', () => {
    fc.assert(
      fc.property(
        files.filter((all) => all.length > 2),
        fc.nat(),
        (all, pick) => {
          const at = 1 + (pick % (all.length - 2))
          expect(rangeFaults(all.filter((_, i) => i !== at)).map((f) => f.kind)).toContain('gap')
          expect(rangeFaults([...all.slice(0, at), all[at - 1]!, ...all.slice(at)]).map((f) => f.kind)).toContain(
            'overlap',
          )
          expect(rangeFaults(all.map((f, i) => (i === at ? { ...f, rows: 999 } : f))).map((f) => f.kind)).toEqual([
            'count',
          ])
        },
      ),
    )
  })
})

describe('compactions', () => {
  it('join only what is over, within one day, in bounds, and leave what was joined', () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 0, max: 400 }), (all, hours) => {
        const now = DAY_START + hours * HOUR
        for (const { level, files: parts } of compactions(all, now, BOUNDS)) {
          expect(parts.length).toBeGreaterThan(1)
          expect(parts.length).toBeLessThanOrEqual(BOUNDS.filesMax)
          expect(parts.reduce((sum, p) => sum + p.bytes, 0)).toBeLessThanOrEqual(BOUNDS.bytesMax)
          expect(new Set(parts.map((p) => p.day)).size).toBe(1)
          expect(parts.every((p) => p.level < level)).toBe(true)
          const end = Date.parse(`${parts[0]!.day}T00:00:00Z`) + (level === 2 ? 24 : parts[0]!.hour + 1) * HOUR
          expect(now).toBeGreaterThan(end)
          if (level === 1) expect(new Set(parts.map((p) => p.hour)).size).toBe(1)
        }
      }),
    )
  })
})

describe('names', () => {
  const place = { site: 'sea', topic: 'billing.line-items', partition: 3, epoch: 1 }
  const range = { fromOffset: 118, firstOffset: 120, lastOffset: 181, nextOffset: 182 }
  it('say topic, site, day, hour, partition and offsets, and the epoch of a topic made anew', () => {
    const at = dayAndHour(Date.parse('2026-11-27T09:59:59.999Z'))
    expect(archiveKey(place, range, at)).toBe(
      'archive/topic=billing.line-items/site=sea/dt=2026-11-27/hr=09/p3-120-181.parquet',
    )
    expect(archiveKey({ ...place, epoch: 2 }, range, at)).toMatch(/\/p3-e2-120-181\.parquet$/)
  })
  it('exist for whatever Kafka takes as a time', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (ms) => {
        expect(dayAndHour(ms).day).toMatch(/^\d{4}-\d\d-\d\d$/)
      }),
    )
  })
  it('come at ages that differ a little, never later than asked', () => {
    const ages = Array.from({ length: 6 }, (_, partition) => fileAgeMs(300, 20, partition))
    expect(Math.max(...ages)).toBeLessThanOrEqual(300_000)
    expect(Math.min(...ages)).toBeGreaterThan(200_000)
    expect(new Set(ages).size).toBe(6)
  })
})
