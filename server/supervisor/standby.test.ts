import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../testing/until.ts'
import type { Instance } from './instances.ts'
import { type Supervisor, superviseWorkers } from './supervise.ts'

const SUPERVISING = fileURLToPath(new URL('./testing/supervising.ts', import.meta.url))
const DEADLINE_MS = 20_000

const submitter: Instance = { name: 'zuora-submitter', worker: 'zuora-submitter' }
const desk: Instance = { name: 'dead-letter-desk', worker: 'dead-letter-desk' }
const monitor: Instance = { name: 'lag-monitor', worker: 'lag-monitor' }

const RUNNING = `process.send({ type: 'state', state: 'running', message: 'spawned' }); setInterval(() => {}, 1000)`
/** Stands by as workers/main.ts does, says who it was told to be, and prints it. */
const STANDING_BY = `
  process.on('message', ({ instance }) => {
    console.log('I am ' + instance)
    process.send({ type: 'state', state: 'running', message: 'was told' })
  })
  console.log('standing by')
  process.send({ type: 'ready' })`

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('a process that stands by', () => {
  let supervisor: Supervisor
  let logs: Record<string, PassThrough>
  let standbys: number[]
  afterEach(() => supervisor.stop())

  const supervise = (instances: Instance[], { standingBy = STANDING_BY, count = 1 } = {}) => {
    logs = {}
    standbys = []
    supervisor = superviseWorkers({
      instances,
      command: () => [process.execPath, '-e', RUNNING],
      standby: {
        command: [process.execPath, '-e', standingBy],
        count,
        serves: ({ worker }) => worker !== 'lag-monitor',
      },
      onStandby: (pid) => standbys.push(pid),
      env: {},
      sites: [{ name: 'iad', brokers: ['127.0.0.1:1'], isHome: true }],
      log: (name) => {
        logs[name] ??= new PassThrough()
        return logs[name]
      },
      stopDeadlineMs: 300,
    })
  }
  const status = (instance: Instance) => supervisor.status().find((s) => s.instance === instance.name)!
  const running = (instance: Instance) => until(() => status(instance).state === 'running' && status(instance).pid)
  const standby = (not?: number) =>
    until(() => supervisor.standbyPids().find((pid) => pid !== not), { deadlineMs: DEADLINE_MS })

  it('takes the place of a worker that was killed, with its log, and another one stands by', async () => {
    supervise([submitter])
    const first = await standby()
    expect(status(submitter)).toMatchObject({ state: 'running', message: 'spawned' }) // workers that start come first
    process.kill((await running(submitter)) as number, 'SIGKILL')
    await until(() => status(submitter).message === 'was told', { seen: () => status(submitter) })
    expect(status(submitter)).toMatchObject({ pid: first, restarts: 1, lastEnd: 'SIGKILL' })
    await until(() => logs[submitter.name]?.read()?.toString() === 'I am zuora-submitter\n')
    expect(logs.standby!.read().toString()).toBe('standing by\n')
    expect(await standby(first)).not.toBe(first)
  })

  it('is taken while it still loads', async () => {
    supervise([submitter])
    const first = await until(() => standbys[0])
    process.kill(status(submitter).pid!, 'SIGKILL')
    await until(() => status(submitter).message === 'was told', { seen: () => status(submitter) })
    expect(status(submitter).pid).toBe(first)
  })

  it('does not take the place of a worker that runs otherwise', async () => {
    supervise([monitor])
    const first = await standby()
    process.kill((await running(monitor)) as number, 'SIGKILL')
    await until(() => status(monitor).restarts === 1 && status(monitor).state === 'running')
    expect(status(monitor).message).toBe('spawned')
    expect(supervisor.standbyPids()).toEqual([first])
  })

  it('is a worker like any other afterwards: it is started again when it is killed, and stopped', async () => {
    supervise([submitter])
    const first = await standby()
    process.kill((await running(submitter)) as number, 'SIGKILL')
    await until(() => status(submitter).pid === first && status(submitter).state === 'running')
    process.kill(first as number, 'SIGKILL')
    await until(() => status(submitter).restarts === 2 && status(submitter).state === 'running')
    await supervisor.stop()
    expect(status(submitter).state).toBe('stopped')
  })

  it('has others beside it, for workers that end together', async () => {
    supervise([submitter, desk], { count: 2 })
    const pids = await until(() => supervisor.standbyPids().length === 2 && supervisor.standbyPids(), {
      deadlineMs: DEADLINE_MS,
    })
    for (const instance of [submitter, desk]) process.kill(status(instance).pid!, 'SIGKILL')
    await until(() => [submitter, desk].every((instance) => status(instance).message === 'was told'))
    expect(new Set([submitter, desk].map((instance) => status(instance).pid))).toEqual(new Set(pids as number[]))
    await until(() => supervisor.standbyPids().length === 2, { deadlineMs: DEADLINE_MS })
  })

  it('is replaced when it is killed', async () => {
    supervise([submitter])
    const first = await standby()
    process.kill(first as number, 'SIGKILL')
    expect(await standby(first)).not.toBe(first)
    expect(status(submitter).restarts).toBe(0)
  })

  it('is started more slowly when it ends by itself again and again', async () => {
    supervise([submitter], { standingBy: 'process.exit(1)' })
    await until(() => standbys.length === 2, { deadlineMs: DEADLINE_MS })
    const secondAt = performance.now()
    await until(() => standbys.length === 3, { deadlineMs: DEADLINE_MS })
    expect(performance.now() - secondAt).toBeGreaterThan(500)
  })

  it('is another one after a restart for changed code', async () => {
    supervise([submitter])
    const [first, worker] = [await standby(), status(submitter).pid]
    supervisor.restartAll()
    expect(await standby(first)).not.toBe(first)
    expect(status(submitter).pid).not.toBe(worker)
    expect(status(submitter).message).toBe('spawned')
    await until(() => !isAlive(first as number))
  })

  it('is gone when the supervisor has stopped, as every worker is', async () => {
    supervise([submitter])
    const first = (await standby()) as number
    const pids = [first, status(submitter).pid!]
    await supervisor.stop()
    expect(pids.filter(isAlive)).toEqual([])
    expect(new Set(standbys)).toEqual(new Set([first]))
  })

  it('is gone when the supervisor was stopped while it was being started', async () => {
    supervise([submitter])
    await until(() => standbys.length === 1)
    await supervisor.stop()
    expect(standbys.filter(isAlive)).toEqual([])
  })
})

const HAS_SESSIONS = existsSync('/proc/self/autogroup')
const nicenessOf = (pid: number | undefined): number =>
  Number(/nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1])

describe.runIf(HAS_SESSIONS)('workers that run', () => {
  let supervisor: Supervisor
  afterEach(() => supervisor.stop())

  it('give way to one that starts again, as one that stands by does, and are its equals afterwards', async () => {
    const instances = [submitter, desk, monitor]
    supervisor = superviseWorkers({
      instances,
      command: () => [process.execPath, '-e', RUNNING],
      standby: { command: [process.execPath, '-e', STANDING_BY], count: 2, serves: () => true },
      env: {},
      sites: [{ name: 'iad', brokers: ['127.0.0.1:1'], isHome: true }],
      stopDeadlineMs: 300,
    })
    const pidOf = ({ name }: Instance) => supervisor.status().find((s) => s.instance === name)?.pid
    const isCalm = () => instances.every((instance) => nicenessOf(pidOf(instance)) === 0)
    await until(() => supervisor.standbyPids().length === 2, { deadlineMs: DEADLINE_MS })
    expect(isCalm()).toBe(true) // a first start is no restart
    const first = pidOf(submitter)!
    process.kill(first, 'SIGKILL')
    const again = () => (pidOf(submitter) === first ? undefined : pidOf(submitter))
    await until(() => again() && nicenessOf(pidOf(desk)) === 10 && nicenessOf(pidOf(monitor)) === 10)
    await until(() => supervisor.standbyPids().some((pid) => nicenessOf(pid) === 10))
    expect(nicenessOf(again())).toBe(0)
    // The next one stood by and gave way until it was told who it is.
    const second = again()!
    process.kill(second, 'SIGKILL')
    await until(() => pidOf(submitter) && pidOf(submitter) !== second && nicenessOf(pidOf(submitter)) === 0)
    await until(isCalm, { deadlineMs: DEADLINE_MS })
  }, 30_000)
})

describe("the workers' own program that stands by", () => {
  it('ends when its supervisor is killed', async () => {
    const supervising = spawn(process.execPath, ['--import', 'tsx', SUPERVISING], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(supervising.stdout, 'data')
    const pid = Number(line)
    expect(isAlive(pid)).toBe(true)
    supervising.kill('SIGKILL')
    await until(() => !isAlive(pid), { deadlineMs: DEADLINE_MS })
  }, 30_000)
})
