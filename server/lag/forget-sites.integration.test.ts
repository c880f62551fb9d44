import { afterAll, beforeAll, expect, it } from 'vitest'
import { hydroWithoutBrokers } from '../queries/testing/context.ts'
import { seedReport } from '../queries/testing/seed.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { forgetSites } from './forget-sites.ts'

let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db?.drop())

it('forgets sites and workers that are no more, once, and nothing of the others', async () => {
  const now = new Date()
  for (const site of ['iad', 'lhr']) {
    await db.pool.query('insert into lag_round values ($1, $2, 1, 7, 1, 1, 0)', [site, now])
    await db.pool.query(
      `insert into topic_activity (site, topic, watched_since, total_end, longest_gaps) values ($1, 'usage.storage', $2, 5, '{}')`,
      [site, now],
    )
    await db.pool.query(
      `insert into lag_sample (site, consumer_group, topic, partition, committed, log_end, stable_end, low, status, sampled_at)
       values ($1, 'usage-relay', 'usage.storage', 0, 1, 1, 1, 0, 'ok', $2)`,
      [site, now],
    )
    await seedReport(db.pool, 'usage-relay', site, {}, now)
  }
  await seedReport(db.pool, 'csv-writer', 'iad', {}, now) // of an earlier release
  const { sites } = hydroWithoutBrokers()
  expect(await forgetSites(db.pool, sites)).toEqual(['lhr', 'csv-writer@iad', 'usage-relay@lhr'])
  expect(await forgetSites(db.pool, sites)).toEqual([])
  for (const table of ['lag_round', 'topic_activity', 'lag_sample'])
    expect((await db.pool.query(`select site from ${table}`)).rows, table).toEqual([{ site: 'iad' }])
  expect((await db.pool.query('select instance from worker_report')).rows).toEqual([{ instance: 'usage-relay@iad' }])
})
