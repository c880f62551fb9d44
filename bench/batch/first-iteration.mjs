// The first iteration of metered billing, as such a job is honestly written: every period it loads the usage rows that
// were not submitted yet from three tables, loads the records they refer to, checks in memory what may be submitted,
// builds one CSV, and marks its rows. Plain pg and plain objects, nothing of the product, and no model layer, which
// would cost it more.
//   node first-iteration.mjs DATABASE_URL CSV_FILE      begins when its parent says so
import { writeFile } from 'node:fs/promises'
import pg from 'pg'

const [, , url, file] = process.argv
const GIB = 2n ** 30n
const HOUR_MS = 3_600_000n
const NANOS = 1_000_000_000n
const [SUSPENDED, SPAMMY, DELETED, PUBLIC, SELF_HOSTED] = [2, 3, 4, 1, 2]

const client = new pg.Client({ connectionString: url })
await client.connect()

const pending = async (table) =>
  (await client.query(`select * from ${table} where submitted_at is null order by id`)).rows
const byId = (rows) => new Map(rows.map((row) => [row.id, row]))
const related = async (table, rows, key) => {
  const ids = [...new Set(rows.map((row) => row[key]))]
  return byId((await client.query(`select * from ${table} where id = any($1)`, [ids])).rows)
}

const divide = (a, b) => (2n * a + b) / (2n * b) // half up
const minutes = (row) => ((BigInt(row.ended_at - row.started_at) + 59_999n) / 60_000n) * NANOS
const gigabytes = (row) => divide(BigInt(row.bytes) * NANOS, GIB)
const gigabyteHours = (row) =>
  divide(BigInt(row.stored_bytes) * BigInt(row.ended_at - row.started_at) * NANOS, GIB * HOUR_MS)

const mayBeSubmitted = ({ row, account, repository, sku, nanos }) =>
  account !== undefined &&
  account.zuora_account_number !== '' &&
  ![SUSPENDED, SPAMMY, DELETED].includes(account.standing) &&
  account.billing_enabled &&
  !(sku.free_when_public && repository.visibility === PUBLIC) &&
  row.runner !== SELF_HOSTED &&
  nanos !== 0n

const decimal = (nanos) => {
  const fraction = String(nanos % NANOS)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${nanos / NANOS}${fraction === '' ? '' : `.${fraction}`}`
}
const date = (at) =>
  `${String(at.getUTCMonth() + 1).padStart(2, '0')}/${String(at.getUTCDate()).padStart(2, '0')}/${at.getUTCFullYear()}`
const cell = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const csvRow = ({ row, account, repository, sku, nanos }) =>
  [
    account.zuora_account_number,
    sku.unit_of_measure,
    decimal(nanos),
    date(row.started_at),
    date(row.ended_at),
    account.zuora_subscription_number,
    '',
    cell(`${row.sku} ${repository.name}`),
  ].join(',')

const submitPeriod = async () => {
  const usage = [
    { table: 'usage_actions', measure: minutes },
    { table: 'usage_packages', measure: gigabytes },
    { table: 'usage_storage', measure: gigabyteHours },
  ]
  for (const kind of usage) kind.rows = await pending(kind.table)
  const all = usage.flatMap(({ rows, measure }) => rows.map((row) => ({ row, nanos: measure(row) })))
  const rows = all.map(({ row }) => row)
  const accounts = await related('accounts', rows, 'account_id')
  const repositories = await related('repositories', rows, 'repository_id')
  const skus = new Map((await client.query('select * from skus')).rows.map((sku) => [sku.sku, sku]))
  for (const item of all) {
    item.account = accounts.get(item.row.account_id)
    item.repository = repositories.get(item.row.repository_id)
    item.sku = skus.get(item.row.sku)
  }
  const submitted = all.filter(mayBeSubmitted)
  const header = 'ACCOUNT_ID,UOM,QTY,STARTDATE,ENDDATE,SUBSCRIPTION_ID,CHARGE_ID,DESCRIPTION'
  await writeFile(file, `${[header, ...submitted.map(csvRow)].join('\n')}\n`)
  await client.query('begin')
  for (const { table, rows: of } of usage) {
    const ids = of.map(({ id }) => id)
    await client.query(`update ${table} set submitted_at = now() where id = any($1)`, [ids])
  }
  await client.query('commit')
  return { rows: all.length, submitted: submitted.length }
}

process.once('disconnect', () => process.exit(0))
process.once('message', async () => {
  const startedAt = performance.now()
  const done = await submitPeriod()
  process.send({ what: 'done', ...done, seconds: (performance.now() - startedAt) / 1_000 })
})
process.send({ what: 'ready' })
