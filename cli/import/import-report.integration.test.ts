import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeAccountChanged, decodeUsage } from '../../server/proto/codec.ts'
import { type FreshDatabase, freshDatabase } from '../../server/testing/fresh-database.ts'
import { CommandError } from '../errors.ts'
import type { Outgoing } from '../outbox.ts'
import { newAccountId } from './accounts.ts'
import { type ImportOptions, type ImportParts, importReport } from './import-report.ts'

const H15 =
  'usage_at,product,sku,quantity,unit_type,applied_cost_per_quantity,gross_amount,discount_amount,net_amount,username,organization,repository_name,workflow_name,workflow_path,cost_center_name'
const H12 =
  'date,product,sku,quantity,unit_type,applied_cost_per_quantity,gross_amount,discount_amount,net_amount,organization,repository,cost_center_name'
const row15 = (day: string, quantity: string, organization: string, price = '0.006', repository = 'api') =>
  `${day},actions,actions_linux,${quantity},minutes,${price},0.1,0,0.1,ana,${organization},${repository},ci,ci.yml,`
const row12 = (day: string, organization: string) =>
  `${day},actions,actions_linux,7,minutes,0.006,0.1,0,0.1,${organization},api,`

let database: FreshDatabase
let folder: string
let files = 0
const report = async (...lines: string[]): Promise<string> => {
  const file = join(folder, `report-${files++}.csv`)
  await writeFile(file, `${lines.join('\n')}\n`)
  return file
}

beforeAll(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'hydro-import-'))
  await database.pool.query(
    `insert into account select id, 1, login, 'A' || id, '', standing, true, 2
       from (values (42, 'Birch-Labs', 1), (43, 'oak-games', 1), (44, 'oak-games', 4), (45, 'twins', 1), (46, 'Twins', 1)) as a (id, login, standing)`,
  )
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

const run = async (file: string, options: Partial<ImportOptions> = {}, goOn = true) => {
  const sent: Outgoing[] = []
  const warnings: string[] = []
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const parts: ImportParts = {
    client,
    outbox: {
      send: async (_site, messages) => {
        sent.push(...messages)
        // what account-directory does
        for (const { topic, value } of messages) {
          if (topic !== 'accounts.changed') continue
          const a = decodeAccountChanged(value)
          await database.pool.query(
            `insert into account (id, version, login, zuora_account_number, zuora_subscription_number, standing, billing_enabled, plan)
             values ($1, $2, $3, $4, $5, $6, $7, $8)`,
            [
              a.accountId,
              a.version,
              a.login,
              a.zuoraAccountNumber,
              a.zuoraSubscriptionNumber,
              a.standing,
              a.billingEnabled,
              a.plan,
            ],
          )
        }
      },
      trouble: () => undefined,
      close: async () => undefined,
    },
    warn: (text) => void warnings.push(text),
    goOn: async (warning) => {
      warnings.push(warning)
      return goOn
    },
  }
  try {
    const result = await importReport(
      {
        file,
        site: 'sea',
        home: 'iad',
        skipBad: false,
        createAccounts: false,
        again: false,
        dryRun: false,
        nowMs: Date.UTC(2026, 10, 23, 12),
        ...options,
      },
      parts,
    )
    return { result, sent, warnings, error: '' }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return { result: null, sent, warnings, error: error.message }
  } finally {
    await client.end()
  }
}
const usage = (sent: readonly Outgoing[]) =>
  sent.flatMap((m) => {
    const event = m.topic === 'usage.metered' ? decodeUsage('usage.metered', m.value) : null
    return event?.topic === 'usage.metered' ? [event] : []
  })
const ids = (sent: readonly Outgoing[]) => usage(sent).map((event) => event.eventId)

describe('importing a usage report', () => {
  it('makes one event of each row, equal rows included, and the same ones again, re-priced or compressed', async () => {
    const lines = [
      row15('2026-10-01', '12', 'birch-labs'),
      row15('2026-10-01', '12', 'birch-labs'),
      row15('2026-10-02', '0.000000001', 'BIRCH-LABS', '0.006', '"a, ""b""\nc"'),
      row15('2026-10-02', '3', 'oak-games'),
    ]
    const file = await report(H15, ...lines)
    const first = await run(file)
    expect(first.result).toMatchObject({ outcome: 'sent', sent: 4, layout: 'detailed-15' })
    expect(new Set(ids(first.sent)).size).toBe(4)
    expect(usage(first.sent).map((e) => [e.accountId, e.quantity, e.repositoryName, e.usageStartMs])).toEqual([
      [42, { units: 12, nanos: 0 }, 'api', Date.UTC(2026, 9, 1)],
      [42, { units: 12, nanos: 0 }, 'api', Date.UTC(2026, 9, 1)],
      [42, { units: 0, nanos: 1 }, 'a, "b"\nc', Date.UTC(2026, 9, 2)],
      [43, { units: 3, nanos: 0 }, 'api', Date.UTC(2026, 9, 2)],
    ])
    expect(first.sent.map((m) => m.key)).toEqual(['42', '42', '42', '43'])

    expect((await run(file)).result).toMatchObject({ outcome: 'known', sent: 0 })
    const gz = `${file}.gz`
    await writeFile(gz, gzipSync(`${H15}\n${lines.join('\n')}\n`))
    expect((await run(gz)).result?.outcome).toBe('known')
    expect(ids((await run(gz, { again: true })).sent)).toEqual(ids(first.sent))
    const priced = await run(await report(H15, ...lines.map((line) => line.replace('0.006', '0.008'))))
    expect(ids(priced.sent)).toEqual(ids(first.sent))
  })

  it('lists bad rows with their lines and sends nothing, or the good ones when it is told to', async () => {
    const good = row15('2026-10-03', '1', 'birch-labs', '0.006', '"two\nlines"')
    const file = await report(
      H15,
      good,
      row15('2026-10-03', '-1', 'birch-labs'),
      'too,few',
      row15('2019-01-01', '1', 'birch-labs'),
    )
    const strict = await run(file)
    expect(strict.sent).toEqual([])
    expect(strict.error).toMatch(/line 4: .*\nline 5: .*2 cells.*\nline 6: .*horizon/)
    expect(strict.error).toContain('Nothing was sent: 3 rows of 4 cannot be used')
    const lenient = await run(file, { skipBad: true })
    expect(lenient.result).toMatchObject({ outcome: 'sent', sent: 1, skipped: 3 })
    expect(lenient.warnings[0]).toContain('line 4')
  })

  it('refuses what is no report, and a quote that swallows rows, whatever it is told', async () => {
    expect((await run(await report('a,b', '1,2'))).error).toContain('none of the three layouts')
    const broken = await run(await report(H15, row15('2026-10-03', '1', 'birch-labs'), '"open', '1,2'), {
      skipBad: true,
    })
    expect(broken.error).toContain('is no CSV there')
    expect(broken.sent).toEqual([])
    const cut = join(folder, 'cut.csv.gz')
    const whole = gzipSync(
      [H15, ...Array.from({ length: 5_000 }, (_, i) => row15('2026-10-03', `${i}`, 'a'))].join('\n'),
    )
    await writeFile(cut, whole.subarray(0, whole.length - 2_000))
    expect((await run(cut)).error).toContain('damaged gzip')
    expect((await run(await report(H15))).error).toContain('no row to import')
    expect((await run(join(folder, 'absent.csv'))).error).toContain('cannot be read')
  })

  it('lists organizations without an account, or makes the accounts, with the same ids each time', async () => {
    const file = await report(
      H15,
      row15('2026-10-04', '1', 'new-one'),
      row15('2026-10-04', '1', 'New-Two'),
      row15('2026-10-04', '1', 'birch-labs'),
    )
    const refused = await run(file)
    expect(refused.error).toContain('2 organizations; nothing was sent:\n  new-one\n  new-two')
    expect(refused.sent).toEqual([])
    const made = await run(file, { createAccounts: true, zuoraPrefix: 'Z-' })
    expect(made.result).toMatchObject({ sent: 3, createdAccounts: 2 })
    const accounts = made.sent.filter((m) => m.topic === 'accounts.changed').map((m) => decodeAccountChanged(m.value))
    expect(accounts.map((a) => [a.accountId, a.login, a.version, a.standing, a.billingEnabled])).toEqual([
      [newAccountId('new-one'), 'new-one', 1, 1, true],
      [newAccountId('new-two'), 'new-two', 1, 1, true],
    ])
    expect(accounts[0]?.zuoraAccountNumber).toMatch(/^Z-\d{15}$/)
    expect(usage(made.sent).map((e) => e.accountId)).toEqual([newAccountId('new-one'), newAccountId('new-two'), 42])
    expect(made.warnings).toEqual([])
  })

  it('does not guess between two active accounts of one login', async () => {
    const { error, sent } = await run(await report(H15, row15('2026-10-05', '1', 'twins')))
    expect(error).toContain('More than one active account has the login twins')
    expect(sent).toEqual([])
  })

  it('warns when the same days of an organization came in another layout', async () => {
    await run(await report(H15, row15('2026-10-06', '1', 'birch-labs')))
    const other = await report(H12, row12('2026-10-06', 'birch-labs'))
    const declined = await run(other, {}, false)
    expect(declined.result).toMatchObject({ outcome: 'declined', sent: 0 })
    expect(declined.warnings[0]).toContain('bills it twice')
    expect((await run(other)).result).toMatchObject({ outcome: 'sent', sent: 1, layout: 'summarized-12' })
    const elsewhere = await run(await report(H12, row12('2026-10-06', 'oak-games'), row12('2026-10-07', 'birch-labs')))
    expect(elsewhere.warnings).toEqual([])
  })

  it('sends nothing in a dry run', async () => {
    const { result, sent } = await run(await report(H15, row15('2026-10-08', '1', 'brand-new')), {
      dryRun: true,
      createAccounts: true,
    })
    expect(result?.words).toContain('Would send 1 event to usage.metered at sea and make 1 account')
    expect(sent).toEqual([])
  })
})
