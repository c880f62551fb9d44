/** The readers by hand, beside protobufjs: the relay's of usage events, and that of line items. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise } from '../../domain/normalise.ts'
import { USAGE_TOPICS } from '../../domain/pipeline.ts'
import { Poison } from '../../domain/poison.ts'
import { ACTIONS, anyLineItem, anyText, CATALOGUE, outcomeOf, poisonOf } from '../../domain/testing.ts'
import * as codec from './codec.ts'
import { hydro } from './generated/hydro.js'
import { readLineItemFields } from './line-item-reader.ts'
import { bytesOf, junk, unknownFields } from './testing.ts'

const { ActionsUsage, MeteredUsage } = hydro.usage.v1
const { SubmittableLineItem, RejectedLineItem } = hydro.billing.v1

test('a line item is read as protobufjs reads it, of any bytes', () => {
  const spoilt = fc
    .tuple(anyLineItem, fc.nat(), fc.nat(255), fc.nat(5), unknownFields)
    .map(([item, at, value, cut, extra]) => {
      const bytes = Buffer.concat([codec.encodeLineItem(item), extra])
      bytes[at % bytes.length] = value
      return bytes.subarray(0, bytes.length - cut)
    })
  let read = 0
  fc.assert(
    fc.property(spoilt, (bytes) => {
      // Fields of both tails are read in every record, so that what would fail behind the filter fails in front of it.
      const theirs = attempt(() => ({ ...SubmittableLineItem.decode(bytes), ...RejectedLineItem.decode(bytes) }))
      if (refusesOverlong(() => readLineItemFields(bytes), bytes)) return
      const ours = attempt(() => readLineItemFields(bytes))
      expect(ours === undefined).toBe(theirs === undefined)
      if (ours === undefined || theirs === undefined) return
      read++
      for (const [field, value] of Object.entries(theirs)) {
        // An int32 beyond its range is cut by protobufjs, and refused by the checks behind our reader.
        const mine = ours[field as keyof typeof ours]
        if (typeof mine !== 'number' || Math.abs(mine) < 2 ** 31) expect(mine, field).toEqual(value)
      }
    }),
    { numRuns: 1000 },
  )
  expect(read).toBeGreaterThan(100)
})

describe('the relay’s reader', () => {
  const UNBILLED = ['repositoryId', 'actorLogin', 'workflowPath', 'jobId', 'packageName']
  const billable = (event: object) =>
    Object.fromEntries(Object.entries(event).filter(([name]) => !UNBILLED.includes(name)))
  const timestamp = fc.option(fc.record({ seconds: fc.integer(), nanos: fc.integer({ min: -5, max: 1_000_000_005 }) }))
  const fields = fc.record(
    {
      eventId: anyText,
      accountId: fc.maxSafeInteger(),
      repositoryId: fc.maxSafeInteger(),
      repositoryName: anyText,
      repositoryVisibility: fc.integer({ min: -2, max: 9 }),
      actorLogin: anyText,
      jobId: anyText,
      sku: fc.constantFrom('actions_linux', 'nothing', ''),
      product: anyText,
      runner: fc.integer(),
      bytesTransferred: fc.maxSafeInteger(),
      storedBytes: fc.maxSafeInteger(),
      quantity: fc.option(fc.record({ units: fc.maxSafeInteger(), nanos: fc.integer() })),
      unitOfMeasure: anyText,
      startedAt: timestamp,
      endedAt: timestamp,
      transferredAt: timestamp,
      periodStart: timestamp,
      periodEnd: timestamp,
      usageStart: timestamp,
      usageEnd: timestamp,
    },
    { requiredKeys: [] },
  )
  const messages = {
    'usage.actions': ActionsUsage,
    'usage.packages': hydro.usage.v1.PackagesUsage,
    'usage.storage': hydro.usage.v1.StorageUsage,
    'usage.metered': MeteredUsage,
  }

  test.each(USAGE_TOPICS)('%s is read as protobufjs reads it, of any bytes', (topic) => {
    // Two messages behind each other merge; fields that nobody knows are between them; then a byte is spoilt, or the end.
    const spoilt = fc
      .tuple(fields, fields, unknownFields, fc.nat(), fc.option(fc.nat(255)), fc.nat(4))
      .map(([one, two, extra, at, value, cut]) => {
        const encode = (message: object) => bytesOf(messages[topic].encode(message))
        const bytes = Buffer.concat([encode(one), extra, encode(two)])
        if (value !== null && bytes.length > 0) bytes[at % bytes.length] = value
        return bytes.subarray(0, Math.max(0, bytes.length - cut))
      })
    let read = 0
    fc.assert(
      fc.property(fc.oneof(spoilt, junk), (bytes) => {
        if (refusesOverlong(() => codec.readUsage(topic, bytes), bytes)) return
        const theirs = outcomeOf<object>(() => billable(codec.decodeUsage(topic, bytes)))
        expect(outcomeOf(() => codec.readUsage(topic, bytes))).toEqual(theirs)
        if (typeof theirs === 'object') read++
      }),
      { numRuns: 1500 },
    )
    expect(read).toBeGreaterThan(100)
  })
})

describe('an integer of more than ten bytes is refused', () => {
  const OVERLONG = [...Array.from({ length: 10 }, () => 0xff), 1]
  test.each([
    ['a field that is read', 0x18],
    ['a field that nobody knows, which protobufjs passes over', 0x78],
  ])('in %s', (_, tag) => {
    const event = Buffer.concat([
      bytesOf(ActionsUsage.encode({ sku: 'actions_linux' })),
      Buffer.from([tag, ...OVERLONG]),
    ])
    expect(poisonOf(() => codec.readUsage('usage.actions', event))).toBe('undecodable')
    expect(() => codec.readUsage('usage.actions', event)).toThrow(/more than ten bytes$/)
    const item = Buffer.concat([codec.encodeLineItem(normalise(ACTIONS, CATALOGUE)), Buffer.from([tag, ...OVERLONG])])
    expect(poisonOf(() => readLineItemFields(item))).toBe('undecodable')
    expect(() => readLineItemFields(item)).toThrow(/more than ten bytes$/)
  })
})

/**
 * The one case in which protobufjs is laxer: in a field that nobody knows it passes over an integer of any length, where other
 * readers of protobuf refuse the message, as ours do.
 */
const refusesOverlong = (read: () => unknown, bytes: Buffer): boolean => {
  try {
    read()
    return false
  } catch (error) {
    const isOverlong = error instanceof Poison && error.message.endsWith('an integer has more than ten bytes')
    if (isOverlong) expect(bytes.toString('latin1')).toMatch(/[\x80-\xff]{10}/)
    return isOverlong
  }
}

const attempt = <T>(f: () => T): T | undefined => {
  try {
    return f()
  } catch {
    return undefined
  }
}
