/** The world of the API's tests: every question's answer can be counted by hand from these rows. */
import type pg from 'pg'
import { emptyHistogram, observe } from '../../../domain/histogram.ts'
import { at, DAY, NOW, seedAccount, seedCount, seedFile, seedItem, seedLag, seedLetter, seedReport } from './seed.ts'

export const BYTES = Buffer.from('ACCOUNT_ID,UOM\nA00000007,Minutes\n')
export const today = DAY.toISOString().slice(0, 10)
export const tomorrow = new Date(DAY.getTime() + 86_400_000).toISOString().slice(0, 10)

/** Ids of the imported and of the open file. */
export const seedKnownWorld = async (pool: pg.Pool): Promise<{ imported: string; open: string }> => {
  await seedAccount(pool, 7, 'Octo-Org')
  await seedAccount(pool, 8, 'octopus')
  await seedAccount(pool, 9, 'zeta', '')
  const a = await seedItem(pool, { n: 1, quantity: [10, 500_000_000] })
  const b = await seedItem(pool, { n: 2, quantity: [2, 1], sku: 'actions_windows' })
  const c = await seedItem(pool, { n: 3, sku: 'packages_storage', quantity: [720, 0], topic: 'usage.storage', site: 2 })
  const d = await seedItem(pool, { n: 4, account: 8, quantity: [1, 0] })
  await seedItem(pool, { n: 5, decision: 2, reason: 2 })
  await seedItem(pool, { n: 6, decision: 2, reason: 7, account: 9 })
  await seedItem(pool, { n: 7, quantity: [5, 0] }) // accepted, not booked yet
  const imported = await seedFile(pool, {
    sequence: 1,
    state: 'imported',
    rows: 3,
    items: [a, b, c],
    totals: { Minutes: '12.500000001', 'GB-Hours': '720' },
    bytes: BYTES,
    objectKey: 'files/x.csv',
  })
  await pool.query(
    `insert into csv_file_count values ($1, 'iad', 'usage.actions', 'actions', $2, 2), ($1, 'sea', 'usage.storage', 'packages', $2, 1)`,
    [imported, today],
  )
  const open = await seedFile(pool, {
    sequence: 2,
    state: 'open',
    rows: 1,
    items: [d],
    openedAt: new Date(DAY.getTime() + 3_000),
  })
  await seedFile(pool, {
    sequence: 3,
    partition: 2,
    state: 'quarantined',
    rows: 2,
    difference: '2 rows in the file, 1 booked',
  })
  await pool.query(
    `insert into submission_attempt (file_id, revision, number, idempotency_key, state, answered_at, http_status, import_status, message)
     values ($1, 1, 1, 'k3f9a2/p1/r1/1', 'imported', $2, 200, 'Completed', 'Imported')`,
    [imported, at(73)],
  )
  await seedLetter(pool, { offset: 11 })
  await seedLetter(pool, { offset: 12, site: 'sea' })
  await seedLetter(pool, {
    offset: 13,
    fingerprint: 'bbbb',
    processor: 'submission-filter',
    message: 'conflict',
    account: 7,
  })
  await seedLetter(pool, { offset: 14, state: 'redriven' })
  await seedCount(pool, 'usage-relay', 'relayed', 7)
  await seedCount(pool, 'usage-relay', 'relayed', 1, {
    site: 'sea',
    topic: 'usage.storage',
    sourceTopic: 'usage.storage',
    product: 'packages',
  })
  await seedCount(pool, 'usage-relay', 'dead_letter', 3, { product: '' })
  await seedCount(pool, 'usage-relay', 'relayed', 1, { sourceTopic: 'usage-relay.retry' }) // the redriven one
  await seedCount(pool, 'submission-filter', 'accepted', 4)
  await seedCount(pool, 'submission-filter', 'accepted', 1, {
    site: 'sea',
    topic: 'usage.storage',
    product: 'packages',
  })
  await seedCount(pool, 'submission-filter', 'rejected', 2)
  await seedCount(pool, 'submission-filter', 'duplicate', 1)
  await seedCount(pool, 'submission-filter', 'dead_letter', 1)
  const latency = emptyHistogram()
  observe(latency, 1_000, 98)
  observe(latency, 60_000, 2)
  const minute = new Date(Math.floor(NOW.getTime() / 60_000) * 60_000 - 60_000)
  await pool.query(
    `insert into throughput_minute values ($1, 'csv-bookkeeper', 'iad', 100, '{"booked": 100}', $2), ($1, 'usage-relay', 'sea', 120, '{"relayed": 119, "dead_letter": 1}', null)`,
    [minute, JSON.stringify(latency)],
  )
  await seedReport(pool, 'usage-relay', 'iad', {
    records_in: 1000,
    records_per_second: 31.4,
    records_out_per_second: 31,
    by_topic: { 'usage.actions': { records_in: 900, records_per_second: 22.9 } },
    outcomes: { relayed: 990 },
    dead_letters_total: 10,
    rss_bytes: 1e8,
    partitions: [
      {
        topic: 'usage.actions',
        partition: 3,
        state: 'running',
        next_offset: '90',
        committed_offset: null,
        since: DAY.toISOString(),
      },
    ],
  })
  await seedReport(pool, 'usage-relay', 'sea', {}, new Date(NOW.getTime() - 60_000))
  await seedReport(pool, 'submission-filter', 'iad', { outcomes_per_second: { rejected: 6.5, accepted: 49.2 } })
  await seedReport(pool, 'csv-bookkeeper', 'iad', { latency })
  await seedLag(pool, 'usage-relay', 'usage.actions', 3, { seconds: 96, committed: 40 })
  await seedLag(pool, 'submission-filter', 'billing.line-items', 0, { committed: null })
  await seedLag(pool, 'csv-builder', 'billing.submittable', 1, { committed: 110 })
  await seedLag(pool, 'csv-builder', 'billing.submittable', 2, { committed: 10, low: 20 })
  await pool.query(
    `insert into stream_stop (processor, site, topic, partition, kind, record_offset, what_happened, what_it_means, what_to_do)
     values ('csv-builder', 'iad', 'billing.submittable', 4, 'poison', 17, 'It met a record that can never work.', 'Nothing is lost.', 'Mend the cause.')`,
  )
  return { imported, open }
}
