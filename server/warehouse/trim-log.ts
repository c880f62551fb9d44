/**
 * Removes records from Kafka that the archive holds and has proven. Only usage topics, only by command: billing, account,
 * dead-letter and retry topics are what a fresh database is rebuilt from (R21), and stay.
 */
import { PROCESSORS, type ProcessorSpec, topicNamed, USAGE_TOPICS } from '../../domain/pipeline.ts'
import { writeAudit } from '../desk/audit.ts'
import type { Hydro } from '../kafka/client.ts'
import { logBounds, partitionCount } from '../kafka/log-reader.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

export type TrimPlan = {
  readonly partition: number
  readonly low: number
  /** Everything below goes. */
  readonly to: number
  /** Why not further. */
  readonly because: string
}

type FileRow = { from_offset: number; next_offset: number; greatest_timestamp: Date; proven: boolean; epoch: number }

const FILES = `
  select f.from_offset, f.next_offset, f.greatest_timestamp, f.proven_at is not null as proven, f.epoch
    from archive_file f
   where f.site = $1 and f.topic = $2 and f.partition = $3 and f.state = 'written'
     and f.epoch = (select c.epoch from stream_cursor c where c.processor = 'warehouse-archiver'
                       and c.site = $1 and c.topic = $2 and c.partition = $3)
   order by f.from_offset`
const CURSORS = `select processor, least(next_offset, committed_offset) as at from stream_cursor
                  where site = $1 and topic = $2 and partition = $3`

export const whyNotTrimmed = (topic: string): string | undefined =>
  (USAGE_TOPICS as readonly string[]).includes(topic)
    ? undefined
    : `${topic} is not trimmed: a fresh database is rebuilt from it. Only usage topics are (${USAGE_TOPICS.join(', ')}).`

/** How far each partition may go: what is archived without a gap, proven, older than asked, and read by everyone. */
export const planTrim = async (
  pool: Pool,
  hydro: Hydro,
  at: { readonly site: string; readonly topic: string; readonly olderThan: Date },
): Promise<TrimPlan[]> => {
  const refusal = whyNotTrimmed(at.topic)
  if (refusal) throw new Error(refusal)
  const count = await partitionCount(hydro, at.site, at.topic)
  const partitions = Array.from({ length: count }, (_, partition) => partition)
  const bounds = (await logBounds(hydro, at.site, new Map([[at.topic, partitions]]))).get(at.topic)
  const readers = (PROCESSORS as readonly ProcessorSpec[])
    .filter((spec) => spec.reads.some((name) => name === topicNamed(at.topic)?.name))
    .map(({ name }) => name as string)
  const plans: TrimPlan[] = []
  for (const partition of partitions) {
    const low = bounds?.get(partition)?.low ?? 0
    const place = [at.site, at.topic, partition]
    const { rows: files } = await pool.query<FileRow>(FILES, place)
    const { rows: cursors } = await pool.query<{ processor: string; at: number }>(CURSORS, place)
    let to = low
    let because = 'everything in the archive is older and proven'
    const first = files.findIndex((file) => file.next_offset > low)
    if (first < 0) because = 'nothing of it is archived'
    for (const file of first < 0 ? [] : files.slice(first)) {
      if (file.from_offset > to) because = `offset ${to} is not archived`
      else if (!file.proven) because = `offset ${to} is archived, but not proven: run \`hydro archive prove\``
      else if (file.greatest_timestamp >= at.olderThan) because = 'what follows is not old enough'
      else {
        to = file.next_offset
        continue
      }
      break
    }
    for (const reader of readers) {
      const cursor = cursors.find(({ processor }) => processor === reader)
      if ((cursor?.at ?? 0) < to) {
        to = Math.max(low, cursor?.at ?? 0)
        because = `${reader} has not read further`
      }
    }
    plans.push({ partition, low, to, because })
  }
  return plans
}

/** Removes what was planned; the plan is made anew, so that nothing is removed that is not proven now. */
export const trimLog = async (
  pool: Pool,
  hydro: Hydro,
  at: { readonly site: string; readonly topic: string; readonly olderThan: Date },
  by: { readonly actor: string; readonly why: string },
): Promise<TrimPlan[]> => {
  const plans = (await planTrim(pool, hydro, at)).filter(({ low, to }) => to > low)
  if (plans.length === 0) return []
  await inTransaction(pool, (tx) =>
    writeAudit(tx, {
      actor: by.actor,
      action: 'log.trim',
      subject: `${at.topic}@${at.site}`,
      why: by.why,
      detail: { plans, olderThan: at.olderThan.toISOString() },
    }),
  )
  const admin = await hydro.admin(at.site)
  await admin.fetchTopicOffsets(at.topic) // deleteTopicRecords fails until this admin knows them
  await admin.deleteTopicRecords({
    topic: at.topic,
    partitions: plans.map(({ partition, to }) => ({ partition, offset: String(to) })),
  })
  return plans
}
