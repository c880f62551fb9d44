/** The text headers of the contract: where a record came from, and what failed. */
import { FetchedRecord } from './fetched-record.ts'
import type { LogRecord } from './log-reader.ts'
import { originSection } from './record-headers.ts'

export type Headers = Record<string, Buffer | string>

/** The usage event that a record goes back to: `hydro-origin-*` (contract). */
export type Origin = {
  readonly site: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestampMs: number
}

/**
 * The first value of a header. kafkajs reads headers into a plain object: a name that came twice has a list, and a name
 * that every object has (`constructor`) a list that begins with a function.
 */
const firstValue = (value: unknown): Buffer | string | undefined => {
  const values: unknown[] = Array.isArray(value) ? value : [value]
  return values.find((v): v is Buffer | string => Buffer.isBuffer(v) || typeof v === 'string')
}

export const headerText = (record: LogRecord, name: string): string | undefined =>
  firstValue(record.headers[name])?.toString('utf8')

const wholeNumber = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : undefined
}

export const headerNumber = (record: LogRecord, name: string): number | undefined =>
  wholeNumber(headerText(record, name))

/** Undefined when a header is missing or not what it should be. */
export const originOf = (record: LogRecord): Origin | undefined => {
  if (record instanceof FetchedRecord) return record.origin
  const site = headerText(record, 'hydro-origin-site')
  const topic = headerText(record, 'hydro-origin-topic')
  const partition = headerNumber(record, 'hydro-origin-partition')
  const offset = headerNumber(record, 'hydro-origin-offset')
  const timestampMs = headerNumber(record, 'hydro-origin-timestamp')
  if (!site || !topic || partition === undefined || offset === undefined || timestampMs === undefined) return undefined
  return { site, topic, partition, offset, timestampMs }
}

export const originHeaders = (origin: Origin): Headers => ({
  'hydro-origin-site': origin.site,
  'hydro-origin-topic': origin.topic,
  'hydro-origin-partition': String(origin.partition),
  'hydro-origin-offset': String(origin.offset),
  'hydro-origin-timestamp': String(origin.timestampMs),
})

/** As `originHeaders`, ready for the wire: one for every event. */
export const originBytes = (origin: Origin): Buffer | Headers => originSection(origin) ?? originHeaders(origin)

const OURS = /^hydro-(origin|source|processor|error|failed-at|attempt|fingerprint|release)/

const RELEASE_HEADERS = ['hydro-release-attempt', 'hydro-release-lost']

/** What makes a record a release: it stays one as a dead letter, and when it is sent again. */
export const releaseHeaders = (record: LogRecord): Headers => {
  const found: Headers = {}
  for (const name of RELEASE_HEADERS) {
    const text = headerText(record, name)
    if (text !== undefined) found[name] = text
  }
  return found
}

/** The headers of a record without ours; of a name that came twice, the first. */
export const foreignHeaders = (record: LogRecord): Headers => {
  const kept: Headers = {}
  for (const [name, value] of Object.entries(record.headers)) {
    const first = firstValue(value)
    if (!OURS.test(name) && first !== undefined && name !== '__proto__') kept[name] = first
  }
  return kept
}
