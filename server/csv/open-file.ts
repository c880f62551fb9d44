/** A CSV file while it grows: its bytes so far (at most `maxBytes`), running digest, and control totals. */
import { createHash, type Hash } from 'node:crypto'
import { csvHeader, type RenderProfile } from '../../domain/csv.ts'
import { fileIdOf, fileName } from '../../domain/csv-file.ts'
import type { FoldStep } from '../../domain/file-fold.ts'
import type { Claim } from '../../domain/line-item.ts'
import { QuantitySum } from '../../domain/quantity.ts'
import { type LatencyCell, type MeasuredAs, StepLatency } from '../../domain/step-latency.ts'

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

/** SKU and site of rows, each once; what is beyond a byte counts as unknown. */
export type RowGroup = { readonly sku: string; readonly site: string }
const GROUPS_MAX = 255
const NO_GROUP: RowGroup = { sku: '', site: '' }

/** Product of a SKU; '' where the catalogue does not know it. */
export type ProductOf = (sku: string) => string

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
  /** Five bytes a row, only measured by: when its event was recorded, in whole seconds, and its place in `#groups`. */
  #recorded = new Uint32Array(256)
  #groupOf = new Uint8Array(256)
  readonly #groups: RowGroup[] = []
  #group = -1
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
    this.#makeRoom(step.rows.length)
    for (const { row, timestampMs } of step.rows) {
      this.#recorded[this.#rows] = timestampMs / 1_000
      this.#groupOf[this.#rows] = this.#placeOf(row.sku, row.originSite)
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

  /** What so many rows are measured as, from `firstRow` on (1 is the first): each once, and a byte a row. */
  measuredAs(firstRow: number, rows: number, productOf: ProductOf): { measuredAs: MeasuredAs[]; places: Buffer } {
    const measuredAs: MeasuredAs[] = []
    const places = Buffer.allocUnsafe(rows)
    const placeOf = new Int16Array(this.#groups.length).fill(-1)
    for (let nth = 0; nth < rows; nth++) {
      const group = this.#groupOf[firstRow - 1 + nth]!
      if (placeOf[group]! < 0) {
        const { sku, site } = this.#groups[group]!
        const product = productOf(sku)
        const known = measuredAs.findIndex((one) => one.product === product && one.site === site)
        placeOf[group] = known < 0 ? measuredAs.push({ product, site }) - 1 : known
      }
      places[nth] = placeOf[group]!
    }
    return { measuredAs, places }
  }

  /** How old the events of its rows are at a moment, to the second. */
  ages(atMs: number, productOf: ProductOf): LatencyCell[] {
    const ages = new StepLatency()
    const products = this.#groups.map(({ sku }) => productOf(sku))
    for (let row = 0; row < this.#rows; row++) {
      const group = this.#groupOf[row]!
      // The middle of its second.
      ages.observe(products[group]!, this.#groups[group]!.site, Math.round(atMs - this.#recorded[row]! * 1_000 - 500))
    }
    return ages.cells()
  }

  #placeOf(sku: string, site: string): number {
    const last = this.#groups[this.#group]
    if (last && last.sku === sku && last.site === site) return this.#group
    let group = this.#groups.findIndex((one) => one.sku === sku && one.site === site)
    if (group < 0 && this.#groups.length < GROUPS_MAX)
      group = this.#groups.push(this.#groups.length === GROUPS_MAX - 1 ? NO_GROUP : { sku, site }) - 1
    this.#group = group < 0 ? GROUPS_MAX - 1 : group
    return this.#group
  }

  #makeRoom(rows: number): void {
    const needed = this.#rows + rows
    if (needed <= this.#recorded.length) return
    const size = Math.max(needed, 2 * this.#recorded.length)
    const [recorded, groupOf] = [new Uint32Array(size), new Uint8Array(size)]
    recorded.set(this.#recorded)
    groupOf.set(this.#groupOf)
    this.#recorded = recorded
    this.#groupOf = groupOf
  }

  #append(bytes: Buffer): void {
    this.#chunks.push(bytes)
    this.#hash.update(bytes)
    this.#size += bytes.length
  }
}
