/** The usage event itself, read from its site's log when someone asks: repository and actor are kept nowhere else. */
import type { RecordPlace } from '../../domain/api/common.ts'
import type { Passport } from '../../domain/api/line-items.ts'
import { VISIBILITY } from '../../domain/line-item.ts'
import { USAGE_TOPICS, type UsageTopic } from '../../domain/pipeline.ts'
import type { Hydro } from '../kafka/client.ts'
import { readRecord } from '../kafka/log-reader.ts'
import { decodeUsage } from '../proto/codec.ts'
import { inWords } from '../world-away.ts'
import { plainFields } from './plain-fields.ts'
import { withDeadline } from './with-deadline.ts'

/** A page waits no longer for a site that is away; what Postgres knows is shown anyway. */
const READ_DEADLINE_MS = 3_000

const visibilityName = (code: number): string | null =>
  Object.entries(VISIBILITY).find(([name, value]) => value === code && name !== 'unspecified')?.[0] ?? null

const isUsageTopic = (topic: string): topic is UsageTopic => (USAGE_TOPICS as readonly string[]).includes(topic)

export const readUsageEvent = async (
  hydro: () => Hydro,
  origin: RecordPlace,
  may: { readonly payloads: boolean },
): Promise<{ event: Passport['event']; missing: string | null }> => {
  const { site, topic, partition, offset } = origin
  if (!isUsageTopic(topic)) return { event: null, missing: `${topic} is not a topic of usage events` }
  try {
    const record = await withDeadline(
      readRecord(hydro(), site, topic, partition, Number(offset)),
      READ_DEADLINE_MS,
      `site ${site}`,
    )
    if (!record?.value)
      return { event: null, missing: `The event is no longer in ${topic} at ${site}: its retention has passed.` }
    const event = decodeUsage(topic, record.value)
    return {
      event: {
        recordedAt: new Date(record.timestampMs).toISOString(),
        bytes: record.value.length,
        repositoryName: event.repositoryName || null,
        repositoryVisibility: 'repositoryVisibility' in event ? visibilityName(event.repositoryVisibility) : null,
        actorLogin: 'actorLogin' in event ? event.actorLogin || null : null,
        fields: may.payloads ? plainFields(event) : null,
      },
      missing: null,
    }
  } catch (error) {
    return { event: null, missing: `The event could not be read from ${topic} at ${site} just now: ${inWords(error)}` }
  }
}
