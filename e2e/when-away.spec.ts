/**
 * The last file of all: a database that is slow to answer and in which nothing happened, a broker and a worker that were really
 * stopped, and every page once in each. Each says in its own words what is not known and since when. Then all of it goes on.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test'
import pg from 'pg'
import { PAGES, type PagePath } from '../domain/roles.ts'
import { freePort } from '../scripts/embedded/ports.ts'
import { pidOf, runtime } from './stack.ts'
import { test } from './test.ts'

test.describe.configure({ mode: 'serial', timeout: 120_000 })

const run = promisify(execFile)
/** A late answer is waited for, not computed: some pages wait side by side. */
const TABS = 3
const [BROKER, WORKER] = ['kafka-sea', 'submission-filter@iad'] as const
const SILENT = /is not heard since (\d+ \w+ )?\d\d:\d\d/

type Says = readonly { at: string; says: readonly (string | RegExp)[] }[]

/** Of each page the words, of nothing else: `heard 0.3 s ago` in the head is of the page's own answer. */
const visit = async (page: Page, pages: Record<PagePath, Says>): Promise<void> => {
  for (const { at, says } of Object.values(pages).flat()) {
    await page.goto(at)
    for (const words of says)
      await expect(page.locator('main'), `${at} should say ${words}`).toContainText(words, { timeout: 12_000 })
  }
}

// ── A database in which nothing happened ───────────────────────────────────────────────────────────────────────────
const NEVER = 'was never heard'
const EMPTY: Record<PagePath, Says> = {
  '/': [{ at: '/', says: ['No usage is in a file yet today', 'processes are not heard', 'It was not heard yet'] }],
  '/throughput': [{ at: '/throughput', says: [NEVER, 'Nothing was counted in this time'] }],
  '/lag': [
    { at: '/lag', says: ['No consumer group was seen yet', NEVER] },
    {
      at: '/lag/partition?site=iad&group=a&topic=b&partition=0',
      says: ['There is no such thing', 'has no partition 0'],
    },
  ],
  '/dead-letters': [{ at: '/dead-letters', says: ['No message waits for a repair', NEVER] }],
  '/files': [
    { at: '/files', says: ['No file is closed yet', 'No file is open', NEVER] },
    { at: '/files/1', says: ['No file has the id 1'] },
  ],
  '/line-items': [
    { at: '/line-items/00000000-0000-8000-8000-000000000000', says: ['No line item has this id', NEVER] },
  ],
  '/customers': [
    { at: '/customers', says: ['No account yet', NEVER] },
    { at: '/customers/1', says: ['No account has the id 1'] },
  ],
  '/rejections': [{ at: '/rejections', says: ['Nothing was left out', NEVER] }],
  '/reconciliation': [{ at: '/reconciliation', says: [/No event of .* has arrived/, NEVER] }],
  '/duplicates': [{ at: '/duplicates', says: ['Nothing came twice', NEVER] }],
  '/topics': [{ at: '/topics', says: ['sea does not answer'] }],
  '/warehouse': [{ at: '/warehouse', says: ['Nothing is archived yet', NEVER] }],
  '/alerts': [{ at: '/alerts', says: ['is not known', NEVER] }],
  '/audit': [{ at: '/audit', says: ['create user'] }],
  '/settings': [{ at: '/settings', says: ['with the role admin'] }],
}

let dashboard: ChildProcess | undefined
let folder = ''
let emptyUrl = ''
let empty: BrowserContext | undefined

/** A dashboard of its own on an empty database of the running server; what brokers have is the same. */
const emptyDashboard = async (browser: Browser): Promise<BrowserContext> => {
  const { databaseUrl, kafkaSites } = runtime()
  const name = `empty_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: databaseUrl })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  emptyUrl = url.toString()
  folder = await mkdtemp(join(tmpdir(), 'hydrometer-empty-'))
  const port = await freePort()
  const baseURL = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    NODE_ENV: 'production' as const,
    DATABASE_URL: url.toString(),
    KAFKA_SITES: kafkaSites,
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    HYDROMETER_DATA: folder,
    HYDROMETER_SECRET: randomBytes(32).toString('hex'),
    HYDROMETER_DEMO_USERS: '',
    PORT: `${port}`,
  }
  await run(process.execPath, ['--no-warnings', 'scripts/run.mjs', 'scripts/prepare-servers.ts'], { env })
  const email = 'first@hydrometer.example'
  const made = await run(
    process.execPath,
    ['--no-warnings', 'scripts/run.mjs', 'cli/main.ts', 'users', 'create', email, '--role', 'admin'],
    { env },
  )
  const password = /^Password: (.+)$/m.exec(made.stdout)?.[1] ?? ''
  dashboard = spawn(
    process.execPath,
    ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', `${port}`],
    { env, stdio: 'ignore' },
  )
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } })
  await expect
    .poll(
      () =>
        context.request.get('/api/health').then(
          (a) => a.status(),
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200)
  const signedIn = await context.request.post('/api/auth/sign-in/email', {
    data: { email, password },
    headers: { origin: baseURL },
  })
  expect(signedIn.status(), await signedIn.text()).toBe(200)
  return context
}

const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
  for (const of of [BROKER, WORKER]) process.kill(pidOf(of), name)
}
let isStopped = false
let stoppedMs = 0
const STALLED_BY_MS = 60_000
test.afterAll(async () => {
  if (isStopped) signal('SIGCONT')
  dashboard?.kill('SIGTERM')
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** Until it is released, whatever is asked of Postgres waits; who looks is known all the same. */
const holdAnswers = async (client: pg.Client): Promise<() => Promise<unknown>> => {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
        and (relname !~ '^auth_' or relname = 'auth_api_key')`,
  )
  await client.query(`begin; lock table ${rows.map(({ name }) => name).join(', ')} in access exclusive mode`)
  return () => client.query('rollback')
}

test('a slow answer: every page says that it is late, and shows it when it comes', async ({ browser }) => {
  test.setTimeout(240_000)
  empty = await emptyDashboard(browser)
  const context = empty
  const client = new pg.Client({ connectionString: emptyUrl })
  await client.connect()
  const comes: Record<PagePath, Says> = { ...EMPTY, '/topics': [{ at: '/topics', says: ['Both sites answer'] }] }
  const waiting = Object.values(comes).flat()
  const tabs = await Promise.all(Array.from({ length: TABS }, () => context.newPage()))
  while (waiting.length > 0) {
    const opened = waiting.splice(0, TABS).map((of, index) => ({ ...of, tab: tabs[index]! }))
    const release = await holdAnswers(client)
    await Promise.all(
      opened.map(async ({ at, tab }) => {
        await tab.goto(at)
        await expect(tab.locator('[data-note="late"]'), `${at} should say that an answer is late`).toContainText(
          /late: asked \d+ s ago.*shows as soon as it comes/,
          { timeout: 20_000 },
        )
      }),
    )
    await release()
    for (const { at, says, tab } of opened) {
      for (const words of says)
        await expect(tab.locator('main'), `${at} should then say ${words}`).toContainText(words, { timeout: 12_000 })
      await expect(tab.locator('[data-note="late"]')).toHaveCount(0)
    }
  }
  await client.end()
  for (const tab of tabs) await tab.close()
})

test('an empty database: every page says that nothing came yet, and who was never heard', async () => {
  const context = empty!
  // Half a minute passes until everybody knows of it: these pages are looked at meanwhile.
  signal('SIGSTOP')
  isStopped = true
  stoppedMs = Date.now()
  await visit(await context.newPage(), EMPTY)
  await context.close()
})

// ── A broker and a worker that stand still ─────────────────────────────────────────────────────────────────────────
type State = {
  sites: { name: string; stale: boolean }[]
  processors: { instance: string; state: string }[]
  jobs: { instance: string; state: string }[]
}
const state = async (page: Page): Promise<State> => (await (await page.request.get('/api/v1/pipeline')).json()) as State

test('a stopped broker and a stopped worker: every page says what it cannot know, and since when', async ({ page }) => {
  await expect
    .poll(
      async () => {
        const { sites, processors } = await state(page)
        return [
          sites.find(({ name }) => name === 'sea')?.stale,
          processors.find(({ instance }) => instance === WORKER)?.state,
        ]
      },
      { timeout: 60_000 },
    )
    .toEqual([true, 'stale'])
  const worker = new RegExp(`${WORKER} ${SILENT.source}`)
  const site = new RegExp(`sea ${SILENT.source}`)
  const both = [worker, site]
  const first = async (path: string) =>
    ((await (await page.request.get(`/api/v1${path}`)).json()) as { items: { id: string }[] }).items[0]?.id ?? ''
  const file = await first('/files?limit=1&state=imported')
  const row = (await (await page.request.get(`/api/v1/files/${file}/rows?limit=1`)).json()) as {
    items: { lineItemId: string; accountId: string }[]
  }
  await visit(page, {
    '/': [{ at: '/', says: ['submission-filter@iad not heard since', 'Usage of sea may be missing', 'Last heard at'] }],
    '/throughput': [{ at: '/throughput', says: [...both, 'sea is not heard: what arrives there is not known'] }],
    '/lag': [
      { at: '/lag', says: [worker, /sea is not heard/, /Last looked at \d\d:\d\d/] },
      {
        at: '/lag/partition?site=sea&group=usage-relay&topic=usage.actions&partition=0',
        says: [/is not looked at since \d\d:\d\d: how far behind it is now, nobody knows/],
      },
    ],
    '/dead-letters': [{ at: '/dead-letters', says: both }],
    '/files': [
      { at: '/files', says: both },
      { at: `/files/${file}`, says: both },
    ],
    '/line-items': [{ at: `/line-items/${row.items[0]?.lineItemId}`, says: both }],
    '/customers': [
      { at: '/customers', says: [...both, 'Usage of sea may be missing'] },
      { at: `/customers/${row.items[0]?.accountId}`, says: both },
    ],
    '/rejections': [{ at: '/rejections', says: both }],
    '/reconciliation': [{ at: '/reconciliation', says: [...both, 'are counted, but not proven'] }],
    '/duplicates': [{ at: '/duplicates', says: both }],
    '/topics': [{ at: '/topics', says: ['sea does not answer: what is in its topics is not known'] }],
    '/warehouse': [{ at: '/warehouse', says: [site] }],
    '/alerts': [{ at: '/alerts', says: both }],
    // These are of Postgres alone: nothing about them is unknown.
    '/audit': [{ at: '/audit', says: ['The newest entry'] }],
    '/settings': [{ at: '/settings', says: ['with the role admin'] }],
  })
  expect(Object.keys(PAGES).length, 'a new page is visited, too').toBe(15)
})

test('an engineer finds the partition that lags most in three steps from the Overview', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Lag/ }).click()
  const groups = page.getByRole('table', { name: 'Consumer groups, worst first' })
  const worst = groups.locator('tbody tr[data-id]').first()
  // A member that holds its partitions and commits nothing is called stalled after 40 s and a round (decision 20).
  const leftMs = stoppedMs + STALLED_BY_MS - Date.now()
  await expect(worst).toContainText('submission-filter', { timeout: Math.max(15_000, leftMs) })
  await worst.click()
  const partitions = page.getByRole('table', { name: /^Partitions of billing\.line-items in submission-filter/ })
  const rows = partitions.locator('tbody tr').filter({ has: page.getByRole('link', { name: /^partition \d+/ }) })
  await expect(rows.first()).toBeVisible()
  const lags = await rows.evaluateAll((all) =>
    all.map((row) => Number((row as HTMLTableRowElement).cells[3]?.textContent?.replaceAll(/\D/g, ''))),
  )
  expect(Math.max(...lags)).toBeGreaterThan(0)
  const most = rows.nth(lags.indexOf(Math.max(...lags))).getByRole('link')
  const name = (await most.textContent())?.match(/\d+/)?.[0]
  await most.click()
  await expect(page).toHaveURL(new RegExp(`/lag/partition\\?.*partition=${name}\\b`))
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${name}`)
})

test('both go on, and all of it is heard again', async ({ page }) => {
  signal('SIGCONT')
  isStopped = false
  await expect
    .poll(
      async () => {
        const { sites, processors, jobs } = await state(page)
        const bad = [...processors, ...jobs]
          .filter((of) => of.state !== 'running')
          .map((of) => `${of.instance} ${of.state}`)
        return [...bad, ...sites.filter(({ stale }) => stale).map(({ name }) => name)]
      },
      { timeout: 90_000 },
    )
    .toEqual([])
  await page.goto('/files')
  await expect(page.getByText(/^heard .* ago$/)).toBeVisible()
  await expect(page.locator('[data-note="not-heard"]')).toHaveCount(0)
})
