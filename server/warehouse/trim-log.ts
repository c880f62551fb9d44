/**
 * Removes records from Kafka that the archive holds and has proven. Only usage topics, only by command: billing, account,
 * dead-letter and retry topics are what a fresh database is rebuilt from (R21), and stay.
 */
import { PROCESSORS, type ProcessorSpec, topicNamed, USAGE_TOPICS } from '../../domain/pipeline.ts'
import { writeAudit } from '../desk/audit.ts'
import type { Hydro } from '../kafka/client.ts'
import { logBounds, partitionCount } from '../kafka/log-reader.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { commitsOf, provenTo, readersAt } from './proven-to.ts'

export type TrimPlan = {
  readonly partition: number
  readonly low: number
  /** Everything below goes. */
  readonly to: number
  /** Why not further. */
  readonly because: string
}

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
  // A cursor knows the commit of the decision before: where nothing follows, only the groups know the last one.
  const commits = await commitsOf(hydro, at.site, at.topic, readers)
  const plans: TrimPlan[] = []
  for (const partition of partitions) {
    const { low, end } = bounds?.get(partition) ?? { low: 0, end: 0 }
    const place = { site: at.site, topic: at.topic, partition }
    const proven = await provenTo(pool, place, low, at.olderThan)
    const committed = new Map(readers.map((reader) => [reader, commits.get(reader)?.get(partition) ?? 0]))
    const cursors = await readersAt(pool, place, committed)
    let { to, because } = proven
    if (to === end) because = low === end ? 'the log has nothing' : 'the log ends there'
    for (const reader of readers) {
      const readTo = cursors.get(reader) ?? 0
      if (readTo < to) {
        to = Math.max(low, readTo)
        because = `${reader} has read and committed no further`
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
