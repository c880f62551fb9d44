/** Keeps what the list of consumer groups shows: a summary of each group and the worst of each minute of its last hour. */
import { timeCode } from '../../domain/lag-code.ts'
import type { GroupPartition, GroupSummary, LastHour } from '../../domain/lag-group.ts'
import { HOUR_MINUTES, NO_HOUR, summarise, withWorst } from '../../domain/lag-group.ts'
import type { Client } from '../postgres/pool.ts'
import { consumableOf } from './consumable.ts'
import type { LagSample } from './watch.ts'

const MINUTE_MS = 60_000

/** What `lag_group_summary.summary` holds. */
export type KeptSummary = GroupSummary & { readonly hour: LastHour }

// index: lag_group_summary_pkey; one document of all groups, some kB each
const SAVE = `
  insert into lag_group_summary as g (site, consumer_group, sampled_at, summary)
  select $1, key, $2, value from json_each($3::json)
  on conflict (site, consumer_group) do update set sampled_at = excluded.sampled_at, summary = excluded.summary`

// After a start: the hour as far as it was kept. index: lag_minute_pkey (series, at); the newest minutes from lag_raw_pkey
const LAST_HOUR = `
  select s.consumer_group as "group", floor(date_part('epoch', m.at) / 60)::int as minute, max(m.worst_time)::int as worst
    from (select at, series, worst_time from lag_minute where at >= $2::timestamptz - interval '60 minutes'
          union all
          select at, series, worst_time from lag_raw where at >= $2::timestamptz - interval '3 minutes') m
    join lag_series s on s.id = m.series
   where s.site = $1 and s.consumer_group <> ''
   group by 1, 2`

type Hours = Map<string, LastHour>

const readHours = async (client: Client, site: string, at: Date): Promise<Hours> => {
  const { rows } = await client.query<{ group: string; minute: number; worst: number }>(LAST_HOUR, [site, at])
  const hours: Hours = new Map()
  for (const { group, minute, worst } of rows) hours.set(group, withWorst(hours.get(group) ?? NO_HOUR, minute, worst))
  return hours
}

const partitionOf = (sample: LagSample): GroupPartition => ({
  topic: sample.topic,
  partition: sample.partition,
  status: sample.status,
  statusSinceMs: sample.statusSinceMs,
  lag: sample.committed === null ? null : sample.end - sample.committed,
  lost: sample.committed === null ? 0 : Math.max(0, sample.low - sample.committed),
  consumable: sample.timeLag.method === 'read_up' ? 0 : consumableOf(sample),
  timeLagSeconds: sample.timeLag.seconds,
  inPerSecond: sample.inPerSecond,
  readPerSecond: sample.readPerSecond,
  marginSeconds: sample.marginSeconds,
  isRetentionRisk: sample.isRetentionRisk,
})

const byGroup = (samples: readonly LagSample[]): Map<string, LagSample[]> => {
  const groups = new Map<string, LagSample[]>()
  for (const sample of samples) {
    const those = groups.get(sample.group)
    if (those) those.push(sample)
    else groups.set(sample.group, [sample])
  }
  return groups
}

export type SaveGroups = (client: Client, site: string, at: Date, samples: readonly LagSample[]) => Promise<void>

/** Remembers the hours of one process; a new one reads them from the history. */
export const openSaveGroups = (): SaveGroups => {
  const known = new Map<string, Hours>()
  return async (client, site, at, samples) => {
    const hours = known.get(site) ?? (await readHours(client, site, at))
    const minute = Math.floor(at.getTime() / MINUTE_MS)
    const summaries: Record<string, KeptSummary> = {}
    for (const [group, those] of byGroup(samples)) {
      const worst = Math.max(...those.map(({ timeLag }) => timeCode(timeLag.seconds)))
      const hour = withWorst(hours.get(group) ?? NO_HOUR, minute, worst)
      hours.set(group, hour)
      summaries[group] = { ...summarise(those.map(partitionOf)), hour }
    }
    for (const [group, hour] of hours) if (minute - hour.minute >= HOUR_MINUTES) hours.delete(group)
    known.set(site, hours)
    await client.query(SAVE, [site, at, JSON.stringify(summaries)])
  }
}
