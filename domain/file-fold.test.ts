import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CsvRow, csvHeader, RENDERER_VERSION, type RenderProfile, renderRow } from './csv.ts'
import { type FoldRecord, foldStep, Marks } from './file-fold.ts'
import { anyFrozen, anyLineItem } from './testing.ts'

const PROFILE: RenderProfile = { dateFormat: 'MM/DD/YYYY', uniqueKey: true, rendererVersion: RENDERER_VERSION }
const anyProfile = fc.record({
  dateFormat: fc.constantFrom('MM/DD/YYYY', 'DD.MM.YYYY', 'YYYY-MM-DD'),
  uniqueKey: fc.boolean(),
  rendererVersion: fc.constant(RENDERER_VERSION),
})

/**
 * A partition as R16 makes it: each of four sources sends its claims in rising order, then now and then goes back and
 * sends some of them again.
 */
const anyPartition: fc.Arbitrary<FoldRecord[]> = fc
  .array(
    fc.record({
      source: fc.nat(3),
      goBack: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 3 }),
      item: anyLineItem,
      frozen: anyFrozen,
    }),
    { maxLength: 40 },
  )
  .map((sends) => {
    const sent: CsvRow[][] = [[], [], [], []]
    const records: FoldRecord[] = []
    const add = (row: CsvRow) => records.push({ offset: records.length, timestampMs: 0, row })
    for (const { source, goBack, item, frozen } of sends) {
      const before = sent[source]!
      if (goBack) for (const row of before.slice(-goBack)) add(row)
      // Claims leave gaps: what was rejected has one, too.
      const offset = (before.at(-1)?.claim.offset ?? -1) + 1 + (source === 3 ? 2 : 0)
      const claim = { topic: 1 + (source % 2), partition: source >> 1, offset }
      const row: CsvRow = { ...item, ...frozen, claim }
      before.push(row)
      add(row)
    }
    return records
  })
const anySplit = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 50 })

type Built = { text: string; from: number; to: number; openingMarks: ReturnType<Marks['list']> }

/** Files as csv-builder builds them, batch after batch. */
const build = (records: readonly FoldRecord[], split: readonly number[], maxBytes: number, profile: RenderProfile) => {
  const marks = new Marks()
  const header = csvHeader(profile)
  const files: Built[] = []
  let file: Built & { rows: number } = { text: header, rows: 0, from: 0, to: 0, openingMarks: [] }
  let done = 0
  for (let batch = 0; done < records.length; batch++) {
    const taken = records.slice(done, done + split[batch % split.length]!)
    for (let from = 0; from < taken.length; ) {
      const size = Buffer.byteLength(file.text)
      const step = foldStep(taken, from, marks, { size, rows: file.rows, maxBytes, profile })
      expect(step.bytes).toBe(Buffer.byteLength(step.text))
      from += step.consumed
      file.text += step.text
      file.rows += step.rows.length
      file.to = taken[from]?.offset ?? taken.at(-1)!.offset + 1
      if (!step.isFull) continue
      files.push(file)
      file = { text: header, rows: 0, from: file.to, to: file.to, openingMarks: marks.list() }
    }
    done += taken.length
  }
  return [...files, file].map(({ text, from, to, openingMarks }): Built => ({ text, from, to, openingMarks }))
}

/** What must come out, without marks: the first copy of each claim, in order. */
const firstCopies = (records: readonly FoldRecord[]): CsvRow[] => {
  const seen = new Set<string>()
  return records.flatMap(({ row }) => {
    const claim = JSON.stringify(row.claim)
    if (seen.has(claim)) return []
    seen.add(claim)
    return [row]
  })
}

describe('foldStep', () => {
  test('gives the same files however the partition is split into batches', () => {
    fc.assert(
      fc.property(anyPartition, anySplit, anySplit, fc.integer({ min: 1, max: 2_000 }), (records, one, other, max) => {
        expect(build(records, one, max, PROFILE)).toEqual(build(records, other, max, PROFILE))
      }),
    )
  })
  test('puts each claim into one row of one file, in order, and repeats change nothing', () => {
    fc.assert(
      fc.property(
        anyPartition,
        anySplit,
        fc.integer({ min: 1, max: 2_000 }),
        anyProfile,
        (records, split, max, profile) => {
          const header = csvHeader(profile)
          const bodies = build(records, split, max, profile).map(({ text }) => text.slice(header.length))
          const rows = firstCopies(records).map((row) => renderRow(row, profile))
          expect(bodies.join('')).toBe(rows.join(''))
        },
      ),
    )
  })
  test('folds a range again from the marks at its opening to the same bytes, under its own profile', () => {
    fc.assert(
      fc.property(
        anyPartition,
        anySplit,
        fc.integer({ min: 1, max: 2_000 }),
        anyProfile,
        (records, split, max, profile) => {
          for (const { text, from, to, openingMarks } of build(records, split, max, profile)) {
            const file = { size: 0, rows: 0, maxBytes: Number.MAX_SAFE_INTEGER, profile }
            const again = foldStep(records.slice(from, to), 0, Marks.of(openingMarks), file)
            expect(csvHeader(profile) + again.text).toBe(text)
            expect(again.consumed).toBe(to - from)
          }
        },
      ),
    )
  })
  test('keeps files within the limit, and never leaves room for the row that did not fit', () => {
    fc.assert(
      fc.property(anyPartition, anySplit, fc.integer({ min: 1, max: 2_000 }), (records, split, max) => {
        const header = Buffer.byteLength(csvHeader(PROFILE))
        const files = build(records, split, max, PROFILE)
        const rows = firstCopies(records).map((row) => Buffer.byteLength(renderRow(row, PROFILE)))
        let at = 0
        for (const [index, { text }] of files.entries()) {
          let size = header
          let taken = 0
          while (at < rows.length && (taken === 0 || size + rows[at]! <= max)) {
            size += rows[at++]!
            taken++
          }
          expect(Buffer.byteLength(text)).toBe(size)
          if (index < files.length - 1) expect(taken).toBeGreaterThan(0)
        }
        expect(at).toBe(rows.length)
      }),
    )
  })
  test('takes a first row that is larger than the file may be', () => {
    const [record] = fc.sample(
      fc
        .tuple(anyLineItem, anyFrozen)
        .map(([item, frozen]) => ({ offset: 0, timestampMs: 0, row: { ...item, ...frozen } })),
      1,
    )
    const step = foldStep([record!], 0, new Marks(), { size: 75, rows: 0, maxBytes: 1, profile: PROFILE })
    expect(step).toMatchObject({ consumed: 1, isFull: false })
  })
  test('consumes nothing when the first record of a batch is one row too many', () => {
    const row = fc.sample(anyLineItem, 1)[0]!
    const record: FoldRecord = {
      offset: 9,
      timestampMs: 0,
      row: {
        ...row,
        claim: { topic: 1, partition: 0, offset: 4 },
        attempt: 1,
        zuoraAccountNumber: '',
        zuoraSubscriptionNumber: '',
        originSite: '',
      },
    }
    const marks = Marks.of([{ topic: 1, partition: 0, offset: 3 }])
    const step = foldStep([record], 0, marks, { size: 1_000, rows: 1, maxBytes: 1_000, profile: PROFILE })
    expect(step).toEqual({ rows: [], text: '', bytes: 0, consumed: 0, isFull: true })
    expect(marks.isSeen(record.row.claim)).toBe(false)
  })
})

describe('Marks', () => {
  test('survive being written down, in one order', () => {
    fc.assert(
      fc.property(anyPartition, (records) => {
        const marks = new Marks()
        for (const { row } of records) if (!marks.isSeen(row.claim)) marks.see(row.claim)
        const written = JSON.parse(JSON.stringify(marks.list())) as ReturnType<Marks['list']>
        expect(Marks.of([...written].reverse()).list()).toEqual(marks.list())
        for (const { row } of records) expect(Marks.of(written).isSeen(row.claim)).toBe(true)
      }),
    )
  })
})
