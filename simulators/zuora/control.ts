/** What is no part of Zuora: faults to switch on, and the records it holds, to compare with the books. Local only. */
import type { ServerResponse } from 'node:http'
import type pg from 'pg'
import { type Answer, failure, Refusal, reason } from './answers.ts'
import { type Faults, faultsSchema } from './faults.ts'
import type { Tokens } from './tokens.ts'
import { plain } from './usage-query.ts'

/** Records read at a time while they are streamed. */
const PAGE = 5_000

type Record_ = {
  import_number: string
  row_number: number
  file_name: string
  account_number: string
  uom: string
  quantity: string
  unique_key: string | null
}

/** GET /simulator/records[?fileName=]: every record as NDJSON, in order of import and row, a page in memory at a time. */
export const streamRecords = async (
  pool: pg.Pool,
  fileName: string | null,
  response: ServerResponse,
): Promise<void> => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  let after: [string, number] = ['0', 0]
  for (;;) {
    const { rows } = await pool.query<Record_>(
      `select r.import_number, r.row_number, i.file_name, r.account_number, r.uom, r.quantity, r.unique_key
         from usage_record r join usage_import i on i.number = r.import_number
        where (r.import_number, r.row_number) > ($1, $2) and ($3::text is null or i.file_name = $3)
        order by r.import_number, r.row_number limit $4`,
      [...after, fileName, PAGE],
    )
    const lines = rows.map(
      (r) =>
        `${JSON.stringify({ fileName: r.file_name, row: r.row_number, accountNumber: r.account_number, unitOfMeasure: r.uom, quantity: plain(r.quantity), ...(r.unique_key === null ? {} : { uniqueKey: r.unique_key }) })}\n`,
    )
    if (!response.write(lines.join('')) && !(await drained(response))) return
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = [last.import_number, last.row_number]
  }
  response.end()
}

const drained = (response: ServerResponse): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = (ok: boolean) => () => {
      response.off('drain', yes)
      response.off('close', no)
      resolve(ok)
    }
    const yes = settle(true)
    const no = settle(false)
    response.once('drain', yes)
    response.once('close', no)
  })

/** GET /simulator/counts: totals, and with ?files=1 a row per import (the newest 10,000). */
const counts = async (pool: pg.Pool, withFiles: boolean): Promise<Answer> => {
  const { rows: totals } = await pool.query<{ status: string; imports: string; records: string }>(
    `select status, count(*) as imports, sum(imported_count) as records from usage_import group by status`,
  )
  const { rows: held } = await pool.query<{ count: string }>('select count(*) from usage_record')
  const { rows: units } = await pool.query<{ uom: string; quantity: string }>(
    'select uom, sum(quantity) as quantity from usage_record group by uom order by uom',
  )
  const files = withFiles
    ? await pool.query(
        `select number::int as number, file_name as "fileName", status, imported_count as records, status_reason as reason
           from usage_import order by number desc limit 10000`,
      )
    : null
  return {
    status: 200,
    body: {
      records: Number(held[0]?.count ?? 0),
      imports: Object.fromEntries(totals.map((t) => [t.status, Number(t.imports)])),
      quantities: Object.fromEntries(units.map((u) => [u.uom, plain(u.quantity)])),
      ...(files ? { files: files.rows } : {}),
    },
  }
}

/** POST /simulator/invoice {"fileName"}: its records are rated; Zuora no longer deletes them. */
const invoice = async (pool: pg.Pool, body: unknown): Promise<Answer> => {
  const fileName = (body as { fileName?: unknown })?.fileName
  const { rowCount } = await pool.query('update usage_import set processed = true where file_name = $1', [
    String(fileName),
  ])
  return { status: 200, body: { imports: rowCount ?? 0 } }
}

const json = (raw: Buffer): unknown => {
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    throw new Refusal(failure(400, [reason('invalid', 'The body is not JSON.')]))
  }
}

export const controlCall = async (
  route: string,
  url: URL,
  raw: Buffer,
  parts: { pool: pg.Pool; faults: Faults; tokens: Tokens },
): Promise<Answer | null> => {
  if (route === 'GET /simulator/health') return { status: 200, body: { ok: true } }
  if (route === 'GET /simulator/faults') return { status: 200, body: parts.faults.list() }
  if (route === 'PUT /simulator/faults') {
    const parsed = faultsSchema.safeParse(json(raw))
    if (!parsed.success)
      return failure(
        400,
        parsed.error.issues.map((i) => reason('invalid', `${i.path.join('.')}: ${i.message}`)),
      )
    parts.faults.set(parsed.data)
    return { status: 200, body: parts.faults.list() }
  }
  if (route === 'POST /simulator/revoke-tokens') {
    await parts.tokens.revokeAll()
    return { status: 200, body: {} }
  }
  if (route === 'POST /simulator/invoice') return invoice(parts.pool, json(raw))
  if (route === 'GET /simulator/counts') return counts(parts.pool, url.searchParams.has('files'))
  return null
}
