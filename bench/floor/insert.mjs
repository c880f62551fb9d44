// The database half of the floor: two narrow tables get a row for every event. Plain pg, nothing of the product.
//   node insert.mjs DATABASE_URL ROWS      begins when its parent says so
import { randomFillSync } from 'node:crypto'
import pg from 'pg'

const [, , url, total] = process.argv
const ROWS = Number(total)
const BATCH = 5_000
const TABLES = ['floor_decided', 'floor_booked']

const clients = await Promise.all(
  TABLES.map(async (table) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`drop table if exists ${table}`)
    await client.query(`create table ${table} (id uuid primary key, a int not null, b int not null)`)
    return client
  }),
)

// In order of time with a random rest, as ids of usage are: inserts stay at the right-hand edge of the index.
const random = Buffer.alloc(16)
const idAt = (index, startMs) => {
  randomFillSync(random)
  random.writeUIntBE(startMs + Math.floor(index / 30), 0, 6)
  const hex = random.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const fill = async (client, table) => {
  const startMs = Date.now()
  for (let at = 0; at < ROWS; at += BATCH) {
    const count = Math.min(BATCH, ROWS - at)
    const ids = Array.from({ length: count }, (_, i) => idAt(at + i, startMs))
    const a = Array.from({ length: count }, () => 1)
    const b = Array.from({ length: count }, (_, i) => at + i)
    await client.query({
      name: table,
      text: `insert into ${table} select * from unnest($1::uuid[], $2::int[], $3::int[]) on conflict do nothing`,
      values: [ids, a, b],
    })
  }
}

process.once('disconnect', () => process.exit(0))
process.once('SIGTERM', () => process.exit(0))
process.once('message', async () => {
  await Promise.all(clients.map((client, i) => fill(client, TABLES[i])))
  process.send({ what: 'done', atMs: Date.now() })
})
process.send({ what: 'ready' })
