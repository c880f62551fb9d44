import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidText } from '../../domain/line-item-id.ts'
import { type FreshDatabase, freshDatabase } from '../testing/index.ts'
import { int2s, int4s, int8s, timestamps, uuids } from './binary-arrays.ts'
import { copyFile, copyIn } from './binary-copy.ts'

const row = fc.record({
  id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  big: fc.maxSafeInteger(),
  int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  small: fc.integer({ min: -32_768, max: 32_767 }),
  at: fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
})
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never
const asText = (r: Row) => ({
  id: uuidText(r.id),
  big: `${r.big}`,
  int: `${r.int}`,
  small: `${r.small}`,
  at: `${r.at}`,
})

describe('binary parameters', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database?.drop())

  it('of arrays are read by Postgres as what was meant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 50 }), async (rows) => {
        const answer = await database.pool.query(
          `select id::text, big::text, int::text, small::text, (extract(epoch from at) * 1000)::bigint::text as at
             from unnest($1::uuid[], $2::bigint[], $3::int[], $4::smallint[], $5::timestamptz[]) with ordinality
                  as r (id, big, int, small, at, n) order by n`,
          [
            uuids(rows.length, (i) => rows[i]!.id),
            int8s(rows.length, (i) => rows[i]!.big),
            int4s(rows.length, (i) => rows[i]!.int),
            int2s(rows.length, (i) => rows[i]!.small),
            timestamps(rows.length, (i) => rows[i]!.at),
          ],
        )
        expect(answer.rows).toEqual(rows.map(asText))
      }),
      { numRuns: 100 },
    )
  })

  it('of COPY are, too', async () => {
    const client = await database.pool.connect()
    await client.query(
      'create temp table r (n int generated always as identity, id uuid, big bigint, int int, small smallint, at timestamptz)',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 50 }), async (rows) => {
        const file = copyFile(rows.length, 2 + 20 + 12 + 8 + 6 + 12, (to, index) => {
          const { id, big, int, small, at } = rows[index]!
          to.fields(5)
          to.uuid(id)
          to.int8(big)
          to.int4(int)
          to.int2(small)
          to.timestamp(at)
        })
        await client.query('truncate r')
        await copyIn(client, 'copy r (id, big, int, small, at) from stdin (format binary)', file)
        const answer = await client.query(
          `select id::text, big::text, int::text, small::text, (extract(epoch from at) * 1000)::bigint::text as at
             from r order by n`,
        )
        expect(answer.rows).toEqual(rows.map(asText))
      }),
      { numRuns: 100 },
    )
    client.release()
  })
})
