/** What a processor is given of a partition in the hands of this worker: each call throws when the partition was lost. */
import type { StormWindow } from '../../domain/dead-letter-storm.ts'
import type { Poison } from '../../domain/poison.ts'
import { killPoint } from '../kill-point.ts'
import { type Cursor, decide, rememberState } from '../postgres/cursor.ts'
import { letterRecord, recordLetterPlaces, type Source } from './dead-letters.ts'
import type { RunDeps } from './partition-run.ts'
import type { PartitionContext } from './processor.ts'
import { stormStop } from './stop.ts'

type Loaded = {
  readonly cursor: Cursor
  readonly from: number
  readonly recorded: ReadonlyMap<number, Poison>
  readonly storm: StormWindow
  /** Whether the batch in hand can be taken again with more records. */
  canGrow(): boolean
}

/** Of a partition's first, small batches: with the records that wait behind them it can be told whether they are a storm. */
export class TooFewToJudge extends Error {}

/** `check` throws when the partition is no longer ours, or what went wrong meanwhile. */
export const partitionContext = (
  { pool, sender, figures, letterPartitions }: RunDeps,
  source: Source,
  { cursor, from, recorded, storm, canGrow }: Loaded,
  check: () => void,
): PartitionContext => ({
  source,
  cursor,
  startOffset: from,
  recorded,
  decide: async (work) => {
    check()
    const result = await decide(pool, cursor, work)
    killPoint(`${source.processor}/decided`)
    return result
  },
  remember: async (state) => {
    check()
    await rememberState(pool, cursor, state)
  },
  send: async (topic, records) => {
    check()
    if (records.length === 0) return []
    figures.sent(records.length)
    killPoint(`${source.processor}/sending/${topic}`)
    const sent = await sender.send(topic, records)
    killPoint(`${source.processor}/sent/${topic}`)
    return sent
  },
  sendDeadLetters: async (letters) => {
    if (letters.length === 0) return
    check()
    const now = Date.now()
    killPoint(`${source.processor}/sending/${source.processor}.dead-letter`)
    const partition = source.partition % letterPartitions
    const offsets = await sender.send(
      `${source.processor}.dead-letter`,
      letters.map((letter) => letterRecord(letter, now, partition)),
    )
    killPoint(`${source.processor}/sent-dead-letters`)
    await recordLetterPlaces(pool, letters, { partition, offsets })
    figures.count('dead_letter', letters.length)
  },
  admit: (records, dead) => {
    if (canGrow() && storm.isTooFewToJudge(records, dead, Date.now())) throw new TooFewToJudge()
    if (!storm.admit(records, dead, Date.now())) throw stormStop(source, cursor.nextOffset, dead, records)
  },
  count: (outcome, events) => figures.count(outcome, events),
  latency: figures.latency,
})
