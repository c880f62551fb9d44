import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountChanged } from '../../domain/account.ts'
import type { CsvFileEvent } from '../../domain/csv-file-event.ts'
import type { LineItem } from '../../domain/line-item.ts'
import { normalise } from '../../domain/normalise.ts'
import { USAGE_TOPICS } from '../../domain/pipeline.ts'
import { REASON_NAMES } from '../../domain/reasons.ts'
import {
  ACTIONS,
  anyFrozen,
  anyLineItem,
  anyText,
  CATALOGUE,
  DAY_MS,
  EXAMPLES,
  METERED,
  poisonOf,
} from '../../domain/testing.ts'
import * as codec from './codec.ts'
import { hydro } from './generated/hydro.js'
import { bytesOf, junk, unknownFields } from './testing.ts'

const { ActionsUsage, MeteredUsage } = hydro.usage.v1
const { LineItem: LineItemMessage, SubmittableLineItem, RejectedLineItem } = hydro.billing.v1

const DECODERS: ReadonlyArray<readonly [string, (value: Buffer | null) => unknown]> = [
  ...USAGE_TOPICS.map((topic) => [topic, (value: Buffer | null) => codec.decodeUsage(topic, value)] as const),
  ['LineItem', codec.decodeLineItem],
  ['SubmittableLineItem', codec.decodeSubmittable],
  ['RejectedLineItem', codec.decodeRejected],
  ['AccountChanged', codec.decodeAccountChanged],
  ['CsvFileEvent', codec.decodeCsvFileEvent],
]

describe('any bytes', () => {
  test.each(DECODERS)('%s decodes or is poison, never another error', (_, decode) => {
    fc.assert(
      fc.property(junk, (bytes) => void poisonOf(() => decode(bytes))),
      { numRuns: 500 },
    )
    expect(poisonOf(() => decode(null))).toBe('null_value')
  })
  test('every cut of a message decodes or is poison, and normalises or is poison', () => {
    for (const event of EXAMPLES) {
      const bytes = codec.encodeUsage(event.topic, event)
      for (let end = 0; end < bytes.length; end++) {
        expect(poisonOf(() => normalise(codec.decodeUsage(event.topic, bytes.subarray(0, end)), CATALOGUE))).not.toBe(
          'none',
        )
      }
    }
  })
  test('text that is no UTF-8 is poison', () => {
    const bytes = codec.encodeUsage('usage.actions', ACTIONS)
    const at = bytes.indexOf('octo/hello')
    bytes[at] = 0xff
    expect(poisonOf(() => codec.decodeUsage('usage.actions', bytes))).toBe('undecodable')
  })
})

describe('usage events', () => {
  test.each(EXAMPLES.map((event) => [event.topic, event] as const))('%s goes there and back', (topic, event) => {
    expect(codec.decodeUsage(topic, codec.encodeUsage(topic, event))).toEqual(event)
    expect(() => codec.encodeUsage(topic === 'usage.actions' ? 'usage.metered' : 'usage.actions', event)).toThrow(topic)
  })
  test('names and 64-bit numbers go there and back', () => {
    fc.assert(
      fc.property(anyText, fc.maxSafeInteger(), (repositoryName, accountId) => {
        const event = { ...METERED, repositoryName, accountId }
        expect(codec.decodeUsage('usage.metered', codec.encodeUsage('usage.metered', event))).toEqual(event)
      }),
    )
  })
  test('absent times and quantities are null', () => {
    const actions = codec.decodeUsage('usage.actions', Buffer.alloc(0))
    expect(actions).toMatchObject({ startedAtMs: null, endedAtMs: null, accountId: 0, eventId: '' })
    expect(codec.decodeUsage('usage.metered', Buffer.alloc(0))).toMatchObject({ quantity: null })
  })
  test('times are floored to the millisecond, before 1970 too', () => {
    const at = (seconds: number, nanos: number) => {
      const bytes = bytesOf(ActionsUsage.encode({ startedAt: { seconds, nanos } }))
      const event = codec.decodeUsage('usage.actions', bytes)
      return event.topic === 'usage.actions' ? event.startedAtMs : null
    }
    expect(at(1, 999_999)).toBe(1000)
    expect(at(1, 1_999_999)).toBe(1001)
    expect(at(-1, 500_999_999)).toBe(-500)
  })
  test.each([
    ['bad_time', { startedAt: { seconds: 1, nanos: -1 } }],
    ['bad_time', { startedAt: { seconds: 1, nanos: 1_000_000_000 } }],
    ['bad_time', { startedAt: { seconds: 2 ** 60 } }],
    ['bad_account', { accountId: 2 ** 53 }],
    ['bad_account', { accountId: -(2 ** 60) }],
    ['undecodable', { repositoryId: 2 ** 60 }],
  ])('%s: %j', (errorClass, message) => {
    expect(poisonOf(() => codec.decodeUsage('usage.actions', bytesOf(ActionsUsage.encode(message))))).toBe(errorClass)
  })
  test('a quantity that cannot be counted exactly is poison', () => {
    const bytes = bytesOf(MeteredUsage.encode({ quantity: { units: 2 ** 62 } }))
    expect(poisonOf(() => codec.decodeUsage('usage.metered', bytes))).toBe('bad_quantity')
  })
})

describe('line items', () => {
  test('are the bytes that protobufjs writes, and read back', () => {
    fc.assert(
      fc.property(anyLineItem, (item) => {
        const bytes = codec.encodeLineItem(item)
        expect(bytes.equals(bytesOf(LineItemMessage.encode(item)))).toBe(true)
        expect(codec.decodeLineItem(bytes)).toEqual(item)
        expect({ ...LineItemMessage.decode(bytes) }).toEqual(withoutDefaults(item))
      }),
    )
  })
  test('keep their bytes when the next ones are written', () => {
    const item = normalise(ACTIONS, CATALOGUE)
    const first = codec.encodeLineItem(item)
    const copy = Buffer.from(first)
    for (let i = 0; i < 5000; i++) codec.encodeLineItem({ ...item, repositoryName: 'é'.repeat(i % 500), units: i })
    codec.encodeLineItem({ ...item, repositoryName: 'x'.repeat(600_000) })
    expect(first.equals(copy)).toBe(true)
  })
  test.each<Partial<LineItem>>([
    { lineItemId: Buffer.alloc(15) },
    { eventId: Buffer.alloc(17) },
    { accountId: 0 },
    { sku: '' },
    { unitOfMeasure: '' },
    { units: 10 ** 13 },
    { nanos: 10 ** 9 },
    { endedAtMs: DAY_MS - 1 },
    { startedAtMs: 2 ** 52, endedAtMs: 2 ** 52 },
  ])('%j is poison', (change) => {
    const bytes = codec.encodeLineItem({ ...normalise(ACTIONS, CATALOGUE), ...change })
    expect(poisonOf(() => codec.decodeLineItem(bytes))).not.toBe('none')
  })
  test('numbers that do not fit are a defect, not bytes', () => {
    expect(() => codec.encodeLineItem({ ...normalise(ACTIONS, CATALOGUE), units: -1 })).toThrow(RangeError)
    expect(() => codec.encodeLineItem({ ...normalise(ACTIONS, CATALOGUE), accountId: 2 ** 53 })).toThrow(RangeError)
  })
})

const withoutDefaults = (item: object) =>
  Object.fromEntries(Object.entries(item).filter(([, v]) => v !== 0 && v !== ''))

describe('tails (R12)', () => {
  const anyRejection = fc.tuple(anyFrozen, fc.constantFrom(...REASON_NAMES), fc.maxSafeNat())

  test('of submittable are read back, and no stale field shines through', () => {
    fc.assert(
      fc.property(anyLineItem, unknownFields, anyFrozen, (item, stale, frozen) => {
        const own = Buffer.concat([codec.encodeLineItem(item), stale])
        const bytes = codec.appendSubmittableTail(own, frozen)
        expect(bytes.subarray(0, own.length).equals(own)).toBe(true)
        expect(codec.decodeSubmittable(bytes)).toEqual({ ...item, ...frozen })
        expect(codec.decodeLineItem(bytes)).toEqual(item)
        const theirs = SubmittableLineItem.decode(bytes)
        expect([theirs.claimTopic, theirs.claimPartition, theirs.claimOffset, theirs.attempt]).toEqual([
          ...[frozen.claim.topic, frozen.claim.partition, frozen.claim.offset, frozen.attempt],
        ])
        expect(theirs.zuoraAccountNumber).toBe(frozen.zuoraAccountNumber)
        expect(theirs.zuoraSubscriptionNumber).toBe(frozen.zuoraSubscriptionNumber)
        expect(theirs.originSite).toBe(frozen.originSite)
      }),
    )
  })
  test('of rejected are read back, and no stale field shines through', () => {
    fc.assert(
      fc.property(
        anyLineItem,
        unknownFields,
        anyRejection,
        (item, stale, [{ claim, attempt }, reason, accountVersion]) => {
          const rejection = { claim, attempt, reason, accountVersion }
          const bytes = codec.appendRejectedTail(Buffer.concat([codec.encodeLineItem(item), stale]), rejection)
          expect(codec.decodeRejected(bytes)).toEqual({ ...item, ...rejection })
          expect(RejectedLineItem.decode(bytes).accountVersion).toBe(accountVersion)
        },
      ),
    )
  })
  test('zeros are written over an earlier tail', () => {
    const own = codec.encodeLineItem(normalise(ACTIONS, CATALOGUE))
    const first = {
      claim: { topic: 2, partition: 5, offset: 99 },
      attempt: 7,
      zuoraAccountNumber: 'A1',
      zuoraSubscriptionNumber: 'S1',
      originSite: 'sea',
    }
    const second = {
      claim: { topic: 1, partition: 0, offset: 0 },
      attempt: 0,
      zuoraAccountNumber: '',
      zuoraSubscriptionNumber: '',
      originSite: '',
    }
    expect(
      codec.decodeSubmittable(codec.appendSubmittableTail(codec.appendSubmittableTail(own, first), second)),
    ).toMatchObject(second)
  })
  test('a line item without a tail, or with a reason that is none, is poison', () => {
    const own = codec.encodeLineItem(normalise(ACTIONS, CATALOGUE))
    expect(poisonOf(() => codec.decodeSubmittable(own))).toBe('undecodable')
    expect(poisonOf(() => codec.decodeRejected(own))).toBe('undecodable')
    const tail = RejectedLineItem.encode({ claimTopic: 1, reason: 'toString' }).finish()
    expect(poisonOf(() => codec.decodeRejected(Buffer.concat([own, tail])))).toBe('undecodable')
  })
})

describe('accounts and files', () => {
  test('accounts go there and back', () => {
    const account: AccountChanged = {
      accountId: 42,
      version: 9,
      login: 'octo',
      zuoraAccountNumber: 'A1',
      zuoraSubscriptionNumber: '',
      standing: 2,
      billingEnabled: true,
      plan: 3,
    }
    expect(codec.decodeAccountChanged(codec.encodeAccountChanged(account))).toEqual(account)
    expect(poisonOf(() => codec.decodeAccountChanged(Buffer.alloc(0)))).toBe('bad_account')
  })
  const EVENTS: CsvFileEvent[] = [
    {
      kind: 'rows_appended',
      fileId: 3,
      firstRow: 1,
      ids: Buffer.alloc(32, 7),
      attempts: [0, 300],
      nextOffset: 2 ** 40,
      eventAgesMs: [0, 4_000_000_000],
      measuredAs: [
        { product: 'actions', site: 'iad' },
        { product: '', site: '' },
      ],
      rowMeasuredAs: Buffer.from([1, 0]),
    },
    {
      kind: 'file_closed',
      fileId: 42 * 65_536 + 3,
      sequence: 42,
      firstOffset: 0,
      nextOffset: 10,
      openingMarks: [
        { topic: 1, partition: 0, offset: 0 },
        { topic: 2, partition: 5, offset: 2 ** 40 },
      ],
      rows: 0,
      sizeBytes: 75,
      sha256: Buffer.alloc(32, 9),
      profile: { dateFormat: 'MM/DD/YYYY', uniqueKey: false, rendererVersion: 1 },
      objectKey: 'files/x.csv',
      openedAtMs: DAY_MS,
      closedAtMs: DAY_MS + 1,
      rowsSha256: Buffer.alloc(32, 5),
    },
    { kind: 'revision_made', fileId: 3, revision: 2, leftOutRows: [1, 5] },
    {
      kind: 'attempt_started',
      fileId: 3,
      revision: 1,
      idempotencyKey: 'k3f9a2/p3-00000042/r1/1',
      number: 1,
      startedAtMs: DAY_MS,
    },
  ]
  test.each(EVENTS.map((event) => [event.kind, event] as const))('%s goes there and back', (_, event) => {
    expect(codec.decodeCsvFileEvent(codec.encodeCsvFileEvent(event))).toEqual(event)
  })
  test('rows of an earlier release, or places that fit nothing, are measured as nothing and still booked', () => {
    const rows = EVENTS[0] as Extract<CsvFileEvent, { kind: 'rows_appended' }>
    const none = { measuredAs: [], rowMeasuredAs: Buffer.alloc(0) }
    for (const odd of [none, { rowMeasuredAs: Buffer.from([0]) }, { rowMeasuredAs: Buffer.from([0, 2]) }])
      expect(codec.decodeCsvFileEvent(codec.encodeCsvFileEvent({ ...rows, ...odd }))).toEqual({ ...rows, ...none })
  })
  test('what a bookkeeper could not book is poison', () => {
    const rows = EVENTS[0]!
    const closed = EVENTS[1]!
    const of = (event: object) =>
      poisonOf(() => codec.decodeCsvFileEvent(codec.encodeCsvFileEvent(event as CsvFileEvent)))
    expect(of({ ...rows, attempts: [1] })).toBe('undecodable')
    expect(of({ ...rows, attempts: [0, -1] })).toBe('undecodable')
    expect(of({ ...rows, firstRow: 0 })).toBe('undecodable')
    expect(of({ ...rows, fileId: -1 })).toBe('undecodable')
    expect(of({ ...closed, sha256: Buffer.alloc(31) })).toBe('undecodable')
    expect(of({ ...closed, nextOffset: 2 ** 60 })).toBe('undecodable')
    expect(poisonOf(() => codec.decodeCsvFileEvent(Buffer.alloc(0)))).toBe('undecodable')
  })
})
