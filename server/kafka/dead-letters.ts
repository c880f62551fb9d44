/**
 * Dead letters are decisions (R7): recorded in Postgres by the record that failed, before they are produced; a replay
 * repeats them whatever the code says now.
 */
import { fingerprint, Poison, type PoisonClass } from '../../domain/poison.ts'
import { ERROR_MESSAGE_CHARS_MAX, ERROR_STACK_BYTES_MAX } from '../limits.ts'
import type { Client, Pool } from '../postgres/pool.ts'
import {
  foreignHeaders,
  type Headers,
  headerNumber,
  type Origin,
  originHeaders,
  originOf,
  releaseHeaders,
} from './headers.ts'
import type { LogRecord } from './log-reader.ts'
import type { OutRecord } from './sender.ts'

/** The record that failed: the key of R7. */
export type Source = {
  readonly processor: string
  readonly site: string
  readonly topic: string
  readonly partition: number
}

export type DeadLetter = {
  readonly source: Source
  readonly record: LogRecord
  readonly origin: Origin
  readonly errorClass: PoisonClass
  readonly message: string
  readonly stack: string
  /** Deliveries so far: 1 for a usage event, one more for each redrive. */
  readonly attempt: number
  readonly product: string
  readonly accountId: number | null
}

export const deadLetterOf = (
  source: Source,
  record: LogRecord,
  poison: Poison,
  known: { product?: string; accountId?: number | null } = {},
): DeadLetter => ({
  source,
  record,
  origin: originOf(record) ?? {
    site: source.site,
    topic: source.topic,
    partition: source.partition,
    offset: record.offset,
    timestampMs: record.timestampMs,
  },
  errorClass: poison.errorClass,
  message: poison.message.slice(0, ERROR_MESSAGE_CHARS_MAX),
  stack: poison.stack ?? '',
  attempt: headerNumber(record, 'hydro-attempt') ?? 1,
  product: known.product ?? '',
  accountId: known.accountId ?? null,
})

const isoTime = (ms: number): string => new Date(Math.min(Math.max(ms, 0), 253_402_300_799_999)).toISOString()

/** Records the decisions; those already recorded stay as they are. Part of the caller's transaction, or alone. */
export const recordDeadLetters = async (tx: Client | Pool, letters: readonly DeadLetter[]): Promise<void> => {
  if (letters.length === 0) return
  await tx.query({
    name: 'record_dead_letters',
    text: `insert into dead_letter
             (processor, source_site, source_topic, source_partition, source_offset, source_timestamp,
              origin_site, origin_topic, origin_partition, origin_offset, origin_timestamp,
              error_class, error_message, fingerprint, attempt, product, account_id)
           select * from unnest
             ($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::timestamptz[],
              $7::text[], $8::text[], $9::int[], $10::bigint[], $11::timestamptz[],
              $12::text[], $13::text[], $14::text[], $15::int[], $16::text[], $17::bigint[])
           on conflict (processor, source_site, source_topic, source_partition, source_offset) do nothing`,
    values: [
      letters.map((l) => l.source.processor),
      letters.map((l) => l.source.site),
      letters.map((l) => l.source.topic),
      letters.map((l) => l.source.partition),
      letters.map((l) => l.record.offset),
      letters.map((l) => isoTime(l.record.timestampMs)),
      letters.map((l) => l.origin.site),
      letters.map((l) => l.origin.topic),
      letters.map((l) => l.origin.partition),
      letters.map((l) => l.origin.offset),
      letters.map((l) => isoTime(l.origin.timestampMs)),
      letters.map((l) => l.errorClass),
      letters.map((l) => l.message),
      letters.map((l) => fingerprint(l.source.processor, l.errorClass, l.message)),
      letters.map((l) => l.attempt),
      letters.map((l) => l.product),
      letters.map((l) => l.accountId),
    ],
  })
}

/** Where the payloads are, once acknowledged: the desk reads them there. The first place stays. */
export const recordLetterPlaces = async (
  pool: Pool,
  letters: readonly DeadLetter[],
  at: { readonly partition: number; readonly offsets: readonly number[] },
): Promise<void> => {
  const first = letters[0]
  if (!first) return
  const { processor, site, topic, partition } = first.source
  await pool.query({
    name: 'record_letter_places',
    text: `update dead_letter d set letter_partition = $6, letter_offset = s.letter_offset
             from unnest($5::bigint[], $7::bigint[]) as s (source_offset, letter_offset)
            where d.processor = $1 and d.source_site = $2 and d.source_topic = $3 and d.source_partition = $4
              and d.source_offset = s.source_offset and d.letter_offset is null`,
    values: [processor, site, topic, partition, letters.map((l) => l.record.offset), at.partition, at.offsets],
  })
}

/** Decisions recorded at or beyond an offset, by offset: what a replay must repeat. Bounded by what was in flight. */
export const recordedDeadLetters = async (pool: Pool, source: Source, from: number): Promise<Map<number, Poison>> => {
  const { rows } = await pool.query<{ source_offset: number; error_class: PoisonClass; error_message: string }>(
    `select source_offset, error_class, error_message from dead_letter
      where processor = $1 and source_site = $2 and source_topic = $3 and source_partition = $4 and source_offset >= $5`,
    [source.processor, source.site, source.topic, source.partition, from],
  )
  return new Map(rows.map((row) => [row.source_offset, new Poison(row.error_class, row.error_message)]))
}

/** What goes to `<processor>.dead-letter`: the original bytes, untouched, its own headers, and ours (contract). */
export const letterRecord = (letter: DeadLetter, failedAtMs: number, partition: number): OutRecord => {
  const { source, record } = letter
  const headers: Headers = {
    ...foreignHeaders(record),
    'hydro-source-site': source.site,
    'hydro-source-topic': source.topic,
    'hydro-source-partition': String(source.partition),
    'hydro-source-offset': String(record.offset),
    'hydro-source-timestamp': String(record.timestampMs),
    ...originHeaders(letter.origin),
    'hydro-processor': source.processor,
    'hydro-error-class': letter.errorClass,
    'hydro-error-message': letter.message,
    'hydro-error-stack': Buffer.from(letter.stack).subarray(0, ERROR_STACK_BYTES_MAX),
    'hydro-failed-at': new Date(failedAtMs).toISOString(),
    'hydro-attempt': String(letter.attempt),
    'hydro-fingerprint': fingerprint(source.processor, letter.errorClass, letter.message),
    ...releaseHeaders(record),
  }
  // A null value stays null in meaning: an empty value cannot decode either, and Kafka would compact nothing here.
  return { partition, key: record.key, value: record.value ?? Buffer.alloc(0), headers }
}
