/**
 * What one customer's usage looks like: which product, how long, how much, in which repository. Everything is drawn
 * from the event's own random stream, so that the same index always gives the same event.
 */
import { SEED_SKUS, type Sku } from '../../domain/catalogue.ts'
import { RUNNER, VISIBILITY } from '../../domain/line-item.ts'
import type { UsageTopic } from '../../domain/pipeline.ts'
import type { UsageEvent } from '../../domain/usage.ts'
import { AWKWARD_NAMES, type DemoAccount } from './population.ts'
import { type Random, Weighted } from './random.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const GIB = 2 ** 30

/** Usage arrives seconds to minutes after it ended: most within half a minute, the slowest after five. */
const DELAY_MS_MIN = 1_500
const DELAY_MS_MAX = 5 * MINUTE_MS
/** Half of all jobs are done in two minutes; a host ends them after six hours. */
const JOB_MS_MEAN = 3 * MINUTE_MS
const JOB_MS_MAX = 6 * HOUR_MS
/** One name in so many breaks careless code. */
const AWKWARD_ONE_IN = 300

const TOPIC_MIX: readonly [UsageTopic, number][] = [
  ['usage.actions', 70],
  ['usage.packages', 12],
  ['usage.storage', 10],
  ['usage.metered', 8],
]
const TOPICS_BY_WEIGHT = new Weighted(TOPIC_MIX.map(([, weight]) => weight))

const isTransfer = (sku: Sku) => sku.unitOfMeasure === 'GB'
const SKUS_OF: Record<UsageTopic, readonly Sku[]> = {
  'usage.actions': SEED_SKUS.filter((s) => s.unitOfMeasure === 'Minutes'),
  'usage.packages': SEED_SKUS.filter(isTransfer),
  'usage.storage': SEED_SKUS.filter((s) => s.unitOfMeasure === 'GB-Hours'),
  'usage.metered': SEED_SKUS.filter((s) => s.product === 'copilot' || s.product === 'git_lfs'),
}

/** Standard runners do most of the work; every other SKU is used by somebody. */
const POPULARITY: Readonly<Record<string, number>> = {
  actions_linux: 120,
  actions_windows: 18,
  actions_macos: 12,
  actions_linux_slim: 14,
  actions_linux_2_core_arm: 8,
  actions_linux_4_core: 8,
  actions_linux_8_core: 5,
  packages_bandwidth: 4,
  packages_storage: 3,
  actions_storage: 4,
  copilot_for_business: 4,
}
type Choice = { readonly skus: readonly Sku[]; readonly weights: Weighted }
const choiceOf = (skus: readonly Sku[]): Choice => ({
  skus,
  weights: new Weighted(skus.map((s) => POPULARITY[s.sku] ?? 1)),
})
const CHOICES = new Map(TOPIC_MIX.map(([topic]) => [topic, choiceOf(SKUS_OF[topic])]))
const FREE_CHOICES = new Map(
  TOPIC_MIX.map(([topic]) => [topic, choiceOf(SKUS_OF[topic].filter((s) => s.freeWhenPublic))]),
)

/** What the event must be, beyond ordinary. */
export type Twist = 'public_repository' | 'self_hosted_runner' | 'nothing_to_bill' | null

/** The order of draws is fixed: changing it changes every seeded run. */
export const makeUsage = (
  random: Random,
  account: DemoAccount,
  sendMs: number,
  twist: Twist,
  topic: UsageTopic = chooseTopic(random, twist),
): UsageEvent => {
  const { skus, weights } = (twist === 'public_repository' ? FREE_CHOICES : CHOICES).get(topic) as Choice
  const sku = skus[weights.choose(random)] as Sku
  const eventId = uuidV4(random)
  const repository = random.below(account.repositories.length)
  const repositoryName =
    random.below(AWKWARD_ONE_IN) === 0
      ? `${account.login}/${random.pick(AWKWARD_NAMES)}`
      : account.repositories[repository]!
  const repositoryId = account.id * 64 + repository
  const isPublic = twist === 'public_repository' || (!sku.freeWhenPublic && random.below(10) === 0)
  const repositoryVisibility = isPublic
    ? VISIBILITY.public
    : random.below(5) === 0
      ? VISIBILITY.internal
      : VISIBILITY.private
  const endedAtMs = Math.floor(sendMs) - delayMs(random)
  const common = { eventId, accountId: account.id, repositoryName, sku: sku.sku }
  const actorLogin = ACTORS[random.below(ACTORS.length)]!
  const isZero = twist === 'nothing_to_bill'
  switch (topic) {
    case 'usage.actions': {
      const durationMs = isZero ? 0 : Math.min(JOB_MS_MAX, 1_000 + exponential(random, JOB_MS_MEAN))
      return {
        topic,
        ...common,
        repositoryId,
        repositoryVisibility,
        actorLogin,
        workflowPath: WORKFLOWS[random.below(WORKFLOWS.length)]!,
        jobId: `${1_000_000_000 + random.u32()}`,
        runner: twist === 'self_hosted_runner' ? RUNNER.selfHosted : RUNNER.hosted,
        startedAtMs: endedAtMs - durationMs,
        endedAtMs,
      }
    }
    case 'usage.packages':
      return {
        topic,
        ...common,
        repositoryId,
        repositoryVisibility,
        actorLogin,
        packageName: PACKAGES[random.below(PACKAGES.length)]!,
        bytesTransferred: isZero ? 0 : 4_096 + exponential(random, 0.4 * GIB),
        transferredAtMs: endedAtMs,
      }
    case 'usage.storage': {
      // measured by the whole hour, a day at a time for the cold ones
      const periodMs = random.below(8) === 0 ? DAY_MS : HOUR_MS
      const periodEndMs = endedAtMs - (endedAtMs % HOUR_MS)
      return {
        topic,
        ...common,
        repositoryId,
        repositoryVisibility,
        storedBytes: isZero ? 0 : 65_536 + exponential(random, 25 * GIB),
        periodStartMs: periodEndMs - periodMs,
        periodEndMs,
      }
    }
    case 'usage.metered': {
      const day = endedAtMs - (endedAtMs % DAY_MS)
      // a seat for a day is 1/30 of a user-month, with all its places: 0.033333333
      const quantity = isZero
        ? { units: 0, nanos: 0 }
        : sku.unitOfMeasure === 'User-Months'
          ? { units: random.below(3), nanos: 33_333_333 }
          : { units: random.below(50), nanos: 1 + random.below(999_999_999) }
      return {
        topic,
        ...common,
        product: sku.product,
        quantity,
        unitOfMeasure: sku.unitOfMeasure,
        usageStartMs: day,
        usageEndMs: day,
      }
    }
  }
}

/** Only these topics can carry the twist: metered usage has no visibility, only jobs have a runner. */
const chooseTopic = (random: Random, twist: Twist): UsageTopic => {
  if (twist === 'self_hosted_runner') return 'usage.actions'
  const topic = TOPIC_MIX[TOPICS_BY_WEIGHT.choose(random)]![0]
  return twist === 'public_repository' && topic === 'usage.metered' ? 'usage.actions' : topic
}

const delayMs = (random: Random): number => {
  const r = random.float()
  return DELAY_MS_MIN + Math.floor(r * r * r * r * (DELAY_MS_MAX - DELAY_MS_MIN))
}

const exponential = (random: Random, mean: number): number => Math.floor(-Math.log(1 - random.float()) * mean)

const BYTE_HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
const hex32 = (n: number): string =>
  BYTE_HEX[n >>> 24]! + BYTE_HEX[(n >>> 16) & 255]! + BYTE_HEX[(n >>> 8) & 255]! + BYTE_HEX[n & 255]!
const uuidV4 = (random: Random): string => {
  const a = hex32(random.u32())
  const b = hex32((random.u32() & 0xffff_0fff) | 0x4000)
  const c = hex32((random.u32() & 0x3fff_ffff) | 0x8000_0000)
  const d = hex32(random.u32())
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`
}

const ACTORS = [
  'ana',
  'bo',
  'chidi',
  'dependency-bot',
  'elif',
  'farah',
  'goran',
  'hana',
  'ines',
  'jun',
  'kofi',
  'release-bot',
]
const WORKFLOWS = ['ci', 'test', 'build', 'deploy', 'nightly', 'release', 'lint', 'docs'].map(
  (name) => `.github/workflows/${name}.yml`,
)
const PACKAGES = ['core', 'web', 'runtime', 'images/base', 'images/app', '@team/ui', 'parser', 'charts']
