/** Bad input gets a clear answer and loses nothing: the whole pipeline, with real workers, brokers and the simulator. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Message, Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountChanged, PLAN, STANDING } from '../domain/account.ts'
import { RUNNER, VISIBILITY } from '../domain/line-item.ts'
import { lineItemId } from '../domain/line-item-id.ts'
import type { TopicName, UsageTopic } from '../domain/pipeline.ts'
import type { PoisonClass } from '../domain/poison.ts'
import type { ActionsUsage, MeteredUsage, PackagesUsage, StorageUsage, UsageEvent } from '../domain/usage.ts'
import { prepareServers } from '../scripts/prepare-servers.ts'
import { discardDeadLetters } from '../server/desk/discard-dead-letters.ts'
import { redriveDeadLetters } from '../server/desk/redrive-dead-letters.ts'
import { releaseLineItems } from '../server/desk/release-line-items.ts'
import { parseEnvironment } from '../server/env.ts'
import { readLog, readRecord } from '../server/kafka/log-reader.ts'
import { encodeAccountChanged, encodeLineItem, encodeUsage } from '../server/proto/codec.ts'
import { setTopicConfig, until } from '../server/testing/index.ts'
import { AWKWARD_NAMES } from '../simulators/traffic/population.ts'
import { connectProducer } from '../simulators/traffic/preload.ts'
import { untilNothing, zuoraDifferences } from './books.ts'
import { type Stack, startStack } from './stack.ts'

const DEADLINE_MS = 60_000
const ACCOUNT = 501
const LATE_ACCOUNT = 502
const SUSPENDED_ACCOUNT = 503
const MINUTE_MS = 60_000
const startedAtMs = Date.now() - 10 * MINUTE_MS

const common = () => ({
  eventId: randomUUID() as string,
  accountId: ACCOUNT,
  repositoryId: 1,
  repositoryName: 'octo/app',
  repositoryVisibility: VISIBILITY.private,
  actorLogin: 'octo',
})
const actions = (more: Partial<ActionsUsage> = {}): ActionsUsage => ({
  topic: 'usage.actions',
  ...common(),
  workflowPath: '.github/workflows/ci.yml',
  jobId: '7',
  runner: RUNNER.hosted,
  sku: 'actions_linux',
  startedAtMs,
  endedAtMs: startedAtMs + 3 * MINUTE_MS,
  ...more,
})
const packages = (more: Partial<PackagesUsage> = {}): PackagesUsage => ({
  topic: 'usage.packages',
  ...common(),
  packageName: 'app',
  sku: 'packages_bandwidth',
  bytesTransferred: 2 ** 30,
  transferredAtMs: startedAtMs,
  ...more,
})
const storage = (more: Partial<StorageUsage> = {}): StorageUsage => ({
  topic: 'usage.storage',
  ...common(),
  sku: 'packages_storage',
  storedBytes: 2 ** 30,
  periodStartMs: startedAtMs - 60 * MINUTE_MS,
  periodEndMs: startedAtMs,
  ...more,
})
const metered = (more: Partial<MeteredUsage> = {}): MeteredUsage => ({
  topic: 'usage.metered',
  ...common(),
  product: 'copilot',
  sku: 'copilot_for_business',
  quantity: { units: 1, nanos: 500_000_000 },
  unitOfMeasure: 'User-Months',
  usageStartMs: startedAtMs,
  usageEndMs: startedAtMs,
  ...more,
})

let stack: Stack
const producers = new Map<string, Promise<Producer>>()
const producerAt = (site: string): Promise<Producer> => {
  const opened = producers.get(site) ?? connectProducer(stack.hydro.kafka(site))
  producers.set(site, opened)
  return opened
}
const send = async (site: string, topic: string, messages: Message[]) => {
  const [answer] = await (await producerAt(site)).send({ topic, acks: -1, messages })
  return answer!
}
const sendEvents = async (events: UsageEvent[], site = 'iad') => {
  for (const event of events)
    await send(site, event.topic, [{ key: `${event.accountId}`, value: encodeUsage(event.topic, event) }])
}
const account = (id: number, version: number, more: Partial<AccountChanged> = {}): AccountChanged => ({
  accountId: id,
  version,
  login: `login-${id}`,
  zuoraAccountNumber: `A${String(id).padStart(8, '0')}`,
  zuoraSubscriptionNumber: '',
  standing: STANDING.active,
  billingEnabled: true,
  plan: PLAN.team,
  ...more,
})
const sendAccount = (changed: AccountChanged) =>
  send('iad', 'accounts.changed', [{ key: `${changed.accountId}`, value: encodeAccountChanged(changed) }])

type Item = {
  id: string
  decision: number
  reason: number
  attempt: number
  units: number
  nanos: number
  placements: number
  state: string | null
}
const items = async (eventIds: readonly string[]) =>
  (
    await stack.pool.query<Item>(
      `select l.id, l.decision, l.reason, l.attempt, l.units, l.nanos,
              (select count(*)::int from placement p where p.line_item_id = l.id) as placements,
              (select f.state from placement p join csv_file f on f.id = p.file_id
                where p.line_item_id = l.id and p.attempt = l.attempt) as state
         from line_item l where l.event_id = any($1::uuid[]) order by l.id`,
      [eventIds],
    )
  ).rows
/** Exactly one row in a file for each, and the file is at Zuora. */
const untilImported = async (events: readonly { eventId: string }[], deadlineMs = DEADLINE_MS) => {
  const ids = events.map(({ eventId }) => eventId)
  const seen = () => items(ids)
  await until(
    async () => {
      const found = await seen()
      return found.length === ids.length && found.every(({ state }) => state === 'imported')
    },
    { deadlineMs, everyMs: 100, what: 'every event imported', seen },
  )
  const found = await seen()
  expect(found.map(({ placements }) => placements)).toEqual(ids.map(() => 1))
  return found
}
type Letter = {
  id: string
  error_class: string
  error_message: string
  state: string
  attempt: number
  letter_partition: number
  letter_offset: number
  account_id: number | null
}
const letterAt = (processor: string, site: string, topic: string, partition: number, offset: number) =>
  until(
    async () =>
      (
        await stack.pool.query<Letter>(
          `select id::text, error_class, error_message, state, attempt, letter_partition, letter_offset, account_id
             from dead_letter
            where processor = $1 and source_site = $2 and source_topic = $3 and source_partition = $4
              and source_offset = $5 and letter_offset is not null`,
          [processor, site, topic, partition, offset],
        )
      ).rows[0],
    { deadlineMs: DEADLINE_MS, what: `a dead letter for ${topic}:${partition}@${site} offset ${offset}` },
  )
const bytesOf = async (processor: string, { letter_partition, letter_offset }: Letter) =>
  (await readRecord(stack.hydro, 'iad', `${processor}.dead-letter`, letter_partition, letter_offset))!
const sha256 = (bytes: Buffer | null) => createHash('sha256').update(bytes!).digest('hex')

/** Sends one value and looks at its dead letter: the class, the bytes untouched. */
const becomesLetter = async (
  processor: string,
  topic: TopicName,
  value: Buffer | null,
  classes: readonly PoisonClass[],
  { site = 'iad', headers = {} }: { site?: string; headers?: Record<string, string> } = {},
) => {
  const { partition, baseOffset } = await send(site, topic, [{ partition: 0, key: `${ACCOUNT}`, value, headers }])
  const letter = await letterAt(processor, site, topic, partition, Number(baseOffset))
  expect(classes).toContain(letter.error_class)
  expect(letter.error_message).not.toBe('')
  const record = await bytesOf(processor, letter)
  expect(sha256(record.value)).toBe(sha256(value ?? Buffer.alloc(0)))
  expect(String(record.key)).toBe(`${ACCOUNT}`)
  return letter
}

beforeAll(async () => {
  stack = await startStack({ env: { CSV_MAX_AGE_SECONDS: '1', KAFKA_PARTITIONS: '2' } })
  await stack.startWorkers()
  await sendAccount(account(ACCOUNT, 1))
  await sendAccount(account(SUSPENDED_ACCOUNT, 1, { standing: STANDING.suspended }))
  await until(async () => (await stack.pool.query('select 1 from account')).rowCount === 2, {
    deadlineMs: DEADLINE_MS,
    what: 'the accounts',
  })
}, 180_000)
afterAll(async () => {
  for (const producer of producers.values()) await (await producer).disconnect()
  await stack?.stop()
}, 60_000)

describe.concurrent('usage that can never work becomes a dead letter, whole, with its cause', () => {
  const whole = encodeUsage('usage.actions', actions())
  const value = (event: UsageEvent) => encodeUsage(event.topic, event)
  const long = 'x'.repeat(2_000)
  const cases: [string, UsageTopic, Buffer | null, PoisonClass[]][] = [
    ['random bytes', 'usage.actions', Buffer.concat([Buffer.from([0x0f]), randomBytes(300)]), ['undecodable']],
    ['truncated protobuf', 'usage.actions', whole.subarray(0, whole.length - 2), ['undecodable', 'bad_time']],
    ['no value', 'usage.storage', null, ['null_value']],
    ['an empty value', 'usage.storage', Buffer.alloc(0), ['unknown_sku', 'bad_event_id', 'bad_time']],
    ['bad UTF-8', 'usage.actions', Buffer.from([0x0a, 0x02, 0xc3, 0x28]), ['undecodable']],
    ['negative bytes', 'usage.packages', value(packages({ bytesTransferred: -1 })), ['bad_quantity']],
    ['a negative quantity', 'usage.metered', value(metered({ quantity: { units: -1, nanos: 0 } })), ['bad_quantity']],
    ['10^13 of anything', 'usage.metered', value(metered({ quantity: { units: 1e13, nanos: 0 } })), ['bad_quantity']],
    ['nanos of two signs', 'usage.metered', value(metered({ quantity: { units: 1, nanos: -5 } })), ['bad_quantity']],
    ['no quantity', 'usage.metered', value(metered({ quantity: null })), ['bad_quantity']],
    ['an end before the start', 'usage.actions', value(actions({ endedAtMs: startedAtMs - 1 })), ['bad_time']],
    ['a SKU nobody knows', 'usage.actions', value(actions({ sku: 'actions_quantum' })), ['unknown_sku']],
    ['a SKU with quotes and NUL', 'usage.actions', value(actions({ sku: `x"'\u0000\n${long}` })), ['unknown_sku']],
    ['another unit', 'usage.metered', value(metered({ unitOfMeasure: 'Furlongs' })), ['wrong_unit']],
    ['another product', 'usage.metered', value(metered({ product: 'actions' })), ['wrong_product']],
    ['an event id that is no UUID', 'usage.storage', value(storage({ eventId: 'event-1' })), ['bad_event_id']],
    ['no account', 'usage.storage', value(storage({ accountId: 0 })), ['bad_account']],
    ['a year ago and more', 'usage.actions', value(actions({ startedAtMs: 1, endedAtMs: 2 })), ['too_old']],
    [
      'next week',
      'usage.actions',
      value(actions({ startedAtMs: Date.now() + 7 * 86_400_000, endedAtMs: Date.now() + 8 * 86_400_000 })),
      ['ahead_of_its_record'],
    ],
  ]
  it.each(cases)('%s', async (_, topic, bytes, classes) => {
    await becomesLetter('usage-relay', topic, bytes, classes)
  })

  it('and is kept with its account, where the value says whose it is', async () => {
    const known = await becomesLetter('usage-relay', 'usage.metered', value(metered({ sku: 'x' })), ['unknown_sku'])
    expect(known.account_id).toBe(ACCOUNT)
    const noise = await becomesLetter('usage-relay', 'usage.metered', null, ['null_value'])
    expect(noise.account_id).toBeNull()
  })

  it('and what comes after it is billed', async () => {
    const events = [actions(), packages(), storage(), metered()]
    await sendEvents(events)
    await untilImported(events)
  })

  it('5 MB, from a topic that was made to take it', async () => {
    const admin = await stack.hydro.admin('sea')
    await setTopicConfig(admin, 'usage.metered', { 'max.message.bytes': `${6 * 1024 * 1024}` })
    await prepareServers(parseEnvironment({ ...stack.env } as NodeJS.ProcessEnv))
    const noise = Buffer.concat([Buffer.from([0x0f]), randomBytes(5_000_000)])
    await becomesLetter('usage-relay', 'usage.metered', noise, ['undecodable'], { site: 'sea' })
    const novel = encodeUsage('usage.metered', metered({ repositoryName: 'x'.repeat(5_000_000) }))
    await becomesLetter('usage-relay', 'usage.metered', novel, ['too_large'], { site: 'sea' })
    const after = [metered()]
    await sendEvents(after, 'sea')
    await untilImported(after)
  })
})

describe.concurrent('what breaks the rules between our own processors', () => {
  const origin = {
    'hydro-origin-site': 'iad',
    'hydro-origin-topic': 'usage.actions',
    'hydro-origin-partition': '0',
    'hydro-origin-offset': '123456',
    'hydro-origin-timestamp': `${startedAtMs}`,
  }
  const lineItem = (id: Buffer = randomBytes(16)) =>
    encodeLineItem({
      lineItemId: id,
      eventId: randomBytes(16),
      accountId: ACCOUNT,
      sku: 'actions_linux',
      unitOfMeasure: 'Minutes',
      units: 1,
      nanos: 0,
      startedAtMs,
      endedAtMs: startedAtMs,
      repositoryName: '',
      repositoryVisibility: VISIBILITY.private,
      runner: RUNNER.hosted,
    })
  const cases: [string, Buffer | null, Record<string, string>, PoisonClass[]][] = [
    ['no headers', lineItem(), {}, ['bad_headers']],
    ['an offset that is no number', lineItem(), { ...origin, 'hydro-origin-offset': '12x' }, ['bad_headers']],
    ['a topic that is none', lineItem(), { ...origin, 'hydro-origin-topic': 'elsewhere' }, ['bad_headers']],
    ['a site that is none', lineItem(), { ...origin, 'hydro-origin-site': 'atlantis' }, ['bad_headers']],
    ['no value', null, origin, ['null_value']],
    ['random bytes', Buffer.concat([Buffer.from([0x0f]), randomBytes(50)]), origin, ['undecodable']],
    // The relay let it pass, and then its month was dropped.
    ['a month that is gone', lineItem(lineItemId(randomBytes(16), Date.UTC(2020, 0, 1))), origin, ['too_old']],
  ]
  it.each(cases)('%s on billing.line-items', async (_, value, headers, classes) => {
    await becomesLetter('submission-filter', 'billing.line-items', value, classes, { headers })
  })

  it('random bytes on accounts.changed; a null value there changes nothing', async () => {
    const noise = Buffer.concat([Buffer.from([0x0f]), randomBytes(50)])
    await becomesLetter('account-directory', 'accounts.changed', noise, ['undecodable'])
    await send('iad', 'accounts.changed', [{ key: `${ACCOUNT}`, value: null }])
    await sendAccount(account(504, 1))
    await until(async () => (await stack.pool.query('select 1 from account where id = 504')).rowCount === 1, {
      deadlineMs: DEADLINE_MS,
    })
    expect((await stack.pool.query('select 1 from account where id = $1', [ACCOUNT])).rowCount).toBe(1)
  })
})

describe.concurrent('what looks bad and is not', () => {
  it('quotes, commas, line breaks, emoji and NUL in names are billed, and Zuora takes the file', async () => {
    const events = [...AWKWARD_NAMES, '"', '","', '\ud83d\ude80'.repeat(150), '\u0000', '=cmd()', '😀,\r\n"x"'].map(
      (repositoryName) => actions({ repositoryName, actorLogin: repositoryName, workflowPath: repositoryName }),
    )
    await sendEvents(events)
    const found = await untilImported(events)
    expect(found.every(({ units, nanos }) => units === 3 && nanos === 0)).toBe(true)
  })

  it('an account that comes after its usage: rejected with the reason, then released and billed once', async () => {
    const events = [actions({ accountId: LATE_ACCOUNT }), metered({ accountId: LATE_ACCOUNT })]
    const ids = events.map(({ eventId }) => eventId)
    await sendEvents(events)
    await until(async () => (await items(ids)).length === 2, { deadlineMs: DEADLINE_MS })
    expect(await items(ids)).toMatchObject([
      { decision: 2, reason: 1, attempt: 1, placements: 0 },
      { decision: 2, reason: 1, attempt: 1, placements: 0 },
    ])
    await sendAccount(account(LATE_ACCOUNT, 1))
    expect(await untilImported(events)).toMatchObject([
      { decision: 1, attempt: 2 },
      { decision: 1, attempt: 2 },
    ])
  })
})

describe.concurrent('by hand', () => {
  const redrive = (ids: string[]) =>
    redriveDeadLetters(stack.pool, 'a person', { select: { ids }, dryRun: false, why: 'the catalogue has it now' })

  it('a SKU that came later: redriven it is billed once, redriven again changes nothing', async () => {
    const sku = 'actions_linux_128_core'
    const event = actions({ sku })
    const value = encodeUsage('usage.actions', event)
    const letter = await becomesLetter('usage-relay', 'usage.actions', value, ['unknown_sku'])
    await stack.pool.query(
      `insert into sku (code, sku, product, unit_of_measure, free_when_public)
       select max(code) + 1, $1, 'actions', 'Minutes', false from sku`,
      [sku],
    )
    // Workers read the catalogue again every five seconds: the first event that passes shows that they have.
    const probes: ActionsUsage[] = []
    await until(
      async () => {
        probes.push(actions({ sku }))
        await sendEvents(probes.slice(-1))
        return (await items(probes.map(({ eventId }) => eventId))).length > 0
      },
      { deadlineMs: DEADLINE_MS, everyMs: 500, what: 'the new SKU known' },
    )
    expect((await redrive([letter.id])).acted).toBe(1)
    expect((await redrive([letter.id])).acted).toBe(0) // while it is on its way
    await untilImported([event])
    await until(
      async () =>
        (await stack.pool.query('select 1 from dead_letter where id = $1 and state = $2', [letter.id, 'redriven']))
          .rowCount === 1,
      { deadlineMs: DEADLINE_MS },
    )
    expect((await redrive([letter.id])).acted).toBe(0)

    // The desk may send one twice after a crash: the very record again, and one that proves it was read.
    const retried = await readRetry(event.eventId)
    await send('iad', 'usage-relay.retry', [retried])
    const after = actions({ sku })
    const message = { ...retried, value: encodeUsage('usage.actions', after) }
    await send('iad', 'usage-relay.retry', [message])
    await until(async () => (await items([after.eventId])).length === 1, { deadlineMs: DEADLINE_MS })
    expect(await items([event.eventId])).toMatchObject([{ placements: 1, attempt: 1 }])
  })

  const readRetry = async (eventId: string): Promise<Message> => {
    const topic = 'usage-relay.retry'
    const { rows } = await stack.pool.query<{ partition: number }>(
      'select partition from stream_cursor where topic = $1 and next_offset > 0',
      [topic],
    )
    for (const { partition } of rows)
      for await (const { key, value, headers } of readLog(stack.hydro, { site: 'iad', topic, partition, from: 0 }))
        if (value?.includes(eventId)) return { partition, key, value, headers: headers as Message['headers'] }
    throw new Error(`${eventId} is not on ${topic}`)
  }

  it('a discarded dead letter is not redriven any more', async () => {
    const value = encodeUsage('usage.actions', actions({ sku: 'actions_never' }))
    const { id } = await becomesLetter('usage-relay', 'usage.actions', value, ['unknown_sku'])
    const command = { select: { ids: [id] }, dryRun: false, why: 'a test of theirs' }
    expect((await discardDeadLetters(stack.pool, 'a person', command)).acted).toBe(1)
    expect((await discardDeadLetters(stack.pool, 'a person', command)).acted).toBe(0)
    expect((await redrive([id])).acted).toBe(0)
  })

  it('a redriven dead letter that is still bad is a new dead letter, one delivery later', async () => {
    const value = encodeUsage('usage.actions', actions({ sku: 'actions_not_yet' }))
    const { id } = await becomesLetter('usage-relay', 'usage.actions', value, ['unknown_sku'])
    expect((await redrive([id])).acted).toBe(1)
    const again = await until(
      async () =>
        (
          await stack.pool.query<Letter & { origin_topic: string }>(
            `select error_class, attempt, state, letter_partition, letter_offset, origin_topic from dead_letter
              where source_topic = 'usage-relay.retry' and error_message like $1 and letter_offset is not null`,
            ['%actions_not_yet%'],
          )
        ).rows[0],
      { deadlineMs: DEADLINE_MS },
    )
    expect(again).toMatchObject({ attempt: 2, state: 'open', origin_topic: 'usage.actions' })
    expect(sha256((await bytesOf('usage-relay', again)).value)).toBe(sha256(value))
  })

  it('a release decides again once: still suspended it stays rejected, afterwards it is billed', async () => {
    const event = actions({ accountId: SUSPENDED_ACCOUNT })
    await sendEvents([event])
    const [item] = await until(
      async () => {
        const found = await items([event.eventId])
        return found.length === 1 && found
      },
      { deadlineMs: DEADLINE_MS },
    )
    expect(item).toMatchObject({ decision: 2, reason: 3, attempt: 1 })
    const release = () =>
      releaseLineItems(stack.pool, () => stack.hydro, 'a person', {
        select: { ids: [item!.id] },
        dryRun: false,
        why: 'settled',
      })
    expect((await release()).acted).toBe(1)
    expect((await release()).acted).toBe(0)
    await until(async () => (await items([event.eventId]))[0]!.attempt === 2, { deadlineMs: DEADLINE_MS })
    expect(await items([event.eventId])).toMatchObject([{ decision: 2, reason: 3, placements: 0 }])

    await sendAccount(account(SUSPENDED_ACCOUNT, 2))
    await until(async () => (await stack.pool.query('select 1 from account where version = 2')).rowCount === 1, {
      deadlineMs: DEADLINE_MS,
    })
    // The filter may have the account in memory for five seconds more: a release decided by that is released again.
    await until(
      async () => {
        await release()
        return (await items([event.eventId]))[0]!.decision === 1
      },
      { deadlineMs: DEADLINE_MS, everyMs: 500, what: 'the release decided by the new standing' },
    )
    await untilImported([event])
    expect((await release()).acted).toBe(0)
  })
})

describe('in the end', () => {
  it('nothing stands still, and Zuora holds exactly the booked rows', async () => {
    await untilNothing('a difference at Zuora', () => zuoraDifferences(stack))
    const { rows } = await stack.pool.query('select processor, what_happened from stream_stop')
    expect(rows).toEqual([])
    expect(
      stack
        .workers()
        .status()
        .map(({ state }) => state),
    ).not.toContain('stopped')
  })
})
