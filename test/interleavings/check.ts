/** What must hold when a world is at rest, read from its logs, its objects and its database; nothing is trusted twice. */
import { csvHeader, type RenderProfile, renderRow } from '../../domain/csv.ts'
import type { FileClosed } from '../../domain/csv-file-event.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import { originOf } from '../../server/kafka/headers.ts'
import type { LogRecord } from '../../server/kafka/log-reader.ts'
import { LETTER_COUNTS_DIFFER } from '../../server/ledger/testing/letter-counts-differ.ts'
import { decodeCsvFileEvent, decodeLineItem, decodeSubmittable } from '../../server/proto/codec.ts'
import { PARTITIONS } from './memory-log.ts'
import type { World } from './world.ts'

const each = Array.from({ length: PARTITIONS }, (_, partition) => partition)

/** Differences in words; none when every event is in exactly one place. */
export const checkWorld = async (world: World): Promise<string[]> => {
  const found: string[] = []
  const say = (text: string) => void found.push(text)
  checkAnnouncements(world, say)
  await checkFiles(world, say)
  await checkLineItems(world, say)
  await checkLetters(world, say)
  return found
}

type Say = (text: string) => void
type FileRow = {
  id: number
  name: string
  partition: number
  sequence: number
  state: string
  difference: string | null
  first_offset: number
  next_offset: number
  profile: RenderProfile
  rows: number
  digest: Buffer
  object_key: string
}

/** However often a row or a close was announced, and by whomever: it was always the same (R18, R21). */
const checkAnnouncements = (world: World, say: Say): void => {
  const places = new Map<string, string>()
  const closes = new Map<number, string>()
  const once = <K>(seen: Map<K, string>, key: K, value: string, what: string) => {
    const before = seen.get(key) ?? value
    if (before !== value) say(`${what} ${key} was announced as ${before} and as ${value}`)
    seen.set(key, value)
  }
  const ends = ({ firstOffset, nextOffset, rows, sha256 }: FileClosed) =>
    `${firstOffset}–${nextOffset}, ${rows} rows, ${sha256.toString('hex')}`
  for (const partition of each)
    for (const record of world.log.of('billing.csv-files', partition)) {
      const event = decodeCsvFileEvent(record.value)
      if (event.kind === 'file_closed') once(closes, event.fileId, ends(event), 'the close of file')
      if (event.kind !== 'rows_appended') continue
      for (const [index, attempt] of event.attempts.entries()) {
        const item = `${uuidText(event.ids, index * 16)}#${attempt}`
        once(places, `${event.fileId}/${event.firstRow + index}`, item, 'row')
        once(places, item, `${event.fileId}/${event.firstRow + index}`, 'the place of')
      }
    }
}

const checkFiles = async (world: World, say: Say): Promise<void> => {
  const { rows: files } = await world.database.query<FileRow>('select * from csv_file order by partition, sequence')
  const { rows: placed } = await world.database.query<{ file_id: number; ids: string[] }>(
    `select file_id, array_agg(row_number || ' ' || line_item_id || '#' || attempt order by row_number) as ids
       from placement group by file_id`,
  )
  const booked = new Map(placed.map(({ file_id, ids }) => [file_id, ids]))
  for (const { file_id } of placed)
    if (!files.some(({ id }) => id === file_id)) say(`rows are booked in file ${file_id}, which is not there`)
  for (const partition of each) {
    const rows = firstCopies(world, partition)
    let next = 0
    for (const [index, file] of files.filter((f) => f.partition === partition).entries()) {
      if (file.sequence !== index + 1) say(`${file.name} is file number ${index + 1}`)
      if (file.first_offset !== next) say(`${file.name} begins at ${file.first_offset}, the one before ends at ${next}`)
      next = file.next_offset
      checkState(world, file, say)
      const inRange = rows.filter(({ offset }) => offset >= file.first_offset && offset < file.next_offset)
      const text = csvHeader(file.profile) + inRange.map(({ row }) => renderRow(row, file.profile)).join('')
      const stored = await world.deps.objects.get(file.object_key).catch(() => Buffer.from('no object'))
      if (stored.toString() !== text) say(`${file.name} holds\n${stored}\nits range of the log is\n${text}`)
      const inFile = inRange.map(({ row }, i) => `${i + 1} ${uuidText(row.lineItemId)}#${row.attempt}`)
      if (inFile.join() !== (booked.get(file.id) ?? []).join())
        say(`${file.name} has rows ${inFile}, booked are ${booked.get(file.id)}`)
    }
    for (const { offset, row } of rows)
      if (offset >= next) say(`${uuidText(row.lineItemId)} at ${partition}:${offset} of submittable is in no file`)
  }
}

const checkState = (world: World, file: FileRow, say: Say): void => {
  const wasSent = world.desk.submitted.has(file.name)
  const states = wasSent ? (world.emptied ? ['submitting', 'unknown'] : ['submitting']) : ['balanced']
  if (!states.includes(file.state)) say(`${file.name} is ${file.state}: ${file.difference}`)
}

/**
 * The whole partition without repeats of a claim: what a builder that never fails would have seen. First copies come in
 * order (R16), but where one was lost: its repeat comes late, and is passed over.
 */
const firstCopies = (world: World, partition: number) => {
  const seen = new Set<string>()
  const highest = new Map<string, number>()
  return world.log.of('billing.submittable', partition).flatMap((record) => {
    const row = decodeSubmittable(record.value)
    const source = `${row.claim.topic}:${row.claim.partition}`
    const claim = `${source}@${row.claim.offset}`
    if (seen.has(claim) || (world.losses.any && row.claim.offset < (highest.get(source) ?? 0))) return []
    seen.add(claim)
    highest.set(source, row.claim.offset)
    return [{ offset: record.offset, row }]
  })
}

type Delivery = { readonly origin: string; readonly units: number }
type ItemRow = {
  id: string
  units: number
  decision: number
  reason: number
  attempt: number
  origin: string
  places: number
}

/** Each event is decided once, in favour of one delivery of it, and every other delivery is accounted for (R10, R11). */
const checkLineItems = async (world: World, say: Say): Promise<void> => {
  const deliveries = new Map<string, Map<string, Delivery>>()
  for (const record of partitionsOf(world, 'billing.line-items')) {
    const from = originOf(record)
    const item = itemIn(record)
    if (!from || !item) continue
    const origin = `${from.site}@${from.offset}`
    const ofItem = deliveries.get(uuidText(item.lineItemId)) ?? new Map<string, Delivery>()
    deliveries.set(uuidText(item.lineItemId), ofItem.set(origin, { origin, units: item.units }))
  }
  const released = new Set(
    partitionsOf(world, 'submission-filter.retry').map(
      (record) => `${uuidText(decodeLineItem(record.value).lineItemId)}#${record.headers['hydro-release-attempt']}`,
    ),
  )
  const { rows } = await world.database.query<ItemRow>(
    `select l.id, l.units, l.decision, l.reason, l.attempt, s.name || '@' || l.origin_offset as origin,
            (select count(*)::int from placement p where p.line_item_id = l.id) as places
       from line_item l join site s on s.code = l.origin_site`,
  )
  const expected = { accepted: 0, rejected: 0, duplicate: 0, conflict: 0 }
  const decided = new Map(rows.map((row) => [row.id, row]))
  for (const [id, ofItem] of deliveries) {
    const row = decided.get(id)
    const first = row && ofItem.get(row.origin)
    if (!row || !first || first.units !== row.units) {
      say(`${id} is decided as ${JSON.stringify(row)}`)
      continue
    }
    const isFree = row.units === 0
    if (row.decision !== (isFree ? 2 : 1)) say(`${id} rests as decision ${row.decision}, reason ${row.reason}`)
    if (row.places !== (isFree ? 0 : 1)) say(`${id} has ${row.places} places`)
    expected[isFree ? 'rejected' : 'accepted']++
    for (let attempt = 1; attempt < row.attempt; attempt++)
      if (!released.has(`${id}#${attempt}`)) say(`nobody released attempt ${attempt} of ${id}`)
    for (const { origin, units } of ofItem.values())
      if (origin !== row.origin) expected[units === row.units ? 'duplicate' : 'conflict']++
  }
  if (decided.size !== deliveries.size) say(`${decided.size} line items of ${deliveries.size} events`)
  await checkLedger(world, expected, say)
}

const checkLedger = async (
  world: World,
  expected: { accepted: number; rejected: number; duplicate: number; conflict: number },
  say: Say,
): Promise<void> => {
  const { rows } = await world.database.query<{ outcome: string; events: number }>(
    `select outcome, sum(events)::int as events from event_count where processor = 'submission-filter' group by 1`,
  )
  const days = await world.database.query<{ outcome: string; events: number }>(
    `select outcome, sum(events)::int as events from event_count_day where processor = 'submission-filter' group by 1`,
  )
  const asText = (counts: readonly { outcome: string; events: number }[]) =>
    counts
      .map(({ outcome, events }) => `${events} ${outcome}`)
      .sort()
      .join(', ')
  if (asText(days.rows) !== asText(rows))
    say(`the ledger by day counts ${asText(days.rows)}, the one by hour ${asText(rows)}`)
  const counted = new Map(rows.map(({ outcome, events }) => [outcome, events]))
  for (const outcome of ['accepted', 'rejected', 'duplicate'] as const)
    if ((counted.get(outcome) ?? 0) !== expected[outcome])
      say(`the ledger counts ${counted.get(outcome) ?? 0} ${outcome}, the logs hold ${expected[outcome]}`)
  const poison = partitionsOf(world, 'billing.line-items').filter((record) => !itemIn(record))
  // A redelivery of poison is poison again: it is known by the record, not by what it says.
  const dead = poison.length + expected.conflict
  if ((counted.get('dead_letter') ?? 0) !== dead)
    say(`the ledger counts ${counted.get('dead_letter') ?? 0} dead letters, the logs hold ${dead}`)
}

/** Every recorded dead letter is in its topic, where the row says (R7), and counted. */
const checkLetters = async (world: World, say: Say): Promise<void> => {
  const { rows } = await world.database.query<{ source: string; partition: number | null; offset: number | null }>(
    `select source_topic || ':' || source_partition || '@' || source_offset as source, letter_partition as partition,
            letter_offset as offset from dead_letter`,
  )
  for (const { source, partition, offset } of rows) {
    const letter = partition === null || offset === null ? undefined : letterAt(world, partition, offset)
    if (letter !== source) say(`the dead letter of ${source} is at ${partition}:${offset}, where ${letter} is`)
  }
  const counted = await world.database.query<{ n: number }>(LETTER_COUNTS_DIFFER)
  if (counted.rows[0]?.n !== 0) say(`of ${counted.rows[0]?.n} causes other dead letters are counted than there are`)
}

const letterAt = (world: World, partition: number, offset: number): string | undefined => {
  const headers = world.log.of('submission-filter.dead-letter', partition)[offset]?.headers
  return (
    headers && `${headers['hydro-source-topic']}:${headers['hydro-source-partition']}@${headers['hydro-source-offset']}`
  )
}

const partitionsOf = (world: World, topic: string): LogRecord[] => each.flatMap((p) => world.log.of(topic, p))

const itemIn = (record: LogRecord) => {
  try {
    return decodeLineItem(record.value)
  } catch {
    return undefined
  }
}
