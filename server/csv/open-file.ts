/** A CSV file while it grows: its bytes so far (at most `maxBytes`), running digest, and control totals. */
import { createHash, type Hash } from 'node:crypto'
import { csvHeader, type RenderProfile } from '../../domain/csv.ts'
import { fileIdOf, fileName } from '../../domain/csv-file.ts'
import type { FoldStep } from '../../domain/file-fold.ts'
import type { Claim } from '../../domain/line-item.ts'
import { QuantitySum } from '../../domain/quantity.ts'

/** What is decided when a file opens and never changes (R15). */
export type FileOpening = {
  readonly installation: string
  readonly partition: number
  readonly sequence: number
  readonly firstOffset: number
  readonly openingMarks: readonly Claim[]
  readonly profile: RenderProfile
  readonly maxBytes: number
  readonly maxAgeSeconds: number
}

export class OpenFile {
  readonly opening: FileOpening
  readonly id: number
  readonly name: string
  readonly #chunks: Buffer[] = []
  readonly #hash: Hash = createHash('sha256')
  readonly #rowsHash: Hash = createHash('sha256')
  readonly #totals = new Map<string, QuantitySum>()
  #size = 0
  #rows = 0
  #least: Buffer | undefined
  #greatest: Buffer | undefined
  /** By the database's clock; set when the row is written. */
  openedAtMs = 0

  constructor(opening: FileOpening) {
    this.opening = opening
    this.id = fileIdOf(opening.sequence, opening.partition)
    this.name = fileName(opening.installation, opening.partition, opening.sequence)
    this.#append(Buffer.from(csvHeader(opening.profile)))
  }

  get size(): number {
    return this.#size
  }
  get rows(): number {
    return this.#rows
  }
  get maxBytes(): number {
    return this.opening.maxBytes
  }
  get profile(): RenderProfile {
    return this.opening.profile
  }
  get bytes(): readonly Buffer[] {
    return this.#chunks
  }
  /** Of all bytes so far. */
  digest(): Buffer {
    return this.#hash.copy().digest()
  }
  /** Over (row number as int32, line item id) of each row in order (R19). */
  rowsDigest(): Buffer {
    return this.#rowsHash.copy().digest()
  }
  /** Sum of the rows' quantities per unit, exact. */
  totals(): Record<string, string> {
    return Object.fromEntries([...this.#totals].sort().map(([unit, sum]) => [unit, sum.format()]))
  }
  /** Least and greatest id in it: constant bounds for every query on its line items (R8). */
  get idRange(): { least: Buffer; greatest: Buffer } | undefined {
    return this.#least && this.#greatest ? { least: this.#least, greatest: this.#greatest } : undefined
  }
  /** The SHA-256 is in the key, so that a file decided again never meets other bytes (R17). */
  get objectKey(): string {
    return `csv/${this.name.replace(/\.csv$/, '')}/${this.digest().toString('hex')}.csv`
  }

  add(step: FoldStep): void {
    if (step.rows.length === 0) return
    this.#append(Buffer.from(step.text))
    const numbered = Buffer.allocUnsafe(step.rows.length * 20)
    let at = 0
    for (const { row } of step.rows) {
      at = numbered.writeInt32BE(++this.#rows, at)
      at += row.lineItemId.copy(numbered, at)
      let sum = this.#totals.get(row.unitOfMeasure)
      if (!sum) {
        sum = new QuantitySum()
        this.#totals.set(row.unitOfMeasure, sum)
      }
      sum.add(row)
      // Copies: what comes from the log is a slice of a whole fetch.
      if (!this.#least || row.lineItemId.compare(this.#least) < 0) this.#least = Buffer.from(row.lineItemId)
      if (!this.#greatest || row.lineItemId.compare(this.#greatest) > 0) this.#greatest = Buffer.from(row.lineItemId)
    }
    this.#rowsHash.update(numbered)
  }

  #append(bytes: Buffer): void {
    this.#chunks.push(bytes)
    this.#hash.update(bytes)
    this.#size += bytes.length
  }
}
