/** Tables of Postgres as Parquet: what is in them, as one SELECT each. Codes are words, 64-bit numbers stay 64-bit. */
import { REASON_NAMES, reasonCode } from '../../domain/reasons.ts'
import type { SnapshotName } from '../../domain/warehouse.ts'
import { literal } from './column-sql.ts'

/** What is asked of Postgres, and its type as DuckDB reads it. */
type Read = { readonly name: string; readonly type: string; readonly sql: string }
/** `made`: what DuckDB makes of it. */
type SnapshotColumn = {
  readonly name: string
  readonly type: string
  readonly read: readonly Read[]
  readonly made: string
}
const c = (name: string, type: string, sql = name): SnapshotColumn => ({
  name,
  type,
  read: [{ name, type, sql }],
  made: name,
})

/** Exact. A decimal this wide costs more to read from text than all other columns together. */
const QUANTITY: SnapshotColumn = {
  name: 'quantity',
  type: 'DECIMAL(28,9)',
  read: [
    { name: 'units', type: 'BIGINT', sql: 'l.units' },
    { name: 'nanos', type: 'INTEGER', sql: 'l.nanos' },
  ],
  made: 'cast(cast(units as decimal(28,9)) + cast(nanos as decimal(10,0)) * 0.000000001 as decimal(28,9))',
}

const STANDING = `(array['UNSPECIFIED','ACTIVE','SUSPENDED','SPAMMY','DELETED'])[a.standing + 1]`
const PLAN = `(array['UNSPECIFIED','FREE','TEAM','ENTERPRISE'])[a.plan + 1]`
const REASON = `case l.reason ${REASON_NAMES.map((name) => `when ${reasonCode(name)} then '${name}'`).join(' ')} end`
const DECISION = `(array['accepted','rejected','set_aside'])[l.decision]`

export const SNAPSHOT_COLUMNS: Readonly<Record<SnapshotName, readonly SnapshotColumn[]>> = {
  accounts: [
    c('account_id', 'BIGINT', 'a.id'),
    c('version', 'BIGINT', 'a.version'),
    c('login', 'VARCHAR', 'a.login'),
    c('zuora_account_number', 'VARCHAR', 'a.zuora_account_number'),
    c('zuora_subscription_number', 'VARCHAR', 'a.zuora_subscription_number'),
    c('standing', 'VARCHAR', STANDING),
    c('billing_enabled', 'BOOLEAN', 'a.billing_enabled'),
    c('plan', 'VARCHAR', PLAN),
    c('changed_at', 'TIMESTAMP WITH TIME ZONE', 'a.changed_at'),
  ],
  files: [
    c('file_id', 'BIGINT', 'f.id'),
    c('name', 'VARCHAR', 'f.name'),
    c('partition', 'INTEGER', 'f.partition'),
    c('sequence', 'INTEGER', 'f.sequence'),
    c('revision', 'INTEGER', 'f.revision'),
    c('state', 'VARCHAR', 'f.state'),
    c('first_offset', 'BIGINT', 'f.first_offset'),
    c('next_offset', 'BIGINT', 'f.next_offset'),
    c('rows', 'INTEGER', 'f.rows'),
    c('bytes', 'INTEGER', 'f.bytes'),
    c('sha256', 'VARCHAR', `encode(f.digest, 'hex')`),
    c('opened_at', 'TIMESTAMP WITH TIME ZONE', 'f.opened_at'),
    c('closed_at', 'TIMESTAMP WITH TIME ZONE', 'f.closed_at'),
    c('balanced_at', 'TIMESTAMP WITH TIME ZONE', 'f.balanced_at'),
    c('submitted_at', 'TIMESTAMP WITH TIME ZONE', 'f.submitted_at'),
    c('imported_at', 'TIMESTAMP WITH TIME ZONE', 'f.imported_at'),
  ],
  line_items: [
    c('line_item_id', 'VARCHAR', 'l.id'),
    c('event_id', 'VARCHAR', 'l.event_id'),
    c('account_id', 'BIGINT', 'l.account_id'),
    c('sku', 'VARCHAR', 's.sku'),
    c('product', 'VARCHAR', 's.product'),
    c('unit_of_measure', 'VARCHAR', 's.unit_of_measure'),
    QUANTITY,
    c('started_at', 'TIMESTAMP WITH TIME ZONE', 'l.started_at'),
    c('ended_at', 'TIMESTAMP WITH TIME ZONE', 'l.ended_at'),
    c('decision', 'VARCHAR', DECISION),
    c('reason', 'VARCHAR', REASON),
    c('attempt', 'SMALLINT', 'l.attempt'),
    c('decided_at', 'TIMESTAMP WITH TIME ZONE', 'l.decided_at'),
    c('origin_site', 'VARCHAR', 'o.name'),
    c('origin_partition', 'INTEGER', 'l.origin_partition'),
    c('origin_offset', 'BIGINT', 'l.origin_offset'),
    c('file_id', 'BIGINT', 'p.file_id'),
    c('row_number', 'INTEGER', 'p.row_number'),
  ],
}

const FROM: Readonly<Record<SnapshotName, string>> = {
  accounts: 'account a',
  files: 'csv_file f',
  line_items: `line_item l join sku s on s.code = l.sku join site o on o.code = l.origin_site
               left join placement p on p.line_item_id = l.id and p.attempt = l.attempt`,
}

const readsOf = (name: SnapshotName): readonly Read[] => SNAPSHOT_COLUMNS[name].flatMap(({ read }) => read)

/** For Postgres. */
export const snapshotSelect = (name: SnapshotName): string =>
  `select ${readsOf(name)
    .map((read) => `${read.sql} as ${read.name}`)
    .join(', ')} from ${FROM[name]}`

/** For DuckDB: the columns of the file at `path`, which has what Postgres gave as CSV. */
export const snapshotOfCsv = (name: SnapshotName, path: string): string => {
  const made = SNAPSHOT_COLUMNS[name].map((column) => `${column.made} as ${column.name}`)
  const columns = readsOf(name).map((read) => `${literal(read.name)}: ${literal(read.type)}`)
  return `select ${made.join(', ')}
    from read_csv(${literal(path)}, header = true, columns = {${columns.join(', ')}})`
}
