/**
 * Walks a protobuf message and notes where each field is: one 64-bit slot per field and row, without decoding texts or
 * making objects. DuckDB cuts the values out of the record's bytes (column-sql.ts), which costs a tenth of decoding here.
 * Repeated fields are rare on the hot topics: their items become JSON text, appended to the record's bytes.
 */
import type { Column, Kind, MessageColumns } from './columns.ts'
import { itemsJson } from './list-json.ts'
import { WireError, WireReader } from './wire.ts'
import { isText, readNumber, readTime, TWO_32, wireTypeOf } from './wire-values.ts'

/** Rows of a DuckDB data chunk. */
export const CHUNK_ROWS = 2_048

type Plan = { readonly fields: readonly (FieldPlan | undefined)[] }
/** Every field has every property: objects of one shape are read several times quicker than columns as they are. */
type FieldPlan = {
  readonly name: string
  readonly kind: Kind
  readonly wireType: number
  readonly slot: number
  /** −1: none. */
  readonly presence: number
  /** A varint is its value as it is read. */
  readonly isPlain: boolean
  readonly child: Plan | undefined
  readonly item: Column | undefined
}

const fieldPlan = (column: Column): FieldPlan => ({
  name: column.name,
  kind: column.kind,
  wireType: wireTypeOf(column),
  slot: column.slot,
  presence: column.presence ?? -1,
  isPlain: (column.kind === 'int64' || column.kind === 'uint64') && !column.isFixed,
  child: column.kind === 'message' ? planOf(column.columns ?? []) : undefined,
  item: column.item,
})

const planOf = (columns: readonly Column[]): Plan => {
  const fields: (FieldPlan | undefined)[] = []
  // Field numbers go up to 2^29: sparse above the small ones that are used.
  for (const column of columns) fields[column.number] = fieldPlan(column)
  return { fields }
}

const presenceSlots = (columns: readonly Column[]): number[] =>
  columns.flatMap((c) => [
    ...(c.presence === undefined ? [] : [c.presence]),
    ...(c.kind === 'message' ? presenceSlots(c.columns ?? []) : []),
  ])

export class MessageScanner {
  /** Low and high half of each row's slot. */
  readonly slots: readonly Int32Array[]
  readonly #reader = new WireReader()
  readonly #plan: Plan
  readonly #presence: ReadonlySet<number>
  /** Items of repeated fields of the record at hand. */
  readonly #lists = new Map<number, string[]>()
  #row = 0
  #base = 0

  constructor({ columns, slots }: MessageColumns) {
    this.slots = Array.from({ length: slots }, () => new Int32Array(CHUNK_ROWS * 2))
    this.#plan = planOf(columns)
    this.#presence = new Set(presenceSlots(columns))
  }

  /** Before each chunk: proto3's defaults everywhere. */
  reset(): void {
    for (const [index, slot] of this.slots.entries()) slot.fill(this.#presence.has(index) ? -1 : 0)
  }

  /**
   * Notes one record's fields; places are counted from `base`. Answers what must be appended to the record's bytes at
   * `appendAt` (counted from `base` too), mostly nothing. @throws WireError when the bytes are no message
   */
  scan(bytes: Uint8Array, from: number, to: number, base: number, row: number, appendAt: number): Buffer | undefined {
    this.#reader.bytes = bytes
    this.#row = row
    this.#base = base
    if (this.#lists.size > 0) this.#lists.clear()
    this.#message(this.#plan, from, to)
    if (this.#lists.size === 0) return undefined
    const texts: Buffer[] = []
    let at = appendAt
    for (const [slot, items] of this.#lists) {
      const text = Buffer.from(`[${items.join(',')}]`)
      this.#put(slot, text.length, at)
      at += text.length
      texts.push(text)
    }
    return Buffer.concat(texts)
  }

  #put(slot: number, lo: number, hi: number): void {
    const values = this.slots[slot]!
    values[this.#row * 2] = lo
    values[this.#row * 2 + 1] = hi
  }

  #message(plan: Plan, from: number, end: number): void {
    const reader = this.#reader
    reader.at = from
    while (reader.at < end) {
      reader.varint(end)
      const tag = reader.lo >>> 0
      if (reader.hi !== 0 || tag < 8) throw new WireError('a field has no number')
      const wireType = tag & 7
      const field = plan.fields[tag >>> 3]
      if (field === undefined || !this.#field(field, wireType, end)) reader.skip(wireType, end)
    }
  }

  /** False when the wire type is not the field's: then it is an unknown field, as protobuf says. */
  #field(field: FieldPlan, wireType: number, end: number): boolean {
    const reader = this.#reader
    if (field.kind === 'list') {
      const items = itemsJson(reader, field.item!, wireType, end)
      if (items === undefined) return false
      const all = this.#lists.get(field.slot)
      if (all) for (const item of items) all.push(item)
      else this.#lists.set(field.slot, items)
      return true
    }
    if (wireType !== field.wireType) return false
    if (wireType === 2) {
      const stop = reader.length(end)
      const from = reader.at
      if (field.kind === 'string' && !isText(reader.bytes, from, stop))
        throw new WireError(`${field.name} is no UTF-8 text`)
      if (field.kind === 'time') this.#time(field, from, stop)
      else {
        if (field.presence >= 0) this.#put(field.presence, 0, 0)
        if (field.child) this.#message(field.child, from, stop)
        else this.#put(field.slot, stop - from, from - this.#base)
      }
      reader.at = stop
      return true
    }
    if (field.isPlain) reader.varint(end)
    else readNumber(reader, field.kind, field.wireType, end)
    this.#put(field.slot, reader.lo, reader.hi)
    if (field.presence >= 0) this.#put(field.presence, 0, 0)
    return true
  }

  #time(field: FieldPlan, from: number, end: number): void {
    const micros = readTime(this.#reader, from, end)
    if (micros === undefined) return // no such time: the column is null, the raw bytes are kept
    const hi = Math.floor(micros / TWO_32)
    this.#put(field.slot, micros - hi * TWO_32, hi)
    this.#put(field.presence, 0, 0)
  }
}
