/**
 * Messages of a topic for a person: from an offset, from a time, with a key, the newest, or what came since the last look.
 * Bounded by records, bytes and time, and the answer says when a bound ended it.
 */
import type { z } from 'zod'
import type { TopicMessage, TopicMessages, topicMessagesQuery } from '../../domain/api/topics.ts'
import { topicNamed } from '../../domain/pipeline.ts'
import { ApiProblem, notFound } from '../api/problem.ts'
import type { Hydro } from '../kafka/client.ts'
import { type LogBounds, type LogRecord, logBounds, offsetsAt, partitionCount, readLog } from '../kafka/log-reader.ts'
import { LOOK_BYTES_MAX, LOOK_MS_MAX, LOOK_RECORDS_MAX } from '../limits.ts'
import { inspectMessage } from '../proto/inspect.ts'
import { schemaTopic } from '../proto/schema-of.ts'
import { withDeadline } from './with-deadline.ts'

/** What a table shows of one value; the decoded fields are whole. */
const SHOWN_BYTES_MAX = 4 * 1024
const DEADLINE_MS = LOOK_MS_MAX + 2_000

type Query = z.output<typeof topicMessagesQuery>
type Found = { readonly partition: number; readonly record: LogRecord }
/** One partition's part of a look: read [from, readTo), of which these were kept. */
type Part = { readonly partition: number; readonly from: number; readTo: number; readonly kept: LogRecord[] }
type Budget = { records: number; bytes: number; readonly until: number; bounded: boolean }

export const readTopicMessages = (hydro: Hydro, topic: string, query: Query): Promise<TopicMessages> =>
  withDeadline(look(hydro, topic, query), DEADLINE_MS, `site ${query.site}`)

const look = async (hydro: Hydro, topic: string, query: Query): Promise<TopicMessages> => {
  checkPlace(hydro, topic, query)
  const starts = await startsOf(hydro, topic, query)
  const isNewest = query.after === undefined && query.at === undefined && query.offset === undefined
  const budget: Budget = {
    records: LOOK_RECORDS_MAX,
    bytes: LOOK_BYTES_MAX,
    until: performance.now() + LOOK_MS_MAX,
    bounded: false,
  }
  const parts: Part[] = []
  for (const { partition, from, bounds } of starts) {
    // Each partition has its share: one that is full of other keys must not hide the others.
    const share = Math.ceil(LOOK_RECORDS_MAX / starts.length)
    parts.push(
      await readPart(hydro, { site: query.site, topic, partition, from, to: bounds.end }, query, budget, share),
    )
  }
  const all = parts.flatMap(({ partition, kept }) => kept.map((record): Found => ({ partition, record })))
  all.sort(byTime)
  const shown = isNewest ? all.slice(-query.limit) : all.slice(0, query.limit)
  return {
    site: query.site,
    topic,
    schema: schemaWords(topic),
    items: shown.map((found) => toMessage(topic, found)),
    nextCursor: null,
    next: parts.map((part) => `${part.partition}:${goOnAt(part, isNewest ? all : shown)}`).join(','),
    searched: LOOK_RECORDS_MAX - budget.records,
    bounded: budget.bounded,
  }
}

const checkPlace = (hydro: Hydro, topic: string, { site, partition, offset }: Query): void => {
  const known = topicNamed(topic)
  if (!known) throw notFound(`There is no topic ${topic.slice(0, 100)} in Hydro.`)
  const at = hydro.sites.find(({ name }) => name === site)
  if (!at || (known.place === 'home' && !at.isHome))
    throw notFound(
      `${topic} is not at site ${site.slice(0, 50)}; ${known.place === 'home' ? `it lives at ${hydro.home.name}` : `sites are ${hydro.sites.map(({ name }) => name).join(', ')}`}.`,
    )
  if (offset !== undefined && partition === undefined)
    throw new ApiProblem('invalid_request', 'An offset counts within one partition: say which. Nothing was read.', [
      { in: 'query', field: 'partition', message: 'is needed with offset' },
    ])
}

type Start = { readonly partition: number; readonly from: number; readonly bounds: LogBounds }

const startsOf = async (hydro: Hydro, topic: string, query: Query): Promise<Start[]> => {
  const count = await partitionCount(hydro, query.site, topic)
  if (query.partition !== undefined && query.partition >= count)
    throw notFound(`${topic} at ${query.site} has the partitions 0 to ${count - 1}.`)
  const partitions = query.partition === undefined ? Array.from({ length: count }, (_, i) => i) : [query.partition]
  const bounds = (await logBounds(hydro, query.site, new Map([[topic, partitions]]))).get(topic)
  const times = query.at === undefined ? undefined : await offsetsAt(hydro, query.site, topic, Date.parse(query.at))
  const after = new Map((query.after ?? '').split(',').map((pair) => pair.split(':').map(Number) as [number, number]))
  return partitions.map((partition) => {
    const b = bounds?.get(partition) ?? { low: 0, end: 0, stableEnd: 0 }
    const clamp = (offset: number) => Math.min(Math.max(offset, b.low), b.end)
    const from = (): number => {
      if (query.after !== undefined) return clamp(after.get(partition) ?? b.end)
      if (query.offset !== undefined) return clamp(Number(query.offset))
      if (times) return clamp(times.get(partition) ?? b.end)
      const back = query.key === undefined ? query.limit : Math.ceil(LOOK_RECORDS_MAX / partitions.length)
      return clamp(b.end - back)
    }
    return { partition, from: from(), bounds: b }
  })
}

type Stretch = { site: string; topic: string; partition: number; from: number; to: number }

const readPart = async (hydro: Hydro, at: Stretch, query: Query, budget: Budget, share: number): Promise<Part> => {
  const part: Part = { partition: at.partition, from: at.from, readTo: at.from, kept: [] }
  if (at.from >= at.to) return part
  let left = share
  for await (const record of readLog(hydro, at)) {
    if (left <= 0 || budget.records <= 0 || budget.bytes <= 0 || performance.now() > budget.until) {
      budget.bounded = true
      return part
    }
    left--
    budget.records--
    part.readTo = record.offset + 1
    if (query.key !== undefined && record.key?.toString() !== query.key) continue
    part.kept.push(record)
    budget.bytes -= record.value?.length ?? 0
    if (part.kept.length >= query.limit) return part
  }
  part.readTo = Math.max(part.readTo, at.to)
  return part
}

/** Where the next look goes on: at the first record that was read but not shown, else behind what was read. */
const goOnAt = (part: Part, shown: readonly Found[]): number => {
  const seen = new Set(shown.filter(({ partition }) => partition === part.partition).map(({ record }) => record.offset))
  return part.kept.find(({ offset }) => !seen.has(offset))?.offset ?? part.readTo
}

const byTime = (a: Found, b: Found): number =>
  a.record.timestampMs - b.record.timestampMs || a.partition - b.partition || a.record.offset - b.record.offset

const schemaWords = (topic: string): string =>
  /\.(dead-letter|retry)$/.test(topic) ? 'that of the topic it came from' : topic

const headersOf = (record: LogRecord): TopicMessage['headers'] =>
  Object.entries(record.headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((v) => ({ name, value: v?.toString() ?? '' })),
  )

const toMessage = (topic: string, { partition, record }: Found): TopicMessage => {
  const { value } = record
  const { decoded, error } =
    value === null ? { decoded: null, error: null } : inspectMessage(schemaTopic(topic, record), value)
  return {
    partition,
    offset: String(record.offset),
    at: new Date(record.timestampMs).toISOString(),
    key: record.key?.toString('utf8') ?? null,
    bytes: value?.length ?? 0,
    base64: value?.subarray(0, SHOWN_BYTES_MAX).toString('base64') ?? '',
    headers: headersOf(record),
    decoded,
    decodeError: error,
  }
}
