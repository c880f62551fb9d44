/**
 * Starts workers: `--instance usage-relay@iad` runs that one in this process; names run each of their instances under a
 * supervisor in the foreground (npm run worker -- NAME…), for deployments that bring their own servers.
 */
import { fileURLToPath } from 'node:url'
import { parseEnvironment, requireSites } from '../server/env.ts'
import { instancesOf } from '../server/supervisor/instances.ts'
import { superviseWorkers } from '../server/supervisor/supervise.ts'
import { runInstance } from './run-instance.ts'

const superviseAll = async (names: readonly string[]): Promise<number> => {
  const env = parseEnvironment()
  const sites = requireSites(env)
  const self = fileURLToPath(import.meta.url)
  const supervisor = superviseWorkers({
    instances: instancesOf(names, sites),
    command: ({ name }) => [process.execPath, ...process.execArgv, self, '--instance', name],
    env: {},
    sites,
    security: env,
    log: () => process.stdout,
    onChange: ({ instance, state, message }) => {
      if (message) process.stderr.write(`${instance} ${state}: ${message}\n`)
    },
  })
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
  await supervisor.stop()
  return 0
}

const main = async (): Promise<number> => {
  const [first, ...rest] = process.argv.slice(2)
  if (first !== '--instance') return superviseAll(process.argv.slice(2))
  const env = parseEnvironment()
  const [instance] = instancesOf(rest, requireSites(env))
  if (!instance || rest.length !== 1) throw new Error('--instance takes one name, such as usage-relay@iad')
  return runInstance(instance, env)
}

main().then(
  (status) => process.exit(status),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  },
)
