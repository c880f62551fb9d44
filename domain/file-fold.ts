/**
 * A CSV file is the fold of a range of offsets of one partition, from the marks at its opening, under one render profile
 * (R15, R16). Pure: any split of the range into batches gives the same bytes.
 */
import { type CsvRow, type RenderProfile, renderRow } from './csv.ts'
import type { Claim } from './line-item.ts'

const PARTITIONS_MAX = 65_536

/** Highest claim seen per source topic and partition: claims only rise, so what is not higher was seen (R16). */
export class Marks {
  readonly #highest = new Map<number, number>()

  static of(claims: readonly Claim[]): Marks {
    const marks = new Marks()
    for (const claim of claims) marks.see(claim)
    return marks
  }

  isSeen(claim: Claim): boolean {
    const highest = this.#highest.get(claim.topic * PARTITIONS_MAX + claim.partition)
    return highest !== undefined && claim.offset <= highest
  }

  see(claim: Claim): void {
    this.#highest.set(claim.topic * PARTITIONS_MAX + claim.partition, claim.offset)
  }

  /** Sorted, so that equal marks are equal text. */
  list(): Claim[] {
    return [...this.#highest]
      .sort(([a], [b]) => a - b)
      .map(([key, offset]) => ({ topic: Math.floor(key / PARTITIONS_MAX), partition: key % PARTITIONS_MAX, offset }))
  }
}

export type FoldRecord = {
  readonly offset: number
  /** Of the usage event's own record: it travels with the records of every hop. */
  readonly timestampMs: number
  readonly row: CsvRow
}

export type FoldStep = {
  /** The new rows in order, with the offset after each and their CSV text all together. */
  readonly rows: readonly FoldRecord[]
  readonly text: string
  readonly bytes: number
  /** How many of the records are in this file's range now. */
  readonly consumed: number
  /** The next row does not fit: the file ends before it. */
  readonly isFull: boolean
}

/**
 * Adds records from index `from` to a file of `size` bytes, until they are used up or the next row does not fit into
 * `maxBytes`. `marks` move with what is consumed. A file takes at least one row, whatever its size.
 */
export const foldStep = (
  records: readonly FoldRecord[],
  from: number,
  marks: Marks,
  file: { readonly size: number; readonly rows: number; readonly maxBytes: number; readonly profile: RenderProfile },
): FoldStep => {
  const rows: FoldRecord[] = []
  const texts: string[] = []
  let bytes = 0
  let at = from
  let isFull = false
  for (; at < records.length; at++) {
    const record = records[at]!
    if (marks.isSeen(record.row.claim)) continue
    const text = renderRow(record.row, file.profile)
    const size = Buffer.byteLength(text)
    if (file.rows + rows.length > 0 && file.size + bytes + size > file.maxBytes) {
      isFull = true // the row belongs to the next file, and so does its mark
      break
    }
    marks.see(record.row.claim)
    rows.push(record)
    texts.push(text)
    bytes += size
  }
  return { rows, text: texts.join(''), bytes, consumed: at - from, isFull }
}
