/** Repeated fields as JSON text, which DuckDB reads into lists. Numbers keep all their digits; bytes are hexadecimal. */
import type { Column } from './columns.ts'
import { WireError, type WireReader } from './wire.ts'
import { isText, readNumber, readTime, wireTypeOf } from './wire-values.ts'

const numberText = ({ lo, hi }: WireReader, kind: Column['kind']): string => {
  if (kind === 'bool') return lo === 1 ? 'true' : 'false'
  if (kind === 'double' || kind === 'float') {
    const view = new DataView(new ArrayBuffer(8))
    view.setInt32(0, lo, true)
    view.setInt32(4, hi, true)
    const number = view.getFloat64(0, true)
    return Number.isFinite(number) ? String(number) : 'null'
  }
  const isUnsigned = kind === 'uint64'
  if (hi === 0) return String(lo >>> 0)
  if (hi === -1 && lo < 0 && !isUnsigned) return String(lo)
  const value = (BigInt(isUnsigned ? hi >>> 0 : hi) << 32n) | BigInt(lo >>> 0)
  return value.toString()
}

const enumText = (column: Column, number: number): string =>
  JSON.stringify(column.values?.get(number) ?? String(number))

/** The items that one occurrence of the field adds; undefined when its wire type is not the field's. */
export const itemsJson = (reader: WireReader, item: Column, wireType: number, end: number): string[] | undefined => {
  const own = wireTypeOf(item)
  if (wireType === own) return [valueJson(reader, item, end)]
  if (wireType !== 2) return undefined
  const stop = reader.length(end) // packed numbers
  const items: string[] = []
  while (reader.at < stop) items.push(valueJson(reader, item, stop))
  return items
}

const valueJson = (reader: WireReader, column: Column, end: number): string => {
  if (wireTypeOf(column) !== 2) {
    readNumber(reader, column.kind, wireTypeOf(column), end)
    return column.kind === 'enum' ? enumText(column, reader.lo) : numberText(reader, column.kind)
  }
  const stop = reader.length(end)
  const from = reader.at
  const text = contentJson(reader, column, from, stop)
  reader.at = stop
  return text
}

const contentJson = (reader: WireReader, column: Column, from: number, stop: number): string => {
  const bytes = reader.bytes.subarray(from, stop)
  switch (column.kind) {
    case 'string':
      if (!isText(reader.bytes, from, stop)) throw new WireError(`${column.name} is no UTF-8 text`)
      return JSON.stringify(Buffer.from(bytes).toString('utf8'))
    case 'time': {
      const micros = readTime(reader, from, stop)
      return micros === undefined ? 'null' : timeText(micros)
    }
    case 'message':
      return messageJson(reader, column.columns ?? [], from, stop)
    default:
      return JSON.stringify(Buffer.from(bytes).toString('hex'))
  }
}

const timeText = (micros: number): string => {
  const seconds = Math.floor(micros / 1_000_000)
  const date = new Date(seconds * 1_000).toISOString().slice(0, 19)
  return JSON.stringify(`${date}.${String(micros - seconds * 1_000_000).padStart(6, '0')}Z`)
}

const messageJson = (reader: WireReader, columns: readonly Column[], from: number, stop: number): string => {
  const found = new Map<number, string>()
  const lists = new Map<number, string[]>()
  reader.at = from
  while (reader.at < stop) {
    reader.varint(stop)
    const tag = reader.lo >>> 0
    if (tag < 8) throw new WireError('a field has no number')
    const column = columns.find((c) => c.number === tag >>> 3)
    if (column?.kind === 'list') {
      const items = itemsJson(reader, column.item!, tag & 7, stop)
      if (items) lists.set(column.number, [...(lists.get(column.number) ?? []), ...items])
      else reader.skip(tag & 7, stop)
    } else if (column && wireTypeOf(column) === (tag & 7)) found.set(column.number, valueJson(reader, column, stop))
    else reader.skip(tag & 7, stop)
  }
  const fields = columns.map((column) => {
    const value =
      column.kind === 'list'
        ? `[${(lists.get(column.number) ?? []).join(',')}]`
        : (found.get(column.number) ?? absent(column))
    return `${JSON.stringify(column.name)}:${value}`
  })
  return `{${fields.join(',')}}`
}

/** proto3: an absent field is its type's zero, unless its absence means something. */
const absent = (column: Column): string => {
  if (column.presence !== undefined) return 'null'
  if (column.kind === 'string' || column.kind === 'bytes') return '""'
  if (column.kind === 'enum') return enumText(column, 0)
  return column.kind === 'bool' ? 'false' : '0'
}
