import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { first, get, type Listed, settled, test } from './test.ts'

/** The pages of the dashboard on the whole real stack: what each shows first, in both themes, by keyboard, on a phone. */

const filesWithRows = (page: Page) =>
  expect
    .poll(
      async () => (await get<Listed<{ rows: number }>>(page, '/files?limit=50')).items.some((file) => file.rows > 0),
      {
        timeout: 60_000,
      },
    )
    .toBe(true)

/** The newest file that is closed: its figures stand still while a page is looked at. */
const CLOSED = '/files?limit=1&state=balanced,submitting,submitted,imported,unknown,refused,quarantined'

/** A page whose addresses need an id of the running stack. */
const pages: Record<string, (page: Page) => Promise<string>> = {
  Overview: async () => '/',
  Files: async () => '/files',
  'one file': async (page) => {
    await filesWithRows(page)
    return `/files/${(await first<{ id: string }>(page, CLOSED)).id}`
  },
  'one line item': async (page) => {
    await filesWithRows(page)
    const files = await get<Listed<{ id: string; rows: number }>>(page, '/files?limit=50')
    const file = files.items.find((f) => f.rows > 0)
    const row = await first<{ lineItemId: string }>(page, `/files/${file?.id}/rows?limit=1`)
    return `/line-items/${row.lineItemId}`
  },
  Lag: async () => '/lag?group=submission-filter',
  'one partition': async (page) => {
    const row = await first<Record<'site' | 'group' | 'topic' | 'partition', string>>(page, '/lag?group=usage-relay')
    const { site, group, topic, partition } = row
    return `/lag/partition?${new URLSearchParams({ site, group, topic, partition: String(partition) })}`
  },
  Alerts: async () => '/alerts',
  'Dead letters': async () => '/dead-letters',
  Warehouse: async () => '/warehouse',
  Customers: async () => '/customers',
  Throughput: async () => '/throughput',
  Reconciliation: async () => '/reconciliation',
  Rejections: async () => '/rejections',
  Duplicates: async () => '/duplicates',
  Topics: async () => '/topics?look=newest',
  Audit: async () => '/audit',
  Settings: async () => '/settings',
  'one customer': async (page) => `/customers/${(await first<{ id: string }>(page, '/accounts?limit=1')).id}`,
}

/** Both themes of one load: what shows is the same, so that only the colours are looked at twice. */
for (const [name, address] of Object.entries(pages))
  test(`${name}: nothing for axe to find in either theme, no console error, nothing jumps`, async ({ page }) => {
    const said: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') said.push(message.text())
    })
    page.on('pageerror', (error) => said.push(error.message))
    await page.addInitScript(() => {
      const shifts = { sum: 0 }
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
          if (!entry.hadRecentInput) shifts.sum += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
    })
    const target = await address(page)
    await page.goto(`${target}${target.includes('?') ? '&' : '?'}theme=light`)
    await settled(page)
    const shift = await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum)
    test.info().annotations.push({ type: 'layout shift', description: shift.toFixed(3) })
    expect(shift, 'layout shift').toBeLessThanOrEqual(0.05)
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((shown) => {
        document.documentElement.dataset.theme = shown
      }, theme)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map((v) => `${theme} ${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)).toEqual([])
      await page.screenshot({ path: `test-results/pages/${name.replaceAll(' ', '-')}-${theme}.png` })
    }
    expect(said).toEqual([])
  })

test('the address chooses the theme', async ({ page }) => {
  await page.goto('/files?theme=dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.goto('/files?theme=light')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
})

test('the Overview opens with a sentence for each of the three, the map, the equation and the files', async ({
  page,
}) => {
  await page.goto('/')
  await settled(page)
  for (const person of ['finance', 'engineer', 'support'])
    await expect(page.locator(`[data-reading="${person}"] h2`)).not.toBeEmpty()
  const map = page.getByRole('group', { name: 'The pipeline, live' })
  for (const processor of ['usage-relay', 'submission-filter', 'csv-builder', 'csv-bookkeeper', 'account-directory'])
    await expect(map.getByText(processor).first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Conservation' })).toContainText('events in')
  await expect(page.getByRole('contentinfo')).toContainText(/Books of \d+ \w+/)
  await expect(page.getByRole('heading', { name: 'CSV files' })).toBeVisible()
})

test('finance finds what became of a file in three steps at most', async ({ page }) => {
  await filesWithRows(page)
  const file = await first<{ id: string }>(page, CLOSED)
  await page.goto('/')
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: /^Files/ })
    .click()
  await expect(page).toHaveURL(/\/files$/)
  await page.locator(`[data-id="${file.id}"]`).getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'Control totals' })).toBeVisible()
  await expect(page.getByRole('heading', { name: "Zuora's answer" })).toBeVisible()
})

test('support pastes an event id and reads why, with the keyboard alone', async ({ page }) => {
  await filesWithRows(page)
  const files = await get<Listed<{ id: string; rows: number }>>(page, '/files?limit=50')
  const row = await first<{ lineItemId: string }>(
    page,
    `/files/${files.items.find((f) => f.rows > 0)?.id}/rows?limit=1`,
  )
  const item = await get<{ eventId: string }>(page, `/line-items/${row.lineItemId}`)
  await page.goto('/')
  await settled(page)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'An identifier' })).toBeFocused()
  await page.keyboard.insertText(item.eventId)
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/line-items/${row.lineItemId}`))
  await expect(page.getByRole('heading', { name: /^Row \d+ of usage-/ })).toBeVisible()
  // Relayed, in the file and booked are known to the second: it happened by then.
  const journey = page.getByRole('list', { name: 'From event to Zuora' })
  for (const words of [/^Relayed to the home site/, /^Row \d+ of usage-/, /^Booked: its place is recorded/])
    await expect(
      journey.getByRole('listitem').filter({ has: page.getByRole('heading', { name: words }) }),
    ).toContainText(/by \d\d:\d\d:\d\d/)
})

test('a search that is asked for before the page hears keys opens as soon as it does', async ({ page }) => {
  let arrive!: () => void
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await page.route('**/_next/static/**/*.js', async (route) => {
    await arrived
    await route.continue()
  })
  await page.goto('/', { waitUntil: 'commit' })
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  arrive()
  await expect(page.getByRole('combobox', { name: 'An identifier' })).toBeFocused()
})

test('the URL holds the filter, and an unknown id has its own words', async ({ page }) => {
  await page.goto('/files?state=open')
  await expect(page.getByRole('button', { name: /^Open/ })).toHaveAttribute('aria-pressed', 'true')
  await page.goto('/files/1')
  await expect(page.getByText('No file has the id 1')).toBeVisible()
  await page.goto('/line-items/00000000-0000-8000-8000-000000000000')
  await expect(page.getByText('No line item has this id')).toBeVisible()
  await page.goto('/nowhere')
  await expect(page.getByText('There is no page at this address')).toBeVisible()
})

test('a partition leads to its own dead letters, which alone the repair plan is about', async ({ page }) => {
  type Letter = { processor: string; source: { site: string; topic: string; partition: number } }
  const { processor, source } = await first<Letter>(page, '/dead-letters?processor=usage-relay&state=open&limit=1')
  const place = `${source.topic}:${source.partition}@${source.site}`
  const at = { site: source.site, group: processor, topic: source.topic, partition: String(source.partition) }
  await page.goto(`/lag/partition?${new URLSearchParams(at)}`)
  await page.getByRole('link', { name: /open of .* from this partition/ }).click()
  await expect(page.getByText(`Only what was read from ${place}`)).toBeVisible()
  await expect(page.getByText(`of this cause, from ${place}`)).toBeVisible()
  const theirs = await get<Listed<Letter>>(
    page,
    `/dead-letters?${new URLSearchParams({ source: place, limit: '200' })}`,
  )
  expect(theirs.items.length).toBeGreaterThan(0)
  for (const letter of theirs.items)
    expect(`${letter.source.topic}:${letter.source.partition}@${letter.source.site}`).toBe(place)
  await page.getByRole('button', { name: 'Show all partitions' }).click()
  await expect(page.getByText('of all of this cause')).toBeVisible()
})

test('an API that is away greys what was heard and says since when', async ({ page }) => {
  await page.goto('/')
  await settled(page)
  await page.route('**/api/v1/pipeline', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        status: 503,
        code: 'database_away',
        title: 'Postgres does not answer',
        detail: 'Workers stop and keep their place.',
      }),
    }),
  )
  await expect(page.getByRole('status').filter({ hasText: 'Postgres does not answer' })).toBeVisible()
  await expect(page.locator('[data-reading="finance"] h2')).not.toBeEmpty()
  await page.unroute('**/api/v1/pipeline')
  await expect(page.getByRole('status').filter({ hasText: 'Postgres does not answer' })).toHaveCount(0)
})

test('charts are drawn in a browser whose language is no language tag', async ({ page }) => {
  test.setTimeout(120_000)
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true }),
  )
  await page.goto('/lag?group=submission-filter')
  await settled(page)
  await expect(page.locator('.uplot canvas').first()).toBeVisible({ timeout: 80_000 }) // its first samples must be there
})

test('a chart that cannot be drawn says so in its frame, and the page stays', async ({ page }) => {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => {
      throw new Error('no canvas here')
    }
  })
  await page.goto('/lag?group=submission-filter')
  await settled(page)
  await expect(page.getByText('This chart cannot be drawn in this browser').first()).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lag')
})

test('on a phone nothing is wider than the screen, and the rail is at the foot', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const address of [
    '/',
    '/files',
    '/dead-letters',
    '/customers',
    '/throughput',
    '/reconciliation',
    '/rejections',
    '/duplicates',
    '/topics',
  ]) {
    await page.goto(address)
    await settled(page)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide, address).toBeLessThanOrEqual(390)
  }
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeInViewport()
})
