import { execFile } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { expect, type Page } from '@playwright/test'
import { runtimeFile } from './roles.ts'
import { test } from './test.ts'

/** Text from outside that would break a page that trusts it: HTML, right-to-left, 10,000 characters, NUL. All of it real. */

const run = promisify(execFile)
const HTML = `<img src=x onerror="window.broken=1"><script>window.broken=1</script>`
const RTL = '\u202Eevil\u202C \u05D0\u05D1\u05D2 \u0627\u0644\u0639'
const LONG = 'x'.repeat(10_000)

/** As a producer at a site sends it, with the command line. */
const produce = async (lines: readonly object[]): Promise<void> => {
  const child = run(process.execPath, ['--no-warnings', 'scripts/run.mjs', 'cli/main.ts', 'produce', '--raw'], {
    env: { ...process.env, HYDROMETER_DATA: dirname(runtimeFile()) },
  })
  child.child.stdin?.end(lines.map((line) => JSON.stringify(line)).join('\n'))
  await child
}

const safe = async (page: Page, address: string) => {
  expect(await page.evaluate(() => (window as unknown as { broken?: number }).broken), address).toBeUndefined()
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      `${address} at ${width}`,
    ).toBeLessThanOrEqual(width)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('hostile names and payloads show as text and break nothing', async ({ page }) => {
  const accountId = String(7_000_000_000 + randomInt(1_000_000_000))
  const login = `${HTML} ${RTL}`
  const eventId = randomUUID()
  const usage = {
    account_id: accountId,
    repository_name: HTML + RTL + LONG,
    repository_visibility: 'PRIVATE',
    actor_login: `nul \u0000 ${RTL}`,
    runner: 'HOSTED',
    started_at: new Date(Date.now() - 600_000).toISOString(),
    ended_at: new Date(Date.now() - 300_000).toISOString(),
  }
  await produce([
    {
      type: 'account',
      account_id: accountId,
      version: 1,
      login,
      standing: 'ACTIVE',
      billing_enabled: true,
      plan: 'TEAM',
    },
    { type: 'actions', event_id: eventId, sku: 'actions_linux', ...usage },
    { type: 'actions', event_id: randomUUID(), sku: `${HTML}\u0000${RTL}${LONG}`, ...usage },
  ])
  const items = async <T>(path: string): Promise<T[]> => {
    const answer = await page.request.get(`/api/v1${path}`)
    return answer.ok() ? ((await answer.json()) as { items: T[] }).items : []
  }
  const found = async <T>(path: string): Promise<T> => {
    await expect.poll(async () => (await items<T>(path)).length, { timeout: 60_000, message: path }).toBeGreaterThan(0)
    return (await items<T>(path))[0] as T
  }
  const item = await found<{ id: string; origin: { topic: string; partition: number; offset: string; site: string } }>(
    `/line-items?eventId=${eventId}`,
  )
  // The relay's dead letters have no account: found by what the message says.
  const letters = () =>
    items<{ id: string; processor: string; fingerprint: string; errorMessage: string }>(
      '/dead-letters?processor=usage-relay&state=open&limit=200',
    )
  const hostile = async () => (await letters()).find(({ errorMessage }) => errorMessage.includes('img src=x'))
  await expect.poll(hostile, { timeout: 60_000, message: 'the dead letter' }).toBeTruthy()
  const letter = (await hostile())!
  await expect.poll(async () => (await page.request.get(`/api/v1/accounts/${accountId}`)).status()).toBe(200)

  await page.goto(`/customers/${accountId}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<img src=x')
  await safe(page, 'customer')
  await page.goto(`/line-items/${item.id}`)
  await expect(page.getByText('<script>').first()).toBeVisible()
  await safe(page, 'line item')
  const cause = encodeURIComponent(`${letter.processor} ${letter.fingerprint}`)
  await page.goto(`/dead-letters?cause=${cause}&letter=${letter.id}`)
  await expect(page.getByRole('heading', { name: `Message ${letter.id}` })).toBeVisible()
  await safe(page, 'dead letter')
  const { topic, partition, offset, site } = item.origin
  await page.goto(
    `/topics?topic=${topic}&site=${site}&look=offset&partition=${partition}&offset=${offset}&message=${partition}:${offset}`,
  )
  await expect(page.getByRole('region', { name: 'The chosen message' })).toContainText('<script>')
  await safe(page, 'topics')
  await page.goto('/')
  await safe(page, 'overview')

  // A spreadsheet must not run a login either, and the search takes all of it.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(login.slice(0, 300))
  await expect(page.getByRole('option').first()).toContainText('<img')
})
