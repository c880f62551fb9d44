/** Everything that the Overview shows, in one answer, so that its numbers agree with each other. */
import { z } from 'zod'
import { estimate, instant, int64, status, totals } from './common.ts'
import { fileState } from './files.ts'
import { equation } from './reconciliation.ts'

/** running; waiting: the world does not work just now; stopped: waits for a person; stale: not heard for 15 s; down: never heard, or ended. */
export const PROCESSOR_STATES = ['starting', 'running', 'waiting', 'stopped', 'stale', 'down'] as const

export const stop = z.object({
  kind: z.string(),
  recordOffset: int64,
  whatHappened: z.string(),
  whatItMeans: z.string(),
  whatToDo: z.string(),
  since: instant,
})

export const tube = z.object({
  topic: z.string(),
  partition: z.number().int(),
  state: z.enum(PROCESSOR_STATES),
  /** null: not known, never zero. */
  lag: int64.nullable(),
  timeLagSeconds: z.number().nullable(),
  status,
  stop: stop.nullable(),
})

export const deadLetterSummary = z.object({
  open: z.number().int(),
  groups: z.number().int(),
  today: z.number().int(),
  /** The largest group. */
  largest: z
    .object({ fingerprint: z.string(), errorMessage: z.string(), open: z.number().int(), since: instant })
    .nullable(),
})

export const processorNode = z.object({
  name: z.string(),
  site: z.string(),
  instance: z.string(),
  purpose: z.string(),
  state: z.enum(PROCESSOR_STATES),
  status,
  message: z.string(),
  since: instant.nullable(),
  heardAt: instant.nullable(),
  inPerSecond: z.number().nullable(),
  outPerSecond: z.number().nullable(),
  lag: int64.nullable(),
  /** Of its worst partition. */
  timeLagSeconds: z.number().nullable(),
  partitions: z.array(tube),
  /** null: this processor has no dead letters. Counted once, at the home site's instance, when they have no site of their own. */
  deadLetters: deadLetterSummary.nullable(),
  rssBytes: z.number().nullable(),
})
export type ProcessorNode = z.infer<typeof processorNode>

export const siteNode = z.object({
  name: z.string(),
  isHome: z.boolean(),
  heardAt: instant.nullable(),
  stale: z.boolean(),
  perSecond: z.number().nullable(),
  topics: z.array(z.object({ topic: z.string(), perSecond: z.number().nullable() })),
})

export const openFile = z.object({
  id: int64,
  name: z.string(),
  partition: z.number().int(),
  rows: z.number().int(),
  bytes: z.number().int(),
  maxBytes: z.number().int(),
  openedAt: instant,
  /** When its age or, at the present rate, its size closes it; whichever is first. */
  closesAt: instant,
  closesBy: z.enum(['age', 'size']),
})

export const moneyRow = z.object({
  state: fileState,
  files: z.number().int(),
  rows: z.number().int(),
  totals,
  estimate: estimate.nullable(),
})

export const latencyNow = z.object({
  windowSeconds: z.number(),
  rows: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
})

/** A sentence, what stands behind it, and where to go. */
export const reading = z.object({
  status: z.enum(['ok', 'warn', 'stall', 'stop', 'dead', 'missing']),
  title: z.string(),
  detail: z.string(),
  link: z.object({ words: z.string(), href: z.string() }).nullable(),
})
export type Reading = z.infer<typeof reading>

/** An interruption on the Stem. `to` null: it goes on. */
export const mark = z.object({
  from: instant,
  to: instant.nullable(),
  kind: z.enum(['stop', 'warn', 'stall', 'dead', 'quarantined', 'refused', 'unknown']),
  words: z.string(),
  href: z.string().nullable(),
})

export const pipelineAnswer = z.object({
  at: instant,
  /** The UTC day of the money and of the books. */
  day: z.string(),
  postgres: z.object({ latencyMs: z.number() }),
  sites: z.array(siteNode),
  processors: z.array(processorNode),
  /** zuora-submitter and other jobs. */
  jobs: z.array(processorNode),
  edges: z.object({
    lineItemsPerSecond: z.number().nullable(),
    submittablePerSecond: z.number().nullable(),
    rowsPerSecond: z.number().nullable(),
    bookedPerSecond: z.number().nullable(),
  }),
  accounts: z.object({ count: z.number().int() }),
  rejected: z.object({
    perSecond: z.number().nullable(),
    today: z.number().int(),
    reasons: z.array(z.object({ reason: z.string(), words: z.string(), today: z.number().int() })),
  }),
  deadLetters: deadLetterSummary,
  openFiles: z.array(openFile),
  money: z.object({
    /** Files opened today, and older ones that are not done. */
    states: z.array(moneyRow),
    total: moneyRow.omit({ state: true }),
  }),
  /** Files that need a person, worst first: quarantined, refused, unknown. */
  filesInTrouble: z.array(
    z.object({
      id: int64,
      name: z.string(),
      state: fileState,
      rows: z.number().int(),
      since: instant,
      words: z.string(),
    }),
  ),
  /** Files with equal books that Zuora has not taken for more than a minute; null: none. */
  waitingForZuora: z
    .object({
      files: z.number().int(),
      rows: z.number().int(),
      /** When the oldest of them balanced. */
      since: instant,
      /** What the last try came to; empty: none was made. */
      words: z.string(),
    })
    .nullable(),
  latency: z.object({
    now: latencyNow,
    series: z.array(
      z.object({
        minute: instant,
        rows: z.number().int(),
        p50Ms: z.number().nullable(),
        p95Ms: z.number().nullable(),
        p99Ms: z.number().nullable(),
      }),
    ),
  }),
  /** The conservation equation of the UTC day; null while it cannot be counted. */
  books: z.object({ equation, proven: z.boolean() }).nullable(),
  readings: z.object({ finance: reading, engineer: reading, support: reading }),
  /** Worst first: what the alert list of the Overview shows. */
  alerts: z.array(
    z.object({ status: reading.shape.status, title: z.string(), detail: z.string(), since: instant, href: z.string() }),
  ),
  marks: z.array(mark),
  /** How old what is shown is, by source. */
  heard: z.array(
    z.object({ source: z.string(), at: instant.nullable(), ageSeconds: z.number().nullable(), stale: z.boolean() }),
  ),
})
export type Pipeline = z.infer<typeof pipelineAnswer>
