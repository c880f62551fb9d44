/**
 * `GET /object-query/usages`: filters, sorting, pages. Zuora's fields stand in one table with the SQL that gives them;
 * a request's texts only ever become parameters.
 */
import type pg from 'pg'
import { crudFailure, failure, Refusal, reason } from './answers.ts'
import { FILE_ID_PREFIX, IMPORT_ID_PREFIX, readId, USAGE_ID_PREFIX } from './ids.ts'

const hex12 = (column: string): string => `lpad(to_hex(${column}), 12, '0')`
const time = (expression: string): string => `to_char(${expression}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

type Field = { sql: string; type: 'text' | 'numeric' | 'timestamptz' }
const text = (sql: string): Field => ({ sql, type: 'text' })

const FIELDS: Readonly<Record<string, Field>> = {
  id: text(`'${USAGE_ID_PREFIX}' || ${hex12('r.import_number')} || ${hex12('r.row_number')}`),
  accountId: text('a.id'),
  accountNumber: text('r.account_number'),
  quantity: { sql: 'r.quantity', type: 'numeric' },
  uOM: text('r.uom'),
  startDateTime: { sql: "r.start_date::timestamp at time zone 'UTC'", type: 'timestamptz' },
  endDateTime: { sql: "r.end_date::timestamp at time zone 'UTC'", type: 'timestamptz' },
  submissionDateTime: { sql: 'i.created_at', type: 'timestamptz' },
  subscriptionId: text("nullif(r.subscription_id, '')"),
  ratePlanChargeId: text("nullif(r.charge_id, '')"),
  description: text('r.description'),
  importId: text(`'${IMPORT_ID_PREFIX}' || ${hex12('r.import_number')} || repeat('0', 12)`),
  fileId: text(`'${FILE_ID_PREFIX}' || ${hex12('r.import_number')} || repeat('0', 12)`),
  fileName: text('i.file_name'),
  uniqueKey: text('r.unique_key'),
  sourceType: text("'Import'"),
  rbeStatus: text("case when i.processed then 'Processed' else 'Pending' end"),
  createdDate: { sql: 'i.created_at', type: 'timestamptz' },
  updatedDate: { sql: 'i.updated_at', type: 'timestamptz' },
}

const OPERATORS: Readonly<Record<string, string>> = {
  EQ: '=',
  NE: 'is distinct from',
  LT: '<',
  GT: '>',
  LE: '<=',
  GE: '>=',
}

const SELECT = `select ${Object.entries(FIELDS)
  .map(([name, { sql, type }]) => `${type === 'timestamptz' ? time(`(${sql}) at time zone 'UTC'`) : sql} as "${name}"`)
  .join(', ')}, r.import_number as import_number_, r.row_number as row_number_
  from usage_record r
  join usage_import i on i.number = r.import_number
  left join account a on a.account_number = r.account_number`

const bad = (message: string): never => {
  throw new Refusal(failure(400, [reason('invalid', message)]))
}

const fieldNamed = (name: string): Field => FIELDS[name] ?? bad(`The field ${name.slice(0, 60)} is not known.`)

const PAGE_SIZE_MAX = 50
const PAGE_SIZE = 20

class Query {
  readonly values: unknown[] = []
  readonly conditions: string[] = []

  parameter(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }

  /** `field.OP:value`; the value may hold anything, colons too. */
  filter(filter: string): void {
    const match = /^([A-Za-z]+)\.([A-Z]+):([\s\S]*)$/.exec(filter)
    if (!match) bad(`The filter ${filter.slice(0, 100)} is not of the form field.OP:value.`)
    const [, name = '', operator = '', value = ''] = match ?? []
    const field = fieldNamed(name)
    if (value === 'null' && (operator === 'EQ' || operator === 'NE')) {
      this.conditions.push(`(${field.sql}) is ${operator === 'EQ' ? '' : 'not '}null`)
      return
    }
    // Ids hold their import's number: with it the primary key serves the question.
    const idKind = name === 'importId' ? 'import' : name === 'id' ? 'usage' : name === 'fileId' ? 'file' : null
    if (idKind && operator === 'EQ')
      this.conditions.push(`r.import_number = ${this.parameter(readId(idKind, value)?.importNumber ?? -1)}`)
    if (operator === 'IN') {
      const list = value
        .replace(/^\[/, '')
        .replace(/\]$/, '')
        .split(',')
        .map((v) => v.trim())
      this.conditions.push(`(${field.sql}) = any(${this.parameter(list)}::${field.type}[])`)
    } else if (operator === 'SW')
      this.conditions.push(`starts_with((${field.sql})::text, ${this.parameter(value)}::text)`)
    else {
      const sql = OPERATORS[operator] ?? bad(`The operator ${operator} is not known.`)
      this.conditions.push(`(${field.sql}) ${sql} ${this.parameter(value)}::${field.type}`)
    }
  }

  where(): string {
    return this.conditions.length === 0 ? '' : `where ${this.conditions.join(' and ')}`
  }
}

const order = (sorts: readonly string[]): string => {
  const parts = sorts.map((sort) => {
    const match = /^([A-Za-z]+)\.(ASC|DESC)$/.exec(sort)
    if (!match) return bad(`The sort ${sort.slice(0, 100)} is not of the form field.ASC or field.DESC.`)
    return `(${fieldNamed(match[1] ?? '').sql}) ${match[2] === 'DESC' ? 'desc nulls last' : 'asc nulls first'}`
  })
  return `order by ${[...parts, 'r.import_number', 'r.row_number'].join(', ')}`
}

/** Without a sort the cursor is the last key; with one it is how many were given out. */
type Cursor = { after: [number, number] } | { skip: number }
const encodeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')
const decodeCursor = (text: string): Cursor => {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<{ after: number[]; skip: number }>
    const [a, b] = value.after ?? []
    if (Number.isInteger(a) && Number.isInteger(b)) return { after: [Number(a), Number(b)] }
    if (Number.isInteger(value.skip)) return { skip: Number(value.skip) }
  } catch {
    // said below
  }
  return bad('The cursor is not one that this service gave out.')
}

const pageSizeOf = (parameters: URLSearchParams): number => {
  const given = parameters.get('pageSize')
  if (given === null) return PAGE_SIZE
  const size = Number(given)
  if (!/^\d+$/.test(given) || size < 1 || size > PAGE_SIZE_MAX) bad(`pageSize must be 1 to ${PAGE_SIZE_MAX}.`)
  return size
}

type UsageRecord = Record<string, unknown> & { import_number_: string; row_number_: number }

/** Quantities are JSON numbers, as Zuora gives them: the text of the number is kept, digit by digit. */
export const queryUsages = async (pool: pg.Pool, parameters: URLSearchParams): Promise<Buffer> => {
  const query = new Query()
  for (const filter of parameters.getAll('filter[]')) {
    query.filter(filter)
    // A file's name is turned into its imports first, so that the primary key serves the question, page after page.
    const name = /^fileName\.EQ:([\s\S]*)$/.exec(filter)?.[1]
    if (name !== undefined) {
      const { rows } = await pool.query<{ number: string }>('select number from usage_import where file_name = $1', [
        name,
      ])
      query.conditions.push(`r.import_number = any(${query.parameter(rows.map((r) => r.number))}::bigint[])`)
    }
  }
  const sorts = parameters.getAll('sort[]')
  const size = pageSizeOf(parameters)
  const cursorText = parameters.get('cursor')
  const cursor = cursorText ? decodeCursor(cursorText) : null
  if (cursor && 'after' in cursor)
    query.conditions.push(
      `(r.import_number, r.row_number) > (${query.parameter(cursor.after[0])}, ${query.parameter(cursor.after[1])})`,
    )
  const skip = cursor && 'skip' in cursor ? cursor.skip : 0
  const sql = `${SELECT} ${query.where()} ${order(sorts)} limit ${query.parameter(size + 1)} offset ${query.parameter(skip)}`
  const rows = await run(pool, sql, query.values)
  const page = rows.slice(0, size)
  const last = page.at(-1)
  const more = rows.length > size && last !== undefined
  const next: Cursor | null = !more
    ? null
    : sorts.length > 0
      ? { skip: skip + size }
      : { after: [Number(last.import_number_), last.row_number_] }
  const data = page.map(({ import_number_: _i, row_number_: _r, quantity, ...fields }) => {
    const rest = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
    return `{"quantity":${plain(String(quantity))},${JSON.stringify(rest).slice(1)}`
  })
  return Buffer.from(`{"nextPage":${JSON.stringify(next ? encodeCursor(next) : null)},"data":[${data.join(',')}]}`)
}

/** 1.500000000 → 1.5 */
export const plain = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal)

const run = async (pool: pg.Pool, sql: string, values: unknown[]): Promise<UsageRecord[]> => {
  try {
    return (await pool.query<UsageRecord>(sql, values)).rows
  } catch (error) {
    // A filter's value that is no number or date: class 22, data exception.
    if ((error as { code?: string }).code?.startsWith('22')) return bad(`A filter's value does not fit its field.`)
    throw error
  }
}

/** `DELETE /v1/object/usage/{id}`: only before it is invoiced. */
export const deleteUsage = async (pool: pg.Pool, id: string): Promise<Record<string, unknown>> => {
  const key = readId('usage', id)
  const { rows } = key
    ? await pool.query<{ processed: boolean }>(
        `select i.processed from usage_record r join usage_import i on i.number = r.import_number
          where r.import_number = $1 and r.row_number = $2`,
        [key.importNumber, key.row],
      )
    : { rows: [] }
  const [found] = rows
  if (!key || !found) throw new Refusal(crudFailure(404, 'INVALID_ID', `There is no usage record ${id.slice(0, 60)}.`))
  if (found.processed)
    throw new Refusal(crudFailure(400, 'INVALID_VALUE', 'The usage record was invoiced and cannot be deleted.'))
  await pool.query('delete from usage_record where import_number = $1 and row_number = $2', [key.importNumber, key.row])
  return { id, success: true }
}
