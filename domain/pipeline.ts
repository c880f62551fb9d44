/**
 * The graph of the product, as data: topics, processors, what flows where. The start command, topic creation, the
 * dashboard's map, the lag page and the tests all read this file. Adding a processor is one entry here and one file
 * in `workers/`.
 */

/** Where a topic lives: at every site, or only at the home site (the first of `KAFKA_SITES`). */
export type TopicPlace = 'every-site' | 'home'

export type Topic = {
  readonly name: string
  readonly place: TopicPlace
  /** Small and fixed for ever: stored in rows instead of the name. */
  readonly code: number
  readonly compacted?: true
  /** The message of proto/hydro that its values are. Without one they are bytes: dead letters and retries of anything. */
  readonly schema?: string
  /** Largest record the topic takes. Dead-letter and retry topics take 2 MiB more than the largest source (contract). */
  readonly maxMessageBytes: number
}

const MiB = 1024 * 1024
const usage = (name: string, code: number, message: string): Topic => ({
  name,
  code,
  place: 'every-site',
  schema: `hydro.usage.v1.${message}`,
  maxMessageBytes: MiB,
})
const home = (name: string, code: number, maxMessageBytes: number, schema?: string): Topic => ({
  name,
  code,
  place: 'home',
  maxMessageBytes,
  ...(schema && { schema }),
})

export const USAGE_TOPICS = ['usage.actions', 'usage.packages', 'usage.storage', 'usage.metered'] as const
export type UsageTopic = (typeof USAGE_TOPICS)[number]

export const TOPICS = [
  usage('usage.actions', 1, 'ActionsUsage'),
  usage('usage.packages', 2, 'PackagesUsage'),
  usage('usage.storage', 3, 'StorageUsage'),
  usage('usage.metered', 4, 'MeteredUsage'),
  { ...home('accounts.changed', 10, MiB, 'hydro.accounts.v1.AccountChanged'), compacted: true },
  // A line item is about as large as its usage event, then gets headers and a tail: never too large to pass on.
  home('billing.line-items', 20, 2 * MiB, 'hydro.billing.v1.LineItem'),
  home('billing.submittable', 21, 2 * MiB, 'hydro.billing.v1.SubmittableLineItem'),
  home('billing.rejected', 22, 2 * MiB, 'hydro.billing.v1.RejectedLineItem'),
  home('billing.csv-files', 23, 2 * MiB, 'hydro.billing.v1.CsvFileEvent'),
  home('usage-relay.dead-letter', 30, 3 * MiB),
  home('usage-relay.retry', 31, 3 * MiB),
  home('submission-filter.dead-letter', 32, 3 * MiB),
  home('submission-filter.retry', 33, 3 * MiB),
  home('account-directory.dead-letter', 34, 3 * MiB),
  home('account-directory.retry', 35, 3 * MiB),
] as const satisfies readonly Topic[]

export type TopicName = (typeof TOPICS)[number]['name']

export type ProcessorName =
  | 'usage-relay'
  | 'submission-filter'
  | 'csv-builder'
  | 'csv-bookkeeper'
  | 'account-directory'
  | 'warehouse-archiver'

export type ProcessorSpec = {
  readonly name: ProcessorName
  /** `every-site`: one consumer per site, all in the consumer group named after the processor at that site. */
  readonly runs: TopicPlace
  readonly reads: readonly TopicName[]
  readonly writes: readonly TopicName[]
  /** Both or neither (R7). The retry topic is at home and is read by the home site's consumer. */
  readonly deadLetter?: TopicName
  readonly retry?: TopicName
  /** What happens at the first message that can never work. */
  readonly onPoison: 'dead-letter' | 'stop'
  /** It commits late on purpose: it is behind only beyond this. Nothing of a bill waits for it. */
  readonly commitsLateSeconds?: number
  /** One sentence for people, shown on the map. */
  readonly purpose: string
}

export const PROCESSORS = [
  {
    name: 'account-directory',
    runs: 'home',
    reads: ['accounts.changed', 'account-directory.retry'],
    writes: [],
    deadLetter: 'account-directory.dead-letter',
    retry: 'account-directory.retry',
    onPoison: 'dead-letter',
    purpose: 'keeps who may be billed and under which Zuora account',
  },
  {
    name: 'usage-relay',
    runs: 'every-site',
    reads: [...USAGE_TOPICS, 'usage-relay.retry'],
    writes: ['billing.line-items'],
    deadLetter: 'usage-relay.dead-letter',
    retry: 'usage-relay.retry',
    onPoison: 'dead-letter',
    purpose: 'turns each usage event into one line item',
  },
  {
    name: 'submission-filter',
    runs: 'home',
    reads: ['billing.line-items', 'submission-filter.retry'],
    writes: ['billing.rejected', 'billing.submittable'],
    deadLetter: 'submission-filter.dead-letter',
    retry: 'submission-filter.retry',
    onPoison: 'dead-letter',
    purpose: 'takes out line items that cannot be submitted, with a reason',
  },
  {
    name: 'csv-builder',
    runs: 'home',
    reads: ['billing.submittable'],
    writes: ['billing.csv-files'],
    onPoison: 'stop',
    purpose: 'writes the CSV files for Zuora',
  },
  {
    name: 'csv-bookkeeper',
    runs: 'home',
    reads: ['billing.csv-files'],
    writes: [],
    onPoison: 'stop',
    purpose: 'records which file each line item is in and balances each file',
  },
  {
    name: 'warehouse-archiver',
    runs: 'every-site',
    reads: TOPICS.map(({ name }) => name),
    writes: [],
    onPoison: 'stop',
    // Three times the age at which a file is written (ARCHIVE_MAX_AGE_SECONDS).
    commitsLateSeconds: 900,
    purpose: 'copies every record of every topic to Parquet files',
  },
] as const satisfies readonly ProcessorSpec[]

/** Background jobs that are no streams: started like processors, listed beside them. */
export const JOBS = [
  { name: 'zuora-submitter', purpose: 'submits balanced files to Zuora and asks what became of them' },
  { name: 'dead-letter-desk', purpose: 'sends redriven and released messages to their retry topics' },
  { name: 'lag-monitor', purpose: 'samples lag, keeps throughput by the minute, makes partitions ahead' },
] as const

export type WorkerName = ProcessorName | (typeof JOBS)[number]['name']

export const processor = (name: ProcessorName): ProcessorSpec => {
  const found = PROCESSORS.find((p) => p.name === name)
  if (!found) throw new Error(`no processor is called ${name}`)
  return found
}

/** Undefined for what works record by record. */
export const commitsLate = (name: string): number | undefined =>
  (PROCESSORS as readonly ProcessorSpec[]).find((p) => p.name === name)?.commitsLateSeconds

const byName = new Map<string, Topic>(TOPICS.map((t) => [t.name, t]))
const byCode = new Map<number, Topic>(TOPICS.map((t) => [t.code, t]))
export const topicNamed = (name: string): Topic | undefined => byName.get(name)
export const topicCode = (name: string): number => {
  const topic = byName.get(name)
  if (!topic) throw new Error(`topic ${name} is not in domain/pipeline.ts`)
  return topic.code
}
export const topicOfCode = (code: number): Topic => {
  const topic = byCode.get(code)
  if (!topic) throw new Error(`no topic has code ${code}; was it made by a newer release?`)
  return topic
}

/** The topics that a processor reads at one site: its inputs there, and its retry topic only at home. */
export const topicsReadAt = (spec: ProcessorSpec, site: { isHome: boolean }): TopicName[] =>
  spec.reads.filter((name) => byName.get(name)?.place === 'every-site' || site.isHome)

/** One sentence for people: what is on a topic. Derived from the graph where it can be. */
export const topicPurpose = (name: string): string => {
  const failed = /^(.+)\.(dead-letter|retry)$/.exec(name)
  if (failed)
    return failed[2] === 'retry'
      ? `what ${failed[1]} is to try again`
      : `what ${failed[1]} could not process, byte for byte`
  switch (name) {
    case 'accounts.changed':
      return 'who may be billed, the newest state of each account'
    case 'billing.line-items':
      return 'one line item per usage event'
    case 'billing.submittable':
      return 'line items that were accepted, in the order of their files'
    case 'billing.rejected':
      return 'line items that were left out, with the reason'
    case 'billing.csv-files':
      return 'what happened to each CSV file'
    default:
      return `usage events of ${name.replace('usage.', '')}`
  }
}
