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
})

describe('messages', () => {
  it('hears only what workers say', () => {
    const joined = { type: 'joined', site: 'iad', groupId: 'g', memberId: 'm' }
    expect(parseWorkerMessage(joined)).toEqual(joined)
    expect(parseWorkerMessage({ type: 'joined', site: 'iad' })).toBeUndefined()
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
