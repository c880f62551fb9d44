/**
 * Demo traffic: an invented code host that writes usage at every site, at DEMO_TRAFFIC events a second on average over a
 * week. Customers are told of first; then they work, sign up, get their Zuora account, are suspended and come back.
 */
import pg from 'pg'
import { type Environment, parseEnvironment, requireSites } from '../../server/env.ts'
import { connectKafka } from '../../server/kafka/client.ts'
import { TrafficRun } from './run.ts'
import { Town } from './town.ts'

/** How often events that are due are sent: often enough to look live, rarely enough to cost nothing. */
const TICK_MS = 250
/** A closed billing period is asked for this often. */
const PERIOD_CHECK_MS = 60_000

const say = (words: string): void => console.log(`traffic: ${words}`)

/** The newest closed month, or undefined: none, or no database to ask. */
const closedPeriod = async (env: Environment): Promise<{ startMs: number; endMs: number } | undefined> => {
  if (!env.DATABASE_URL) return undefined
  const client = new pg.Client({ connectionString: env.DATABASE_URL, connectionTimeoutMillis: 3_000 })
  try {
    await client.connect()
    const { rows } = await client.query<{ start_ms: string; end_ms: string }>(
      `select extract(epoch from month)::bigint * 1000 as start_ms,
              extract(epoch from month + interval '1 month')::bigint * 1000 as end_ms
         from billing_period where closed_at is not null order by month desc limit 1`,
    )
    const row = rows[0]
    return row && { startMs: Number(row.start_ms), endMs: Number(row.end_ms) }
  } catch {
    return undefined // the demo goes on without: no money depends on it
  } finally {
    await client.end().catch(() => undefined)
  }
}

const main = async (): Promise<void> => {
  const env = parseEnvironment()
  const rate = env.DEMO_TRAFFIC ?? 50
  if (rate === 0) return say('DEMO_TRAFFIC is 0: nothing to send')
  const hydro = connectKafka({ sites: requireSites(env), clientId: 'demo-traffic', env })
  const town = new Town(Date.now())
  const run = new TrafficRun({ hydro, town, rate, say })
  let stopping = false
  const stop = () => {
    stopping = true
    run.stop()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  process.once('disconnect', stop) // a supervisor that died takes its traffic with it

  await run.connect()
  await run.introduce()
  say(`${rate} events a second on average, at ${hydro.sites.map((s) => s.name).join(' and ')}`)
  let checkedMs = 0
  while (!stopping) {
    const nowMs = Date.now()
    if (nowMs - checkedMs > PERIOD_CHECK_MS) {
      checkedMs = nowMs
      run.setClosedPeriod(await closedPeriod(env))
    }
    await run.tick(nowMs)
    await run.sleep(TICK_MS - (Date.now() - nowMs))
  }
  await run.disconnect()
  await hydro.disconnect()
  say(`stopped after ${run.sent} events`)
}

main().catch((error: unknown) => {
  console.error(`traffic: stopped: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
