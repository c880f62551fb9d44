import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectKafka, type Hydro } from '../kafka/client.ts'
import { testSites, until } from '../testing/index.ts'
import { type Supervisor, superviseWorkers } from './supervise.ts'

const MEMBER = fileURLToPath(new URL('./testing/member.mjs', import.meta.url))

describe('a killed worker (R8)', () => {
  const [home] = testSites()
  const topic = `left-${randomBytes(4).toString('hex')}`
  let hydro: Hydro
  let supervisor: Supervisor
  beforeAll(async () => {
    hydro = connectKafka({ sites: testSites(), clientId: 'test' })
    await (await hydro.admin(home!.name)).createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: true })
    supervisor = superviseWorkers({
      instances: [{ name: 'member', worker: 'usage-relay', site: home!.name }],
      command: () => [process.execPath, MEMBER, home!.brokers.join(','), topic, topic, home!.name],
      env: {},
      sites: testSites(),
    })
  })
  afterAll(async () => {
    await supervisor?.stop()
    await hydro?.disconnect()
  })

  it('is out of its group at once, not after the session timeout of 20 s', async () => {
    const status = () => supervisor.status()[0]!
    await until(() => status().state === 'running', { deadlineMs: 30_000, seen: status })
    const { pid, message: member } = status()
    const killedAt = performance.now()
    process.kill(pid!, 'SIGKILL')
    await until(() => status().state === 'running' && status().message !== member, { deadlineMs: 30_000, seen: status })
    // Usually well under 2 s; what is told apart here, on any machine, is the session timeout of 20 s.
    expect(performance.now() - killedAt).toBeLessThan(15_000)
  })
})
