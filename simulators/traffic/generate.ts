/**
 * Usage events of an invented code host. Pure: seed and index give the event, its bytes, where it is sent and what must
 * become of it, so that tests and benchmarks can count on the result without asking the product.
 */
import { lineItemId, uuidBytes, uuidText } from '../../domain/line-item-id.ts'
import type { UsageTopic } from '../../domain/pipeline.ts'
import type { Reason } from '../../domain/reasons.ts'
import { occurredAtMs, type UsageEvent } from '../../domain/usage.ts'
import { encodeUsage } from '../../server/proto/codec.ts'
import { type Malformed, makeMalformed } from './malformed.ts'
import type { AccountTrait, DemoAccount } from './population.ts'
import { Random, Weighted } from './random.ts'
import { makeUsage, type Twist } from './usage-shapes.ts'

export type TrafficOptions = {
  readonly seed: number
  /** When the first event is sent, Unix milliseconds. */
  readonly startMs: number
  readonly ratePerSecond: number
  readonly accounts: readonly DemoAccount[]
  /** Sites that events are spread over. Default 2. */
  readonly sites?: number
  /** Share of all events that repeat an earlier one, byte for byte. Default 0.01; half of them at another site. */
  readonly duplicateShare?: number
  /** Share of all events that can never work. Default 0.005. */
  readonly malformedShare?: number
  /** Share of all events that must be rejected, for every reason in turn. Default 0.08. */
  readonly rejectedShare?: number
  /** A closed billing period, if there is one: some events then belong to it. Unix milliseconds, end exclusive. */
  readonly closedPeriod?: { readonly startMs: number; readonly endMs: number }
}

/** What must become of an event. */
export type Expected =
  | { readonly kind: 'accepted'; readonly lineItemId: string; readonly event: UsageEvent }
  | { readonly kind: 'rejected'; readonly reason: Reason; readonly lineItemId: string; readonly event: UsageEvent }
  /** Of the event at index `of`: one of the two is decided, the other counted as a duplicate, whichever comes first. */
  | { readonly kind: 'duplicate'; readonly of: number; readonly lineItemId: string; readonly event: UsageEvent }
  | { readonly kind: 'malformed'; readonly malformed: Malformed }

export type TrafficEvent = {
  readonly index: number
  /** Index into the list of sites. */
  readonly site: number
  readonly topic: UsageTopic
  /** The account id as decimal text. */
  readonly key: string
  readonly value: Buffer
  readonly headers?: Readonly<Record<string, string>>
  readonly sendMs: number
  readonly expected: Expected
}

const DUPLICATE_SHARE = 0.01
const MALFORMED_SHARE = 0.005
const REJECTED_SHARE = 0.08
/** A repeat follows its original within so many events: a producer's retry, or a site failing over. */
const DUPLICATE_REACH = 400
/** One event in so many carries headers of its producer, which must survive every hop. */
const HEADERS_ONE_IN = 20

/** The reasons that an account's trait causes, and those that a twist of the event causes. */
const REASON_OF_TRAIT: Readonly<Record<Exclude<AccountTrait, 'billable'>, Reason>> = {
  not_known: 'account_not_known',
  no_zuora: 'no_zuora_account',
  suspended: 'account_suspended',
  spammy: 'flagged_as_spam',
  deleted: 'account_deleted',
  billing_off: 'billing_switched_off',
}
const TWISTS = ['public_repository', 'self_hosted_runner', 'nothing_to_bill'] as const

type Class = 'malformed' | 'duplicate' | 'rejected' | 'accepted'
type Case = { readonly reason: Reason; readonly accounts: readonly DemoAccount[] | null; readonly twist: Twist }

export class TrafficGenerator {
  private readonly random = new Random()
  private readonly billable: readonly DemoAccount[]
  private readonly billableWeights: Weighted
  private readonly rejections: readonly Case[]
  private readonly sites: number
  private readonly malformedBelow: number
  private readonly duplicateBelow: number
  private readonly rejectedBelow: number

  constructor(private readonly options: TrafficOptions) {
    this.billable = options.accounts.filter((a) => a.trait === 'billable')
    if (this.billable.length === 0) throw new Error('traffic needs at least one billable account')
    this.billableWeights = new Weighted(this.billable.map((a) => a.weight))
    this.rejections = rejectionsOf(options)
    this.sites = options.sites ?? 2
    this.malformedBelow = options.malformedShare ?? MALFORMED_SHARE
    this.duplicateBelow = this.malformedBelow + (options.duplicateShare ?? DUPLICATE_SHARE)
    this.rejectedBelow = this.duplicateBelow + (options.rejectedShare ?? REJECTED_SHARE)
  }

  /** When the event at `index` is sent. */
  sendMs(index: number): number {
    return Math.floor(this.options.startMs + (index * 1_000) / this.options.ratePerSecond)
  }

  at(index: number): TrafficEvent {
    const kind = this.classAt(index)
    if (kind === 'malformed') return this.malformed(index)
    if (kind === 'duplicate') {
      const of = this.originalOf(index)
      if (of !== null) return this.duplicate(index, of)
    }
    return this.ordinary(index, kind === 'rejected')
  }

  /** The first draw of each stream, so that it can be asked alone. */
  private classAt(index: number): Class {
    const draw = this.random.reset(this.options.seed, index).float()
    if (draw < this.malformedBelow) return 'malformed'
    if (draw < this.duplicateBelow) return 'duplicate'
    return draw < this.rejectedBelow ? 'rejected' : 'accepted'
  }

  /** An earlier event that is neither a repeat itself nor malformed; null before there is one. */
  private originalOf(index: number): number | null {
    let of = index - 1 - this.random.below(DUPLICATE_REACH)
    for (; of >= 0; of--) {
      const kind = this.classAt(of)
      if (kind === 'accepted' || kind === 'rejected') return of
    }
    return null
  }

  private ordinary(index: number, isRejected: boolean): TrafficEvent {
    const random = this.random
    const sendMs = this.sendMs(index)
    const site = random.below(this.sites)
    const rejection = isRejected ? random.pick(this.rejections) : null
    const account = rejection?.accounts ? random.pick(rejection.accounts) : this.chooseBillable(sendMs)
    const dated = rejection?.reason === 'period_closed' ? this.timeInClosedPeriod() : sendMs
    const event = makeUsage(random, account, dated, rejection?.twist ?? null)
    const id = idOf(event)
    return {
      index,
      site,
      topic: event.topic,
      key: `${account.id}`,
      value: encodeUsage(event.topic, event),
      ...(random.below(HEADERS_ONE_IN) === 0 ? { headers: { 'producer-trace': event.eventId.slice(0, 8) } } : {}),
      sendMs,
      expected: rejection
        ? { kind: 'rejected', reason: rejection.reason, lineItemId: id, event }
        : { kind: 'accepted', lineItemId: id, event },
    }
  }

  private duplicate(index: number, of: number): TrafficEvent {
    const original = this.at(of)
    if (original.expected.kind === 'malformed') throw new Error(`event ${of} is malformed and must not be repeated`)
    const { lineItemId: id, event } = original.expected
    // every second repeat comes from another site
    const site = index % 2 === 0 ? original.site : (original.site + 1) % this.sites
    return {
      ...original,
      index,
      site,
      sendMs: this.sendMs(index),
      expected: { kind: 'duplicate', of, lineItemId: id, event },
    }
  }

  private malformed(index: number): TrafficEvent {
    const random = this.random
    const sendMs = this.sendMs(index)
    const site = random.below(this.sites)
    const account = this.chooseBillable(sendMs)
    const { topic, value, malformed } = makeMalformed(random, account, sendMs)
    return { index, site, topic, key: `${account.id}`, value, sendMs, expected: { kind: 'malformed', malformed } }
  }

  /** By size, and by whether its people are at work: whoever sleeps is drawn again once. */
  private chooseBillable(sendMs: number): DemoAccount {
    const random = this.random
    const first = this.billable[this.billableWeights.choose(random)]!
    const hour = (Math.floor(sendMs / 3_600_000) + first.utcOffset + 24) % 24
    const awake = hour >= 8 && hour < 19
    return awake || random.below(3) === 0 ? first : this.billable[this.billableWeights.choose(random)]!
  }

  /** Inside by more than the longest job and delay, so that the start is inside too. */
  private timeInClosedPeriod(): number {
    const { startMs, endMs } = this.options.closedPeriod!
    const first = startMs + 2 * 86_400_000
    return first + Math.floor(this.random.float() * (endMs - first))
  }
}

const rejectionsOf = (options: TrafficOptions): Case[] => {
  const cases: Case[] = []
  for (const [trait, reason] of Object.entries(REASON_OF_TRAIT)) {
    const accounts = options.accounts.filter((a) => a.trait === trait)
    if (accounts.length > 0) cases.push({ reason, accounts, twist: null })
  }
  for (const twist of TWISTS) cases.push({ reason: twist, accounts: null, twist })
  if (options.closedPeriod) cases.push({ reason: 'period_closed', accounts: null, twist: null })
  return cases
}

const idOf = (event: UsageEvent): string =>
  uuidText(lineItemId(uuidBytes(event.eventId) as Buffer, occurredAtMs(event) as number))

/** `count` events in the order in which they are sent. */
export function* generateEvents(options: TrafficOptions & { readonly count: number }): Generator<TrafficEvent> {
  const generator = new TrafficGenerator(options)
  for (let index = 0; index < options.count; index++) yield generator.at(index)
}
