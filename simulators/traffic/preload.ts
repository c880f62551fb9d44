/** Puts many generated events on the usage topics of every site, fast, for tests and benchmarks. */
import kafkajs, { type Kafka, type Message, type Producer } from 'kafkajs'
import type { TrafficEvent } from './generate.ts'

const { Partitioners } = kafkajs

/**
 * Records in one send: kafkajs copies an array once per message of a send, so that much larger ones are slower
 * (docs/performance.md), and smaller ones pay for their round trip.
 */
const SEND_RECORDS = 1_000

export type Preloaded = { events: number; readonly bySite: number[] }

/** One producer as every part of Hydrometer has it: all replicas acknowledge, never idempotent (R1). */
export const connectProducer = async (kafka: Kafka): Promise<Producer> => {
  const producer = kafka.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  return producer
}

export const toMessage = ({ key, value, headers, sendMs }: TrafficEvent, timestamp = sendMs): Message => ({
  key,
  value,
  timestamp: `${timestamp}`,
  ...(headers && { headers: { ...headers } }),
})

/** One queue per site and topic: a send is over before the next to the same topic, the topics go on in parallel. */
class Lane {
  private messages: Message[] = []
  private sending: Promise<void> = Promise.resolve()

  constructor(
    private readonly producer: Producer,
    private readonly topic: string,
  ) {}

  /** Returns a promise when the lane is full and the caller must wait. */
  add(message: Message): Promise<void> | null {
    this.messages.push(message)
    return this.messages.length < SEND_RECORDS ? null : this.send()
  }

  async send(): Promise<void> {
    await this.sending // at most one send in flight, and one batch waiting
    const messages = this.messages
    this.messages = []
    if (messages.length > 0) {
      this.sending = this.producer.send({ topic: this.topic, messages, acks: -1 }).then(() => undefined)
      this.sending.catch(() => undefined) // thrown to whoever waits for it next
    }
  }

  async finish(): Promise<void> {
    await this.send()
    await this.sending
  }
}

/**
 * Sends all events, in their order within each topic of a site. `kafkas` are in the order of the sites.
 * Records carry the time at which the event is sent in the invented world, or `timestampMs` when that is given. Usage
 * topics keep a week by that time, so begin within the last days, or records are gone before anyone reads them.
 */
export const preloadEvents = async (
  kafkas: readonly Kafka[],
  events: Iterable<TrafficEvent>,
  options: { timestampMs?: number; onProgress?: (events: number) => void } = {},
): Promise<Preloaded> => {
  const producers = await Promise.all(kafkas.map(connectProducer))
  const lanes = producers.map(() => new Map<string, Lane>())
  const done: Preloaded = { events: 0, bySite: kafkas.map(() => 0) }
  try {
    for (const event of events) {
      const site = event.site % producers.length
      let lane = lanes[site]!.get(event.topic)
      if (!lane) {
        lane = new Lane(producers[site]!, event.topic)
        lanes[site]!.set(event.topic, lane)
      }
      const full = lane.add(toMessage(event, options.timestampMs))
      done.events++
      done.bySite[site]! += 1
      if (full) {
        await full
        options.onProgress?.(done.events)
      }
    }
    await Promise.all(lanes.flatMap((topics) => [...topics.values()].map((lane) => lane.finish())))
    options.onProgress?.(done.events)
    return done
  } finally {
    await Promise.allSettled(producers.map((producer) => producer.disconnect()))
  }
}
