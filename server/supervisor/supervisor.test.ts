import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { JOBS } from '../../domain/pipeline.ts'
import { until } from '../testing/until.ts'
import { Backoff } from './backoff.ts'
import { type Instance, instancesOf } from './instances.ts'
import { parseWorkerMessage } from './messages.ts'
import { type InstanceStatus, type Supervisor, superviseWorkers } from './supervise.ts'

const SITES = [
  { name: 'iad', isHome: true },
  { name: 'sea', isHome: false },
]

describe('instances', () => {
  it('has one of each home processor and job, and one per site of the relay and the archiver', () => {
    expect(instancesOf([], SITES).map((i) => i.name)).toEqual([
      'account-directory@iad',
      'usage-relay@iad',
      'usage-relay@sea',
      'submission-filter@iad',
      'csv-builder@iad',
      'csv-bookkeeper@iad',
      'warehouse-archiver@iad',
      'warehouse-archiver@sea',
      ...JOBS.map((job) => job.name),
    ])
  })

  it('takes a worker, or one of its instances, and each once', () => {
    const names = (...typed: string[]) => instancesOf(typed, SITES).map((i) => i.name)
    expect(names('usage-relay')).toEqual(['usage-relay@iad', 'usage-relay@sea'])
    expect(names('usage-relay@sea', 'usage-relay@sea')).toEqual(['usage-relay@sea'])
    expect(() => names('usage-rely')).toThrow(/no worker called usage-rely\. There are: account-directory@iad/)
  })
})

describe('backoff', () => {
  it('starts again at once, then slower up to 15 s, and forgets after 30 s of running', () => {
    const backoff = new Backoff()
    expect(Array.from({ length: 8 }, () => backoff.next(100))).toEqual([0, 500, 1000, 2000, 4000, 8000, 15000, 15000])
    expect(backoff.next(30_000)).toBe(0)
  })

  it('is not for who did its work until someone killed it: that never waits, and counts as no death', () => {
    const backoff = new Backoff()
    expect(Array.from({ length: 3 }, () => backoff.next(5_000, true))).toEqual([0, 0, 0])
    expect([backoff.next(100), backoff.next(5_000, true), backoff.next(100)]).toEqual([0, 0, 500])
  })
})

describe('messages', () => {
  it('hears only what workers say', () => {
    const joined = { type: 'joined', site: 'iad', groupId: 'g', memberId: 'm' }
    expect(parseWorkerMessage(joined)).toEqual(joined)
    expect(parseWorkerMessage({ type: 'joined', site: 'iad' })).toBeUndefined()
    expect(parseWorkerMessage({ type: 'ready' })).toEqual({ type: 'ready' })
    expect(parseWorkerMessage({ type: 'other' })).toBeUndefined()
    expect(parseWorkerMessage('joined')).toBeUndefined()
  })
})

describe('superviseWorkers', () => {
  let supervisor: Supervisor | undefined
  afterEach(() => supervisor?.stop())

  const instance: Instance = { name: 'zuora-submitter', worker: 'zuora-submitter' }
  const seen: InstanceStatus[] = []
  const supervise = (script: string, log?: PassThrough) => {
    seen.length = 0
    supervisor = superviseWorkers({
      instances: [instance],
      command: () => [process.execPath, '-e', script],
      env: {},
      sites: [{ name: 'iad', brokers: ['127.0.0.1:1'], isHome: true }],
      onChange: (status) => seen.push(status),
      log: log && (() => log),
      stopDeadlineMs: 300,
    })
    return supervisor
  }
  const RUNNING = `process.send({ type: 'state', state: 'running', message: '' }); setInterval(() => {}, 1000)`

  it('starts a killed worker again at once', async () => {
    const { status } = supervise(RUNNING)
    const first = await until(() => status()[0]?.state === 'running' && status()[0]?.pid, { seen: status })
    process.kill(first as number, 'SIGKILL')
    await until(() => status()[0]?.restarts === 1 && status()[0]?.state === 'running', { seen: status })
    expect(seen.find((s) => s.state === 'stopped')).toMatchObject({ lastEnd: 'SIGKILL' })
  })

  it('starts one that did its work at once, however often it is killed', async () => {
    const { status } = supervise(RUNNING)
    for (const kills of [0, 1, 2]) {
      const pid = await until(
        () => status()[0]?.restarts === kills && status()[0]?.state === 'running' && status()[0]?.pid,
      )
      process.kill(pid as number, 'SIGKILL')
    }
    await until(() => status()[0]?.restarts === 3, { seen: status })
    expect(seen.filter((s) => s.state === 'stopped').map((s) => s.message)).toEqual(
      Array(3).fill('ended (SIGKILL); starts again in 0 s'),
    )
  })

  it('waits for one that ends before it does its work, whatever ended it', async () => {
    const { status } = supervise(`process.kill(process.pid, 'SIGKILL')`)
    await until(() => status()[0]?.message.includes('0.5 s'), { seen: status })
    expect(status()[0]).toMatchObject({ restarts: 2, message: 'ended (SIGKILL); starts again in 0.5 s' })
  })

  it('passes on what a worker says of itself and prints', async () => {
    const log = new PassThrough()
    const { status } = supervise(
      `console.log('hello'); process.send({ type: 'state', state: 'waiting', message: 'for Postgres' }); setInterval(() => {}, 1000)`,
      log,
    )
    await until(() => status()[0]?.message === 'for Postgres', { seen: status })
    await until(() => log.read()?.toString() === 'hello\n')
  })

  it('kills a worker that does not stop within the deadline', async () => {
    const { status, stop } = supervise(`process.on('SIGTERM', () => {}); ${RUNNING}`)
    await until(() => status()[0]?.state === 'running', { seen: status })
    await stop()
    expect(status()[0]).toMatchObject({ state: 'stopped', message: 'SIGKILL' })
  })

  it('restarts on request without counting it as a death', async () => {
    const { status, restartAll } = supervise(RUNNING)
    const first = await until(() => status()[0]?.state === 'running' && status()[0]?.pid, { seen: status })
    restartAll()
    await until(() => status()[0]?.state === 'running' && status()[0]?.pid !== first, { seen: status })
    expect(seen.some((s) => s.message === 'restarted on request')).toBe(true)
  })
})
