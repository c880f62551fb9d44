import { expect } from '@playwright/test'
import { test } from './test.ts'

/** What a person who ran `npm start` must see within a minute: usage becomes files. */
test('usage becomes CSV files on the Overview', async ({ page, request }) => {
  await page.goto('/')
  await expect(page).toHaveTitle(/Hydrometer/)
  await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible()

  const files = async () => {
    const answer = await request.get('/api/v1/files?limit=50')
    if (!answer.ok()) return []
    return ((await answer.json()) as { items: { name: string; state: string; rows: number }[] }).items
  }
  const booked = async () => (await files()).find((f) => f.rows > 0 && ['submitted', 'imported'].includes(f.state))
  await expect.poll(booked, { timeout: 60_000, message: 'a file with rows that Zuora took' }).toBeTruthy()
  await expect(page.getByText((await booked())!.name.replace(/\.csv$/, ''), { exact: false }).first()).toBeVisible()
})

test('every dependency is reachable', async ({ request }) => {
  const ready = await request.get('/api/ready')
  expect(ready.status(), await ready.text()).toBe(200)
})

test('the page raises no error', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible()
  expect(errors).toEqual([])
})
