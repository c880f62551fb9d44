/** What the logs between the steps still hold: their ends, read from Kafka, less where the cursors stood before. */
import { PROCESSORS, type ProcessorSpec, processor, topicNamed, topicsReadAt } from '../../domain/pipeline.ts'
import type { Hydro } from '../kafka/client.ts'
import { logBounds, partitionCount } from '../kafka/log-reader.ts'
import { commitsOf } from '../warehouse/proven-to.ts'
import { withDeadline } from './with-deadline.ts'

export type CursorPlace = {
  readonly processor: string
  readonly site: string
  readonly topic: string
  readonly partition: number
  readonly next: number
}

const ENDS_DEADLINE_MS = 3_000

/** The archive follows minutes later: counted as waiting, its backlog would hide as many events that have no place. */
const STEPS = (PROCESSORS as readonly ProcessorSpec[]).filter((spec) => spec.commitsLateSeconds === undefined)

/**
 * Records by topic that their processor has not decided, all sites together. The ends are read after the cursors, so
 * that the result is never less than what was waiting when the cursors were read. What the filter has decided and not
 * committed may not be on billing.submittable yet: it counts as waiting there.
 */
export const waitingByTopic = async (hydro: Hydro, cursors: readonly CursorPlace[]): Promise<Map<string, number>> => {
  const at = new Map(cursors.map((c) => [`${c.processor} ${c.site} ${c.topic} ${c.partition}`, c.next]))
  const waiting = new Map([['billing.submittable', await decidedButUnsent(hydro, cursors)]])
  await Promise.all(
    hydro.sites.map(async (site) => {
      const topics = [...new Set(STEPS.flatMap((spec) => topicsReadAt(spec, site)))]
      const wanted = new Map(
        await Promise.all(
          topics.map(async (topic) => {
            const count = await partitionCount(hydro, site.name, topic)
            return [topic, Array.from({ length: count }, (_, i) => i)] as const
          }),
        ),
      )
      const bounds = await logBounds(hydro, site.name, wanted)
      for (const spec of STEPS)
        for (const topic of topicsReadAt(spec, site))
          for (const [partition, { low, end }] of bounds.get(topic) ?? []) {
            const next = at.get(`${spec.name} ${site.name} ${topic} ${partition}`) ?? low
            waiting.set(topic, (waiting.get(topic) ?? 0) + Math.max(0, end - next))
          }
    }),
  )
  return waiting
}

/** Read before the ends: what is committed by then is below them. */
const decidedButUnsent = async (hydro: Hydro, cursors: readonly CursorPlace[]): Promise<number> => {
  const { name: filter, reads } = processor('submission-filter')
  let unsent = 0
  await Promise.all(
    reads.map(async (topic) => {
      const commits = (await commitsOf(hydro, hydro.home.name, topic, [filter])).get(filter)
      for (const { partition, next } of cursors.filter((c) => c.processor === filter && c.topic === topic))
        unsent += Math.max(0, next - Math.max(0, commits?.get(partition) ?? 0))
    }),
  )
  return unsent
}

/** So long nobody asks again a log that did not answer in time: pages that need its word say at once that it is missing. */
const SILENT_KEPT_MS = 10_000
const silent = new WeakMap<Hydro, { readonly untilMs: number; readonly error: unknown }>()

export const readWaiting = async (hydro: Hydro, cursors: readonly CursorPlace[]): Promise<Map<string, number>> => {
  const last = silent.get(hydro)
  if (last && performance.now() < last.untilMs) throw last.error
  try {
    return await withDeadline(waitingByTopic(hydro, cursors), ENDS_DEADLINE_MS, 'Kafka')
  } catch (error) {
    const isLate = (error as { code?: unknown }).code === 'ETIMEDOUT'
    if (isLate) silent.set(hydro, { untilMs: performance.now() + SILENT_KEPT_MS, error })
    throw error
  }
}

export const isUsageTopic = (topic: string): boolean => topicNamed(topic)?.place === 'every-site'
