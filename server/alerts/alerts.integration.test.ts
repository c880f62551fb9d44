/** Rules on the real database: what fires once, who is told, and how a receiver knows that it was Hydrometer. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readAlerts } from '../queries/alerts.ts'
import { hydroWithoutBrokers } from '../queries/testing/context.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { writeDefaultRules } from './default-rules.ts'
import { deliverAlerts } from './deliver.ts'
import { evaluateAlerts } from './evaluate.ts'
import { mute } from './mute.ts'
import { saveChannel } from './save-channel.ts'
import { saveRule } from './save-rule.ts'
import { testChannel } from './test-channel.ts'

const SECRET = 'a secret of sixteen characters and more'
const settings = { smtpUrl: undefined, from: 'hydrometer@example.com', dashboard: 'http://127.0.0.1:3000' }
type Received = { headers: IncomingMessage['headers']; body: string }

let db: FreshDatabase
let receiver: Server
let received: Received[] = []
let answer = 200
let now = Date.now()

/** Rules are asked each 10 s by this clock; nothing waits for it. */
const look = async (holds?: { seconds: number }) => {
  now += 10_000
  if (holds) await lag(holds.seconds)
  return evaluateAlerts({ pool: db.pool, hydro: hydroWithoutBrokers, now: new Date(now) })
}
const lag = (seconds: number) =>
  db.pool.query(
    `insert into lag_sample (site, consumer_group, topic, partition, committed, log_end, stable_end, low,
                             time_lag_seconds, time_lag_method, status, sampled_at)
     values ('iad', 'usage-relay', 'usage.actions', 3, 10, 100, 100, 0, $1, 'first_unread_record', 'ok', $2)
     on conflict (site, consumer_group, topic, partition) do update set time_lag_seconds = $1, sampled_at = $2`,
    [seconds, new Date(now)],
  )
const deliver = () => deliverAlerts(db.pool, settings, new Date(now))
const told = () => received.map(({ body }) => JSON.parse(body) as Record<string, string>)

beforeAll(async () => {
  db = await freshDatabase()
  await writeDefaultRules(db.pool)
  await writeDefaultRules(db.pool) // at every start; never twice
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      response.writeHead(answer).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  await saveChannel(db.pool, 'ada', {
    kind: 'webhook',
    target: `http://127.0.0.1:${port}/hook`,
    secret: SECRET,
    severity: 'warn',
    enabled: true,
  })
})
afterAll(async () => {
  receiver?.close()
  await db?.drop()
})
beforeEach(() => {
  received = []
  answer = 200
})

describe('a group that is late', () => {
  it('is told of once when it lasted, and once when it is over', async () => {
    for (let i = 0; i < 12; i++) expect((await look({ seconds: 90 })).fired).toBe(0)
    expect((await look({ seconds: 96 })).fired).toBe(1) // two minutes: the rule of day one
    for (let i = 0; i < 5; i++) expect((await look({ seconds: 90 })).fired).toBe(0)
    await deliver()
    expect(told()).toMatchObject([
      {
        what: 'firing',
        severity: 'warn',
        subject: 'usage-relay@iad',
        title: 'usage-relay at iad is 1 min 36 s behind',
        rule: 'any group more than 1 min behind for 2 min',
        url: 'http://127.0.0.1:3000/lag?site=iad&group=usage-relay',
      },
    ])
    expect((await readAlerts(db.pool, new Date(now))).items).toMatchObject([{ state: 'firing', severity: 'warn' }])

    for (let i = 0; i < 20; i++) await look({ seconds: 1 })
    await deliver()
    await deliver()
    expect(told().map(({ what }) => what)).toEqual(['firing', 'resolved'])
    const after = await readAlerts(db.pool, new Date(now))
    expect(after.items).toEqual([])
    expect(after.resolved).toHaveLength(1)
    expect(after.channels[0]).toMatchObject({ last: { what: 'resolved', state: 'sent' } })
  })

  it('comes with a signature that its receiver can check', async () => {
    const { channels } = await readAlerts(db.pool)
    await testChannel(db.pool, 'ada', channels[0]!.id)
    now = Math.max(now, Date.now()) + 1_000
    await deliver()
    const { headers, body } = received[0]!
    const [, at, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['hydrometer-signature'])) ?? []
    expect(mac).toBe(createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex'))
    expect(Number(at)).toBe(Math.floor(now / 1000))
    expect(JSON.parse(body)).toMatchObject({ what: 'test', detail: 'Nothing is wrong: ada asked for this.' })
    expect(JSON.stringify(channels)).not.toContain(SECRET)
  })

  it('is told again to a receiver that did not take it, later and later', async () => {
    const { channels } = await readAlerts(db.pool)
    await testChannel(db.pool, 'ada', channels[0]!.id)
    answer = 503
    now = Math.max(now, Date.now()) + 1_000
    expect(await deliver()).toEqual({ sent: 0, failed: 1 })
    expect(await deliver()).toEqual({ sent: 0, failed: 0 }) // not due
    expect((await readAlerts(db.pool)).channels[0]?.last).toMatchObject({ state: 'waiting', error: /503/ })
    answer = 200
    now += 10_000
    expect(await deliver()).toEqual({ sent: 1, failed: 0 })
    expect(received.map(({ headers }) => headers['hydrometer-delivery'])).toEqual(Array(2).fill(told()[0]!.id))
  })

  it('is not told of while it is muted, and shown all the same', async () => {
    await mute(db.pool, 'ada', { ruleId: null, subject: 'usage-relay@iad', minutes: 43_200, why: 'we know' })
    for (let i = 0; i < 14; i++) await look({ seconds: 90 })
    expect((await readAlerts(db.pool, new Date(now))).items).toMatchObject([
      { state: 'firing', mutedUntil: expect.any(String) },
    ])
    for (let i = 0; i < 10; i++) await look({ seconds: 1 })
    await deliver()
    expect(told()).toEqual([])
    const { rows } = await db.pool.query(`select action, actor, reason from audit_log where action = 'mute alerts'`)
    expect(rows).toEqual([{ action: 'mute alerts', actor: 'ada', reason: 'we know' }])
  })
})

it('tells by mail', async () => {
  const lines: string[] = []
  const smtp: TcpServer = createTcpServer((socket) => {
    let isData = false
    socket.write('220 mail\r\n')
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n')) {
        if (line === '') continue
        lines.push(line)
        if (isData) {
          if (line !== '.') continue
          isData = false
          socket.write('250 taken\r\n')
        } else if (line === 'DATA') {
          isData = true
          socket.write('354 go on\r\n')
        } else if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write('250 ok\r\n')
      }
    })
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  const { port } = smtp.address() as AddressInfo
  const { id } = await saveChannel(db.pool, 'ada', {
    kind: 'email',
    target: 'ops@example.com',
    severity: 'page',
    enabled: true,
  })
  await testChannel(db.pool, 'ada', id!)
  now = Math.max(now, Date.now()) + 1_000
  expect(
    await deliverAlerts(db.pool, { ...settings, smtpUrl: `smtp://127.0.0.1:${port}` }, new Date(now)),
  ).toMatchObject({ sent: 1 })
  expect(lines.find((line) => line.startsWith('Subject:'))).toBe('Subject: [Hydrometer Test] A test of Hydrometer')
  smtp.close()
})

it('finds what the rules of day one name', async () => {
  await db.pool.query('truncate lag_sample')
  await db.pool.query(
    `insert into topic_activity (site, topic, watched_since, moved_at, total_end, longest_gaps)
     values ('sea', 'usage.storage', $1::timestamptz - interval '1 day', $1::timestamptz - interval '10 minutes', 5, '{"2026-11-25": 20}')`,
    [new Date(now)],
  )
  const round = `insert into lag_round values ($1, $2, 1, 7, 1, 1, 0)`
  await db.pool.query(round, ['sea', new Date(now)])
  await db.pool.query(round, ['iad', new Date(now - 120_000)])
  await db.pool.query(
    `insert into stream_stop (processor, site, topic, partition, kind, record_offset, what_happened, what_it_means, what_to_do)
     values ('usage-relay', 'iad', 'usage.actions', 4, 'dead_letter_storm', 17, 'Too many dead letters.', 'Nothing is lost.', 'Mend the cause.')`,
  )
  await db.pool.query(
    `insert into lag_sample (site, consumer_group, topic, partition, committed, log_end, stable_end, low, time_lag_seconds, status, sampled_at)
     values ('sea', 'reports', 'usage.actions', 0, 5, 100, 100, 12, 3, 'stop', $1)`,
    [new Date(now + 10_000)],
  )
  await db.pool.query(
    `insert into lag_sample (site, consumer_group, topic, partition, committed, log_end, stable_end, low, time_lag_seconds, status, sampled_at)
     values ('sea', 'long-dead', 'usage.actions', 0, 5, 100, 100, 0, 9000, 'stop', $1)`,
    [new Date(now + 10_000)],
  )
  for (const [group, alive] of [
    ['reports', new Date(now)],
    ['long-dead', null],
  ])
    await db.pool.query(
      `insert into lag_group (site, consumer_group, kind, state, members, alive_at, sampled_at) values ('sea', $1, 'classic', 'Empty', 0, $2, $3)`,
      [group, alive, new Date(now)],
    )
  await look()
  const titles = (await readAlerts(db.pool, new Date(now))).items.map(({ title }) => title)
  expect(titles).toContain('usage.storage at sea is silent for 10 min 10 s')
  expect(titles).toContain('Hydro at iad is not heard')
  expect(titles).toContain('usage-relay at iad stands still on partition 4 (dead letter storm)')
  expect(titles).toContain('reports at sea lost 7 records to retention')
  expect(titles.filter((title) => title.includes('long-dead'))).toEqual([]) // dead before anybody watched: no news
})

it('lets a rule be made and switched off in words', async () => {
  const made = await saveRule(db.pool, 'ada', {
    kind: 'time_lag',
    parameters: { group: 'usage-relay', site: 'iad', seconds: 60 },
    severity: 'page',
    forSeconds: 120,
    enabled: true,
  })
  expect(made.words).toBe('Tells of: usage-relay at iad more than 1 min behind for 2 min.')
  await expect(
    saveRule(db.pool, 'ada', {
      kind: 'time_lag',
      parameters: { minutes: 1 },
      severity: 'page',
      forSeconds: 0,
      enabled: true,
    }),
  ).rejects.toMatchObject({ code: 'invalid_request' })
})
