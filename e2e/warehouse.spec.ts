import { expect } from '@playwright/test'
import { test } from './test.ts'

/** The SQL console on the real archive. */

test('a ready query runs, is drawn, explained and kept; what may not run says why', async ({ page }) => {
  const rows = async () => {
    const answer = await page.request.get('/api/v1/warehouse')
    expect(answer.status()).toBe(200)
    return Number(((await answer.json()) as { rows: string }).rows)
  }
  await expect.poll(rows, { timeout: 90_000, message: 'records in the archive' }).toBeGreaterThan(0)
  await page.goto('/warehouse')
  await expect(page.getByRole('table', { name: 'Tables of the warehouse' })).toBeVisible()
  await page.getByRole('button', { name: 'Rejected by reason' }).click()
  await expect(page.getByRole('region', { name: 'Rows of the result' }).or(page.getByText('No rows'))).toBeVisible()
  await page.getByRole('button', { name: 'Chart', exact: true }).click()
  await expect(page).toHaveURL(/view=chart/)
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('billing', { timeout: 15_000 })

  const editor = page.getByRole('textbox', { name: 'SQL' })
  await editor.fill("copy (select 1) to '/tmp/x.csv'")
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('main').getByRole('alert')).toContainText('only statements that read')

  await editor.fill('select 9223372036854775807 as n, 0.1::decimal(18,9) as d')
  await page.keyboard.press('Control+Enter')
  const result = page.getByRole('region', { name: 'Rows of the result' })
  await expect(result).toContainText('9223372036854775807')
  await expect(result).toContainText('0.100000000')

  const name = `kept ${Date.now()}`
  await page.getByLabel('Name to save it under').fill(name)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('button', { name, exact: true })).toBeVisible()
  await page.getByRole('button', { name: `Remove ${name}` }).click()
  await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV', exact: true }).click()
  expect((await download).suggestedFilename()).toBe('hydrometer-query.csv')
})
