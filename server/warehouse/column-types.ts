/** The columns of a topic's files with their SQL types, for completion and documentation. */
import { columnType } from './column-sql.ts'
import { columnsOf } from './columns.ts'

const RECORD: readonly { name: string; type: string }[] = [
  { name: 'record_offset', type: 'BIGINT' },
  { name: 'record_partition', type: 'INTEGER' },
  { name: 'record_timestamp', type: 'TIMESTAMP WITH TIME ZONE' },
  { name: 'record_key', type: 'BLOB' },
  { name: 'record_headers', type: 'STRUCT(key VARCHAR, value BLOB)[]' },
  { name: 'record_value', type: 'BLOB' },
  { name: 'record_error', type: 'VARCHAR' },
]
/** From the folders' names. */
const PLACE: readonly { name: string; type: string }[] = [
  { name: 'topic', type: 'VARCHAR' },
  { name: 'site', type: 'VARCHAR' },
  { name: 'dt', type: 'DATE' },
  { name: 'hr', type: 'INTEGER' },
]

export const columnTypes = (schema: string | undefined): { name: string; type: string }[] => [
  ...(schema ? columnsOf(schema).columns.map((column) => ({ name: column.name, type: columnType(column) })) : []),
  ...RECORD,
  ...PLACE,
]
