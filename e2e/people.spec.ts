import { existsSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { endpoints } from '../domain/api/endpoints.ts'
import { PAGES, type PagePath, RIGHTS, ROLES, roleMay } from '../domain/roles.ts'
import { demoUsers, NOBODY, stateOf } from './roles.ts'
import { beginAct, hearing, test } from './test.ts'

/** Each role signs in and sees its pages, and none of another's; what an admin does about users. */

/** The pages that are built, of those that the table of rights names. */
const BUILT = (Object.keys(PAGES) as PagePath[]).filter((path) => existsSync(`app${path === '/' ? '' : path}/page.tsx`))
const fetchOf = (page: Page, method: string, path: string) =>
  page.evaluate(
    async ([how, where]) => {
      const body =
        how === 'POST' ? { body: '{"nothing":"of this"}', headers: { 'content-type': 'application/json' } } : {}
      const answer = await fetch(where as string, { method: how as string, ...body })
      return { status: answer.status, code: ((await answer.json()) as { code?: string }).code }
    },
    [method, path],
  )

test.describe('nobody', () => {
  test.use({ storageState: NOBODY })

  test('sees no page, is asked to sign in, and comes back to the page that they wanted', async ({ page }) => {
    for (const path of BUILT) {
      await page.goto(path)
      await expect(page).toHaveURL(/\/sign-in/)
      await expect(page.getByRole('navigation', { name: 'Pages' })).toHaveCount(0)
    }
    await page.goto('/files?state=open')
    await page.getByLabel('E-mail').fill('support@hydrometer.example')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'The e-mail or the password is wrong' })).toBeVisible()
    await page.getByRole('button', { name: 'Sign in as support' }).click()
    await expect(page).toHaveURL(/\/files\?state=open$/)
    await expect(page.getByRole('link', { name: 'support@hydrometer.example' })).toBeVisible()
    await page.goto('/settings')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page).toHaveURL(/\/sign-in$/)
    await page.goto('/')
    await expect(page).toHaveURL(/\/sign-in$/)
  })

  test('is served scripts with the nonce of this answer alone, and no cookie that a script can read', async ({
    page,
  }) => {
    const answer = await page.goto('/sign-in')
    const nonce = /'nonce-([^']+)'/.exec(answer?.headers()['content-security-policy'] ?? '')?.[1]
    expect(nonce).toBeTruthy()
    const scripts = ((await answer?.text()) ?? '').match(/<script[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(3)
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([])
    await page.getByRole('button', { name: 'Sign in as finance' }).click()
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
    expect(await page.evaluate(() => document.cookie)).not.toContain('session')
  })

  for (const theme of ['light', 'dark'] as const)
    test(`the sign-in page, ${theme}: nothing for axe to find, no console error`, async ({ page }) => {
      const said: string[] = []
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) said.push(message.text())
      })
      await page.goto(`/sign-in?theme=${theme}`)
      await expect(page.getByRole('button', { name: /^Sign in as/ })).toHaveCount(ROLES.length)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)).toEqual([])
      expect(said).toEqual([])
      await page.screenshot({ path: `test-results/pages/sign-in-${theme}.png` })
    })
})

for (const role of ROLES)
  test.describe(role, () => {
    test.use({ storageState: stateOf(role) })

    test('sees the pages of the role in the rail, and on the others who may', async ({ page }) => {
      await page.goto('/')
      const rail = page.getByRole('navigation', { name: 'Pages' })
      await expect(rail.getByRole('link', { name: 'Overview' })).toBeVisible()
      for (const path of BUILT.filter((p) => p !== '/')) {
        const may = roleMay(role, PAGES[path])
        if (!may) await expect(rail.locator(`a[href="${path}"]`), path).toHaveCount(0)
        await page.goto(path)
        const refusal = page.getByRole('note').filter({ hasText: RIGHTS[PAGES[path]].words })
        if (may) {
          await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Not for your role')
        } else {
          await expect(refusal, path).toContainText(`You are ${role}`)
          await expect(page.getByRole('main').getByRole('table')).toHaveCount(0)
        }
      }
    })

    test('is refused everything that is not of the role, from its own pages', async ({ page }) => {
      await page.goto('/settings')
      for (const [name, { method, path, right }] of Object.entries(endpoints)) {
        if (roleMay(role, right)) continue
        const answer = await fetchOf(page, method, path.replace(/\{\w+\}/g, '1'))
        expect(answer, name).toEqual({ status: 403, code: 'not_allowed' })
      }
    })
  })

test.describe('finance', () => {
  test.use({ storageState: stateOf('finance') })

  test('sees a dead letter without its payload', async ({ page }) => {
    const letters = async () =>
      ((await (await page.request.get('/api/v1/dead-letters?limit=1')).json()) as { items: { id: string }[] }).items
    await expect.poll(async () => (await letters()).length, { timeout: 60_000 }).toBe(1)
    await page.goto(`/dead-letters?letter=${(await letters())[0]?.id}`)
    await expect(page.getByRole('note').filter({ hasText: RIGHTS.payloads.words })).toContainText('You are finance')
    await expect(page.getByRole('heading', { name: 'Decoded' })).toHaveCount(0)
    await expect(page.getByRole('heading', { name: 'Raw' })).toHaveCount(0)
  })
})

test('an admin makes a user, who signs in; disabled, their open page ends', async ({ page, browser }) => {
  const email = `visitor-${Date.now()}@hydrometer.example`
  await page.goto('/settings')
  const dialog = await beginAct(page, page.getByRole('button', { name: 'Make a user' }))
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByLabel('Why').fill('a visit')
  await dialog.getByRole('button', { name: 'Make 1 user' }).click()
  const told = page.getByRole('status').filter({ hasText: email })
  const password = await told.locator('code').textContent()

  const theirs = await browser.newContext({ storageState: NOBODY })
  const their = hearing(await theirs.newPage())
  await their.goto('/sign-in')
  await their.getByLabel('E-mail').fill(email)
  await their.getByLabel('Password').fill(password ?? '')
  await their.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(their.getByRole('navigation', { name: 'Pages' })).toBeVisible()

  await page.getByRole('button', { name: `Disable: ${email}` }).click()
  await dialog.getByLabel('Why').fill('the visit is over')
  await dialog.getByRole('button', { name: 'Disable 1 user' }).click()
  await expect(page.getByText(`${email} is disabled: 1 session ended`)).toBeVisible()
  await expect(their).toHaveURL(/\/sign-in/)
  await theirs.close()

  await page.goto(`/audit?q=${encodeURIComponent(email)}`)
  const log = page.getByRole('table', { name: 'Audit log' })
  await expect(log.getByText('disable user')).toBeVisible()
  await expect(log.getByText('the visit is over')).toBeVisible()
  await expect(log.getByRole('row')).toHaveCount(4) // the head, made, signed in, disabled
})

test('the audit page is live, and leaves as CSV', async ({ page, request }) => {
  await page.goto('/audit?action=sign+in+failed')
  await expect(page.getByRole('button', { name: /older|Show all/ }).first()).toBeVisible()
  const email = demoUsers().find(({ role }) => role === 'engineer')?.email
  const before = Date.now()
  const failed = await request.post('/api/auth/sign-in/email', {
    data: { email, password: 'not the password' },
    headers: { origin: new URL(page.url()).origin },
  })
  expect(failed.status()).toBe(401)
  const newest = page.getByRole('table', { name: 'Audit log' }).locator('tbody tr').first()
  await expect(newest).toContainText(email as string)
  await expect
    .poll(async () => Date.parse((await newest.locator('time').getAttribute('datetime')) ?? ''))
    .toBeGreaterThanOrEqual(before - 1000)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'These as CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('hydrometer-audit.csv')
})
