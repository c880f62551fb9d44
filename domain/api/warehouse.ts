import { z } from 'zod'
import { QUERY_LIMITS, SNAPSHOTS, SQL_CHARS_MAX } from '../warehouse.ts'
import { instant, int64, searchText } from './common.ts'

export const warehouseColumn = z.object({ name: z.string(), type: z.string() })

export const warehouseTable = z.object({
  /** As SQL names it: usage.actions, snapshot.accounts. */
  name: z.string(),
  topic: z.string().nullable(),
  columns: z.array(warehouseColumn),
  files: int64,
  rows: int64,
  bytes: int64,
  /** The newest record in it; of a snapshot, when it was taken. null: nothing yet. */
  newestAt: instant.nullable(),
  /** Of a snapshot: somebody asked for a newer one. */
  isAsked: z.boolean(),
})
export type WarehouseTableAnswer = z.infer<typeof warehouseTable>

export const warehouseAnswer = z.object({
  tables: z.array(warehouseTable),
  files: int64,
  rows: int64,
  bytes: int64,
  /** Partitions whose archiver stands still and waits for a person. */
  stopped: z.number().int(),
  now: instant,
})
export type WarehouseAnswer = z.infer<typeof warehouseAnswer>

const sql = searchText(SQL_CHARS_MAX)
const limit = z.enum(Object.keys(QUERY_LIMITS) as [keyof typeof QUERY_LIMITS]).default('quick')

export const queryCommand = z.strictObject({ sql, limit, explain: z.boolean().default(false) })
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])
export const queryAnswer = z.object({
  columns: z.array(warehouseColumn),
  /** 64-bit numbers, decimals and times are text: JSON would round them. */
  rows: z.array(z.array(cell)),
  /** There are more rows than an answer holds. */
  isCut: z.boolean(),
  milliseconds: z.number(),
})
export type QueryResult = z.infer<typeof queryAnswer>

export const downloadCommand = z.strictObject({ sql, format: z.enum(['csv', 'parquet']) })

export const savedQuery = z.object({
  id: int64,
  name: z.string(),
  sql: z.string(),
  owner: z.string(),
  isShared: z.boolean(),
  savedAt: instant,
})
export const queryRun = z.object({
  id: int64,
  sql: z.string(),
  startedAt: instant,
  milliseconds: z.number().int().nullable(),
  rows: z.number().int().nullable(),
  outcome: z.string(),
})
export const queriesAnswer = z.object({
  /** One's own, and what others share. */
  saved: z.array(savedQuery),
  /** One's own last statements, newest first. */
  history: z.array(queryRun),
})
export type QueriesAnswer = z.infer<typeof queriesAnswer>

const queryName = searchText(80)
  .transform((text) => text.trim())
  .refine((text) => text !== '', 'needs a name')
export const saveQueryCommand = z.strictObject({ name: queryName, sql, isShared: z.boolean().default(false) })
export const removeQueryCommand = z.strictObject({ id: int64 })
export const snapshotCommand = z.strictObject({ name: z.enum(SNAPSHOTS) })
export const doneAnswer = z.object({ done: z.boolean() })
