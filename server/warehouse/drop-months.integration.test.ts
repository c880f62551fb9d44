/** Months leave Postgres only when they are over in every way, and then can be found where they went. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { generateEvents } from '../../simulators/traffic/generate.ts'
import { makePopulation } from '../../simulators/traffic/population.ts'
import { makePartitions, PARTITIONED_TABLES } from '../postgres/make-partitions.ts'
import { migrate } from '../postgres/migrate.ts'
import { recordInstallation } from '../postgres/record-installation.ts'
import { openReference } from '../postgres/reference.ts'
import { seedCatalogue } from '../postgres/seed-catalogue.ts'
import { readAccountUsage } from '../queries/account-usage.ts'
import { keptFrom } from '../queries/dropped-month.ts'
import { exportUsage } from '../queries/export-usage.ts'
import { readPassport } from '../queries/passport.ts'
import { itemId, seedFile, seedItem } from '../queries/testing/seed.ts'
import { emptyDatabase, type FreshDatabase, TEST_SITES, until } from '../testing/index.ts'
import { type BillingCommits, type BillingEnds, type DropDeps, dropMonths, planDrop } from './drop-months.ts'
import { dropWhenArchived, type WaitDeps } from './drop-when-archived.ts'
import { dryRun } from './dry-run.ts'

/** Made in August 2026: its oldest month is August 2024. In November, August to October are older than any usage taken. */
const MADE = new Date('2026-08-10T00:00:00Z')
const NOW = new Date('2026-11-23T12:00:00Z')
const OLD = ['2024-08', '2024-09', '2024-10']
const inMonth = (month: string) => new Date(`${month}-15T10:00:00Z`)
const BY = { actor: 'test', why: 'two years are enough' }
const ENDS: BillingEnds = { 'billing.line-items:0': 10, 'billing.submittable:0': 8, 'billing.rejected:0': 2 }
const TABLES = PARTITIONED_TABLES.map(({ table }) => table)

describe('dropping months', () => {
  let db: FreshDatabase
  let deps: DropDeps
  let ends = ENDS
  let commits: BillingCommits = {}
  beforeAll(async () => {
    db = await emptyDatabase()
    await migrate(db.pool)
    await seedCatalogue(db.pool)
    await recordInstallation(db.pool, TEST_SITES, MADE)
    await makePartitions(db.pool, { now: MADE })
    await makePartitions(db.pool, { now: NOW })
    const settle = () => Promise.resolve()
    deps = {
      pool: db.pool,
      homeSite: TEST_SITES[0]!.name,
      readEnds: async () => ends,
      readCommits: async () => commits,
      settle,
    }
    for (const [n, month] of [...OLD, '2024-11'].entries())
      await seedItem(db.pool, { n: n + 1, startedAt: inMonth(month) })
  }, 60_000)
  afterAll(() => db?.drop())

  const item = (n: number, month: string) => itemId(n, inMonth(month))
  const reasons = async () =>
    Object.fromEntries((await planDrop(deps, { now: NOW })).months.map((m) => [m.month, m.because.join('; ')]))
  const close = (month: string) =>
    db.pool.query('insert into billing_period (month, closed_at) values ($1, now())', [`${month}-01`])
  const months = async () => {
    const { rows } = await db.pool.query<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = any ($1::text[]::regclass[]) order by 1`,
      [TABLES],
    )
    return rows.map(({ name }) => name)
  }
  const audits = async () =>
    (await db.pool.query('select action, subject, reason from audit_log order by id')).rows as Record<string, string>[]
  /** One archived file of each partition, and the readers at its end; their rows know the commit before. */
  const archive = async (proven: boolean) => {
    for (const [key, end] of Object.entries(ENDS)) {
      const [topic, partition] = key.split(':')
      const place = [deps.homeSite, topic, partition]
      await db.pool.query(
        `insert into archive_file (site, topic, partition, epoch, from_offset, first_offset, last_offset, next_offset, level, day,
             hour, object_key, state, rows, least_timestamp, greatest_timestamp, bytes, sha256, proven_at)
           values ($1, $2, $3, 1, 0, 0, $4::bigint - 1, $4, 0, '2026-11-01', 1, $5, 'written', $4, now(), now(), 1, '\\x00', $6)
         on conflict (object_key) do update set proven_at = excluded.proven_at`,
        [...place, end, `archive/${key}`, proven ? NOW : null],
      )
      for (const processor of ['warehouse-archiver', 'submission-filter', 'csv-builder', 'csv-bookkeeper'])
        await db.pool.query(
          `insert into stream_cursor (processor, site, topic, partition, next_offset, token, committed_offset)
             values ($1, $2, $3, $4, $5, gen_random_uuid(), $5::bigint - 1) on conflict do nothing`,
          [processor, ...place, end],
        )
    }
  }

  it('refuses a month that is young, open, waits, or is not in its files, and says so', async () => {
    expect(await reasons()).toMatchObject({ '2024-08': expect.stringMatching(/period is not closed.*in no file/) })
    for (const month of OLD) await close(month)
    const first = await seedFile(db.pool, { sequence: 1, state: 'submitted', rows: 1, items: [item(1, '2024-08')] })
    expect(await reasons()).toEqual({
      '2024-08': '1 file that reaches into it is not final, the first usage-k3f9a2-p1-00000001.csv',
      '2024-09': '1 accepted line item of it is in no file; 2024-08, which is older, stays',
      '2024-10': '1 accepted line item of it is in no file; 2024-08, which is older, stays',
    })
    await db.pool.query(`update csv_file set state = 'imported' where id = $1`, [first])
    await seedFile(db.pool, {
      sequence: 2,
      state: 'imported',
      rows: 2,
      items: [item(2, '2024-09'), item(3, '2024-10')],
    })
    await db.pool.query(
      `insert into release_request (line_item_id, attempt, actor, reason) values ($1, 1, 'test', 'again')`,
      [item(2, '2024-09')],
    )
    expect(await reasons()).toEqual({
      '2024-08': '',
      '2024-09': '1 release of its line items waits',
      '2024-10': '2024-09, which is older, stays',
    })
    await db.pool.query('delete from release_request')
    const { months: all } = await planDrop(deps, { before: '2025-01', now: NOW })
    expect(all.map((m) => [m.month, m.because[0] ?? ''])).toEqual([
      ['2024-08', ''],
      ['2024-09', ''],
      ['2024-10', ''],
      ['2024-11', 'usage of this month is still taken'],
      ['2024-12', 'usage of this month is still taken'],
    ])
  })

  it('drops nothing that is not archived, proven and read; but takes no more usage of it', async () => {
    const before = await months()
    const empty = await dropMonths(deps, { now: NOW }, BY)
    expect(empty.dropped).toEqual([])
    expect(empty.archive).toHaveLength(3 + 2) // three partitions, two of which have a reader
    expect(empty.archive[0]).toMatch(/nothing of it is archived/)
    await archive(false)
    const unproven = await dropMonths(deps, { now: NOW }, BY)
    expect(unproven.dropped).toEqual([])
    expect(unproven.archive.filter((words) => /not proven/.test(words))).toHaveLength(3)
    expect(unproven.archive.filter((words) => /has read and committed only to/.test(words))).toHaveLength(2)
    expect(await months()).toEqual(before)
    expect((await openReference(db.pool)()).horizonMs).toBe(Date.UTC(2024, 10, 1))
    expect(await audits()).toEqual([{ action: 'line_items.raise_horizon', subject: '2024-11', reason: BY.why }])
  })

  it('says how far the archive goes when it ends before what is needed', async () => {
    await archive(true)
    await db.pool.query(`update archive_file set next_offset = 7, last_offset = 6 where topic = 'billing.line-items'`)
    expect((await planDrop(deps, { now: NOW })).archive).toContain(
      'billing.line-items:0, which ends at 10: offset 7 is not archived yet',
    )
    await db.pool.query(`update archive_file set next_offset = 10, last_offset = 9 where topic = 'billing.line-items'`)
    await archive(false)
  })

  it('proves by itself, waits for what is not read or archived, says what, and gives up in time with nothing dropped', async () => {
    const said: (readonly string[])[] = []
    let ms = 0
    const waiting: WaitDeps = {
      ...deps,
      prove: async () => {
        await archive(true)
        return []
      },
      onWaiting: (missing) => said.push(missing),
      sleep: async (step) => {
        ms += step
      },
      nowMs: () => ms,
    }
    const inTheWay = [
      'billing.line-items:0, which ends at 10: submission-filter has read and committed only to 9',
      'billing.submittable:0, which ends at 8: csv-builder has read and committed only to 7',
    ]
    const gaveUp = await dropWhenArchived(waiting, { now: NOW }, BY, 60_000)
    expect({ dropped: gaveUp.dropped, archive: gaveUp.archive, faults: gaveUp.faults }).toEqual({
      dropped: [],
      archive: inTheWay,
      faults: [],
    })
    expect(said).toEqual([inTheWay]) // the same thing once
    expect(ms).toBe(60_000)
    const damaged = { ...waiting, prove: async () => ['archive/x: the file is not the one that was written'] }
    expect(await dropWhenArchived(damaged, { now: NOW }, BY, 60_000)).toMatchObject({
      dropped: [],
      faults: [expect.stringMatching(/^archive/)],
    })
    expect((await months()).filter((name) => /_2024_(08|09|10)$/.test(name))).toHaveLength(OLD.length * TABLES.length)
  })

  it('drops what is proven, though the log has grown since the horizon rose; waiting for no claim and stopping none', async () => {
    expect((await dropMonths(deps, { now: NOW }, BY)).archive).toHaveLength(2)
    commits = { 'submission-filter': ENDS, 'csv-builder': ENDS }
    ends = { ...ENDS, 'billing.line-items:0': 1_000 } // nothing after the rise is about these months
    const claim = await db.pool.connect()
    await claim.query('begin')
    await claim.query('insert into placement values ($1, 99, 1, 1)', [item(77, '2026-11')])
    const dropping = dropWhenArchived(
      { ...deps, prove: async () => [], onWaiting: () => undefined },
      { now: NOW },
      BY,
      60_000,
    )
    await until(
      async () =>
        (await db.pool.query(`select 1 from pg_locks where mode = 'AccessExclusiveLock' and not granted`)).rows.length >
        0,
      { deadlineMs: 10_000, everyMs: 5, what: 'the drop to wait for the claim' },
    )
    await claim.query('rollback')
    claim.release()
    const { dropped } = await dropping
    expect(dropped.map((m) => [m.month, m.rows, m.partitions.length])).toEqual(OLD.map((month) => [month, 1, 4]))
    const left = await months()
    expect(left.filter((name) => /_2024_(08|09|10)$/.test(name))).toEqual([])
    expect(left.filter((name) => /_2024_11$/.test(name))).toHaveLength(TABLES.length)
    expect((await db.pool.query('select id from line_item')).rows).toEqual([{ id: item(4, '2024-11') }])
    expect((await audits()).slice(1)).toEqual(
      OLD.map((month) => ({ action: 'line_items.drop_month', subject: month, reason: BY.why })),
    )
    expect((await dropMonths(deps, { now: NOW }, BY)).months).toEqual([])
  })

  it('does not make them again', async () => {
    expect(await makePartitions(db.pool, { now: NOW })).toEqual([])
    const { lineItemHorizon } = await recordInstallation(db.pool, TEST_SITES, NOW)
    expect(await makePartitions(db.pool, { now: NOW, horizon: lineItemHorizon })).toEqual([])
    await expect(
      db.pool.query('insert into placement values ($1, 1, 1, 1)', [lowestIdAt(inMonth('2024-09').getTime())]),
    ).rejects.toThrow(/no partition/)
  })

  it('says of a line item of a dropped month where it is, and of one that never was that there is none', async () => {
    const passport = (id: string) =>
      readPassport(
        db.pool,
        () => {
          throw new Error('no log here')
        },
        id,
        { payloads: false },
      )
    await expect(passport(item(2, '2024-09'))).rejects.toMatchObject({
      code: 'gone',
      message: expect.stringMatching(/2024-09 are not kept here any more, only from 2024-11 on.*billing\.submittable/),
    })
    await expect(passport(item(500, '2024-12'))).rejects.toMatchObject({ code: 'not_found' })
    // Older than anything that ever was here.
    await expect(passport('00000000-0000-8000-8000-000000000000')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('says of usage of a dropped month that it is not here, in sums, exports and of an event id: never that there was none', async () => {
    const { rows } = await db.pool.query<{ id: string }>('select account_id::text as id from line_item')
    const account = rows[0]!.id
    const usage = async (from: string, to: string) =>
      (await readAccountUsage(db.pool, account, { from, to, by: 'sku' })).keptFrom
    expect(await usage('2024-09-01', '2024-10-01')).toBe('2024-11-01T00:00:00.000Z')
    expect(await usage('2024-10-15', '2024-12-01')).toBe('2024-11-01T00:00:00.000Z')
    expect(await usage('2024-11-01', '2024-12-01')).toBeNull()
    await db.pool.query(
      `insert into account values ($1, 1, 'birch', '', '', 1, true, 1, now()) on conflict do nothing`,
      [account],
    )
    const exported = (from: string) =>
      exportUsage(db.pool, account, { from, to: '2024-12-01', what: 'line-items' }).then((answer) => answer.status)
    await expect(exported('2024-10-01')).rejects.toMatchObject({
      code: 'gone',
      message: expect.stringMatching(/before 2024-11-01 .*billing\.submittable/s),
    })
    expect(await exported('2024-11-01')).toBe(200)
    expect(await keptFrom(db.pool)).toEqual(new Date('2024-11-01T00:00:00Z')) // what an event id that is not found is answered
  })

  it('says in a dry run of usage of a dropped month that it was dropped, and that today it is too old', async () => {
    const options = {
      seed: 3,
      count: 60,
      startMs: inMonth('2024-09').getTime(),
      ratePerSecond: 1,
      accounts: makePopulation(),
    }
    async function* records() {
      let offset = 0
      for (const { topic, key, value, expected } of generateEvents(options))
        if (topic === 'usage.actions' && expected.kind === 'accepted')
          yield {
            ...{ offset: offset++, timestampMs: options.startMs, headers: {} },
            ...{ key: Buffer.from(key ?? ''), value: Buffer.from(value ?? '') },
          }
    }
    const run = await dryRun(db.pool, openReference(db.pool), 'usage.actions', records())
    expect(run.events).toBeGreaterThan(5)
    expect(run.differences.map(({ was, wouldBe }) => [was, wouldBe])).toEqual([
      ['dropped with its month', 'not a line item'],
    ])
    expect(run.differences[0]!.events).toBe(run.events)
  })
})
