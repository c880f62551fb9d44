/** A process of its own for `npm run bench -- lag`: watches one site for some rounds and prints what each took. */
import { connectKafka } from '../../server/kafka/client.ts'
import { watchSite } from '../../server/lag/watch-site.ts'
import { openPool } from '../../server/postgres/pool.ts'

const [, , databaseUrl = '', brokers = '', rounds = '10'] = process.argv
const pool = openPool(databaseUrl, 'bench lag')
const hydro = connectKafka({
  sites: [{ name: 'iad', brokers: brokers.split(','), isHome: true }],
  clientId: 'bench-lag',
})
const site = watchSite(pool, hydro, 'iad', { own: new Map() })
for (let i = 0; i < Number(rounds); i++) {
  const { lookMs, tookMs, requests, groups, samples } = await site.round()
  const known = samples.filter((s) => s.timeLag.method === 'first_unread_record').length
  console.log(JSON.stringify({ lookMs, tookMs, requests, groups, partitions: samples.length, known }))
  // A monitor waits between rounds; here only long enough for the broker's figures to be told apart.
  await new Promise((resolve) => setTimeout(resolve, 1_000))
}
await hydro.disconnect()
await pool.end()
process.exit(0)
