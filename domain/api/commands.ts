import { z } from 'zod'
import { COMMAND_IDS_MAX } from '../command-limits.ts'
import { instant, int64, partitionPlace, searchText, uuid } from './common.ts'
import { reason } from './line-items.ts'

const command = {
  /** true (default): say what would happen and change nothing. */
  dryRun: z.boolean().default(true),
  /** Why, for the audit log. Needed to act. */
  why: searchText(500)
    .transform((text) => text.trim())
    .default(''),
}
const mustSayWhy = <T extends z.ZodType<{ dryRun: boolean; why: string }>>(schema: T) =>
  schema.refine((body) => body.dryRun || body.why !== '', {
    path: ['why'],
    message: 'say why; it is kept in the audit log',
  })

export const deadLetterSelection = z.union([
  z.strictObject({ ids: z.array(int64).min(1).max(COMMAND_IDS_MAX) }),
  z.strictObject({
    processor: searchText(100),
    fingerprint: searchText(200).optional(),
    /** Only what was read from this partition: `usage.actions:3@iad`. */
    source: partitionPlace.optional(),
  }),
])
export type DeadLetterSelection = z.infer<typeof deadLetterSelection>

export const deadLettersCommand = mustSayWhy(z.strictObject({ select: deadLetterSelection, ...command }))
export type DeadLettersCommand = z.infer<typeof deadLettersCommand>

export const lineItemSelection = z.union([
  z.strictObject({ ids: z.array(uuid).min(1).max(COMMAND_IDS_MAX) }),
  z.strictObject({ reason, /** Only of this account. */ accountId: int64.optional() }),
])
export type LineItemSelection = z.infer<typeof lineItemSelection>
export const releaseCommand = mustSayWhy(z.strictObject({ select: lineItemSelection, ...command }))
export type ReleaseCommand = z.infer<typeof releaseCommand>

/** What happened, or with dryRun what would happen. The numbers add up: selected = acted + skipped. */
export const commandAnswer = z.object({
  dryRun: z.boolean(),
  selected: z.number().int(),
  /** Changed, or would change. */
  acted: z.number().int(),
  /** Not in a state in which this can be done, by why. */
  skipped: z.array(z.object({ why: z.string(), count: z.number().int() })),
  /** Where the messages go, for redrives and releases. */
  to: z.array(z.object({ topic: z.string(), count: z.number().int() })),
  /** More were selected than one command takes; ask again after it is done. */
  more: z.boolean(),
  words: z.string(),
  auditId: int64.nullable(),
})
export type CommandAnswer = z.infer<typeof commandAnswer>

export const resumeCommand = mustSayWhy(
  z.strictObject({
    processor: searchText(100),
    site: searchText(50).optional(),
    topic: searchText(249).optional(),
    partition: z.number().int().min(0).optional(),
    /** Go on although the topic was made anew (R5): the cursor starts a new epoch at the log's start. */
    newEpoch: z.boolean().default(false),
    /** Dead letters allowed beyond the storm limit before it stops again. */
    allowDeadLetters: z.number().int().min(0).max(1_000_000).default(0),
    ...command,
  }),
)
export type ResumeCommand = z.infer<typeof resumeCommand>
export const resumeAnswer = z.object({
  dryRun: z.boolean(),
  partitions: z.array(
    z.object({
      site: z.string(),
      topic: z.string(),
      partition: z.number().int(),
      kind: z.string(),
      recordOffset: int64,
      whatHappened: z.string(),
      resumed: z.boolean(),
      why: z.string(),
    }),
  ),
  words: z.string(),
  auditId: int64.nullable(),
})
export type ResumeAnswer = z.infer<typeof resumeAnswer>

/** A calendar month, UTC. */
export const closePeriodCommand = mustSayWhy(
  z.strictObject({ month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/), ...command }),
)
export type ClosePeriodCommand = z.infer<typeof closePeriodCommand>
export const periodAnswer = z.object({
  dryRun: z.boolean(),
  month: z.string(),
  /** It was closed, or with dryRun would be; false: `words` says why not. */
  acted: z.boolean(),
  closedAt: instant.nullable(),
  /** What of it is still on its way, and what becomes of that. */
  still: z.array(z.string()),
  words: z.string(),
  auditId: int64.nullable(),
})
export type PeriodAnswer = z.infer<typeof periodAnswer>
