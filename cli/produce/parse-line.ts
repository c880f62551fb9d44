/** One line of JSON becomes one message of Hydro. */
import { type AccountChanged, checkAccountChanged, PLAN, STANDING } from '../../domain/account.ts'
import { RUNNER, VISIBILITY } from '../../domain/line-item.ts'
import { checkAge, normalise } from '../../domain/normalise.ts'
import type { UsageTopic } from '../../domain/pipeline.ts'
import { occurredAtMs, type UsageEvent } from '../../domain/usage.ts'
import { encodeAccountChanged, encodeUsage } from '../../server/proto/codec.ts'
import type { Outgoing } from '../outbox.ts'
import type { UsageRules } from '../rules-from-database.ts'
import { BadLine, Fields } from './fields.ts'

/** Short names for `--type` and the field `type`. */
export const MESSAGE_TYPES = {
  actions: 'usage.actions',
  packages: 'usage.packages',
  storage: 'usage.storage',
  metered: 'usage.metered',
  account: 'accounts.changed',
} as const
export type MessageTopic = (typeof MESSAGE_TYPES)[keyof typeof MESSAGE_TYPES]

export type ParseOptions = {
  readonly rules: UsageRules
  readonly nowMs: number
  /** Of every line, unless a line names another. */
  readonly topic?: MessageTopic
  /** Encode what breaks a rule too, to see what becomes of it. */
  readonly raw?: boolean
}

export const topicOf = (name: string): MessageTopic | undefined =>
  MESSAGE_TYPES[name as keyof typeof MESSAGE_TYPES] ?? Object.values(MESSAGE_TYPES).find((topic) => topic === name)

/** @throws BadLine, or Poison where a rule of the product is broken */
export const parseLine = (text: string, options: ParseOptions): Outgoing => {
  const object = parseObject(text)
  const topic = chosenTopic(object, options.topic)
  const { topic: _topic, type: _type, ...rest } = object
  if (options.raw && typeof rest.value_base64 === 'string') return bytesAsTheyAre(topic, rest)
  const fields = new Fields(rest)
  if (topic === 'accounts.changed') {
    const account = readAccount(fields)
    fields.refuseOthers()
    if (!options.raw) checkAccountChanged(account)
    return { topic, key: `${account.accountId}`, value: encodeAccountChanged(account) }
  }
  const event = READERS[topic](fields)
  fields.refuseOthers()
  if (!options.raw) checkUsage(event, options)
  return { topic, key: `${event.accountId}`, value: encodeUsage(topic, event) }
}

const parseObject = (text: string): Record<string, unknown> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new BadLine(`this is no JSON (${error instanceof Error ? error.message : error})`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new BadLine('a line must be one JSON object, { … }')
}

/** Named by the line, else by --type, else by fields that only one type has. */
const chosenTopic = (object: Record<string, unknown>, byOption: MessageTopic | undefined): MessageTopic => {
  const named = object.topic ?? object.type
  if (named !== undefined) {
    const topic = typeof named === 'string' ? topicOf(named) : undefined
    if (topic) return topic
    throw new BadLine(`type must be one of ${Object.keys(MESSAGE_TYPES).join(', ')}, not ${JSON.stringify(named)}`)
  }
  if (byOption) return byOption
  const fields = new Fields(object)
  const found = DETECTED_BY.find(([, names]) => names.some((name) => fields.has(name)))?.[0]
  if (found) return found
  throw new BadLine('no field tells what this is; add "type", or use --type')
}

const DETECTED_BY: readonly [MessageTopic, readonly string[]][] = [
  ['usage.actions', ['started_at', 'ended_at', 'runner', 'job_id', 'workflow_path']],
  ['usage.packages', ['bytes_transferred', 'transferred_at', 'package_name']],
  ['usage.storage', ['stored_bytes', 'period_start', 'period_end']],
  ['usage.metered', ['quantity', 'unit_of_measure', 'usage_start', 'usage_end']],
  ['accounts.changed', ['version', 'login', 'standing', 'billing_enabled', 'zuora_account_number', 'plan']],
]

const VISIBILITIES = { PUBLIC: VISIBILITY.public, PRIVATE: VISIBILITY.private, INTERNAL: VISIBILITY.internal }
const RUNNERS = { HOSTED: RUNNER.hosted, SELF_HOSTED: RUNNER.selfHosted }
const STANDINGS = {
  ACTIVE: STANDING.active,
  SUSPENDED: STANDING.suspended,
  SPAMMY: STANDING.spammy,
  DELETED: STANDING.deleted,
}
const PLANS = { FREE: PLAN.free, TEAM: PLAN.team, ENTERPRISE: PLAN.enterprise }

const common = (f: Fields) => ({
  eventId: f.text('event_id'),
  accountId: f.int64('account_id'),
  repositoryName: f.text('repository_name'),
  sku: f.text('sku'),
})
const repository = (f: Fields) => ({
  repositoryId: f.int64('repository_id'),
  repositoryVisibility: f.choice('repository_visibility', VISIBILITIES),
})

const READERS: Readonly<Record<UsageTopic, (f: Fields) => UsageEvent>> = {
  'usage.actions': (f) => ({
    topic: 'usage.actions',
    ...common(f),
    ...repository(f),
    actorLogin: f.text('actor_login'),
    workflowPath: f.text('workflow_path'),
    jobId: f.text('job_id'),
    runner: f.choice('runner', RUNNERS),
    startedAtMs: f.time('started_at'),
    endedAtMs: f.time('ended_at'),
  }),
  'usage.packages': (f) => ({
    topic: 'usage.packages',
    ...common(f),
    ...repository(f),
    actorLogin: f.text('actor_login'),
    packageName: f.text('package_name'),
    bytesTransferred: f.int64('bytes_transferred'),
    transferredAtMs: f.time('transferred_at'),
  }),
  'usage.storage': (f) => ({
    topic: 'usage.storage',
    ...common(f),
    ...repository(f),
    storedBytes: f.int64('stored_bytes'),
    periodStartMs: f.time('period_start'),
    periodEndMs: f.time('period_end'),
  }),
  'usage.metered': (f) => ({
    topic: 'usage.metered',
    ...common(f),
    product: f.text('product'),
    quantity: f.quantity('quantity'),
    unitOfMeasure: f.text('unit_of_measure'),
    usageStartMs: f.time('usage_start'),
    usageEndMs: f.time('usage_end'),
  }),
}

const readAccount = (f: Fields): AccountChanged => ({
  accountId: f.int64('account_id'),
  version: f.int64('version'),
  login: f.text('login'),
  zuoraAccountNumber: f.text('zuora_account_number'),
  zuoraSubscriptionNumber: f.text('zuora_subscription_number'),
  standing: f.choice('standing', STANDINGS),
  billingEnabled: f.bool('billing_enabled'),
  plan: f.choice('plan', PLANS),
})

/** The same judgement as usage-relay's, before anything is sent. */
const checkUsage = (event: UsageEvent, { rules, nowMs }: ParseOptions): void => {
  normalise(event, rules.catalogue)
  checkAge(occurredAtMs(event) ?? 0, nowMs, rules.horizonMs)
}

/** {"topic", "key", "value_base64"}: any bytes at all. */
const bytesAsTheyAre = (topic: MessageTopic, rest: Record<string, unknown>): Outgoing => {
  const fields = new Fields(rest)
  const key = `${fields.int64('key')}`
  const value = Buffer.from(fields.text('value_base64'), 'base64')
  fields.refuseOthers()
  return { topic, key, value }
}
