/** Takes the cursor over and finds where reading begins: R4, R5, R21, and R27's first line. */
import { type NewEpoch, newEpoch, startOffset } from '../../domain/start-offset.ts'
import { type Cursor, takeCursor } from '../postgres/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import type { Hydro } from './client.ts'
import type { Source } from './dead-letters.ts'
import { gatherBy, gatherRows } from './gather.ts'
import { type LogBounds, partitionBounds, readRecordAtOrAfter } from './log-reader.ts'
import type { StreamProcessor } from './processor.ts'
import { recordSha256 } from './record-digest.ts'
import { lostRange, StopPartition } from './stop.ts'

const keepsEverything = (topic: string): boolean =>
  topic.startsWith('billing.') || topic.endsWith('.retry') || topic.endsWith('.dead-letter')

export const findStart = async (options: {
  pool: Pool
  hydro: Hydro
  processor: StreamProcessor
  source: Source
}): Promise<{ cursor: Cursor; from: number; allowance: number; isNewEpoch: boolean }> => {
  const { pool, hydro, processor, source } = options
  const { site, topic, partition } = source
  const readBounds = async (): Promise<LogBounds> => {
    const found = await partitionBounds(hydro, site, topic, partition)
    if (!found) throw new Error(`${topic} has no partition ${partition} at ${site}`)
    return found
  }
  const [seen, groupCommitted] = await Promise.all([readBounds(), committedOffset(hydro, source)])
  let bounds = seen
  const keeps = keepsEverything(topic)
  const epoch = await acceptedEpoch(pool, hydro, source, bounds, groupCommitted)
  const cursor = await takeCursor(pool, source, {
    low: keeps ? 0 : bounds.low,
    groupCommitted,
    ...(epoch && { epoch }),
  })
  // Until its token was taken, the worker before could read and decide beyond the end that was seen above.
  if (cursor.nextOffset > bounds.end) bounds = await readBounds()
  // What a person accepted is not asked again: the old commit may be beyond a new topic, or negative.
  const start =
    epoch ??
    startOffset({
      cursorIsNew: cursor.isNew,
      cursorNext: cursor.nextOffset,
      cursorCommitted: cursor.committedOffset,
      groupCommitted,
      low: bounds.low,
      end: bounds.end,
      keepsEverything: keeps,
      resumesAtCursor: processor.resumesAtCursor,
      rebuilding: cursor.rebuildTo > cursor.nextOffset,
    })
  if ('stop' in start) throw stopFor(source, start)
  if (!epoch) await checkPriorRecord(hydro, source, cursor, bounds)
  // Used up by the start that goes through, not by one that has to wait for the world.
  if (cursor.deadLetterAllowance !== 0)
    await pool.query(
      `update stream_cursor set dead_letter_allowance = 0
        where processor = $1 and site = $2 and topic = $3 and partition = $4 and dead_letter_allowance = $5`,
      [source.processor, site, topic, partition, cursor.deadLetterAllowance],
    )
  return {
    cursor,
    from: start.from,
    allowance: cursor.deadLetterAllowance,
    isNewEpoch: epoch !== undefined,
  }
}

/** Undefined unless a person accepted a loss or a topic made anew since the last start. */
const acceptedEpoch = async (
  pool: Pool,
  hydro: Hydro,
  source: Source,
  bounds: LogBounds,
  groupCommitted: number | null,
): Promise<NewEpoch | undefined> => {
  const { site, topic, partition } = source
  const row = await acceptedStart(pool, source)
  if (!row) return undefined
  const cursorNext = row.next_offset
  const isWithin = cursorNext >= bounds.low && cursorNext <= bounds.end
  const prior = { nextOffset: cursorNext, priorSha256: row.prior_sha256 }
  const isSameTopic = isWithin && (await whyAnother(hydro, source, prior, bounds)) === undefined
  const first = isSameTopic ? await readRecordAtOrAfter(hydro, site, topic, partition, cursorNext) : undefined
  return newEpoch({
    cursorNext,
    cursorCommitted: row.committed_offset,
    groupCommitted,
    low: bounds.low,
    isSameTopic,
    firstAtCursor: first?.offset,
  })
}

type AcceptedStart = {
  topic: string
  partition: number
  next_offset: number
  committed_offset: number
  prior_sha256: Buffer | null
}

const acceptedStart = gatherRows<AcceptedStart>(
  `select topic, partition, next_offset, committed_offset, prior_sha256 from stream_cursor
    where processor = $1 and site = $2 and accept_start`,
)

/** As it is now; what many partitions ask at the same time is asked together. */
const committedOffset = gatherBy(
  ({ site, processor }: Source) => `${site}/${processor}`,
  async (hydro: Hydro, sources): Promise<(number | null)[]> => {
    const { site, processor: groupId } = sources[0]!
    const coordinator = await (await hydro.cluster(site)).findGroupCoordinator({ groupId })
    const topics = [...new Set(sources.map(({ topic }) => topic))].map((topic) => ({
      topic,
      partitions: sources.filter((one) => one.topic === topic).map(({ partition }) => ({ partition })),
    }))
    const { responses } = await coordinator.offsetFetch({ groupId, topics })
    return sources.map((source) => {
      const answers = responses.find(({ topic }) => topic === source.topic)?.partitions
      const offset = Number(answers?.find(({ partition }) => partition === source.partition)?.offset ?? -1)
      return offset === -1 ? null : offset
    })
  },
)

const stopFor = (source: Source, start: Exclude<ReturnType<typeof startOffset>, { from: number }>): StopPartition => {
  const where = `${source.topic}:${source.partition}@${source.site}`
  switch (start.stop) {
    case 'lost_range': {
      const [from, to] = start.lost
      if (from < to) return lostRange(source, from, to, 'lost what its committed offset still needs')
      return new StopPartition(
        'lost_range',
        start.at,
        `${where} cannot be resumed: the committed offset is ${start.committed}, which no worker of ours commits`,
        `Something else committed for the group ${source.processor}, or the client did because records were gone for a while. The log has everything from ${from} on.`,
        `Look for who committed it. Then resume with --new-epoch, which goes on at ${from}.`,
      )
    }
    case 'database_behind_log':
      return new StopPartition(
        'database_behind_log',
        start.at,
        `The database is behind the log: ${where} is committed at ${start.committed}, the cursor stands at ${start.at}`,
        'Decisions made after the database was saved are missing from it. Going on could bill them twice.',
        'Stop all workers and recover the database from the log.',
      )
    case 'topic_made_anew':
      return madeAnew(source, start.at, `its log ends at ${start.end}, before the cursor at ${start.at}`)
  }
}

const madeAnew = (source: Source, at: number, why: string): StopPartition =>
  new StopPartition(
    'topic_made_anew',
    at,
    `${source.topic}:${source.partition}@${source.site} is not the topic it was: ${why}`,
    'The topic was deleted and made again, or the broker lost records. Offsets no longer name the same records.',
    'Find out what happened to the topic. Resume with --new-epoch once the loss is understood.',
  )

/** R5: the record before the cursor is the one that was there. Compaction and retention may have taken it. */
const checkPriorRecord = async (hydro: Hydro, source: Source, cursor: Cursor, bounds: LogBounds): Promise<void> => {
  const why = await whyAnother(hydro, source, cursor, bounds)
  if (why) throw madeAnew(source, cursor.nextOffset, why)
}

const whyAnother = async (
  hydro: Hydro,
  source: Source,
  cursor: Pick<Cursor, 'nextOffset' | 'priorSha256'>,
  bounds: LogBounds,
): Promise<string | undefined> => {
  const prior = cursor.nextOffset - 1
  if (!cursor.priorSha256 || prior < 0) return undefined
  const gone = keepsEverything(source.topic) ? `the record at ${prior} is gone` : undefined
  if (prior < bounds.low) return gone
  const record = await readRecordAtOrAfter(hydro, source.site, source.topic, source.partition, prior)
  if (record?.offset !== prior) return gone
  return recordSha256(record).equals(cursor.priorSha256) ? undefined : `the record at ${prior} is another one`
}
