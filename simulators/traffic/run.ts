/** Sends generated traffic as time passes. */
import type { Message, Producer } from 'kafkajs'
import type { Hydro } from '../../server/kafka/client.ts'
import { accountRecord, knownAtStart } from './accounts.ts'
import { TrafficGenerator } from './generate.ts'
import { connectProducer, toMessage } from './preload.ts'
import { activity } from './shape.ts'
import type { Town } from './town.ts'

/** The rate follows the hour in steps of this. */
const STEP_MS = 120_000
/** After a standstill (a laptop that slept, a broker that was away) what was missed is not made up for. */
const CATCH_UP_MS = 3_000
const RETRY_FIRST_MS = 500
const RETRY_MAX_MS = 10_000
/** kafkajs is slow with larger sends. */
const SEND_RECORDS_MAX = 1_000
/** Version of the accounts as they are at the start: any change while a demo ran is newer and stays. */
const FIRST_VERSION = 1

type Parts = {
  readonly hydro: Hydro
  readonly town: Town
  readonly rate: number
  readonly say: (words: string) => void
}

/** What is due at one site: it waits while a send is under way there, and no other site waits for it. */
type Outbox = { due: Map<string, Message[]>; sinceMs: number; isSending: boolean }

export class TrafficRun {
  sent = 0
  private producers: Producer[] = []
  private outboxes: Outbox[] = []
  private generator: TrafficGenerator | null = null
  private next = 0
  private stepEndMs = 0
  private closedPeriod: { startMs: number; endMs: number } | undefined
  private stopped = false
  private wake: () => void = () => undefined

  constructor(private readonly parts: Parts) {}

  async connect(): Promise<void> {
    const { hydro } = this.parts
    for (const site of hydro.sites) {
      this.producers.push(await this.untilItWorks(() => connectProducer(hydro.kafka(site.name))))
      this.outboxes.push({ due: new Map(), sinceMs: 0, isSending: false })
    }
  }

  /** Accounts first: usage of an account that nobody heard of is rejected, and released only later. */
  async introduce(): Promise<void> {
    const messages = knownAtStart(this.parts.town.accounts).map((account) => accountRecord(account, FIRST_VERSION))
    await this.send(0, 'accounts.changed', messages)
    this.parts.say(`told of ${messages.length} accounts`)
  }

  setClosedPeriod(period: { startMs: number; endMs: number } | undefined): void {
    if (period?.startMs !== this.closedPeriod?.startMs) this.generator = null
    this.closedPeriod = period
  }

  /** Sends what is due. */
  async tick(nowMs: number): Promise<void> {
    await this.changeAccounts(nowMs)
    const generator = this.currentGenerator(nowMs)
    for (let left = SEND_RECORDS_MAX * 20; left > 0 && generator.sendMs(this.next) <= nowMs; left--) {
      const event = generator.at(this.next++)
      const outbox = this.outboxes[event.site]!
      if (outbox.due.size === 0) outbox.sinceMs = nowMs
      const messages = outbox.due.get(event.topic) ?? []
      messages.push(toMessage(event))
      outbox.due.set(event.topic, messages)
    }
    for (const [site, outbox] of this.outboxes.entries()) {
      if (!outbox.isSending) void this.empty(site, outbox)
      else if (nowMs - outbox.sinceMs > CATCH_UP_MS) outbox.due.clear()
    }
  }

  private async empty(site: number, outbox: Outbox): Promise<void> {
    const topics = [...outbox.due]
    outbox.due = new Map()
    outbox.isSending = true
    try {
      await Promise.all(topics.map(([topic, messages]) => this.send(site, topic, messages)))
    } catch (error) {
      if (!this.stopped) throw error // while it runs a send is tried until it works
    } finally {
      outbox.isSending = false
    }
  }

  stop(): void {
    this.stopped = true
    this.wake()
  }

  sleep(ms: number): Promise<void> {
    if (this.stopped || ms <= 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async disconnect(): Promise<void> {
    await Promise.allSettled(this.producers.map((producer) => producer.disconnect()))
  }

  private async changeAccounts(nowMs: number): Promise<void> {
    const change = this.parts.town.advance(nowMs)
    if (!change) return
    await this.send(0, 'accounts.changed', [accountRecord(change.account, nowMs)])
    this.parts.say(change.what)
    this.generator = null
  }

  /**
   * A generator is pure, so whatever changes what it makes (the rate, an account, a standstill) starts another one with
   * a seed from the clock. Its first events repeat none of the former one.
   */
  private currentGenerator(nowMs: number): TrafficGenerator {
    const behindMs = this.generator ? nowMs - this.generator.sendMs(this.next) : 0
    if (this.generator && nowMs < this.stepEndMs && behindMs < CATCH_UP_MS) return this.generator
    this.generator = new TrafficGenerator({
      seed: nowMs,
      startMs: nowMs,
      ratePerSecond: this.parts.rate * activity(nowMs),
      accounts: this.parts.town.accounts,
      sites: this.producers.length,
      ...(this.closedPeriod && { closedPeriod: this.closedPeriod }),
    })
    this.next = 0
    this.stepEndMs = nowMs + STEP_MS
    return this.generator
  }

  private async send(site: number, topic: string, messages: Message[]): Promise<void> {
    for (let at = 0; at < messages.length; at += SEND_RECORDS_MAX) {
      const part = messages.slice(at, at + SEND_RECORDS_MAX)
      await this.untilItWorks(() => this.producers[site]!.send({ topic, messages: part, acks: -1 }))
      this.sent += part.length
    }
  }

  /** A send in doubt is sent again, whole: what arrives twice is a duplicate like any other. */
  private async untilItWorks<T>(action: () => Promise<T>): Promise<T> {
    for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)) {
      try {
        return await action()
      } catch (error) {
        if (this.stopped) throw error
        this.parts.say(`waiting for the broker: ${error instanceof Error ? error.message : String(error)}`)
        await this.sleep(waitMs)
      }
    }
  }
}
