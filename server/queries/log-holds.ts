/** What the logs between the steps still hold: their ends, read from Kafka, less where the cursors stood before. */
import { PROCESSORS, topicNamed, topicsReadAt } from '../../domain/pipeline.ts'
import type { Hydro } from '../kafka/client.ts'
import { logBounds, partitionCount } from '../kafka/log-reader.ts'
import { withDeadline } from './with-deadline.ts'

export type CursorPlace = {
  readonly processor: string
  readonly site: string
  readonly topic: string
  readonly partition: number
  readonly next: number
}

const ENDS_DEADLINE_MS = 3_000

/**
 * Records by topic that their processor has not decided, all sites together. The ends are read after the cursors, so
 * that the result is never less than what was waiting when the cursors were read.
 */
export const waitingByTopic = async (hydro: Hydro, cursors: readonly CursorPlace[]): Promise<Map<string, number>> => {
  const at = new Map(cursors.map((c) => [`${c.processor} ${c.site} ${c.topic} ${c.partition}`, c.next]))
  const waiting = new Map<string, number>()
  await Promise.all(
    hydro.sites.map(async (site) => {
      const topics = [...new Set(PROCESSORS.flatMap((spec) => topicsReadAt(spec, site)))]
      const wanted = new Map(
        await Promise.all(
          topics.map(async (topic) => {
            const count = await partitionCount(hydro, site.name, topic)
            return [topic, Array.from({ length: count }, (_, i) => i)] as const
          }),
        ),
      )
      const bounds = await logBounds(hydro, site.name, wanted)
      for (const spec of PROCESSORS)
        for (const topic of topicsReadAt(spec, site))
          for (const [partition, { low, end }] of bounds.get(topic) ?? []) {
            const next = at.get(`${spec.name} ${site.name} ${topic} ${partition}`) ?? low
            waiting.set(topic, (waiting.get(topic) ?? 0) + Math.max(0, end - next))
          }
    }),
  )
  return waiting
}

export const readWaiting = (hydro: Hydro, cursors: readonly CursorPlace[]): Promise<Map<string, number>> =>
  withDeadline(waitingByTopic(hydro, cursors), ENDS_DEADLINE_MS, 'Kafka')

export const isUsageTopic = (topic: string): boolean => topicNamed(topic)?.place === 'every-site'
