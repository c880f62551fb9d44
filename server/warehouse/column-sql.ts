/**
 * How a topic's columns are made in DuckDB from a record's bytes (`b`) and slots (`s0`, `s1`, …). A place in the bytes is
 * one number: where it begins in the high half, how long it is in the low half.
 */
import type { Column, MessageColumns } from './columns.ts'

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

export const bytesAt = (slot: string): string =>
  `array_slice(b, (${slot} >> 32) + 1, (${slot} >> 32) + (${slot} & 4294967295))`
const lengthAt = (slot: string): string => `(${slot} & 4294967295)`
export const textAt = (slot: string): string => `decode(${bytesAt(slot)})`

/** 16-byte ids are UUIDs here (R13), and text everywhere else, so that they join. */
const idAt = (slot: string): string =>
  `case ${lengthAt(slot)} when 16 then cast(cast(${bytesAt(slot)} as uuid) as varchar) else lower(hex(${bytesAt(slot)})) end`
const isId = (column: Column): boolean => column.kind === 'bytes' && column.name.endsWith('_id')

const SQL_TYPE: Readonly<Partial<Record<Column['kind'], string>>> = {
  int64: 'BIGINT',
  sint64: 'BIGINT',
  uint64: 'UBIGINT',
  int32: 'INTEGER',
  sint32: 'INTEGER',
  uint32: 'UINTEGER',
  bool: 'BOOLEAN',
  float: 'FLOAT',
  double: 'DOUBLE',
  time: 'TIMESTAMP WITH TIME ZONE',
}

/** The type of a list's items; bytes inside of lists are hexadecimal text. */
const jsonType = (column: Column): string => {
  if (column.kind === 'list') return `[${jsonType(column.item!)}]`
  if (column.kind === 'message')
    return `{${(column.columns ?? []).map((c) => `${JSON.stringify(c.name)}:${jsonType(c)}`).join(',')}}`
  return JSON.stringify(SQL_TYPE[column.kind] ?? 'VARCHAR')
}

const expression = (column: Column): string => {
  const slot = `s${column.slot}`
  switch (column.kind) {
    case 'string':
      return textAt(slot)
    case 'bytes':
      return isId(column) ? idAt(slot) : bytesAt(slot)
    case 'enum': {
      const names = [...column.values!].map(([number, name]) => `when ${number} then ${literal(name)}`)
      return `case ${slot} ${names.join(' ')} else cast(${slot} as varchar) end`
    }
    case 'time':
      return `make_timestamptz(${slot})`
    case 'message':
      return `struct_pack(${column.columns!.map((c) => `${quoted(c.name)} := ${withPresence(c)}`).join(', ')})`
    case 'list': {
      const type = `[${jsonType(column.item!)}]`
      return `from_json(case when ${lengthAt(slot)} = 0 then '[]' else ${textAt(slot)} end, ${literal(type)})`
    }
    default:
      return `cast(${slot} as ${SQL_TYPE[column.kind]})`
  }
}

const withPresence = (column: Column): string =>
  column.presence === undefined
    ? expression(column)
    : `case when s${column.presence} >= 0 then ${expression(column)} end`

/** The message's fields; all null where the bytes are none (`ok` is 0). */
export const messageSelect = ({ columns }: MessageColumns): string[] =>
  columns.map((column) => `case when ok = 1 then ${withPresence(column)} end as ${quoted(column.name)}`)

/** What a slot holds: the 64 bits of a number, or a place. */
export const slotTypes = ({ columns, slots }: MessageColumns): ('BIGINT' | 'UBIGINT' | 'DOUBLE')[] => {
  const types: ('BIGINT' | 'UBIGINT' | 'DOUBLE')[] = Array.from({ length: slots }, () => 'BIGINT')
  const visit = (all: readonly Column[]) => {
    for (const column of all) {
      if (column.kind === 'uint64') types[column.slot] = 'UBIGINT'
      if (column.kind === 'double' || column.kind === 'float') types[column.slot] = 'DOUBLE'
      if (column.kind === 'message') visit(column.columns ?? [])
    }
  }
  visit(columns)
  return types
}

/** The type of a column in the file, for people. */
export const columnType = (column: Column): string => {
  if (column.kind === 'message')
    return `STRUCT(${(column.columns ?? []).map((c) => `${c.name} ${columnType(c)}`).join(', ')})`
  if (column.kind === 'list') return `${listItemType(column.item!)}[]`
  if (column.kind === 'bytes') return isId(column) ? 'VARCHAR' : 'BLOB'
  return SQL_TYPE[column.kind] ?? 'VARCHAR'
}
/** Bytes inside of lists are hexadecimal text. */
const listItemType = (item: Column): string =>
  item.kind === 'message'
    ? `STRUCT(${(item.columns ?? []).map((c) => `${c.name} ${c.kind === 'bytes' ? 'VARCHAR' : columnType(c)}`).join(', ')})`
    : (SQL_TYPE[item.kind] ?? 'VARCHAR')
