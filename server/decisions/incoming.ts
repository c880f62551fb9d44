/** What comes to the filter, parsed once: a line item, where it came from, and the claim that reading it makes. */
import type { Sku } from '../../domain/catalogue.ts'
import type { Arrival } from '../../domain/claim.ts'
import { CLAIM_TOPIC, type LineItem } from '../../domain/line-item.ts'
import { timeOfId } from '../../domain/line-item-id.ts'
import { topicNamed } from '../../domain/pipeline.ts'
import { Poison, quoted } from '../../domain/poison.ts'
import type { Source } from '../kafka/dead-letters.ts'
import { headerNumber, headerText, type Origin, originOf } from '../kafka/headers.ts'
import type { LogRecord } from '../kafka/log-reader.ts'
import type { Reference } from '../postgres/reference.ts'
import { decodeLineItem } from '../proto/codec.ts'

export type Incoming = Omit<Arrival, 'sku'> & {
  readonly record: LogRecord
  readonly item: LineItem
  readonly skuOf: Sku
  readonly sku: number
  readonly from: Origin
  /** Milliseconds in the first bytes of the line item id: what ids are sorted by. */
  readonly idTimeMs: number
}

/** @throws Poison when the record can never be decided on */
export const readIncoming = (source: Source, record: LogRecord, reference: Reference): Incoming => {
  const from = originOf(record)
  if (!from)
    throw new Poison('bad_headers', 'the hydro-origin headers are missing: nobody can say which event this was')
  const site = reference.siteCodes.get(from.site)
  const topic = topicNamed(from.topic)
  if (site === undefined || !topic)
    throw new Poison('bad_headers', `the origin ${from.topic}@${from.site} is not known`)
  const item = decodeLineItem(record.value)
  const sku = reference.catalogue.bySku.get(item.sku)
  if (!sku) throw new Poison('unknown_sku', `SKU ${quoted(item.sku)} is not in the catalogue`)
  const { releases, repairs } = releaseOf(source, record)
  return {
    record,
    item,
    skuOf: sku,
    from,
    idTimeMs: timeOfId(item.lineItemId),
    accountId: item.accountId,
    sku: sku.code,
    units: item.units,
    nanos: item.nanos,
    startedAtMs: item.startedAtMs,
    endedAtMs: item.endedAtMs,
    origin: { site, topic: topic.code, partition: from.partition, offset: from.offset },
    claim: {
      topic: CLAIM_TOPIC[source.topic as keyof typeof CLAIM_TOPIC],
      partition: source.partition,
      offset: record.offset,
    },
    releases,
    repairs,
  }
}

const NO_RELEASE = { releases: null, repairs: null }

const releaseOf = (source: Source, record: LogRecord): Pick<Incoming, 'releases' | 'repairs'> => {
  if (source.topic !== 'submission-filter.retry') return NO_RELEASE
  const releases = numberIn(record, 'hydro-release-attempt', 1)
  if (releases === null) return NO_RELEASE // a redrive: the original bytes, decided as if they came for the first time
  return { releases, repairs: numberIn(record, 'hydro-release-lost', 0) }
}

const numberIn = (record: LogRecord, header: string, least: number): number | null => {
  const text = headerText(record, header)
  if (text === undefined) return null
  const number = headerNumber(record, header)
  if (number === undefined || number < least) throw new Poison('bad_release', `${header} is ${quoted(text)}`)
  return number
}
