/** What is at `topic:partition:offset@site`? Its line item, file or dead letter: no payload leaves here. */
import type { z } from 'zod'
import type { PlaceHit, placeQuery } from '../../domain/api/topics.ts'
import { identityOf } from '../../domain/event-identity.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import { topicNamed, USAGE_TOPICS, type UsageTopic } from '../../domain/pipeline.ts'
import { Poison } from '../../domain/poison.ts'
import { notFound } from '../api/problem.ts'
import type { Hydro } from '../kafka/client.ts'
import { originOf } from '../kafka/headers.ts'
import { type LogRecord, readRecord } from '../kafka/log-reader.ts'
import type { Pool } from '../postgres/pool.ts'
import { decodeCsvFileEvent, decodeLineItem, decodeUsage } from '../proto/codec.ts'
import { inWords } from '../world-away.ts'
import { whereDropped } from './dropped-month.ts'
import { findLineItem, findPlacements } from './line-items.ts'
import { withDeadline } from './with-deadline.ts'

const READ_DEADLINE_MS = 3_000

// index: dead_letter_origin (origin_site, origin_topic, origin_partition, origin_offset)
const BY_ORIGIN = `
  select id::text as id, processor, fingerprint, state from dead_letter
   where origin_site = $1 and origin_topic = $2 and origin_partition = $3 and origin_offset = $4 order by id desc limit 5`
// index: dead_letter_processor_source_site_…_key; a record is read by few processors
const BY_SOURCE = `
  select id::text as id, processor, fingerprint, state from dead_letter
   where processor = any(array['usage-relay', 'submission-filter', 'account-directory'])
     and source_site = $1 and source_topic = $2 and source_partition = $3 and source_offset = $4 order by id desc limit 5`
// index: csv_file_partition_sequence_revision_key
const FILE_OF_OFFSET = `
  select id::text as id, name from csv_file
   where partition = $1 and first_offset <= $2 and next_offset > $2 order by sequence desc, revision desc limit 1`

type Letter = NonNullable<PlaceHit['deadLetter']>
type Place = { site: string; topic: string; partition: number; offset: number }

const isUsageTopic = (topic: string): topic is UsageTopic => (USAGE_TOPICS as readonly string[]).includes(topic)

/** What a record says it is about; null where it says nothing that can be looked up. */
const subjectOf = (topic: string, record: LogRecord): { lineItemId?: string | null; fileId?: string } => {
  const from = topic === 'usage-relay.retry' || topic === 'usage-relay.dead-letter' ? originOf(record)?.topic : topic
  if (from !== undefined && isUsageTopic(from)) return { lineItemId: identityOf(decodeUsage(from, record.value)) }
  if (/^(billing\.(line-items|submittable|rejected)|submission-filter\.(retry|dead-letter))$/.test(topic))
    return { lineItemId: uuidText(decodeLineItem(record.value).lineItemId) }
  if (topic === 'billing.csv-files') {
    return { fileId: String(decodeCsvFileEvent(record.value).fileId) }
  }
  return {}
}

const readSubject = async (hydro: Hydro, { site, topic, partition, offset }: Place) => {
  const record = await withDeadline(
    readRecord(hydro, site, topic, partition, offset),
    READ_DEADLINE_MS,
    `site ${site}`,
  ).catch((error: unknown) => inWords(error))
  if (typeof record === 'string') return { words: `${site} could not be asked: ${record}` }
  if (!record) return null
  try {
    return { ...subjectOf(topic, record), words: '' }
  } catch (error) {
    if (error instanceof Poison) return { words: `does not decode: ${error.message}` }
    throw error
  }
}

const look = async (pool: Pool, hydro: Hydro, place: Place): Promise<PlaceHit[]> => {
  const values = [place.site, place.topic, place.partition, place.offset]
  const [byOrigin, bySource, ofOffset, subject] = await Promise.all([
    pool.query<Letter>(BY_ORIGIN, values),
    pool.query<Letter>(BY_SOURCE, values),
    place.topic === 'billing.submittable'
      ? pool.query<{ id: string; name: string }>(FILE_OF_OFFSET, [place.partition, place.offset])
      : { rows: [] },
    readSubject(hydro, place),
  ])
  const letters = new Map([...byOrigin.rows, ...bySource.rows].map((letter) => [letter.id, letter]))
  const hits: PlaceHit[] = [...letters.values()].map((deadLetter) => ({
    site: place.site,
    lineItemId: null,
    fileId: null,
    deadLetter,
    words: `dead letter of ${deadLetter.processor}`,
  }))
  const empty = { site: place.site, lineItemId: null, fileId: null, deadLetter: null }
  for (const file of ofOffset.rows) hits.push({ ...empty, fileId: file.id, words: `the offset is in ${file.name}` })
  if (subject && 'fileId' in subject && subject.fileId)
    hits.push({ ...empty, fileId: subject.fileId, words: 'an event of this file' })
  if (subject && 'lineItemId' in subject && subject.lineItemId) {
    const item = await findLineItem(pool, subject.lineItemId)
    const placed = item ? await findPlacements(pool, item.id) : []
    hits.push({
      ...empty,
      lineItemId: item ? item.id : null,
      words: item
        ? `${item.quantity} of account ${item.accountId}${placed.length > 0 ? ', in a file' : ''}`
        : ((await whereDropped(pool, subject.lineItemId)) ?? 'a record without a decision yet'),
    })
  }
  if (hits.length === 0 && subject)
    hits.push({ ...empty, words: subject.words || 'a record that is about no line item' })
  return hits
}

/** Without a site: home for topics that live there, else every site. */
export const findPlace = async (
  pool: Pool,
  hydro: Hydro,
  { topic, partition, offset, site }: z.output<typeof placeQuery>,
): Promise<{ items: PlaceHit[]; nextCursor: null }> => {
  const known = topicNamed(topic)
  if (!known) throw notFound(`There is no topic ${topic.slice(0, 100)} in Hydro.`)
  const sites = hydro.sites.filter(({ name, isHome }) =>
    site ? name === site : known.place === 'every-site' || isHome,
  )
  if (sites.length === 0) throw notFound(`There is no site ${site?.slice(0, 50)}.`)
  const hits = await Promise.all(
    sites.map(({ name }) => look(pool, hydro, { site: name, topic, partition, offset: Number(offset) })),
  )
  return { items: hits.flat(), nextCursor: null }
}
