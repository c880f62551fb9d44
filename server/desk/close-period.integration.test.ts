/** Closing a billing month through its route: said before, done once with why, and what decisions go by from then on. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { POST as close } from '../../app/api/v1/periods/close/route.ts'
import { useApiContext } from '../api/context.ts'
import { openReference } from '../postgres/reference.ts'
import { call, TESTER, testContext } from '../queries/testing/context.ts'
import { seedAccount, seedLetter } from '../queries/testing/seed.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'

let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
  await seedAccount(db.pool, 7, 'octo-org')
  testContext(db.pool)
}, 60_000)
afterAll(async () => {
  useApiContext(undefined)
  await db?.drop()
})

const closing = (body: unknown) => call(close, '/api/v1/periods/close', { body })
const audits = async () =>
  (await db.pool.query('select actor, action, subject, reason from audit_log order by id')).rows

it('says what it means, closes once with why, and is what decisions go by from then on', async () => {
  await seedLetter(db.pool, { offset: 1 })
  const plan = await closing({ month: '2025-03' })
  expect(plan).toMatchObject({ status: 200, body: { dryRun: true, acted: true, closedAt: null, auditId: null } })
  expect(plan.body.still).toEqual([
    '1 dead letter of any month waits; those of 2025-03 will be rejected when they are redriven',
  ])
  expect((await closing({ month: '2025-03', dryRun: false })).status).toBe(400) // why?
  expect(await audits()).toEqual([])
  const done = await closing({ month: '2025-03', dryRun: false, why: 'the invoices are out' })
  expect(done.body).toMatchObject({ dryRun: false, acted: true, closedAt: expect.any(String) })
  const reference = await openReference(db.pool)()
  expect([reference.isClosed(Date.UTC(2025, 2, 31)), reference.isClosed(Date.UTC(2025, 3, 1))]).toEqual([true, false])
  expect(await audits()).toEqual([
    { actor: TESTER.actor.name, action: 'period.close', subject: '2025-03', reason: 'the invoices are out' },
  ])
  const again = await closing({ month: '2025-03', dryRun: false, why: 'again' })
  expect(again.body).toMatchObject({ acted: false, words: expect.stringMatching(/^2025-03 was closed on /) })
  expect(await audits()).toHaveLength(1)
})

it('refuses a month that is not over, and what is no month', async () => {
  const month = new Date().toISOString().slice(0, 7)
  const early = await closing({ month, dryRun: false, why: 'early' })
  expect(early.body).toMatchObject({ acted: false, closedAt: null, words: expect.stringMatching(/is not over/) })
  expect((await closing({ month: '2025-13' })).status).toBe(400)
})
