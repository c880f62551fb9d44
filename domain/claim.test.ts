import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Arrival, type Facts, judge, type Recorded, type Verdict } from './claim.ts'
import type { Claim } from './line-item.ts'

const FACTS: Facts = { accountId: 7, sku: 2, units: 3, nanos: 5, startedAtMs: 1_000, endedAtMs: 2_000 }
const ORIGIN = { site: 1, topic: 1, partition: 0, offset: 10 }
const CLAIM: Claim = { topic: 1, partition: 0, offset: 100 }
const RECORDED: Recorded = { ...FACTS, origin: ORIGIN, attempt: 1, decision: 'accepted', decidedBy: CLAIM }
const ARRIVAL: Arrival = { ...FACTS, origin: ORIGIN, claim: CLAIM, releases: null, repairs: null }
const elsewhere: Claim = { ...CLAIM, offset: 200 }

describe('judge', () => {
  test('repeats a decision for its own claim, whatever else came with it', () => {
    expect(judge(RECORDED, { ...ARRIVAL, units: 99, releases: 5 })).toBe('replay')
  })
  test('tells redelivery, duplicate and conflict apart by origin and facts', () => {
    const other = { ...ARRIVAL, claim: elsewhere, origin: { ...ORIGIN, site: 2 } }
    expect(judge(RECORDED, { ...ARRIVAL, claim: elsewhere })).toBe('redelivery')
    expect(judge(RECORDED, { ...ARRIVAL, claim: elsewhere, units: 99 })).toBe('redelivery')
    expect(judge(RECORDED, other)).toBe('duplicate')
    for (const fact of Object.keys(FACTS) as (keyof Facts)[])
      expect(judge(RECORDED, { ...other, [fact]: FACTS[fact] + 1 })).toBe('conflict')
  })
  test.each(['topic', 'partition', 'offset'] as const)('another %s is another claim', (part) => {
    expect(judge(RECORDED, { ...ARRIVAL, claim: { ...CLAIM, [part]: CLAIM[part] + 1 } })).toBe('redelivery')
  })
  test('releases what is rejected or set aside, by its attempt alone', () => {
    const release = { ...ARRIVAL, claim: elsewhere, releases: 1 }
    expect(judge({ ...RECORDED, decision: 'rejected' }, release)).toBe('release')
    expect(judge({ ...RECORDED, decision: 'set_aside' }, release)).toBe('release')
    expect(judge(RECORDED, release)).toBe('stale_release')
    expect(judge({ ...RECORDED, decision: 'rejected', attempt: 2 }, release)).toBe('stale_release')
  })
  test('undoes what is accepted only to repair it, by its attempt, and only while it has no row (R20)', () => {
    const release = { ...ARRIVAL, claim: elsewhere, releases: 1 }
    const repair = { ...release, repairs: 70 }
    expect(judge(RECORDED, repair, true)).toBe('release')
    expect(judge(RECORDED, repair, false)).toBe('stale_release')
    expect(judge(RECORDED, release, true)).toBe('stale_release')
    expect(judge({ ...RECORDED, attempt: 2 }, repair, true)).toBe('stale_release')
    expect(judge({ ...RECORDED, decision: 'rejected' }, repair, true)).toBe('stale_release')
    expect(judge({ ...RECORDED, decision: 'set_aside' }, repair, true)).toBe('stale_release')
  })
})

/** One line item in the hands of the filter, in the smallest form: what claimLineItems does with each verdict. */
type Desk = {
  row: Recorded | undefined
  emitted: string[]
  accepted: number
  /** Rows in files, and whether the attempt that stands has one. */
  rows: number
  isPlaced: boolean
  duplicates: Set<string>
  log: Verdict[]
}
/** `isDropped`: once accepted, its row is lost on the way. */
type Message = Arrival & { readonly accepts: boolean; readonly isDropped: boolean }

const originOf = ({ origin }: Arrival) => `${origin.site}@${origin.offset}`
const claimOf = ({ claim }: Arrival) => `${claim.topic}:${claim.partition}@${claim.offset}`

const receive = (desk: Desk, message: Message): void => {
  const decide = (attempt: number) => {
    const decision = message.accepts ? 'accepted' : 'rejected'
    desk.row = { ...(desk.row ?? message), attempt, decision, decidedBy: message.claim }
    if (message.accepts) desk.accepted++
    desk.isPlaced = message.accepts && !message.isDropped
    if (desk.isPlaced) desk.rows++
  }
  const verdict = desk.row ? judge(desk.row, message, !desk.isPlaced) : 'claimed'
  if (verdict === 'claimed') decide(1)
  else desk.log.push(verdict)
  if (verdict === 'release') decide(desk.row!.attempt + 1)
  if (verdict === 'duplicate') desk.duplicates.add(originOf(message))
  if (verdict === 'claimed' || verdict === 'release' || verdict === 'replay')
    if (desk.row!.decision === 'accepted') desk.emitted.push(`${claimOf(message)}#${desk.row!.attempt}`)
}

/** Deliveries by two origins, releases of some attempts; each a record of its own, read in order but read again. */
const anyMessages = fc
  .array(
    fc.record({
      site: fc.constantFrom(1, 2),
      releases: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 1, nil: null }),
      accepts: fc.boolean(),
      isRepair: fc.boolean(),
      isDropped: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) =>
    all.map(
      ({ site, releases, isRepair, ...rest }, offset): Message => ({
        ...FACTS,
        origin: { ...ORIGIN, site },
        claim: { topic: releases === null ? 1 : 2, partition: 0, offset },
        releases,
        repairs: releases !== null && isRepair ? 0 : null,
        ...rest,
      }),
    ),
  )
/** Any order in which workers read: forwards, and back to what was read before. */
const anyReading = anyMessages.chain((messages) =>
  fc
    .array(fc.nat(messages.length - 1), { maxLength: 10 })
    .map((backs) => ({ messages, order: [...messages.keys()].flatMap((i) => [i, ...backs.filter((b) => b <= i)]) })),
)

const readAll = ({ messages, order }: { messages: Message[]; order: number[] }): Desk => {
  const desk: Desk = {
    row: undefined,
    emitted: [],
    accepted: 0,
    rows: 0,
    isPlaced: false,
    duplicates: new Set(),
    log: [],
  }
  for (const index of order) receive(desk, messages[index]!)
  return desk
}

describe('a line item under replays, redeliveries, duplicates and releases', () => {
  test('has at most one row, whatever was lost and repaired', () => {
    fc.assert(
      fc.property(anyReading, (reading) => {
        expect(readAll(reading).rows).toBeLessThanOrEqual(1)
      }),
    )
  })
  test('is accepted at most once where no row is lost, and only by one claim', () => {
    fc.assert(
      fc.property(anyReading, (all) => {
        const reading = { ...all, messages: all.messages.map((message) => ({ ...message, isDropped: false })) }
        const desk = readAll(reading)
        expect(desk.accepted).toBeLessThanOrEqual(1)
        expect(new Set(desk.emitted).size).toBeLessThanOrEqual(1)
      }),
    )
  })
  test('belongs to the first that came, and replays change nothing', () => {
    fc.assert(
      fc.property(anyReading, (reading) => {
        const once = readAll({ ...reading, order: [...reading.messages.keys()] })
        const again = readAll(reading)
        expect(again.row).toEqual(once.row)
        expect(again.row!.origin).toEqual(reading.messages[0]!.origin)
        expect(again.duplicates).toEqual(once.duplicates)
      }),
    )
  })
  test('is decided again exactly once for each attempt that was released', () => {
    fc.assert(
      fc.property(anyReading, (reading) => {
        const { row } = readAll(reading)
        const released = new Set(reading.messages.map(({ releases }) => releases))
        for (let attempt = 1; attempt < row!.attempt; attempt++) expect(released.has(attempt)).toBe(true)
      }),
    )
  })
})
