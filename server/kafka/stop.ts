/** A partition that stands still and waits for a person (R4, R5, R7, storm stop). */
import type { Poison } from '../../domain/poison.ts'
import { plural, sentence } from '../../domain/words.ts'
import type { CursorKey } from '../postgres/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import type { Source } from './dead-letters.ts'
import { gatherRows } from './gather.ts'

export type StopKind =
  | 'dead_letter_storm'
  | 'poison'
  | 'lost_range'
  | 'topic_made_anew'
  | 'database_behind_log'
  | 'defect'

/** Thrown where going on would cost money; the runtime records it and lets the partition stand. */
export class StopPartition extends Error {
  override readonly name = 'StopPartition'
  readonly whatHappened: string
  constructor(
    readonly kind: StopKind,
    /** the offset where it stands */
    readonly at: number,
    /** A sentence: the two others follow it on pages. */
    whatHappened: string,
    readonly whatItMeans: string,
    readonly whatToDo: string,
  ) {
    super(whatHappened)
    this.whatHappened = sentence(whatHappened)
  }
}

export const recordStop = async (pool: Pool, key: CursorKey, stop: StopPartition): Promise<void> => {
  await pool.query(
    `insert into stream_stop
       (processor, site, topic, partition, kind, record_offset, what_happened, what_it_means, what_to_do)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (processor, site, topic, partition) do nothing`,
    [
      key.processor,
      key.site,
      key.topic,
      key.partition,
      stop.kind,
      stop.at,
      stop.whatHappened,
      stop.whatItMeans,
      stop.whatToDo,
    ],
  )
}

type StandingStop = { readonly topic: string; readonly partition: number; readonly what_happened: string }

/** Undefined where nothing stands still. */
export const standingStop = gatherRows<StandingStop>(
  'select topic, partition, what_happened from stream_stop where processor = $1 and site = $2',
)

export const stormStop = (source: Source, at: number, dead: number, records: number): StopPartition =>
  new StopPartition(
    'dead_letter_storm',
    at,
    `${source.processor} stopped at ${source.topic}:${source.partition}@${source.site}: ${dead} of the last ${records} messages read would become dead letters`,
    'So many mean that the code or the catalogue is wrong, not the data. Nothing of this batch was decided; usage waits in the log and nothing is lost.',
    'Mend the cause and resume the processor, or resume it with a number of dead letters that you allow.',
  )

/** Poison where there are no dead letters is a stop: shown to a person with the record it stands on. */
export const poisonStop = (source: Source, at: number, poison: Poison): StopPartition =>
  new StopPartition(
    'poison',
    at,
    `${source.processor} met a record that can never work: ${poison.message}`,
    'This partition stands still. Nothing is lost: the record stays in the log.',
    'Mend the cause, then resume the processor.',
  )

export const lostRange = (source: Source, from: number, to: number, why: string): StopPartition =>
  new StopPartition(
    'lost_range',
    from,
    `${source.topic}:${source.partition}@${source.site} ${why}: offsets ${from} to ${to - 1} are gone`,
    `${plural(to - from, 'record was', 'records were')} never processed and cannot be read any more from this broker.`,
    'Find them in the archive or at their producer. Then resume with --new-epoch, which accepts the loss.',
  )
