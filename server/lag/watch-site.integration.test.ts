/** Lag on the real broker: the same numbers as Kafka's own tool prints, and beside them what they mean. */
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import kafkajs, { type Consumer } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LagRow } from '../../domain/api/lag.ts'
import { consoleConsumer, consumerGroupCommand, toolRows } from '../../scripts/test/kafka-tools.ts'
import { connectKafka, type Hydro } from '../kafka/client.ts'
import { readRecordAtOrAfter } from '../kafka/log-reader.ts'
import { readLag } from '../queries/lag.ts'
import { readLagGroups } from '../queries/lag-groups.ts'
import { readLagHistory } from '../queries/lag-history.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { testSites } from '../testing/test-sites.ts'
import { createTopic } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import { openRollUp } from './roll-up-lag.ts'
import { type SiteWatch, watchSite } from './watch-site.ts'

const name = `lag-${randomBytes(4).toString('hex')}`
const iad = 'iad'
let db: FreshDatabase
let hydro: Hydro
let site: SiteWatch
/** Rounds are 10 s apart by this clock; nothing waits for it. */
let clock = Date.now()
const live: { consumer: Consumer; release: () => void }[] = []

const topic = (what: string) => `${name}.${what}`
const group = (what: string) => `${name}-${what}`
const admin = () => hydro.admin(iad)

const make = async (what: string, config: Record<string, string> = {}, partitions = 1) =>
  createTopic(await admin(), topic(what), { partitions, config })
const produce = async (
  what: string,
  count: number,
  more: { partition?: number; key?: string; timestamp?: string } = {},
) => {
  const producer = hydro.kafka(iad).producer()
  await producer.connect()
  const { partition = 0, key = null, timestamp = String(Date.now()) } = more
  const message = { partition, key, value: 'x', timestamp }
  await producer.send({ topic: topic(what), messages: Array.from({ length: count }, () => message) })
  await producer.disconnect()
}
type Committer = {
  offsetCommit(request: {
    groupId: string
    groupGenerationId: number
    memberId: string
    topics: { topic: string; partitions: { partition: number; offset: string }[] }[]
  }): Promise<unknown>
}
/** As a tool commits, which is no member of the group: one request. */
const commit = async (what: string, of: string, offset: number, partition = 0) => {
  const groupId = group(what)
  const topics = [{ topic: topic(of), partitions: [{ partition, offset: String(offset) }] }]
  const request = { groupId, groupGenerationId: -1, memberId: '', topics }
  // The first use of a new cluster's coordinators finds some of them loading.
  const isLoading = ({ type = '' }: { type?: string }) => /LOAD_IN_PROGRESS|COORDINATOR/.test(type)
  await until(
    async () => {
      const found = (await (await hydro.cluster(iad)).findGroupCoordinator({ groupId })) as unknown as Committer
      return found.offsetCommit(request).then(
        () => true,
        (error: { type?: string }) => {
          if (isLoading(error)) return false
          throw error
        },
      )
    },
    { what: `a commit of ${groupId}` },
  )
}

/** A member that holds its partitions, is alive, and does not get past the first record until it is released. */
const hanging = async (what: string, of: string) => {
  const consumer = hydro.kafka(iad).consumer({ groupId: group(what), heartbeatInterval: 500 })
  let isReleased = false
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = () => {
      isReleased = true
      resolve()
    }
  })
  await consumer.connect()
  await consumer.subscribe({ topic: topic(of), fromBeginning: true })
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve())
  })
  await consumer.run({
    eachBatch: async ({ heartbeat }) => {
      while (!isReleased) {
        await heartbeat()
        await Promise.race([released, new Promise((resolve) => setTimeout(resolve, 300))])
      }
    },
  })
  await joined
  live.push({ consumer, release })
  return release
}

const round = async () => {
  clock = Math.max(clock, Date.now()) + 10_000
  return site.round()
}
const rounds = async (count: number) => {
  for (let i = 0; i < count; i++) await round()
}
const rows = async (what: string): Promise<LagRow[]> =>
  (await readLag(db.pool, { site: iad, group: group(what) }, new Date(clock))).items
const row = async (what: string, partition = 0): Promise<LagRow> => {
  const found = (await rows(what)).find((r) => r.partition === partition)
  if (!found) throw new Error(`no row of ${what}`)
  return found
}

beforeAll(async () => {
  db = await freshDatabase()
  hydro = connectKafka({ sites: testSites(), clientId: name })
  site = watchSite(db.pool, hydro, iad, { own: new Map(), now: () => clock })
})
afterAll(async () => {
  for (const { release } of live) release()
  await Promise.allSettled(live.map(({ consumer }) => consumer.disconnect()))
  await hydro?.disconnect()
  await db?.drop()
})

it('is what the tool prints, in every case', async () => {
  const quickCompaction = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.01', 'segment.ms': '100' }
  await make('compacted', quickCompaction)
  // a segment is closed by a record that is later than it may be long; only closed ones are compacted
  for (let i = 0; i < 4; i++)
    await produce('compacted', 5, { key: 'same', timestamp: String(Date.now() - 60_000 + i * 10_000) })
  await make('plain', {}, 3)
  await produce('plain', 10)
  await produce('plain', 7, { partition: 1 })
  await make('cut')
  await produce('cut', 20)
  await make('open')
  await produce('open', 101)
  await commit('ordinary', 'plain', 4)
  await commit('idle', 'plain', 10)
  await commit('rewound', 'plain', 9)
  await commit('rewound', 'plain', 3)
  await commit('beyond', 'plain', 15)
  await commit('below', 'cut', 5)
  await (await admin()).fetchTopicOffsets(topic('cut'))
  await (await admin()).deleteTopicRecords({ topic: topic('cut'), partitions: [{ partition: 0, offset: '12' }] })
  await commit('stalled', 'plain', 2)
  await hanging('stalled', 'plain') // holds partitions 1 and 2 too, without a commit
  await commit('compacted', 'compacted', 1)
  await commit('waits', 'open', 101)
  const producer = hydro.kafka(iad).producer({ transactionalId: name, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  const transaction = await producer.transaction()
  await transaction.send({ topic: topic('open'), messages: Array.from({ length: 59 }, () => ({ value: 'x' })) })
  await until(async () => (await readRecordAtOrAfter(hydro, iad, topic('compacted'), 0, 1))!.offset > 1, {
    deadlineMs: 60_000,
    what: 'the cleaner to have compacted the topic',
  })

  await round()
  const printed = toolRows(
    await consumerGroupCommand(hydro.site(iad).brokers, ['--describe', '--all-groups', '--offsets']),
  )
  const theirs = printed.filter((r) => r.group.startsWith(name))
  const ours = (await readLag(db.pool, { site: iad }, new Date(clock))).items
    .filter((r) => r.group.startsWith(name))
    .map((r) => ({
      group: r.group,
      topic: r.topic,
      partition: r.partition,
      current: r.committed,
      end: r.end,
      lag: r.lag,
    }))
  const sorted = <T extends { group: string; topic: string; partition: number }>(all: T[]) =>
    all.sort((a, b) => `${a.group} ${a.topic} ${a.partition}`.localeCompare(`${b.group} ${b.topic} ${b.partition}`))
  expect(sorted(ours)).toEqual(sorted(theirs))
  expect(theirs.length).toBeGreaterThanOrEqual(10)

  expect(await row('ordinary')).toMatchObject({ lag: '6', consumable: '6', lost: '0' })
  expect(await row('idle')).toMatchObject({ lag: '0', consumable: '0', status: 'ok', timeLagSeconds: 0 })
  expect(await row('beyond')).toMatchObject({ lag: '-5', consumable: '0', lost: '0', status: 'rewind' })
  expect(await row('below')).toMatchObject({ lag: '15', consumable: '8', lost: '7', status: 'stop' })
  expect(await row('waits')).toMatchObject({ lag: '59', consumable: '0', status: 'ok', end: '160', stableEnd: '101' })
  expect(await row('stalled', 1)).toMatchObject({ lag: null, committed: null, consumable: '7', status: 'missing' })
  expect(await row('stalled')).toMatchObject({ lag: '8', owner: expect.stringMatching(new RegExp(`^${name}@`)) })
  await transaction.abort()
  await producer.disconnect()
})

it('sees a window begin, a stop, a stall and a rewind, and their end', async () => {
  await make('states')
  await produce('states', 50)
  await commit('stops', 'states', 10)
  await commit('again', 'states', 10)
  await commit('back', 'states', 30)
  await round()
  expect(await row('stops')).toMatchObject({ status: 'ok', window: { of: 5 } })
  const samples = (await row('stops')).window.samples
  expect(samples).toBeLessThan(5) // a single commit is an incomplete window, and says so
  for (let i = 0; i < 5; i++) {
    await commit('again', 'states', 10)
    await commit('back', 'states', i === 2 ? 5 : 30 + i)
    await round()
  }
  expect((await row('stops')).status).toBe('stop') // silent for 50 s
  expect((await row('again')).status).toBe('stall')
  expect((await row('back')).status).toBe('rewind')
  expect((await row('stalled')).status).toBe('stall') // a member holds it and does not commit
  const groups = (await readLagGroups(db.pool, new Date(clock))).items
  expect(groups.find((g) => g.group === group('stops'))).toMatchObject({ status: 'stop', lag: '40', state: 'Empty' })
  expect(groups.find((g) => g.group === group('stalled'))).toMatchObject({ members: 1, partitions: 3, kind: 'classic' })

  await rounds(3) // an interruption of 30 s is noted
  for (const what of ['stops', 'again', 'back']) await commit(what, 'states', 50)
  await rounds(2)
  for (const what of ['stops', 'again', 'back']) expect(await row(what)).toMatchObject({ status: 'ok', lag: '0' })
  const history = await readLagHistory(
    db.pool,
    {
      site: iad,
      group: group('stops'),
      from: new Date(clock - 600_000).toISOString(),
      to: new Date(clock + 1).toISOString(),
      points: 360,
      by: 'group',
    },
    new Date(clock),
  )
  expect(history.events.filter((e) => e.what === 'stop')).toMatchObject([{ to: expect.any(String) }])
  expect(history.series[0]?.lag.filter((lag) => lag !== null).slice(0, 2)).toEqual([40, 40])
  expect(history.series[0]?.lag.at(-1)).toBe(0)
})

it('lists groups with the sums of their partitions, and their last hour also after a start', async () => {
  await rounds(7) // a minute more: how many minutes the rounds until here lie in depends on when they began
  const { items: partitions } = await readLag(db.pool, {}, new Date(clock))
  const { items: groups } = await readLagGroups(db.pool, new Date(clock))
  expect(groups.length).toBeGreaterThan(3)
  // A partition that left the last look stays in its rows for some minutes more; the list is of the last look.
  for (const listed of groups) {
    const theirs = partitions.filter((row) => row.group === listed.group && row.sampledAt === listed.sampledAt)
    const sum = (of: (row: LagRow) => string | null) => theirs.reduce((total, row) => total + Number(of(row) ?? 0), 0)
    expect(listed).toMatchObject({ partitions: theirs.length, lost: String(sum((row) => row.lost)) })
    expect(Number(listed.lag ?? 0)).toBe(sum((row) => row.lag))
    expect(listed.timeLagSeconds).toBe(
      theirs.reduce<number | null>((most, { timeLagSeconds: s }) => (s === null ? most : Math.max(most ?? 0, s)), null),
    )
    const worst = theirs.find((row) => row.topic === listed.worst.topic && row.partition === listed.worst.partition)
    expect(worst?.status).toBe(listed.status)
  }
  const heard = (hour: readonly (number | null)[]) => hour.filter((seconds) => seconds !== null).length
  const before = groups.find((g) => g.group === group('stops'))!
  expect(heard(before.lastHour)).toBeGreaterThan(2)
  const rollUp = openRollUp(db.pool)
  await rollUp(new Date(clock))
  site = watchSite(db.pool, hydro, iad, { own: new Map(), now: () => clock })
  await site.round()
  const after = (await readLagGroups(db.pool, new Date(clock))).items.find((g) => g.group === group('stops'))!
  expect(after.lastHour).toEqual(before.lastHour)
})

it('knows a consumer that was killed from one that is alive', async () => {
  await make('killed')
  await produce('killed', 30)
  await commit('killed', 'killed', 3)
  const member = fork(new URL('./testing/stuck-member.mjs', import.meta.url), [], {
    env: { ...process.env, BROKERS: hydro.site(iad).brokers.join(','), GROUP: group('killed'), TOPIC: topic('killed') },
  })
  await new Promise((resolve) => member.once('message', resolve))
  await rounds(6)
  expect((await row('killed')).status).toBe('stall')
  member.kill('SIGKILL')
  await until(
    async () => {
      await site.round() // the clock stands: only the broker's session timeout passes
      return (await row('killed')).status === 'stop'
    },
    { deadlineMs: 30_000, everyMs: 500, seen: () => rows('killed') },
  )
})

it('shows groups of the new protocol alive', async () => {
  await make('modern')
  await produce('modern', 5)
  const child = await consoleConsumer(hydro.site(iad).brokers, [
    ...['--topic', topic('modern'), '--group', group('modern'), '--from-beginning'],
    ...['--command-property', 'group.protocol=consumer'],
  ])
  try {
    const found = await until(
      async () => {
        await site.round()
        const all = (await readLagGroups(db.pool, new Date(clock))).items
        const ours = all.find((g) => g.group === group('modern'))
        return ours?.lag === '0' && ours.members === 1 && ours
      },
      { deadlineMs: 60_000, everyMs: 500, seen: () => rows('modern') },
    )
    expect(found).toMatchObject({ kind: 'consumer', state: 'Stable' })
  } finally {
    child.kill('SIGKILL')
  }
})

it('counts from when a record came, not from the time of its event: one that is released is weeks old', async () => {
  await make('released', { 'retention.ms': '-1' })
  await produce('released', 5)
  await commit('released', 'released', 5)
  await rounds(2)
  await produce('released', 1, { timestamp: String(clock - 21 * 86_400_000) })
  await round()
  const seen = await row('released')
  expect(seen).toMatchObject({ lag: '1', timeLagMethod: 'interpolated', status: 'ok' })
  expect(seen.timeLagSeconds).toBeLessThan(15)
})

it('says how old the first unread record is, to a second', async () => {
  const { CompressionTypes } = kafkajs
  const producer = hydro.kafka(iad).producer()
  await producer.connect()
  const cases = [
    { what: 'slow', perSecond: 10, compression: CompressionTypes.None },
    { what: 'packed', perSecond: 10, compression: CompressionTypes.GZIP },
    { what: 'fast', perSecond: 10_000, compression: CompressionTypes.None },
  ]
  const startMs = clock - 300_000
  for (const { what, perSecond, compression } of cases) {
    await make(what)
    const messages = Array.from({ length: 1_000 }, (_, i) => ({
      value: 'x',
      timestamp: String(Math.round(startMs + (i * 1_000) / perSecond)),
    }))
    await producer.send({ topic: topic(what), messages, compression })
    await commit(what, what, 640)
  }
  await producer.disconnect()
  await round()
  for (const { what, perSecond } of cases) {
    const truth = (clock - (startMs + 640_000 / perSecond)) / 1000
    const seen = await row(what)
    expect(seen.timeLagMethod).toBe('first_unread_record')
    expect(Math.abs((seen.timeLagSeconds ?? 0) - truth), what).toBeLessThan(1)
  }
  const before = (await row('slow')).timeLagSeconds ?? 0
  await round()
  expect((await row('slow')).timeLagSeconds).toBeCloseTo(before + 10, 1) // nothing came, and it is later
})
