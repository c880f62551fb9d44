/** Rows for tests of the API: a small world in which every number is known. Times are relative to `NOW`. */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { lineItemId, uuidBytes, uuidText } from '../../../domain/line-item-id.ts'
import { topicCode } from '../../../domain/pipeline.ts'

export const NOW = new Date()
/** The seed's day: today, at an hour that leaves both its neighbours alone. */
export const DAY = new Date(Math.floor(NOW.getTime() / 86_400_000) * 86_400_000)
export const at = (minutes: number): Date => new Date(DAY.getTime() + minutes * 60_000)

export const eventId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const itemId = (n: number, occurredAt: Date): string =>
  uuidText(lineItemId(uuidBytes(eventId(n)) as Buffer, occurredAt.getTime()))

export type SeedItem = {
  n: number
  account?: number
  sku?: string
  quantity?: [units: number, nanos: number]
  startedAt?: Date
  decision?: 1 | 2 | 3
  reason?: number
  attempt?: number
  site?: number
  topic?: string
  claimTopic?: string
}

export const seedAccount = (pool: pg.Pool, id: number, login: string, zuora = `A${String(id).padStart(8, '0')}`) =>
  pool.query(
    `insert into account (id, version, login, zuora_account_number, zuora_subscription_number, standing, billing_enabled, plan)
     values ($1, 3, $2, $3, '', 1, true, 2)`,
    [id, login, zuora],
  )

export const seedItem = async (pool: pg.Pool, item: SeedItem): Promise<string> => {
  const {
    n,
    account = 7,
    sku = 'actions_linux',
    quantity = [10, 0],
    startedAt = at(60),
    decision = 1,
    reason = 0,
    attempt = 1,
    site = 1,
  } = item
  const id = itemId(n, startedAt)
  await pool.query(
    `insert into line_item (id, event_id, account_id, units, nanos, started_at, ended_at, origin_site, origin_topic, origin_partition,
       origin_offset, decided_by_topic, decided_by_partition, decided_by_offset, account_version, decided_at, sku, decision, reason,
       attempt, zuora_identity)
     select $1, $2, $3, $4, $5, $6, $6::timestamptz + interval '5 minutes', $7, $8, 2, $9, $10, 3, $9, 3, $6::timestamptz + interval '6 minutes', s.code, $11, $12, $13, 0
       from sku s where s.sku = $14`,
    [
      id,
      eventId(n),
      account,
      quantity[0],
      quantity[1],
      startedAt,
      site,
      topicCode(item.topic ?? 'usage.actions'),
      n,
      topicCode(item.claimTopic ?? 'billing.line-items'),
      decision,
      reason,
      attempt,
      sku,
    ],
  )
  return id
}

export type SeedFile = {
  sequence: number
  partition?: number
  state: string
  rows: number
  items?: string[]
  openedAt?: Date
  totals?: Record<string, string>
  bytes?: Buffer
  objectKey?: string
  difference?: string
}

export const seedFile = async (pool: pg.Pool, file: SeedFile): Promise<string> => {
  const { sequence, partition = 1, state, rows, items = [], openedAt = new Date(DAY.getTime() + 1_000) } = file
  const id = sequence * 65536 + partition
  const sorted = [...items].sort()
  const done = !['open', 'closing'].includes(state)
  const balanced = ['balanced', 'submitting', 'submitted', 'imported', 'refused', 'unknown'].includes(state)
  await pool.query(
    `insert into csv_file (id, name, partition, sequence, state, first_offset, next_offset, opening_marks, profile, max_bytes, max_age_seconds,
       rows, bytes, digest, object_key, first_line_item_id, last_line_item_id, totals, difference, opened_at, closed_at, balanced_at, submitted_at, imported_at)
     values ($1, $2, $3, $4, $5, 100, 100 + $6::int, '[]', '{"dateFormat":"MM/DD/YYYY"}', 4000000, 900, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      id,
      `usage-k3f9a2-p${partition}-${String(sequence).padStart(8, '0')}.csv`,
      partition,
      sequence,
      state,
      rows,
      file.bytes?.length ?? rows * 80,
      file.bytes ? createHash('sha256').update(file.bytes).digest() : createHash('sha256').update('').digest(),
      file.objectKey ?? null,
      sorted[0] ?? null,
      sorted.at(-1) ?? null,
      file.totals ? JSON.stringify(file.totals) : null,
      file.difference ?? null,
      openedAt,
      done ? at(70) : null,
      balanced ? at(71) : null,
      ['submitted', 'imported'].includes(state) ? at(72) : null,
      state === 'imported' ? at(73) : null,
    ],
  )
  for (const [i, item] of items.entries())
    await pool.query(
      'insert into placement (line_item_id, file_id, row_number, attempt) values ($1, $2, $3, (select attempt from line_item where id = $1))',
      [item, id, i + 1],
    )
  await pool.query(
    `insert into csv_file_event (file_id, what, detail, actor, at) values ($1, 'opened', '{}', 'csv-builder', $2)`,
    [id, openedAt],
  )
  return String(id)
}

export type SeedLetter = {
  offset: number
  /** Of usage.actions. */
  partition?: number
  processor?: string
  fingerprint?: string
  state?: string
  letterOffset?: number | null
  failedAt?: Date
  message?: string
  site?: string
  account?: number
}
export const seedLetter = async (pool: pg.Pool, letter: SeedLetter): Promise<string> => {
  const { rows } = await pool.query<{ id: string }>(
    `insert into dead_letter (processor, source_site, source_topic, source_partition, source_offset, source_timestamp, origin_site, origin_topic,
       origin_partition, origin_offset, origin_timestamp, error_class, error_message, fingerprint, failed_at, letter_partition, letter_offset, state, account_id)
     values ($1, $2, 'usage.actions', $11, $3, $4, $2, 'usage.actions', $11, $3, $4, 'unknown_sku', $5, $6, $7, 4, $8, $9, $10) returning id::text as id`,
    [
      letter.processor ?? 'usage-relay',
      letter.site ?? 'iad',
      letter.offset,
      at(62),
      letter.message ?? 'Unknown SKU actions_linux_6_core',
      letter.fingerprint ?? 'aaaa',
      letter.failedAt ?? at(62),
      letter.letterOffset === undefined ? letter.offset : letter.letterOffset,
      letter.state ?? 'open',
      letter.account ?? null,
      letter.partition ?? 4,
    ],
  )
  return rows[0]!.id
}

export const seedCount = (
  pool: pg.Pool,
  processor: string,
  outcome: string,
  events: number,
  more: { sourceTopic?: string; product?: string; site?: string; topic?: string; hour?: Date } = {},
) =>
  pool.query(
    `with hours as (
       insert into event_count (processor, source_topic, source_partition, origin_site, origin_topic, product, hour, outcome, events)
       values ($1, $2, 0, $3, $4, $5, $6, $7, $8))
     insert into event_count_day as d (processor, source_topic, source_partition, origin_site, origin_topic, product, day, outcome, events)
     values ($1, $2, 0, $3, $4, $5, ($6::timestamptz at time zone 'UTC')::date, $7, $8)
     on conflict (processor, source_topic, source_partition, origin_site, origin_topic, product, day, outcome)
     do update set events = d.events + excluded.events`,
    [
      processor,
      more.sourceTopic ?? (processor === 'usage-relay' ? 'usage.actions' : 'billing.line-items'),
      more.site ?? 'iad',
      more.topic ?? 'usage.actions',
      more.product ?? 'actions',
      more.hour ?? at(60),
      outcome,
      events,
    ],
  )

/** `site`: empty of a job, which belongs to none. */
export const seedReport = (pool: pg.Pool, worker: string, site: string, figures: object = {}, reportedAt: Date = NOW) =>
  pool.query(
    `insert into worker_report (instance, worker, site, pid, state, state_since, started_at, figures, reported_at)
     values ($1, $2, $3, 42, 'running', $4, $4, $5, $6)`,
    [site ? `${worker}@${site}` : worker, worker, site, at(0), JSON.stringify(figures), reportedAt],
  )

export const seedLag = (
  pool: pg.Pool,
  group: string,
  topic: string,
  partition: number,
  more: { site?: string; committed?: number | null; end?: number; low?: number; seconds?: number } = {},
) =>
  pool.query(
    `insert into lag_sample (site, consumer_group, topic, partition, committed, log_end, stable_end, low, time_lag_seconds, time_lag_method, sampled_at)
     values ($1, $2, $3, $4, $5, $6, $6, $7, $8, 'record timestamp', $9)`,
    [
      more.site ?? 'iad',
      group,
      topic,
      partition,
      more.committed === undefined ? 90 : more.committed,
      more.end ?? 100,
      more.low ?? 0,
      more.seconds ?? 1.5,
      NOW,
    ],
  )
