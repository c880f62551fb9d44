/** What is worth waking someone for, as rules in words. Pure: what holds just now is found in server/alerts/. */
import { z } from 'zod'
import { searchText } from './api/common.ts'
import { duration } from './words.ts'

export const SEVERITIES = ['page', 'warn'] as const
export type Severity = (typeof SEVERITIES)[number]

const where = { group: searchText(255).optional(), site: searchText(50).optional() }
const seconds = z.number().int().min(1).max(31_536_000)

/** Each kind with what it can be told. */
export const ruleParameters = {
  time_lag: z.strictObject({ ...where, seconds }),
  lag_status: z.strictObject({ ...where, statuses: z.array(z.enum(['stop', 'stall', 'rewind', 'warn'])).min(1) }),
  retention_risk: z.strictObject(where),
  stopped_partition: z.strictObject({}),
  worker_away: z.strictObject({ seconds }),
  site_away: z.strictObject({ seconds }),
  silence: z.strictObject({
    topics: searchText(249),
    /** Quiet for less than this is never silence. */
    leastSeconds: seconds,
    /** … and for less than this many times its usual longest gap neither. */
    factor: z.number().min(1).max(100),
  }),
  dead_letters: z.strictObject({
    count: z.number().int().min(1).max(1_000_000),
    minutes: z.number().int().min(1).max(1_440),
  }),
  file_trouble: z.strictObject({
    states: z.array(z.enum(['quarantined', 'refused', 'unknown'])).min(1),
  }),
  files_waiting: z.strictObject({ minutes: z.number().int().min(1).max(10_080) }),
  books_differ: z.strictObject({}),
} as const
export type RuleKind = keyof typeof ruleParameters
export const RULE_KINDS = Object.keys(ruleParameters) as RuleKind[]
export type RuleParameters<K extends RuleKind> = z.infer<(typeof ruleParameters)[K]>

export type Rule = {
  [K in RuleKind]: { readonly kind: K; readonly parameters: RuleParameters<K> }
}[RuleKind]

/** undefined: a kind or parameters of another release, which are shown and never evaluated. */
export const readRule = (kind: string, parameters: unknown): Rule | undefined => {
  const schema = ruleParameters[kind as RuleKind]
  const parsed = schema?.safeParse(parameters)
  return parsed?.success ? ({ kind, parameters: parsed.data } as Rule) : undefined
}

const whose = (p: { group?: string | undefined; site?: string | undefined }): string =>
  `${p.group ?? 'any group'}${p.site ? ` at ${p.site}` : ''}`

/** One sentence: "usage-relay at iad more than 1 min behind for 2 min". */
export const ruleWords = (rule: Rule, forSeconds: number): string => {
  const lasting = forSeconds > 0 ? ` for ${duration(forSeconds)}` : ''
  switch (rule.kind) {
    case 'time_lag':
      return `${whose(rule.parameters)} more than ${duration(rule.parameters.seconds)} behind${lasting}`
    case 'lag_status':
      return `${whose(rule.parameters)} in ${rule.parameters.statuses.map((s) => s.toUpperCase()).join(', ')}${lasting}`
    case 'retention_risk':
      return `retention may delete records before ${whose(rule.parameters)} reads them${lasting}`
    case 'stopped_partition':
      return `a partition stands still and waits for a person: a dead letter storm, poison or a lost range${lasting}`
    case 'worker_away':
      return `a worker not heard for ${duration(rule.parameters.seconds)}${lasting}`
    case 'site_away':
      return `a site not heard for ${duration(rule.parameters.seconds)}${lasting}`
    case 'silence':
      return `${rule.parameters.topics} of a site quiet for ${rule.parameters.factor} times its usual gap, and at least ${duration(rule.parameters.leastSeconds)}: missing usage is missing revenue${lasting}`
    case 'dead_letters':
      return `${rule.parameters.count} dead letters of one processor within ${duration(rule.parameters.minutes * 60)}${lasting}`
    case 'file_trouble':
      return `a file ${rule.parameters.states.join(', ')}${lasting}`
    case 'files_waiting':
      return `a file not taken by Zuora for ${duration(rule.parameters.minutes * 60)} after it balanced${lasting}`
    case 'books_differ':
      return `the books of the day differ: an event without a place, or with two${lasting}`
  }
}

export type DefaultRule = Rule & { readonly severity: Severity; readonly forSeconds: number }

/** Day one: what stops money or loses usage pages, what only gets late warns. */
export const DEFAULT_RULES: readonly DefaultRule[] = [
  { kind: 'time_lag', parameters: { seconds: 60 }, severity: 'warn', forSeconds: 120 },
  { kind: 'lag_status', parameters: { statuses: ['stop', 'stall', 'rewind'] }, severity: 'page', forSeconds: 60 },
  { kind: 'retention_risk', parameters: {}, severity: 'page', forSeconds: 60 },
  { kind: 'stopped_partition', parameters: {}, severity: 'page', forSeconds: 0 },
  { kind: 'worker_away', parameters: { seconds: 60 }, severity: 'page', forSeconds: 0 },
  { kind: 'site_away', parameters: { seconds: 60 }, severity: 'page', forSeconds: 0 },
  {
    kind: 'silence',
    parameters: { topics: 'usage.*', leastSeconds: 300, factor: 2 },
    severity: 'page',
    forSeconds: 0,
  },
  { kind: 'dead_letters', parameters: { count: 50, minutes: 10 }, severity: 'warn', forSeconds: 0 },
  {
    kind: 'file_trouble',
    parameters: { states: ['quarantined', 'refused', 'unknown'] },
    severity: 'page',
    forSeconds: 0,
  },
  { kind: 'files_waiting', parameters: { minutes: 15 }, severity: 'warn', forSeconds: 0 },
  { kind: 'books_differ', parameters: {}, severity: 'page', forSeconds: 120 },
]

/** `usage.*` means every topic that begins so; anything else is a name. */
export const topicMatches = (pattern: string, topic: string): boolean =>
  pattern.endsWith('*') ? topic.startsWith(pattern.slice(0, -1)) : pattern === topic
