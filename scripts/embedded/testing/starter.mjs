// For tests: starts Postgres and a broker in the folder of its argument, says their process ids, and stays.
import { join } from 'node:path'
import { register } from 'tsx/esm/api'

register()
const { startBroker } = await import('../kafka.ts')
const { startPostgres } = await import('../postgres.ts')
const folder = process.argv[2]
const servers = await Promise.all([
  startPostgres({ dir: join(folder, 'postgres'), durable: false }),
  startBroker({ site: 'iad', dir: join(folder, 'kafka'), quick: true }),
])
process.send(servers.map(({ pid }) => pid))
setInterval(() => undefined, 1000)
