/** What the browser tests share: pages that hear before they are spoken to, and what the API says beside them. */
import { test as base, expect, type Locator, type Page } from '@playwright/test'

export type Listed<T> = { items: T[] }

/**
 * Until the browser has taken over what the server drew. What is done to a page before is lost, or not, by the speed of the
 * machine: a test waits for it. React marks each element that it knows.
 */
const takenOver = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const known = (element: Element) => Object.keys(element).some((key) => key.startsWith('__reactProps$'))
    return [...document.querySelectorAll('button, input, select')].every(known)
  })

/** A page that is gone to hears from then on; one that is only begun (`waitUntil: 'commit'`) is left as it is. */
export const hearing = (page: Page): Page => {
  const goTo = page.goto.bind(page)
  page.goto = async (address, options) => {
    const answer = await goTo(address, options)
    if (options?.waitUntil !== 'commit') await takenOver(page)
    return answer
  }
  return page
}

export const test = base.extend({
  page: async ({ page }, use) => {
    await use(hearing(page))
  },
})

/** `GET /api/v1…` as who the page is. */
export const get = async <T>(page: Page, path: string): Promise<T> => {
  const answer = await page.request.get(`/api/v1${path}`)
  expect(answer.status(), `${path}: ${await answer.text()}`).toBe(200)
  return (await answer.json()) as T
}

/** The first of a list, once it has as many: demo traffic brings something of everything within a minute. */
export const first = async <T>(page: Page, path: string, atLeast = 1): Promise<T> => {
  let items: T[] = []
  const ask = async () => {
    items = (await get<Listed<T>>(page, path)).items
    return items.length
  }
  await expect.poll(ask, { timeout: 60_000, message: path }).toBeGreaterThanOrEqual(atLeast)
  return items[0] as T
}

/** All that was asked for is here, and live. */
export const settled = async (page: Page): Promise<void> => {
  await expect(page.getByText(/^heard .* ago$/)).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}

/** Keys are heard by the page as a whole, a moment after its controls: asked until they are. */
export const openSearch = (page: Page): Promise<void> =>
  expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: 'An identifier' })).toBeFocused({ timeout: 3_000 })
  }).toPass()

export const chord = (page: Page, key: string, address: RegExp): Promise<void> =>
  expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page).toHaveURL(address, { timeout: 3_000 })
  }).toPass()

/** A dialog that asks why. It is loaded after the first view: nothing is typed before it has the focus. */
export const beginAct = async (page: Page, button: Locator): Promise<Locator> => {
  await button.click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Why')).toBeFocused()
  return dialog
}
