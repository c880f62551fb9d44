/** Messages that can never work, one of each kind that real producers have managed to send. */
import type { UsageTopic } from '../../domain/pipeline.ts'
import type { PoisonClass } from '../../domain/poison.ts'
import type { UsageEvent } from '../../domain/usage.ts'
import { encodeUsage } from '../../server/proto/codec.ts'
import type { DemoAccount } from './population.ts'
import type { Random } from './random.ts'
import { makeUsage } from './usage-shapes.ts'

/** What is wrong with it, and the classes that say so. */
export const MALFORMED = {
  random_bytes: ['undecodable'],
  truncated: ['undecodable', 'bad_time'],
  empty: ['bad_event_id', 'unknown_sku', 'bad_time', 'bad_account', 'undecodable'],
  unknown_sku: ['unknown_sku'],
  negative_quantity: ['bad_quantity'],
  absurd_quantity: ['bad_quantity'],
  wrong_unit: ['wrong_unit'],
  end_before_start: ['bad_time'],
  bad_event_id: ['bad_event_id'],
} as const satisfies Record<string, readonly PoisonClass[]>
export type Malformed = keyof typeof MALFORMED
const KINDS = Object.keys(MALFORMED) as Malformed[]

type Broken = { readonly topic: UsageTopic; readonly value: Buffer; readonly malformed: Malformed }

export const makeMalformed = (random: Random, account: DemoAccount, sendMs: number): Broken => {
  const malformed = random.pick(KINDS)
  const usage = <T extends UsageTopic>(topic: T) =>
    makeUsage(random, account, sendMs, null, topic) as Extract<UsageEvent, { topic: T }>
  const broken = (event: UsageEvent): Broken => ({
    topic: event.topic,
    value: encodeUsage(event.topic, event),
    malformed,
  })
  switch (malformed) {
    case 'random_bytes':
      return { topic: usage('usage.packages').topic, value: noise(random), malformed }
    case 'truncated': {
      // the last field is a time with at least two bytes of seconds: a cut inside it leaves a length that is not met
      const whole = encodeUsage('usage.actions', usage('usage.actions'))
      return { topic: 'usage.actions', value: whole.subarray(0, whole.length - 1 - random.below(3)), malformed }
    }
    case 'empty':
      return { topic: 'usage.storage', value: Buffer.alloc(0), malformed }
    case 'unknown_sku':
      return broken({ ...usage('usage.actions'), sku: `actions_quantum_${2 + random.below(7)}_core` })
    case 'negative_quantity':
      return broken({ ...usage('usage.packages'), bytesTransferred: -1 - random.below(1_000_000) })
    case 'absurd_quantity':
      return broken({ ...usage('usage.metered'), quantity: { units: 10 ** 13 + random.below(1_000), nanos: 0 } })
    case 'wrong_unit':
      return broken({ ...usage('usage.metered'), unitOfMeasure: 'Furlongs' })
    case 'end_before_start': {
      const event = usage('usage.actions')
      return broken({ ...event, startedAtMs: event.endedAtMs, endedAtMs: event.startedAtMs })
    }
    case 'bad_event_id':
      return broken({ ...usage('usage.storage'), eventId: `event-${random.u32()}` })
  }
}

/** Begins with a wire type that protobuf does not have, so that it can never decode by chance. */
const noise = (random: Random): Buffer => {
  const bytes = Buffer.allocUnsafe(16 + random.below(200))
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.u32() & 255
  bytes[0] = 0x0f
  return bytes
}
