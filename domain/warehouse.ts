/** The warehouse as SQL: which tables there are, which statements may run, and the questions that are ready. */
import { TOPICS, topicNamed } from './pipeline.ts'

/** `usage.actions` is the table `usage.actions`; `billing.line-items` is `billing.line_items`. */
export const tableOfTopic = (topic: string): { schema: string; name: string } => {
  const [schema = '', ...rest] = topic.replaceAll('-', '_').split('.')
  return { schema, name: rest.join('_') }
}

export type WarehouseTable = { readonly name: string; readonly topic?: string; readonly snapshot?: SnapshotName }

/** Tables of Postgres as they were at one moment, as Parquet: joined to the events without asking the database. */
export const SNAPSHOTS = ['accounts', 'files', 'line_items'] as const
export type SnapshotName = (typeof SNAPSHOTS)[number]

export const WAREHOUSE_TABLES: readonly WarehouseTable[] = [
  ...TOPICS.map(({ name }): WarehouseTable => {
    const table = tableOfTopic(name)
    return { name: `${table.schema}.${table.name}`, topic: name }
  }),
  ...SNAPSHOTS.map((snapshot): WarehouseTable => ({ name: `snapshot.${snapshot}`, snapshot })),
]

export const topicOfTable = (name: string): string | undefined =>
  WAREHOUSE_TABLES.find((table) => table.name === name)?.topic ?? topicNamed(name)?.name

/** SQL without what is inside of texts, comments and quoted names, so that words can be looked at. */
export const bareSql = (sql: string): string =>
  sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([a-z_]\w*)?\$[\s\S]*?\$\1\$/gi, (found) =>
    found.startsWith('"')
      ? found.slice(1, -1).replace(/\W/g, '_')
      : found.startsWith("'") || found.startsWith('$')
        ? "''"
        : ' ',
  )

/** The tables that a statement may mean: its names are looked for, so that only their files are opened. */
export const tablesIn = (sql: string): WarehouseTable[] => {
  const bare = bareSql(sql).toLowerCase()
  return WAREHOUSE_TABLES.filter(({ name }) => {
    const [schema, table] = name.split('.')
    return new RegExp(`\\b${schema}\\s*\\.\\s*${table}\\b`).test(bare)
  })
}

export const SQL_CHARS_MAX = 20_000
const MAY_BEGIN = new Set(['select', 'with', 'from', 'values', 'describe', 'summarize', 'show'])
/** These have no syntax tree to look at, and need none when they are this plain. */
export const isPlainDescription = (sql: string): boolean =>
  /^\s*(describe|summarize|show)\s+[\w."]+\s*;?\s*$/i.test(sql)
/** Functions that reach for files, settings or other statements. The configuration forbids it too; this says it in words. */
const FORBIDDEN_FUNCTIONS =
  'read_\\w+|parquet_\\w+|\\w+_scan|sniff_csv|glob|query|query_table|getenv|enable_\\w+|disable_\\w+|truncate_\\w+|force_checkpoint|checkpoint|pragma_\\w+|duckdb_secrets|duckdb_settings|current_setting|which_secret|write_log|add_parquet_key|load_\\w+|import_\\w+|export_\\w+|json_execute_serialized_sql|from_substrait\\w*|python_\\w+'
const FORBIDDEN_CALL = new RegExp(`\\b(${FORBIDDEN_FUNCTIONS})\\s*\\(`, 'i')
export const isForbiddenFunction = (name: string): boolean => new RegExp(`^(${FORBIDDEN_FUNCTIONS})$`, 'i').test(name)

/** Undefined when it may be tried; DuckDB looks at its type again. */
export const whyRefused = (sql: string): string | undefined => {
  if (sql.trim() === '') return 'There is no statement.'
  if (sql.length > SQL_CHARS_MAX) return `A statement has at most ${SQL_CHARS_MAX.toLocaleString('en-US')} characters.`
  if (sql.includes('\0')) return 'The statement has a character that SQL does not.'
  // Its quotes are escaped by backslashes: the one kind of text that is not read like the others.
  if (/(^|\W)e'/i.test(sql)) return "Texts with backslashes (E'…') are not taken: write the text as it is, in '…'."
  const bare = bareSql(sql).trim().replace(/;\s*$/, '')
  if (bare.includes(';')) return 'One statement at a time: the text has several, separated by semicolons.'
  if (!isBalanced(bare)) return 'One statement at a time: the parentheses do not match, so the text is not one.'
  const first = /^[\s(]*(\w+)/.exec(bare)?.[1]?.toLowerCase() ?? ''
  if (!MAY_BEGIN.has(first))
    return `${first ? first.toUpperCase() : 'This'} may not run here: the archive is read-only, and only statements that read (SELECT) are taken.`
  const called = FORBIDDEN_CALL.exec(bare)?.[1]
  if (called)
    return `${called}() may not be called here: files, settings and other servers cannot be reached, only the tables of the warehouse.`
  if (/\bfrom\s+''|\bjoin\s+''/i.test(bare))
    return 'A file cannot be read by its name here; the tables of the warehouse are listed beside the editor.'
  return undefined
}

const isBalanced = (bare: string): boolean => {
  let open = 0
  for (const c of bare) {
    if (c === '(') open++
    else if (c === ')' && --open < 0) return false
  }
  return open === 0
}

export const QUERY_LIMITS = {
  quick: { seconds: 4, words: '4 s' },
  long: { seconds: 60, words: '60 s' },
} as const
export type QueryLimit = keyof typeof QUERY_LIMITS

export type ReadyQuery = { readonly name: string; readonly question: string; readonly sql: string }

/** Exact: a division would make floating point of it. Whole numbers are added and made a decimal once: a third quicker. */
const quantity = 'cast(sum(units) as decimal(28,9)) + cast(sum(nanos) as decimal(19,0)) * 0.000000001'

export const READY_QUERIES: readonly ReadyQuery[] = [
  {
    name: 'Usage by product and day',
    question: 'How much of each unit was accepted, day by day?',
    sql: `select cast(make_timestamp(started_at_ms * 1000) as date) as day, sku, unit_of_measure, count(*) as line_items,
       ${quantity} as quantity
  from billing.submittable
 where attempt = 1
 group by all
 order by day desc, quantity desc`,
  },
  {
    name: 'Usage by product and hour',
    question: 'What was used today, hour by hour?',
    sql: `select date_trunc('hour', make_timestamp(started_at_ms * 1000)) as hour, sku, unit_of_measure,
       count(*) as line_items, ${quantity} as quantity
  from billing.line_items
 where dt >= current_date - 1
 group by all
 order by hour desc, sku`,
  },
  {
    name: 'Top customers',
    question: 'Who used most, by unit?',
    sql: `select s.account_id, a.login, s.unit_of_measure, ${quantity} as quantity, count(*) as line_items
  from billing.submittable s
  left join (select account_id, arg_max(login, version) as login from accounts.changed group by account_id) a
       using (account_id)
 group by all
 order by quantity desc
 limit 100`,
  },
  {
    name: 'Rejected by reason',
    question: 'What is not billed, and why?',
    sql: `select reason, unit_of_measure, count(*) as line_items, ${quantity} as quantity,
       min(record_timestamp) as first, max(record_timestamp) as last
  from billing.rejected
 group by all
 order by line_items desc`,
  },
  {
    name: 'Duplicates by producer',
    question: 'Which producer sends events more than once?',
    sql: `with items as (
  select line_item_id, site, list_filter(record_headers, lambda h: h."key" = 'hydro-origin-site')[1]."value" as origin,
         list_filter(record_headers, lambda h: h."key" = 'hydro-origin-topic')[1]."value" as topic
    from billing.line_items
)
select decode(origin) as producer_site, decode(topic) as producer_topic, count(*) as records,
       count(*) - count(distinct line_item_id) as duplicates
  from items group by all order by duplicates desc`,
  },
  {
    name: 'Late events',
    question: 'What arrived more than an hour after it happened?',
    sql: `select cast(record_timestamp as date) as arrived, sku, count(*) as line_items,
       max(record_timestamp - make_timestamptz(ended_at_ms * 1000)) as latest
  from billing.line_items
 where record_timestamp - make_timestamptz(ended_at_ms * 1000) > interval 1 hour
 group by all
 order by arrived desc, line_items desc`,
  },
  {
    name: 'Cost estimate',
    question: 'What would the accepted usage cost at list prices? An estimate: Zuora’s prices decide.',
    sql: `with prices(sku, usd) as (values
  ('actions_linux_slim', 0.002), ('actions_linux', 0.006), ('actions_linux_4_core', 0.012), ('actions_windows', 0.010),
  ('actions_windows_4_core', 0.022), ('actions_macos', 0.062), ('actions_macos_l', 0.077),
  ('actions_linux_4_core_gpu', 0.052), ('packages_bandwidth', 0.50), ('git_lfs_bandwidth', 0.50)
), used as (
  select sku, unit_of_measure, ${quantity} as quantity from billing.submittable where attempt = 1 group by all
)
select used.*, prices.usd as usd_each, cast(used.quantity * prices.usd as decimal(28,2)) as usd,
       case when prices.usd is null then 'no price' end as remark
  from used left join prices using (sku)
 order by usd desc nulls last`,
  },
]
