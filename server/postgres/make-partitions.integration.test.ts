import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { emptyDatabase, type FreshDatabase } from '../testing/index.ts'
import { firstHorizon, makePartitions, monthStart, PARTITIONED_TABLES } from './make-partitions.ts'
import { migrate } from './migrate.ts'
import { installationName, recordInstallation } from './record-installation.ts'

const NOW = new Date('2026-11-23T12:00:00Z')
const TABLES = PARTITIONED_TABLES.map((t) => t.table)
const iad = { name: 'iad', clusterId: 'home-cluster' }

describe('partitions and the installation', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await emptyDatabase()
    await migrate(database.pool)
  })
  afterAll(() => database.drop())

  const place = (ms: number) =>
    database.pool.query('insert into placement values ($1, 1, 1, 1) on conflict do nothing', [lowestIdAt(ms)])
  const count = async (table: string) =>
    (await database.pool.query('select count(*)::int as n from pg_inherits where inhparent = $1::regclass', [table]))
      .rows[0].n as number

  it('makes 25 months back to the horizon and two ahead, once', async () => {
    const [first, second] = await Promise.all([
      makePartitions(database.pool, { now: NOW }),
      makePartitions(database.pool, { now: NOW }),
    ])
    expect(first.length + second.length).toBe(TABLES.length * 27)
    expect(firstHorizon(NOW)).toEqual(new Date('2024-11-01T00:00:00Z'))
    expect(await Promise.all(TABLES.map(count))).toEqual(TABLES.map(() => 27))
  })

  it('takes ids from the horizon to the end of the month two ahead, and nothing outside', async () => {
    const [from, end] = [firstHorizon(NOW).getTime(), monthStart(NOW, 3).getTime()]
    await place(from)
    await place(end - 1)
    await expect(place(from - 1)).rejects.toThrow(/no partition/)
    await expect(place(end)).rejects.toThrow(/no partition/)
  })

  it('goes on where the newest partition ends, whatever its width', async () => {
    await database.pool.query(
      `create table placement_2027_02_01 partition of placement for values from ('${lowestIdAt(Date.UTC(2027, 1, 1))}') to ('${lowestIdAt(Date.UTC(2027, 1, 2))}')`,
    )
    const made = await makePartitions(database.pool, { now: new Date('2026-12-05T00:00:00Z') })
    expect(made).toEqual(TABLES.map((table) => (table === 'placement' ? 'placement_2027_02_02' : `${table}_2027_02`)))
    await place(Date.UTC(2027, 1, 1))
    await place(Date.UTC(2027, 1, 28))
  })

  it('waits for no open claim', async () => {
    const claim = await database.pool.connect()
    try {
      await claim.query('begin')
      await claim.query('insert into placement values ($1, 2, 1, 1)', [lowestIdAt(NOW.getTime())])
      await database.pool.query(`set lock_timeout = '2s'`)
      expect(await makePartitions(database.pool, { now: new Date('2027-01-05T00:00:00Z') })).toHaveLength(TABLES.length)
    } finally {
      await claim.query('rollback')
      claim.release()
    }
  })

  it('gives every partition its indexes', async () => {
    const { rows } = await database.pool.query<{ indexname: string }>(
      `select indexname from pg_indexes where schemaname = 'public'`,
    )
    const names = new Set(rows.map((r) => r.indexname))
    const wanted = PARTITIONED_TABLES.flatMap(({ table, indexes }) => [
      `${table}_2026_11_pkey`,
      ...indexes.map(({ suffix }) => `${table}_2026_11_${suffix}`),
    ])
    expect(wanted.filter((name) => !names.has(name))).toEqual([])
  })

  it('names the installation from the home cluster and numbers sites for ever', async () => {
    const installation = await recordInstallation(database.pool, [iad, { name: 'sea', clusterId: 's' }], NOW)
    expect(installation.name).toBe(installationName('home-cluster'))
    expect(installation.name).toMatch(/^[0-9a-z]{6}$/)
    expect(installation.lineItemHorizon).toEqual(firstHorizon(NOW))
    await recordInstallation(database.pool, [iad, { name: 'fra', clusterId: 'f' }, { name: 'sea', clusterId: 's2' }])
    const { rows } = await database.pool.query('select code, name, cluster_id from site order by code')
    expect(rows).toEqual([
      { code: 1, name: 'iad', cluster_id: 'home-cluster' },
      { code: 2, name: 'sea', cluster_id: 's2' },
      { code: 3, name: 'fra', cluster_id: 'f' },
    ])
  })

  it('refuses a database that belongs to another home cluster', async () => {
    await expect(recordInstallation(database.pool, [{ name: 'iad', clusterId: 'other' }])).rejects.toThrow(
      /belongs to the home cluster/,
    )
  })
})
