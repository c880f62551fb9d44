/**
 * Lag as Prometheus text, under the names that the ecosystem's boards and rules know (kafka_exporter), with a label `site`.
 * Written out line by line: a site of 10,000 partitions has 60,000 lines, which a registry of objects takes seconds for.
 */
import { STATUSES } from '../../domain/api/common.ts'
import type { LagRow } from '../../domain/api/lag.ts'
import type { Pool } from '../postgres/pool.ts'
import { readLag } from './lag.ts'

/** Label values: backslash, quote and line end are escaped (Prometheus text format). */
const value = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')

type Family = { readonly name: string; readonly help: string; readonly lines: string[] }
const family = (name: string, help: string): Family => ({ name, help, lines: [] })
const printed = ({ name, help, lines }: Family): string =>
  lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('\n')}\n`

// A row per group of a site.
const MEMBERS = `select site, consumer_group as "group", members from lag_group where members is not null`

const sumBy = (rows: readonly LagRow[], of: (row: LagRow) => string | null): Map<string, bigint> => {
  const sums = new Map<string, bigint>()
  for (const row of rows) {
    const amount = of(row)
    if (amount === null) continue
    const labels = `consumergroup="${value(row.group)}",site="${value(row.site)}",topic="${value(row.topic)}"`
    sums.set(labels, (sums.get(labels) ?? 0n) + BigInt(amount))
  }
  return sums
}

export const lagMetrics = async (pool: Pool, now: Date): Promise<string> => {
  const [first, members] = await Promise.all([
    readLag(pool, {}, now),
    pool.query<{ site: string; group: string; members: number }>(MEMBERS),
  ])
  const rows = [...first.items]
  for (let cursor = first.nextCursor; cursor; ) {
    const next = await readLag(pool, { cursor }, now)
    rows.push(...next.items)
    cursor = next.nextCursor
  }
  const lag = family('kafka_consumergroup_lag', 'Log end less committed offset, as kafka-consumer-groups prints it')
  const current = family('kafka_consumergroup_current_offset', 'Committed offset')
  const lagSum = family('kafka_consumergroup_lag_sum', 'Log end less committed offset of all partitions of a topic')
  const currentSum = family('kafka_consumergroup_current_offset_sum', 'Committed offsets of all partitions of a topic')
  const memberCount = family('kafka_consumergroup_members', 'Members of a group')
  const end = family('kafka_topic_partition_current_offset', 'Log end of a partition')
  const oldest = family('kafka_topic_partition_oldest_offset', 'First offset that retention has left')
  const partitions = family('kafka_topic_partitions', 'Partitions that are read by any group')
  const seconds = family('kafka_consumergroup_lag_seconds', 'Age of the first record that is not committed')
  const consumable = family('hydrometer_consumergroup_consumable', 'Records that can be read just now')
  const lost = family('hydrometer_consumergroup_lost', 'Records that retention took before they were read')
  const margin = family('hydrometer_consumergroup_retention_seconds', 'Until retention takes the first unread record')
  const status = family(
    'hydrometer_consumergroup_status',
    'The status of a partition as a number: 0 ok, 1 warn, 2 stall, 3 stop, 4 rewind, 5 no commit',
  )
  const heard = family('hydrometer_lag_sample_age_seconds', 'Since the site was last looked at')
  const took = family('hydrometer_lag_round_seconds', 'What the last look at the site took')
  const requests = family('hydrometer_lag_round_requests', 'Requests to the brokers of the last look')

  const topics = new Map<string, { end: string; low: string }>()
  const counts = new Map<string, number>()
  for (const row of rows) {
    const at = `partition="${row.partition}",site="${value(row.site)}",topic="${value(row.topic)}"`
    const labels = `{consumergroup="${value(row.group)}",${at}}`
    if (row.lag !== null) lag.lines.push(`${lag.name}${labels} ${row.lag}`)
    if (row.committed !== null) current.lines.push(`${current.name}${labels} ${row.committed}`)
    if (row.timeLagSeconds !== null) seconds.lines.push(`${seconds.name}${labels} ${row.timeLagSeconds.toFixed(3)}`)
    consumable.lines.push(`${consumable.name}${labels} ${row.consumable}`)
    lost.lines.push(`${lost.name}${labels} ${row.lost}`)
    status.lines.push(`${status.name}${labels} ${STATUSES.indexOf(row.status)}`)
    const left = row.retentionMargin.seconds
    if (left !== null) margin.lines.push(`${margin.name}${labels} ${left.toFixed(0)}`)
    if (!topics.has(at)) {
      topics.set(at, { end: row.end, low: row.low })
      const topic = `site="${value(row.site)}",topic="${value(row.topic)}"`
      counts.set(topic, (counts.get(topic) ?? 0) + 1)
    }
  }
  for (const [at, bounds] of topics) {
    end.lines.push(`${end.name}{${at}} ${bounds.end}`)
    oldest.lines.push(`${oldest.name}{${at}} ${bounds.low}`)
  }
  for (const [labels, count] of counts) partitions.lines.push(`${partitions.name}{${labels}} ${count}`)
  for (const [labels, sum] of sumBy(rows, (row) => row.lag)) lagSum.lines.push(`${lagSum.name}{${labels}} ${sum}`)
  for (const [labels, sum] of sumBy(rows, (row) => row.committed))
    currentSum.lines.push(`${currentSum.name}{${labels}} ${sum}`)
  for (const row of members.rows)
    memberCount.lines.push(
      `${memberCount.name}{consumergroup="${value(row.group)}",site="${value(row.site)}"} ${row.members}`,
    )
  for (const site of first.sites) {
    const labels = `{site="${value(site.site)}"}`
    heard.lines.push(`${heard.name}${labels} ${((now.getTime() - Date.parse(site.sampledAt)) / 1000).toFixed(1)}`)
    took.lines.push(`${took.name}${labels} ${(site.tookMs / 1000).toFixed(3)}`)
    requests.lines.push(`${requests.name}${labels} ${site.requests}`)
  }
  return [
    lag,
    current,
    lagSum,
    currentSum,
    memberCount,
    end,
    oldest,
    partitions,
    seconds,
    consumable,
    lost,
    margin,
    status,
    heard,
    took,
    requests,
  ]
    .map(printed)
    .join('')
}
