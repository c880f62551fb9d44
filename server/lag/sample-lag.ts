/**
 * One round of lag at one site: committed offsets and log bounds of Hydrometer's own groups in a few bulk requests, and
 * the time of the first unread record of each partition that is behind.
 */
import { PROCESSORS, topicsReadAt } from '../../domain/pipeline.ts'
import type { Hydro } from '../kafka/client.ts'
import { type LogBounds, logBounds, partitionCount, readRecordAtOrAfter } from '../kafka/log-reader.ts'
import type { Pool } from '../postgres/pool.ts'

/** Reading first records costs a fetch each: the rest of a very wide group keeps the figure it had. */
const FIRST_RECORDS_MAX = 64

type Sample = {
  group: string
  topic: string
  partition: number
  committed: number | null
  bounds: LogBounds
  timeLagSeconds: number | null
}

const wantedAt = async (hydro: Hydro, site: string): Promise<Map<string, Map<string, number[]>>> => {
  const byGroup = new Map<string, Map<string, number[]>>()
  for (const spec of PROCESSORS) {
    const at = hydro.site(site)
    if (spec.runs === 'home' && !at.isHome) continue
    const topics = new Map<string, number[]>()
    for (const topic of topicsReadAt(spec, at)) {
      const count = await partitionCount(hydro, site, topic)
      topics.set(
        topic,
        Array.from({ length: count }, (_, partition) => partition),
      )
    }
    byGroup.set(spec.name, topics)
  }
  return byGroup
}

const committedOffsets = async (hydro: Hydro, site: string, group: string, topics: ReadonlyMap<string, number[]>) => {
  const coordinator = await (await hydro.cluster(site)).findGroupCoordinator({ groupId: group })
  const { responses } = await coordinator.offsetFetch({
    groupId: group,
    topics: [...topics].map(([topic, partitions]) => ({
      topic,
      partitions: partitions.map((partition) => ({ partition })),
    })),
  })
  const found = new Map<string, number | null>()
  for (const { topic, partitions } of responses)
    for (const { partition, offset } of partitions)
      found.set(`${topic}:${partition}`, Number(offset) < 0 ? null : Number(offset))
  return found
}

export const sampleLag = async (pool: Pool, hydro: Hydro, site: string): Promise<void> => {
  const byGroup = await wantedAt(hydro, site)
  const all = new Map<string, number[]>()
  for (const topics of byGroup.values()) for (const [topic, partitions] of topics) all.set(topic, partitions)
  // Commits first: a log that grows in between shows a little more lag, never a commit beyond its end.
  const commits = new Map<string, Awaited<ReturnType<typeof committedOffsets>>>()
  for (const [group, topics] of byGroup) commits.set(group, await committedOffsets(hydro, site, group, topics))
  const bounds = await logBounds(hydro, site, all)
  const samples: Sample[] = []
  for (const [group, topics] of byGroup) {
    const committed = commits.get(group)!
    for (const [topic, partitions] of topics)
      for (const partition of partitions) {
        const at = bounds.get(topic)?.get(partition)
        if (at)
          samples.push({
            group,
            topic,
            partition,
            committed: committed.get(`${topic}:${partition}`) ?? null,
            bounds: at,
            timeLagSeconds: 0,
          })
      }
  }
  await timeLags(hydro, site, samples)
  await save(pool, site, samples)
}

/** How old the first unread record is: measured, or null where it was not read. A partition that is read up has none. */
const timeLags = async (hydro: Hydro, site: string, samples: Sample[]): Promise<void> => {
  const behind = samples.filter(({ committed, bounds }) => bounds.stableEnd > Math.max(committed ?? 0, bounds.low))
  for (const sample of behind) sample.timeLagSeconds = null
  await Promise.all(
    behind.slice(0, FIRST_RECORDS_MAX).map(async (sample) => {
      const from = Math.max(sample.committed ?? 0, sample.bounds.low)
      const record = await readRecordAtOrAfter(hydro, site, sample.topic, sample.partition, from)
      if (record) sample.timeLagSeconds = Math.max(0, (Date.now() - record.timestampMs) / 1000)
    }),
  )
}

const save = async (pool: Pool, site: string, samples: readonly Sample[]): Promise<void> => {
  await pool.query(
    `insert into lag_sample
       (site, consumer_group, topic, partition, committed, log_end, stable_end, low, time_lag_seconds, time_lag_method)
     select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
                              $9::float8[], $10::text[])
     on conflict (site, consumer_group, topic, partition) do update set
       committed = excluded.committed, log_end = excluded.log_end, stable_end = excluded.stable_end, low = excluded.low,
       time_lag_seconds = excluded.time_lag_seconds, time_lag_method = excluded.time_lag_method, sampled_at = now()`,
    [
      site,
      samples.map((s) => s.group),
      samples.map((s) => s.topic),
      samples.map((s) => s.partition),
      samples.map((s) => s.committed),
      samples.map((s) => s.bounds.end),
      samples.map((s) => s.bounds.stableEnd),
      samples.map((s) => s.bounds.low),
      samples.map((s) => s.timeLagSeconds),
      samples.map((s) => (s.timeLagSeconds === null ? null : 'first_unread_record')),
    ],
  )
}
