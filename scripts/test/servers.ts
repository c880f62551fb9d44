/**
 * Postgres and two brokers (`iad` is home, and `sea`) for tests, on free ports in a temporary folder. Run by itself it
 * prints what integration tests need and stays until Ctrl-C:  node scripts/run.mjs scripts/test/servers.ts
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startBroker } from '../embedded/kafka.ts'
import { startPostgres } from '../embedded/postgres.ts'

export type TestServers = {
  readonly folder: string
  readonly env: { readonly TEST_DATABASE_URL: string; readonly TEST_KAFKA_SITES: string }
  readonly stop: () => Promise<void>
}

/** A folder that the user postgres can walk to: `mkdtemp` alone makes it 0700. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'hydrometer-test-'))
  await chmod(folder, 0o711)
  return folder
}

type Stoppable = { stop: () => Promise<void> }

export const startTestServers = async (folder: string): Promise<TestServers> => {
  const started: Stoppable[] = []
  const keep = async <T extends Stoppable>(server: Promise<T>): Promise<T> => {
    const up = await server
    started.push(up)
    return up
  }
  const stop = async () => {
    await Promise.allSettled(started.map((server) => server.stop()))
  }
  const results = await Promise.allSettled([
    keep(startPostgres({ dir: join(folder, 'postgres'), durable: false })),
    keep(startBroker({ site: 'iad', dir: join(folder, 'kafka-iad'), quick: true })),
    keep(startBroker({ site: 'sea', dir: join(folder, 'kafka-sea'), quick: true })),
  ] as const)
  const [postgres, iad, sea] = results
  if (postgres.status === 'rejected' || iad.status === 'rejected' || sea.status === 'rejected') {
    await stop()
    throw results.find((r) => r.status === 'rejected')?.reason
  }
  return {
    folder,
    env: {
      TEST_DATABASE_URL: postgres.value.url,
      TEST_KAFKA_SITES: `iad=${iad.value.brokers.join(',')};sea=${sea.value.brokers.join(',')}`,
    },
    stop,
  }
}

const main = async (): Promise<void> => {
  const folder = await temporaryFolder()
  const servers = await startTestServers(folder)
  for (const [name, value] of Object.entries(servers.env)) console.log(`export ${name}='${value}'`)
  const keepAlive = setInterval(() => undefined, 60_000)
  const stop = async () => {
    clearInterval(keepAlive)
    await servers.stop()
    await rm(folder, { recursive: true, force: true })
    process.exit(0)
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
