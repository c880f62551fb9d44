import { z } from 'zod'
import { instant, int64, moment, searchText } from './common.ts'
import { deadLetterState } from './dead-letters.ts'

/** Settings that say how long a topic keeps what, and how it is written. Others are the broker's own business. */
export const TOPIC_SETTINGS = [
  'cleanup.policy',
  'retention.ms',
  'retention.bytes',
  'min.insync.replicas',
  'max.message.bytes',
  'compression.type',
] as const

export const topicPartition = z.object({
  partition: z.number().int(),
  low: int64,
  end: int64,
  stableEnd: int64,
  /** On the leader's disk; null: the broker did not say. */
  bytes: int64.nullable(),
})
export const topicAt = z.object({
  site: z.string(),
  topic: z.string(),
  purpose: z.string(),
  /** null: the site does not answer, and `why` says so. Never shown as zero. */
  partitions: z.array(topicPartition).nullable(),
  settings: z.array(z.object({ name: z.string(), value: z.string(), isDefault: z.boolean() })),
  readBy: z.array(z.string()),
  writtenBy: z.array(z.string()),
})
export type TopicAt = z.infer<typeof topicAt>
export const topicsAnswer = z.object({
  items: z.array(topicAt),
  nextCursor: z.null(),
  sites: z.array(z.object({ name: z.string(), why: z.string().nullable() })),
  readAt: instant,
})
export type Topics = z.infer<typeof topicsAnswer>

/** Messages of one look: a page that a person reads. More is a second look. */
export const MESSAGES_MAX = 200
export const topicMessagesParams = z.object({ topic: searchText(249) })
export const topicMessagesQuery = z.object({
  site: searchText(50),
  /** Default: all of them, in the order of the records' times. */
  partition: z.coerce.number().int().min(0).max(100_000).optional(),
  /** The first offset (needs a partition), or the first time. Without either: the newest. */
  offset: int64.optional(),
  at: moment.optional(),
  /** Only records with this key: its partition is known by hashing it. */
  key: searchText(500).optional(),
  /** Live tail: `partition:offset` pairs with commas, as given in `next` of the look before. */
  after: z
    .string()
    .regex(/^\d{1,6}:\d{1,19}(,\d{1,6}:\d{1,19}){0,999}$/, 'is no place to go on from')
    .optional(),
  limit: z.coerce.number().int().min(1).max(MESSAGES_MAX).default(50),
})
export const topicMessage = z.object({
  partition: z.number().int(),
  offset: int64,
  at: instant,
  /** As text; null: the record has none. */
  key: z.string().nullable(),
  bytes: z.number().int(),
  /** At most 4 kB of the value; the whole has `bytes`. */
  base64: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  decoded: z.record(z.string(), z.unknown()).nullable(),
  /** Why `decoded` is null; null with it: the record has no value (a tombstone). */
  decodeError: z.string().nullable(),
})
export type TopicMessage = z.infer<typeof topicMessage>
export const topicMessagesAnswer = z.object({
  site: z.string(),
  topic: z.string(),
  schema: z.string(),
  items: z.array(topicMessage),
  nextCursor: z.null(),
  /** Where a live tail goes on, as `after` takes it. */
  next: z.string(),
  /** Records looked at, and whether the look ended because of its bound of records or of time. */
  searched: z.number().int(),
  bounded: z.boolean(),
})
export type TopicMessages = z.infer<typeof topicMessagesAnswer>

/** What a place in the log is about: no payload, so everybody who sees line items may ask. */
export const placeQuery = z.object({
  topic: searchText(249),
  partition: z.coerce.number().int().min(0).max(100_000),
  offset: int64,
  /** Default: home for billing topics, every site for the others. */
  site: searchText(50).optional(),
})
export const placeHit = z.object({
  site: z.string(),
  lineItemId: z.string().nullable(),
  fileId: int64.nullable(),
  deadLetter: z
    .object({ id: int64, processor: z.string(), fingerprint: z.string(), state: deadLetterState })
    .nullable(),
  words: z.string(),
})
export type PlaceHit = z.infer<typeof placeHit>
export const placeAnswer = z.object({ items: z.array(placeHit), nextCursor: z.null() })
