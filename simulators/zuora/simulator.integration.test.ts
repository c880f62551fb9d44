/** The simulator as a process of its own over HTTP, killed and started again; and the calls that the submitter does not use. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  createDatabase,
  dropDatabase,
  eventually,
  HEADINGS,
} from '../../server/jobs/testing/harness.ts'
import { usageForm } from '../../server/zuora/multipart.ts'
import { Accounts } from './accounts.ts'
import { createTables } from './schema.ts'
import { unzipOneFile } from './zip.ts'

let databaseUrl: string
let pool: pg.Pool
let child: ChildProcess
let base: string
let token: string
let port: number

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return free
}

const start = async (extra: Record<string, string> = {}): Promise<void> => {
  const script = new URL('main.ts', import.meta.url).pathname
  child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ZUORA_SIMULATOR_DATABASE_URL: databaseUrl,
      ZUORA_SIMULATOR_PORT: String(port),
      ZUORA_CLIENT_ID: CLIENT_ID,
      ZUORA_CLIENT_SECRET: CLIENT_SECRET,
      ZUORA_UNIQUE_KEY: 'on',
      ...extra,
    },
  })
  if (!child.stdout) throw new Error('no output')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  base = (JSON.parse(line) as { zuora: string }).zuora
}

const kill = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}

const getToken = async (): Promise<string> => {
  const body = new URLSearchParams({
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    grant_type: 'client_credentials',
  })
  const answer = await fetch(`${base}/oauth/token`, { method: 'POST', body })
  const json = (await answer.json()) as { access_token: string; token_type: string; expires_in: number }
  expect(json).toMatchObject({ token_type: 'bearer', expires_in: 3599 })
  return json.access_token
}

type Json = Record<string, unknown> & { data?: Record<string, unknown>[]; usage?: Record<string, unknown>[] }
const call = async (
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; json: Json; headers: Headers }> => {
  const answer = await fetch(`${base}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  })
  return { status: answer.status, json: (await answer.json()) as Json, headers: answer.headers }
}

const post = (name: string, csv: string | Buffer, headers: Record<string, string> = {}) => {
  const { contentType, body } = usageForm(name, Buffer.from(csv))
  return call('/v1/usage', {
    method: 'POST',
    headers: { 'content-type': contentType, ...headers },
    body: new Uint8Array(body),
  })
}

const finished = (path: string) =>
  eventually(`the import at ${path} ends`, async () => {
    const { json } = await call(path)
    return ['Completed', 'Failed', 'Canceled'].includes(String(json.importStatus)) ? json : false
  })

const query = (parameters: [string, string][]) => call(`/object-query/usages?${new URLSearchParams(parameters)}`)

beforeAll(async () => {
  databaseUrl = await createDatabase('zuora')
  pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  await createTables(pool)
  await new Accounts(pool, 'known').add([
    { accountNumber: 'A1', subscriptionNumber: 'S-1' },
    { accountNumber: 'A2', subscriptionNumber: '' },
  ])
  port = await freePort()
  await start()
  token = await getToken()
}, 30_000)
afterEach(() => fetch(`${base}/simulator/faults`, { method: 'PUT', body: '{}' }))
afterAll(async () => {
  if (child) await kill('SIGTERM')
  await pool?.end()
  if (databaseUrl) await dropDatabase(databaseUrl)
})

const csv = (rows: number, account = 'A1') =>
  HEADINGS +
  Array.from({ length: rows }, (_, i) => `${account},Minutes,${i + 1}.5,11/01/2026,11/02/2026,,,row ${i + 1}\n`).join(
    '',
  )

describe('POST /v1/usage', { timeout: 30_000 }, () => {
  it('accepts, imports, and tells limits, track id and size', async () => {
    const { status, json, headers } = await post('a.csv', csv(3), { 'zuora-track-id': 'track-1' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ success: true, size: csv(3).length })
    expect(headers.get('zuora-track-id')).toBe('track-1')
    for (const name of [
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'concurrency-limit-remaining',
      'zuora-request-id',
    ])
      expect(headers.get(name)).toBeTruthy()
    expect(await finished(String(json.checkImportStatus))).toMatchObject({ importStatus: 'Completed' })
  })

  it('takes a gzipped body', async () => {
    const { contentType, body } = usageForm('gz.csv', Buffer.from(csv(2)))
    const headers = { 'content-type': contentType, 'content-encoding': 'gzip' }
    const { json } = await call('/v1/usage', { method: 'POST', headers, body: new Uint8Array(gzipSync(body)) })
    expect(json).toMatchObject({ success: true, size: csv(2).length })
  })

  it.each([
    ['a name of 51 characters', `${'n'.repeat(47)}.csv`, csv(1), /name/],
    ['another extension', 'a.txt', csv(1), /\.csv/],
    ['more than 4 MB', 'big.csv', HEADINGS + 'x'.repeat(4_194_304), /4 MB/],
    ['no UTF-8', 'latin.csv', Buffer.from([0xe9, 0x0a]), /UTF-8/],
    ['a missing heading', 'head.csv', 'ACCOUNT_ID,UOM\n', /missing/],
  ])('refuses %s at once, as invalid', async (_, name, content, message) => {
    const { status, json } = await post(name, content)
    expect(status).toBe(400)
    expect(json.success).toBe(false)
    const [reason] = json.reasons as { code: string; message: string }[]
    expect(reason?.code).toMatch(/20$/)
    expect(reason?.message).toMatch(message)
  })

  it.each([
    ['an unknown account', 'A9,Minutes,1,11/01/2026,,,,', /Row 2: ACCOUNT_ID "A9" is not known/],
    ['an unknown subscription', 'A1,Minutes,1,11/01/2026,,S-2,,', /Row 2: SUBSCRIPTION_ID "S-2" is not known/],
    ['a bad quantity', 'A1,Minutes,-1,11/01/2026,,,,', /Row 2: QTY/],
  ])('rolls a whole file back for %s', async (what, row, message) => {
    const name = `${what.replaceAll(' ', '-')}.csv`
    const { json } = await post(name, `${csv(1)}${row}\n`)
    const end = await finished(String(json.checkImportStatus))
    expect(end.importStatus).toBe('Failed')
    expect(end.message).toMatch(message)
    expect((await query([['filter[]', `fileName.EQ:${name}`]])).json.data).toEqual([])
  })

  it('refuses a UNIQUE_KEY that another file brought', async () => {
    const keyed = (key: string) => `${HEADINGS.trim()},UNIQUE_KEY\nA1,Minutes,1,11/01/2026,,,,,${key}\n`
    const first = await post('key1.csv', keyed('k-1'))
    expect((await finished(String(first.json.checkImportStatus))).importStatus).toBe('Completed')
    const second = await post('key2.csv', keyed('k-1'))
    expect(await finished(String(second.json.checkImportStatus))).toMatchObject({ importStatus: 'Failed' })
  })

  it('gives a key its first result again, good or bad, and 422 for another body', async () => {
    const good = await post('idem.csv', csv(2), { 'idempotency-key': 'good' })
    expect((await post('idem.csv', csv(2), { 'idempotency-key': 'good' })).json).toEqual(good.json)
    expect((await post('idem.csv', csv(3), { 'idempotency-key': 'good' })).status).toBe(422)
    const bad = await post('idem.txt', csv(2), { 'idempotency-key': 'bad' })
    const again = await post('idem.txt', csv(2), { 'idempotency-key': 'bad' })
    expect([again.status, again.json]).toEqual([400, bad.json])
  })

  it('answers 409 while the first request runs, and keeps no passing trouble as a result', async () => {
    const faults = { upload: { delayMs: 1_500, successFalseWith200: '61', times: 1 } }
    await fetch(`${base}/simulator/faults`, { method: 'PUT', body: JSON.stringify(faults) })
    const first = post('run.csv', csv(1), { 'idempotency-key': 'run' })
    await eventually('the first request is looked at', async () => {
      const answer = await fetch(`${base}/simulator/faults`)
      return Object.keys((await answer.json()) as object).length === 0
    })
    expect((await post('run.csv', csv(1), { 'idempotency-key': 'run' })).status).toBe(409)
    expect((await first).json).toMatchObject({ success: false, reasons: [{ code: expect.stringMatching(/61$/) }] })
    expect((await post('run.csv', csv(1), { 'idempotency-key': 'run' })).json.success).toBe(true)
  })

  it('forgets a key after 24 hours: the same file is then imported twice, as at Zuora', async () => {
    const first = await post('old.csv', csv(1), { 'idempotency-key': 'old' })
    await pool.query("update idempotency set created_at = now() - interval '25 hours' where key = 'old'")
    const second = await post('old.csv', csv(1), { 'idempotency-key': 'old' })
    expect(second.json.checkImportStatus).not.toBe(first.json.checkImportStatus)
  })

  it('asks for a token', async () => {
    const answer = await fetch(`${base}/v1/usage`, { method: 'POST', body: 'x'.repeat(100_000) })
    expect([answer.status, await answer.json()]).toEqual([401, { message: 'Authentication error' }])
  })
})

describe('the records', { timeout: 30_000 }, () => {
  it('come page by page, filtered and sorted, with every digit; deleted only before they are invoiced', async () => {
    const body = `${csv(120, 'A2')}A2,GB,1234567890123.123456789,11/03/2026,,,,last\n`
    const { json } = await post('pages.csv', body)
    await finished(String(json.checkImportStatus))
    const seen: unknown[] = []
    let cursor: string | null = null
    do {
      const page = await query([
        ['pageSize', '50'],
        ['filter[]', 'fileName.EQ:pages.csv'],
        ...(cursor ? [['cursor', cursor] as [string, string]] : []),
      ])
      seen.push(...(page.json.data ?? []).map((r) => r.description))
      cursor = page.json.nextPage as string | null
    } while (cursor)
    expect(seen).toEqual([...Array.from({ length: 120 }, (_, i) => `row ${i + 1}`), 'last'])
    const sorted = await query([
      ['pageSize', '2'],
      ['filter[]', 'accountNumber.EQ:A2'],
      ['filter[]', 'quantity.LE:3.5'],
      ['sort[]', 'quantity.DESC'],
    ])
    expect(sorted.json.data?.map((r) => r.quantity)).toEqual([3.5, 2.5])
    const raw = await fetch(`${base}/object-query/usages?filter[]=uOM.EQ:GB`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(await raw.text()).toContain('"quantity":1234567890123.123456789,')
    for (const bad of [
      'pageSize=51',
      'pageSize=0',
      'filter[]=nope.EQ:1',
      'filter[]=quantity.EQ:x',
      'cursor=x',
      'sort[]=id.UP',
    ])
      expect((await call(`/object-query/usages?${bad}`)).status).toBe(400)

    const account = await call('/v1/usage/accounts/A2?pageSize=2')
    expect(account.json.usage?.map((u) => [u.startDateTime, u.quantity])).toEqual([
      ['2026-11-03 00:00:00', '1234567890123.123456789'],
      ['2026-11-01 00:00:00', '120.5'],
    ])
    expect(account.json.nextPage).toBe('/v1/usage/accounts/A2?pageSize=2&page=2')

    const [record] = sorted.json.data ?? []
    expect((await call(`/v1/object/usage/${record?.id}`, { method: 'DELETE' })).json).toEqual({
      id: record?.id,
      success: true,
    })
    expect((await call(`/v1/object/usage/${record?.id}`, { method: 'DELETE' })).status).toBe(404)
    await fetch(`${base}/simulator/invoice`, { method: 'POST', body: JSON.stringify({ fileName: 'pages.csv' }) })
    const other = (await query([['filter[]', 'uOM.EQ:GB']])).json.data?.[0]
    expect(other?.rbeStatus).toBe('Processed')
    expect((await call(`/v1/object/usage/${other?.id}`, { method: 'DELETE' })).status).toBe(400)
  })

  it('of POST /v1/object/import come with each row’s result, zipped', async () => {
    const form = new FormData()
    form.set('ImportType', 'Usage')
    form.set('Name', 'November')
    form.set('File', new Blob([`${csv(1)}A9,Minutes,1,11/01/2026,,,,\n`]), 'obj.csv')
    const { json } = await call('/v1/object/import', { method: 'POST', body: form })
    expect(json.Success).toBe(true)
    const end = await eventually('the import ends', async () => {
      const found = (await call(`/v1/object/import/${json.Id}`)).json
      return found.Status === 'Failed' ? found : false
    })
    expect(end).toMatchObject({ Name: 'November', ImportType: 'Usage', ImportedCount: 0, TotalCount: 2 })
    const answer = await fetch(String(end.ResultResourceUrl), { headers: { authorization: `Bearer ${token}` } })
    const { name, bytes } = unzipOneFile(Buffer.from(await answer.arrayBuffer()), 10_000)
    expect(name).toBe('obj_results.csv')
    expect(bytes.toString().split('\n')[2]).toContain('Failed,"ACCOUNT_ID ""A9"" is not known"')
  })
})

describe('a crash', { timeout: 60_000 }, () => {
  it('in the middle of an import loses and doubles nothing; keys and tokens live on', async () => {
    await kill('SIGTERM')
    await start({ ZUORA_SIMULATOR_IMPORT_DELAY_MS: '60000' })
    const first = await post('crash.csv', csv(500), { 'idempotency-key': 'crash' })
    await eventually(
      'the import is under way',
      async () => (await call(String(first.json.checkImportStatus))).json.importStatus === 'Processing',
    )
    await kill('SIGKILL')
    await start()
    expect((await finished(String(first.json.checkImportStatus))).importStatus).toBe('Completed')
    expect((await post('crash.csv', csv(500), { 'idempotency-key': 'crash' })).json).toEqual(first.json)
    const lines = (await (await fetch(`${base}/simulator/records?fileName=crash.csv`)).text()).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { row: number }).row)).toEqual(
      Array.from({ length: 500 }, (_, i) => i + 1),
    )
  })

  it('a file of 45,000 records is imported whole', async () => {
    const { json } = await post('large.csv', csv(45_000))
    expect((await finished(String(json.checkImportStatus))).importStatus).toBe('Completed')
    const counts = (await (await fetch(`${base}/simulator/counts?files=1`)).json()) as { files: object[] }
    expect(counts.files[0]).toMatchObject({ fileName: 'large.csv', status: 'Completed', records: 45_000 })
  })
})
