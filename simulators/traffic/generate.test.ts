import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { catalogueOf, SEED_SKUS } from '../../domain/catalogue.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import { normalise } from '../../domain/normalise.ts'
import { Poison } from '../../domain/poison.ts'
import { REASON_NAMES } from '../../domain/reasons.ts'
import { type AccountFacts, decide } from '../../domain/rules.ts'
import { decodeAccountChanged, decodeUsage } from '../../server/proto/codec.ts'
import { accountRecord } from './accounts.ts'
import { type ExpectedLineItem, expectedBooks } from './expected.ts'
import { generateEvents, TrafficGenerator, type TrafficOptions } from './generate.ts'
import { MALFORMED, type Malformed } from './malformed.ts'
import { makePopulation } from './population.ts'

const accounts = makePopulation()
const count = 20_000
/** About a second of work each; on a machine with ten other things to do, ten times that. */
const TIMEOUT_MS = 60_000
const closedPeriod = { startMs: Date.UTC(2026, 8, 1), endMs: Date.UTC(2026, 9, 1) }
const options: TrafficOptions & { count: number } = {
  seed: 20261123,
  count,
  startMs: Date.UTC(2026, 10, 23, 9),
  ratePerSecond: 1_000,
  accounts,
  closedPeriod,
}
const catalogue = catalogueOf(SEED_SKUS)
const facts = new Map<number, AccountFacts>(
  accounts
    .filter((a) => a.trait !== 'not_known')
    .map((a) => [a.id, decodeAccountChanged(accountRecord(a, 1).value)] as const),
)
const isClosed = (ms: number) => ms >= closedPeriod.startMs && ms < closedPeriod.endMs

/** `expect` for each of thousands of events takes seconds. */
const isPart = (part: object, whole: object): boolean =>
  Object.entries(part).every(([key, value]) => whole[key as keyof typeof whole] === value)

describe('generated traffic', { timeout: TIMEOUT_MS }, () => {
  it('is what the product makes of it: the same decision, id and quantity for every event', () => {
    const wanted = new Map<string, ExpectedLineItem>()
    const books = expectedBooks(options, (item) => void wanted.set(item.lineItemId, item))
    const seen = new Set<string>()
    const got = { accepted: 0, rejected: 0, duplicates: 0, malformed: 0 }
    for (const event of generateEvents(options)) {
      try {
        const item = normalise(decodeUsage(event.topic, event.value), catalogue)
        const id = uuidText(item.lineItemId)
        if (event.expected.kind === 'malformed') throw new Error(`event ${event.index} should not work`)
        if (seen.has(id)) {
          got.duplicates++
          continue
        }
        seen.add(id)
        const reason = decide(item, catalogue.bySku.get(item.sku), facts.get(item.accountId), isClosed)
        got[reason === null ? 'accepted' : 'rejected']++
        const { lineItemId, eventId, ...rest } = wanted.get(id)!
        const same = lineItemId === id && eventId === uuidText(item.eventId) && isPart(rest, { ...item, reason })
        if (!same) expect({ ...item, reason, lineItemId: id, eventId: uuidText(item.eventId) }).toEqual(wanted.get(id))
      } catch (error) {
        if (!(error instanceof Poison)) throw error
        const malformed = event.expected.kind === 'malformed' ? event.expected.malformed : 'not malformed'
        expect(MALFORMED[malformed as Malformed], `${malformed}: ${error.message}`).toContain(error.errorClass)
        got.malformed++
      }
    }
    const { accepted, rejected, duplicates, malformed } = books
    expect(got).toEqual({ accepted, rejected, duplicates, malformed })
    expect(books.events).toBe(count)
    expect(wanted.size).toBe(accepted + rejected)
  })

  it('has every reason, every malformed kind, every SKU, topic and site, in the promised shares', () => {
    const skus = new Set<string>()
    const books = expectedBooks(options, (item) => void skus.add(item.sku))
    expect([...books.rejectedBy.keys()].sort()).toEqual([...REASON_NAMES].sort())
    expect([...books.malformedBy.keys()].sort()).toEqual(Object.keys(MALFORMED).sort())
    expect([...skus].sort()).toEqual(SEED_SKUS.map((s) => s.sku).sort())
    expect(books.sentTo.size).toBe(8)
    expect(books.duplicates / count).toBeCloseTo(0.01, 2)
    expect(books.malformed / count).toBeCloseTo(0.005, 2)
    expect(books.rejected / count).toBeCloseTo(0.08, 2)
  })

  it('gives the same event for the same seed and index, in any order, and others for another seed', () => {
    const once = [...generateEvents({ ...options, count: 2_000 })]
    const again = new TrafficGenerator(options)
    const different: number[] = []
    for (let index = 1_999; index >= 0; index--)
      if (!isDeepStrictEqual(again.at(index), once[index])) different.push(index)
    expect(different).toEqual([])
    const other = new TrafficGenerator({ ...options, seed: options.seed + 1 })
    expect(other.at(7).value.equals(once[7]!.value)).toBe(false)
  })

  it('repeats with equal bytes, half of them at another site', () => {
    const generator = new TrafficGenerator(options)
    let repeats = 0
    let elsewhere = 0
    for (const event of generateEvents({ ...options, count: 20_000 })) {
      if (event.expected.kind !== 'duplicate') continue
      const original = generator.at(event.expected.of)
      expect(event.value.equals(original.value) && event.topic === original.topic && event.key === original.key).toBe(
        true,
      )
      repeats++
      if (event.site !== original.site) elsewhere++
    }
    expect(elsewhere / repeats).toBeGreaterThan(0.35)
    expect(elsewhere / repeats).toBeLessThan(0.65)
  })

  it('reports usage after it ended, within minutes', () => {
    const delays: number[] = []
    for (const event of generateEvents({ ...options, count: 5_000, closedPeriod: undefined as never })) {
      if (event.expected.kind === 'malformed' || event.topic !== 'usage.actions') continue
      const usage = event.expected.event
      if (usage.topic !== 'usage.actions') continue
      delays.push(event.sendMs - (usage.endedAtMs ?? 0))
    }
    expect(Math.min(...delays)).toBeGreaterThan(1_000)
    expect(Math.max(...delays)).toBeLessThan(310_000)
  })
})
