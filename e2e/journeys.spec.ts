import { expect } from '@playwright/test'
import { stateOf } from './roles.ts'
import { beginAct, chord, first, get, type Listed, openSearch, test } from './test.ts'

/** What each of the three comes for in the morning, in at most three interactions from the Overview, and the repairs. */

const CLOSED = 'balanced,submitting,submitted,imported,unknown,refused,quarantined'

test.describe('finance', () => {
  test.use({ storageState: stateOf('finance') })

  test('sees 25 closed and the open files at 1440×900 without scrolling', async ({ page }) => {
    await first(page, `/files?limit=30&state=${CLOSED}`, 25)
    await page.goto('/files')
    const rows = page.getByRole('table', { name: /files/i }).locator('tbody tr')
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(25)
    await expect(rows.nth(24)).toBeInViewport({ ratio: 1 })
    const open = await get<Listed<object>>(page, '/files?limit=30&state=open')
    if (open.items.length > 0) await expect(page.getByText(/closes in/).first()).toBeInViewport()
  })

  test('proves the day in one step: each event has one place, and each term has its list', async ({ page }) => {
    await first(page, '/rejections/line-items?limit=1')
    await page.goto('/')
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /^Reconciliation/ })
      .click()
    await expect(page.getByRole('heading', { level: 2 }).first()).toContainText(/events of .* has one place|no place/)
    const table = page.getByRole('table', { name: 'By site, topic and product' })
    await expect(table.getByRole('row').nth(2)).toBeVisible()
    await table.locator('a[href^="/rejections"]').first().click()
    await expect(page.getByRole('table', { name: 'Reasons' })).toBeVisible()
    await expect(page.getByRole('table', { name: 'Line items' }).locator('tbody tr').first()).toBeVisible()
    // What finance may not do is not offered.
    await expect(page.getByRole('button', { name: /^Release/ })).toHaveCount(0)
  })
})

test.describe('support', () => {
  test.use({ storageState: stateOf('support') })

  test('finds why an item was not billed, by the keyboard alone', async ({ page }) => {
    const item = await first<{ id: string; eventId: string; reasonWords: string }>(
      page,
      '/rejections/line-items?limit=1',
    )
    await page.goto('/')
    await openSearch(page)
    await page.keyboard.insertText(item.eventId)
    await expect(page.getByRole('option').first()).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`/line-items/${item.id}`))
    await expect(page.getByRole('heading', { level: 2 }).first()).toContainText('Not billed')
  })

  test('reads a customer month to them and takes it along as a spreadsheet', async ({ page }) => {
    // Of any reason but the one of demo traffic whose customers Hydrometer has never heard of.
    const item = await first<{ accountId: string }>(page, '/rejections/line-items?limit=1&reason=public_repository')
    await page.goto(`/customers/${item.accountId}`)
    const why = page.getByRole('region', { name: 'Why something was not billed' })
    await why.getByRole('button').first().click()
    await expect(page).toHaveURL(/reason=/)
    await expect(page.getByRole('table', { name: 'Line items' }).locator('tbody tr').first()).toBeVisible()
    await page.getByRole('button', { name: 'By day' }).click()
    await page.getByRole('table', { name: 'Usage by day' }).locator('tbody tr').first().focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/day=20\d\d-/)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      // A customer who has an eighth of all usage is past "999" within minutes: counts have thousands commas.
      page.getByRole('link', { name: /^Export [\d,]+ line item/ }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^line-items-.*\.csv$/)
  })

  test('sees what waits for a customer whom nobody announced, and what becomes of it', async ({ page }) => {
    const item = await first<{ accountId: string }>(page, '/rejections/line-items?limit=1&reason=account_not_known')
    await page.goto(`/customers/${item.accountId}`)
    await expect(page.getByText(`No account has the id ${item.accountId}`)).toBeVisible()
    await expect(page.getByText(/decided again by (itself|themselves) once it is known/)).toBeVisible()
    await page.getByRole('region', { name: 'Why something was not billed' }).getByRole('button').first().click()
    await page.getByRole('table', { name: 'Line items' }).getByRole('link').first().click()
    await expect(page.getByText('Hydrometer has not heard of the account yet').first()).toBeVisible()
  })
})

test.describe('engineer', () => {
  test.use({ storageState: stateOf('engineer') })

  test('discards one message, redrives a cause, and both are in the audit log', async ({ page }) => {
    await first(page, '/dead-letters?state=open&limit=1')
    await page.goto('/')
    await chord(page, 'd', /dead-letters/)
    await expect(page.getByRole('table', { name: 'Causes' })).toBeVisible()
    const message = page.getByRole('heading', { name: /^Message \d+$/ })
    const id = ((await message.textContent()) ?? '').replace('Message ', '')
    const discard = await beginAct(page, page.getByRole('button', { name: 'Discard 1 message …' }).first())
    await expect(discard.getByRole('button', { name: 'Discard 1 message', exact: true })).toBeDisabled()
    await page.keyboard.insertText('a test event of a producer')
    await page.keyboard.press('Enter')
    await expect(discard.getByText(/In the audit log as \d+/)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(discard).toHaveCount(0)
    const letter = await get<{ state: string; stateReason: string }>(page, `/dead-letters/${id}`)
    expect(letter).toMatchObject({ state: 'discarded', stateReason: 'a test event of a producer' })

    await first(page, '/dead-letters?state=open&limit=1')
    await page.goto('/dead-letters')
    const redrive = await beginAct(page, page.getByRole('button', { name: /^Redrive [\d,]+ messages? …$/ }).last())
    await page.keyboard.insertText('to see them fail again')
    await redrive.getByRole('button', { name: /^Redrive [\d,]+ messages?$/ }).click()
    await expect(redrive.getByText('The whole cause now')).toBeVisible()
    await expect(redrive.getByText('sent again')).toBeVisible()
    await page.keyboard.press('Escape')
    for (const action of ['discard', 'redrive'])
      expect(
        (await get<Listed<{ action: string }>>(page, `/audit?action=${action}&limit=5`)).items.length,
      ).toBeGreaterThan(0)
  })

  test('has rejected line items decided again, by reason', async ({ page }) => {
    await first(page, '/rejections/line-items?limit=1')
    await page.goto('/rejections')
    const dialog = await beginAct(page, page.getByRole('button', { name: /^Release [\d,]+ line items? …$/ }))
    await page.keyboard.insertText('the rule was changed')
    await page.keyboard.press('Enter')
    await expect(dialog.getByText(/will be decided again, each once/)).toBeVisible()
  })

  test('goes from a spike to its partition, and to the messages in it', async ({ page }) => {
    await page.goto('/throughput')
    await expect(page.getByRole('region', { name: 'Events in, by site' }).locator('svg.recharts-surface')).toBeVisible()
    await page.getByRole('button', { name: /^usage-relay/ }).click()
    const partitions = page.getByRole('table', { name: 'Partitions of usage-relay' })
    await partitions.getByRole('link', { name: 'messages' }).first().click()
    await expect(page).toHaveURL(/\/topics\?.*partition=/)
    await page.getByRole('button', { name: 'Look at 50 messages' }).click()
    const messages = page.getByRole('table', { name: 'Messages' })
    await messages.locator('tbody tr').first().focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'The chosen message' })).toContainText('event_id')
    const looks = await get<Listed<{ subject: string }>>(page, '/audit?action=look+at+messages&limit=5')
    expect(looks.items[0]?.subject).toMatch(/^usage\./)
  })

  test('sees how long each step takes, for one product and one site, and the address holds that', async ({ page }) => {
    await page.goto('/throughput')
    const panel = page.getByRole('region', { name: 'From event to each step' })
    const rows = panel.getByRole('table', { name: 'Time from event to each step' }).locator('tbody tr')
    await expect(rows).toHaveText([/^Relayed/, /^Decided/, /^In a file/, /^Booked/, /^Submitted/])
    await expect(rows.first()).toContainText(/\d s/)
    const all = await get<{ steps: { events: number }[] }>(page, '/latency')
    await panel.getByRole('button', { name: 'actions' }).click()
    await panel.getByRole('button', { name: 'sea' }).click()
    await expect(page).toHaveURL(/product=actions.*site=sea/)
    const some = await get<{ steps: { events: number }[] }>(page, '/latency?product=actions&site=sea')
    expect(some.steps[0]?.events).toBeGreaterThan(0)
    expect(some.steps[0]?.events).toBeLessThan(all.steps[0]!.events)
    await expect(rows.first().getByRole('img', { name: /^Relayed: [\d,]+ events, from / })).toBeVisible()
  })

  test('reads a log again, offset by offset, and finds every record accounted for', async ({ page }) => {
    await page.goto('/reconciliation')
    await page.getByRole('table', { name: 'By site, topic and product' }).locator('tbody tr').first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Read the log again' }).click()
    await expect(page.getByRole('status').filter({ hasText: /^Read: partition/ })).toBeVisible()
    await expect(page.getByText('Every record has its decision or its dead letter')).toBeVisible()
  })
})

test('a place in the log, a chord and a question mark lead where they say', async ({ page }) => {
  const letter = await first<{
    id: string
    origin: { topic: string; partition: number; offset: string; site: string }
  }>(page, '/dead-letters?limit=1')
  const { topic, partition, offset, site } = letter.origin
  await page.goto('/')
  await openSearch(page)
  await page.keyboard.insertText(`${topic}:${partition}:${offset}@${site}`)
  await expect(page.getByRole('option').filter({ hasText: 'Dead letter' }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`letter=${letter.id}`))
  for (const [key, address] of [
    ['t', /throughput/],
    ['r', /reconciliation/],
    ['f', /files/],
  ] as const)
    await chord(page, key, address)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('each new page says in words what is unknown, what failed and what to do', async ({ page }) => {
  const away = (route: { fulfill: (answer: object) => Promise<void> }) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        status: 503,
        code: 'log_away',
        title: 'Kafka does not answer',
        detail: 'Nothing is lost.',
      }),
    })
  // The server's own first read is real; what the client asks later is not answered.
  for (const path of ['throughput', 'reconciliation', 'rejections', 'duplicates', 'topics']) {
    await page.route(`**/api/v1/${path}**`, away)
    await page.goto(`/${path}?from=2026-01-02&to=2026-01-03`)
    await expect(
      page
        .getByRole('alert')
        .filter({ hasText: 'Kafka does not answer' })
        .or(page.getByText(/^Last heard/))
        .first(),
      path,
    ).toBeVisible()
    await page.unroute(`**/api/v1/${path}**`)
  }
  await page.goto('/customers/999999999')
  await expect(page.getByText('No account has the id 999999999')).toBeVisible()
  await page.goto('/rejections?from=2020-01-01&to=2020-01-02')
  await expect(page.getByText('Nothing was left out on 1 Jan 2020')).toBeVisible()
})
