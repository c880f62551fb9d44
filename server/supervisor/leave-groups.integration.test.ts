import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { connectKafka, type Hydro } from '../kafka/client.ts'
import { createTopic, testSites, until } from '../testing/index.ts'
import { type Supervisor, superviseWorkers } from './supervise.ts'

const MEMBER = fileURLToPath(new URL('./testing/member.mjs', import.meta.url))

describe('a killed worker (R8)', () => {
  const [home] = testSites()
  const topic = `left-${randomBytes(4).toString('hex')}`
  let hydro: Hydro
  let supervisor: Supervisor
  beforeAll(async () => {
    hydro = connectKafka({ sites: testSites(), clientId: 'test' })
    await createTopic(await hydro.admin(home!.name), topic, { partitions: 2 })
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

  it('is out of its group at once, not after the session timeout of five minutes', async () => {
    const status = () => supervisor.status()[0]!
    await until(() => status().state === 'running', { seen: status })
    const { pid, message: member } = status()
    process.kill(pid!, 'SIGKILL')
    // Usually well under 2 s. Nobody else takes a dead member out of this group before its session ends.
    await until(() => status().state === 'running' && status().message !== member, { deadlineMs: 60_000, seen: status })
  })
})
