/**
 * Starts workers: `--instance usage-relay@iad` runs that one in this process; names run each of their instances under a
 * supervisor in the foreground (npm run worker -- NAME…), for deployments that bring their own servers. `--standby` is for
 * supervisors: it loads and connects, and waits to be told which instance it is.
 */
import { fileURLToPath } from 'node:url'
import { type Environment, parseEnvironment, requireSites } from '../server/env.ts'
import { instancesOf } from '../server/supervisor/instances.ts'
import { tellSupervisor, toldToRun } from '../server/supervisor/messages.ts'
import { superviseWorkers } from '../server/supervisor/supervise.ts'
import { STANDBYS } from '../server/supervisor/worker-flags.ts'
import { warmConnections } from './connections.ts'
import { loadStreams, runInstance } from './run-instance.ts'

const superviseAll = async (names: readonly string[]): Promise<number> => {
  const env = parseEnvironment()
  const sites = requireSites(env)
  const program = [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url)]
  const supervisor = superviseWorkers({
    instances: instancesOf(names, sites),
    command: ({ name }) => [...program, '--instance', name],
    standby: { command: [...program, '--standby'], count: STANDBYS, serves: () => true },
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

const standBy = async (env: Environment): Promise<number> => {
  const connections = warmConnections(env)
  const told = toldToRun()
  await loadStreams()
  tellSupervisor({ type: 'ready' }) // being connected is so much the better, and no condition
  const name = await told
  if (name === undefined) return 0
  const [instance] = instancesOf([name], requireSites(env))
  // For people who look at processes: from now on this is that worker.
  process.title = `node ${process.argv[1]} --instance ${name}`
  return runInstance(instance!, env, connections.adopt(name))
}

const main = async (): Promise<number> => {
  const [first, ...rest] = process.argv.slice(2)
  if (first !== '--instance' && first !== '--standby') return superviseAll(process.argv.slice(2))
  const env = parseEnvironment()
  if (first === '--standby') return standBy(env)
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
