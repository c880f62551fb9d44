import { z } from 'zod'
import { instant, int64, LIST_LIMIT_MAX, moment, pageQuery, searchText, status } from './common.ts'

export const lagRow = z.object({
  site: z.string(),
  group: z.string(),
  topic: z.string(),
  partition: z.number().int(),
  /** null: no commit yet. */
  committed: int64.nullable(),
  /** The log end, never kafkajs' `high`. */
  end: int64,
  stableEnd: int64,
  low: int64,
  /** end − committed, exactly as Kafka's own tool prints it: may be negative; null without a commit. */
  lag: int64.nullable(),
  /** Records that can still be read, and those that retention took before they were. */
  consumable: int64,
  lost: int64,
  timeLagSeconds: z.number().nullable(),
  /** first_unread_record, interpolated, at_least (older than the monitor saw), read_up. */
  timeLagMethod: z.string().nullable(),
  status,
  /** How far the committed offset is from what retention removes next; seconds are null where nothing is deleted. */
  retentionMargin: z.object({ offsets: int64.nullable(), seconds: z.number().nullable() }),
  retentionRisk: z.boolean(),
  statusSince: instant.nullable(),
  /** Commits in the window that the status was judged by, of `of`: fewer are an incomplete window. */
  window: z.object({ samples: z.number().int(), of: z.number().int() }),
  inPerSecond: z.number().nullable(),
  readPerSecond: z.number().nullable(),
  /** How long until it is read up: `never` at this rate, `stopped` when nothing is read. */
  drain: z.object({ how: z.enum(['drains', 'never', 'stopped', 'unknown']), seconds: z.number().nullable() }),
  /** The member that holds the partition, as client@host; null: nobody, or not known. */
  owner: z.string().nullable(),
  sampledAt: instant,
})
export type LagRow = z.infer<typeof lagRow>

const place = {
  site: searchText(50).optional(),
  group: searchText(255).optional(),
  topic: searchText(249).optional(),
}
export const lagQuery = z.object({
  ...place,
  partition: z.coerce.number().int().min(0).optional(),
  /** Without a limit: everything, up to 10,000 rows. */
  limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).optional(),
  cursor: pageQuery.cursor,
})

export const lagSite = z.object({
  site: z.string(),
  sampledAt: instant,
  stale: z.boolean(),
  /** What the last round took: requests to the brokers, and time. */
  requests: z.number().int(),
  tookMs: z.number(),
  groups: z.number().int(),
  partitions: z.number().int(),
  leftOut: z.number().int(),
})
export const lagAnswer = z.object({
  items: z.array(lagRow),
  nextCursor: z.string().nullable(),
  /** null: no sample was ever taken. */
  sampledAt: instant.nullable(),
  /** The newest sample is older than 30 s: values are what was known then. */
  stale: z.boolean(),
  /** When each site was last heard: one that is away does not make the others old. */
  sites: z.array(lagSite),
})
export type LagAnswer = z.infer<typeof lagAnswer>

// ── Groups ─────────────────────────────────────────────────────────────────────────────────────────────────────────
export const lagGroup = z.object({
  site: z.string(),
  group: z.string(),
  /** classic, consumer (KIP-848), share, streams; null: not seen yet. */
  kind: z.string().nullable(),
  /** As the broker says: Stable, Empty … */
  state: z.string().nullable(),
  members: z.number().int().nullable(),
  rebalancedAt: instant.nullable(),
  topics: z.array(z.string()),
  partitions: z.number().int(),
  status,
  since: instant.nullable(),
  timeLagSeconds: z.number().nullable(),
  /** As Kafka's tool adds it up; null: no commit anywhere. */
  lag: int64.nullable(),
  consumable: int64,
  lost: int64,
  inPerSecond: z.number().nullable(),
  readPerSecond: z.number().nullable(),
  drain: lagRow.shape.drain,
  /** The least of its partitions; null: kept for ever. */
  marginSeconds: z.number().nullable(),
  retentionRisk: z.boolean(),
  /** What its worst partition is. */
  worst: z.object({ topic: z.string(), partition: z.number().int() }),
  /** The partition that takes far more than its share of its topic. */
  hot: z.object({ topic: z.string(), partition: z.number().int(), share: z.number() }).nullable(),
  /** Of its worst topic, by partition: at most 48. */
  cells: z.array(z.object({ partition: z.number().int(), status, timeLagSeconds: z.number().nullable() })),
  /** The worst time lag of each of the last 60 minutes; null: not heard. */
  lastHour: z.array(z.number().nullable()),
  sampledAt: instant,
})
export type LagGroup = z.infer<typeof lagGroup>
export const lagGroupsAnswer = z.object({
  items: z.array(lagGroup),
  nextCursor: z.null(),
  sampledAt: instant.nullable(),
  stale: z.boolean(),
  sites: z.array(lagSite),
})
export type LagGroupsAnswer = z.infer<typeof lagGroupsAnswer>

// ── History ────────────────────────────────────────────────────────────────────────────────────────────────────────
export const lagHistoryQuery = z.object({
  ...place,
  partition: z.coerce.number().int().min(0).optional(),
  /** Default: the last six hours. Kept: 10 s for 48 h, minutes for 30 days, hours and days for 13 months. */
  from: moment.optional(),
  to: moment.optional(),
  /** Points of a line, at most 1,000. */
  points: z.coerce.number().int().min(10).max(1_000).default(360),
  /** `partitions`: a line per partition of one topic of one group, for the heat map. */
  by: z.enum(['group', 'partitions']).default('group'),
})
const line = z.array(z.number().nullable())
export const lagHistoryAnswer = z.object({
  from: instant,
  to: instant,
  /** Point i stands for [from + i · step, from + (i + 1) · step): its worst. null: nobody looked; never zero. */
  stepSeconds: z.number().int(),
  resolution: z.enum(['10 s', '1 min', '5 min', '1 h', '1 d']),
  series: z.array(
    z.object({
      site: z.string(),
      group: z.string(),
      /** null: all topics of the group. */
      topic: z.string().nullable(),
      partition: z.number().int().nullable(),
      timeLagSeconds: line,
      lag: line,
      /** Of one partition within the last 48 h. */
      committed: line.optional(),
      end: line.optional(),
    }),
  ),
  /** Interruptions and rebalances of these groups in this time. */
  events: z.array(
    z.object({
      site: z.string(),
      group: z.string(),
      what: z.string(),
      from: instant,
      to: instant.nullable(),
      words: z.string(),
    }),
  ),
})
export type LagHistory = z.infer<typeof lagHistoryAnswer>

// ── One partition ──────────────────────────────────────────────────────────────────────────────────────────────────
export const lagPartitionQuery = z.object({
  site: searchText(50),
  group: searchText(255),
  topic: searchText(249),
  partition: z.coerce.number().int().min(0),
})
export const lagPartitionAnswer = z.object({
  row: lagRow,
  group: lagGroup.pick({ kind: true, state: true, members: true, rebalancedAt: true }),
  retentionSeconds: z.number().nullable(),
  /** Its share of what comes in for the whole topic at this site. */
  shareOfTopic: z.number().nullable(),
  deadLetters: z.object({ open: z.number().int(), all: z.number().int() }),
})
export type LagPartition = z.infer<typeof lagPartitionAnswer>
