/** `GET /v1/usage/accounts/{account-key}`: an account's usage, newest first; the key is its number or id. */
import type pg from 'pg'
import { type Answer, failure, newProcessId, newRequestId, Refusal, reason } from './answers.ts'
import { makeId } from './ids.ts'
import { plain } from './usage-query.ts'

const PAGE_SIZE = 20
const PAGE_SIZE_MAX = 40

type Row = {
  import_number: string
  row_number: number
  uom: string
  quantity: string
  start: string
  submitted: string
  file_name: string
  kind: string
  processed: boolean
  subscription_id: string
  charge_id: string
  unique_key: string | null
}

const wholeNumber = (text: string | null, fallback: number, most: number): number => {
  if (text === null) return fallback
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1)
    throw new Refusal(failure(400, [reason('invalid', 'page and pageSize must be 1 or more.')]))
  return Math.min(value, most)
}

export const accountUsage = async (pool: pg.Pool, key: string, parameters: URLSearchParams): Promise<Answer> => {
  const { rows: accounts } = await pool.query<{ id: string; account_number: string }>(
    'select id, account_number from account where account_number = $1 or id = $1 limit 1',
    [key],
  )
  const [account] = accounts
  if (!account) throw new Refusal(failure(404, [reason('notFound', `Cannot find the account ${key.slice(0, 60)}.`)]))
  const size = wholeNumber(parameters.get('pageSize'), PAGE_SIZE, PAGE_SIZE_MAX)
  const page = wholeNumber(parameters.get('page'), 1, 1_000_000)
  const { rows } = await pool.query<Row>(
    `select r.import_number, r.row_number, r.uom, r.quantity, to_char(r.start_date, 'YYYY-MM-DD HH24:MI:SS') as start,
            to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as submitted, i.file_name, i.kind,
            i.processed, r.subscription_id, r.charge_id, r.unique_key
       from usage_record r join usage_import i on i.number = r.import_number
      where r.account_number = $1
      order by r.start_date desc, r.import_number desc, r.row_number desc
      limit $2 offset $3`,
    [account.account_number, size + 1, (page - 1) * size],
  )
  const usage = rows.slice(0, size).map((row) => ({
    id: makeId('usage', Number(row.import_number), row.row_number),
    accountId: account.id,
    accountName: account.account_number,
    accountNumber: account.account_number,
    subscriptionNumber: row.subscription_id,
    chargeNumber: row.charge_id,
    startDateTime: row.start,
    submissionDateTime: row.submitted,
    unitOfMeasure: row.uom,
    quantity: plain(row.quantity),
    sourceName: 'Import',
    fileName: row.file_name,
    status: row.processed ? 'Processed' : 'Pending',
    ...(row.unique_key === null ? {} : { uniqueKey: row.unique_key }),
  }))
  const next = new URLSearchParams({ pageSize: String(size), page: String(page + 1) })
  return {
    status: 200,
    body: {
      success: true,
      processId: newProcessId(),
      requestId: newRequestId(),
      usage,
      ...(rows.length > size ? { nextPage: `/v1/usage/accounts/${encodeURIComponent(key)}?${next}` } : {}),
    },
  }
}
