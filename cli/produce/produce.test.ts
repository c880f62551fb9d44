import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { catalogueOf, SEED_SKUS } from '../../domain/catalogue.ts'
import { Poison } from '../../domain/poison.ts'
import { decodeAccountChanged, decodeUsage } from '../../server/proto/codec.ts'
import { type Outgoing, tooLarge } from '../outbox.ts'
import { BadLine } from './fields.ts'
import { readLines } from './lines.ts'
import { type ParseOptions, parseLine } from './parse-line.ts'
import { checkLines, sendLines } from './send-lines.ts'

const options: ParseOptions = {
  rules: { catalogue: catalogueOf(SEED_SKUS), horizonMs: Date.UTC(2024, 10, 1) },
  nowMs: Date.UTC(2026, 10, 23, 12),
}
const job = {
  event_id: '7d9f6c1e-5b0a-4c67-9a53-0f6e2a1b3c4d',
  account_id: 42,
  repository_name: 'birch-labs/api',
  repository_visibility: 'PRIVATE',
  runner: 'HOSTED',
  sku: 'actions_linux',
  started_at: '2026-11-23T10:00:00Z',
  ended_at: '2026-11-23T11:04:10+01:00',
}
const metered = {
  event_id: '7d9f6c1e-5b0a-4c67-9a53-0f6e2a1b3c4e',
  account_id: '42',
  product: 'copilot',
  sku: 'copilot_enterprise',
  quantity: '0.033333333',
  unit_of_measure: 'User-Months',
  usage_start: '2026-11-23',
  usage_end: '2026-11-23',
}
const account = {
  account_id: 42,
  version: '7',
  login: 'birch-labs',
  standing: 'ACTIVE',
  billing_enabled: true,
  plan: 'team',
}
const line = (object: object) => JSON.stringify(object)
const camel = (object: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(object).map(([k, v]) => [k.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase()), v]),
  )
const whyNot = (object: object | string, more: Partial<ParseOptions> = {}): string => {
  try {
    parseLine(typeof object === 'string' ? object : line(object), { ...options, ...more })
    return 'no error'
  } catch (error) {
    expect(error instanceof BadLine || error instanceof Poison).toBe(true)
    return (error as Error).message
  }
}

describe('a line of hydro produce', () => {
  it('is told by its fields, in snake_case and camelCase', () => {
    const message = parseLine(line(job), options)
    expect(message).toMatchObject({ topic: 'usage.actions', key: '42' })
    expect(decodeUsage('usage.actions', message.value)).toMatchObject({
      accountId: 42,
      runner: 1,
      repositoryVisibility: 2,
      startedAtMs: Date.UTC(2026, 10, 23, 10),
      endedAtMs: Date.UTC(2026, 10, 23, 10, 4, 10),
    })
    expect(parseLine(line(camel(job)), options)).toEqual(message)
    expect(parseLine(line(metered), options).topic).toBe('usage.metered')
    const changed = parseLine(line(account), options)
    expect(changed.topic).toBe('accounts.changed')
    expect(decodeAccountChanged(changed.value)).toMatchObject({
      accountId: 42,
      version: 7,
      plan: 2,
      zuoraAccountNumber: '',
    })
  })

  it('takes a quantity as decimal text, number or units and nanos, exactly', () => {
    const quantity = (value: unknown) => {
      const event = decodeUsage('usage.metered', parseLine(line({ ...metered, quantity: value }), options).value)
      return event.topic === 'usage.metered' && event.quantity
    }
    expect(quantity('0.033333333')).toEqual({ units: 0, nanos: 33_333_333 })
    expect(quantity(12.5)).toEqual({ units: 12, nanos: 500_000_000 })
    expect(quantity({ units: '9999999999999', nanos: 999_999_999 })).toEqual({
      units: 9_999_999_999_999,
      nanos: 999_999_999,
    })
    expect(whyNot({ ...metered, quantity: '1e3' })).toContain('decimal text')
    expect(whyNot({ ...metered, quantity: '0.0000000001' })).toContain('at most 9 places')
  })

  it('says what is wrong', () => {
    expect(whyNot('{"a":')).toContain('no JSON')
    expect(whyNot('[1]')).toContain('one JSON object')
    expect(whyNot({ hello: 1 })).toContain('no field tells what this is')
    expect(whyNot({ ...job, type: 'lunch' })).toContain('type must be one of')
    expect(whyNot({ ...job, started: 1 })).toContain('there is no field "started"')
    expect(whyNot({ ...job, startedAt: '2026-11-23T10:00:00Z' })).toContain('started_at is there twice')
    expect(whyNot({ ...job, account_id: 1.5 })).toContain('account_id must be a whole number')
    expect(whyNot({ ...job, account_id: '9007199254740993' })).toContain('beyond 2^53')
    expect(whyNot({ ...job, started_at: '23/11/2026' })).toContain('started_at must be a time')
    expect(whyNot({ ...job, started_at: '2026-11-23T10:00:00' })).toContain('started_at must be a time')
    expect(whyNot({ ...job, runner: 'MINE' })).toContain('HOSTED, SELF_HOSTED')
    expect(whyNot({ ...job, sku: 'actions_quantum' })).toContain('not in the catalogue')
    expect(whyNot({ ...job, ended_at: '2026-11-22T10:00:00Z' })).toContain('before started_at')
    expect(whyNot({ ...job, event_id: 'one' })).toContain('not a UUID')
    expect(whyNot({ ...job, started_at: '2020-01-01T00:00:00Z' })).toContain('horizon')
    expect(whyNot({ ...metered, quantity: '-1' })).toContain('negative')
    expect(whyNot({ ...account, standing: undefined })).toContain('standing')
  })

  it('sends what breaks a rule, and any bytes, when it is asked to', () => {
    const raw = { ...options, raw: true }
    const event = parseLine(line({ ...metered, quantity: '-1.5', sku: 'none' }), raw)
    expect(decodeUsage('usage.metered', event.value)).toMatchObject({ quantity: { units: -1, nanos: -500_000_000 } })
    expect(parseLine('{"topic":"usage.actions","key":7,"value_base64":"AAEC"}', raw)).toEqual({
      topic: 'usage.actions',
      key: '7',
      value: Buffer.from([0, 1, 2]),
    })
  })

  it('is refused in a sentence when it has 5 MB', () => {
    const message = parseLine(line({ ...job, repository_name: 'x'.repeat(5_000_000) }), options)
    expect(tooLarge(message)).toBe(
      'the message has 4.8 MiB, but usage.actions takes at most 1.0 MiB: the broker would refuse it',
    )
    expect(tooLarge({ ...message, value: Buffer.alloc(1_000_000) })).toBe(null)
  })
})

describe('lines', () => {
  const collect = async (chunks: (string | Buffer)[], max?: number) => {
    const lines = []
    for await (const l of readLines(Readable.from(chunks.map((c) => Buffer.from(c))), max)) lines.push(l)
    return lines
  }

  it('have their numbers, wherever the stream is cut', async () => {
    const text = 'eins\nzwei 🚀\n\nvier'
    const whole = [
      { number: 1, text: 'eins' },
      { number: 2, text: 'zwei 🚀' },
      { number: 3, text: '' },
      { number: 4, text: 'vier' },
    ]
    const bytes = Buffer.from(text)
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await collect([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole)
    }
  })

  it('are reported, not kept, when they are too long', async () => {
    expect(await collect(['abc', 'defgh', 'i\nok\n'], 5)).toEqual([
      { number: 1, tooLong: true },
      { number: 2, text: 'ok' },
    ])
  })
})

describe('sending lines', () => {
  const input = () => Readable.from([Buffer.from([line(job), 'nonsense', '', line(account)].join('\n'))])

  it('finds every bad line before anything is sent', async () => {
    const bad: number[] = []
    expect(await checkLines(input(), options, ({ number }) => void bad.push(number))).toEqual({ good: 2, bad: 1 })
    expect(bad).toEqual([2])
  })

  it('sends the good ones in order, each to its site', async () => {
    const sent: [string, Outgoing][] = []
    const outbox = {
      send: async (site: string, list: readonly Outgoing[]) =>
        void sent.push(...list.map((m) => [site, m] as [string, Outgoing])),
      trouble: () => undefined,
      close: async () => undefined,
    }
    const siteOf = (topic: string) => (topic === 'accounts.changed' ? 'iad' : 'sea')
    const result = await sendLines(input(), { ...options, outbox, siteOf, onBad: () => undefined })
    expect(result).toMatchObject({ good: 2, bad: 1 })
    expect(sent.map(([site, m]) => `${m.topic} at ${site}`)).toEqual([
      'usage.actions at sea',
      'accounts.changed at iad',
    ])
    expect([...result.byTopic.values()]).toEqual([1, 1])
  })
})
