/**
 * Any Hydro message as plain JSON, for people: the command `tail`, the dead-letter desk, the passport. It shows what is
 * there, judges nothing (`codec.ts` does) and never throws for what the bytes are.
 */
import { uuidText } from '../../domain/line-item-id.ts'
import type { TopicName } from '../../domain/pipeline.ts'
import { Poison } from '../../domain/poison.ts'
import { asBuffer, decodeMessage } from './decoding.ts'
import { google, hydro } from './generated/hydro.js'

export type Json = string | number | boolean | null | Json[] | { [field: string]: Json }
export type Inspection =
  | { readonly decoded: { [field: string]: Json }; readonly error: null }
  | { readonly decoded: null; readonly error: string }

const { usage, billing, accounts } = hydro
const MESSAGES: ReadonlyMap<string, { decode(bytes: Uint8Array): object; readonly name: string }> = new Map<
  TopicName,
  { decode(bytes: Uint8Array): object; readonly name: string }
>([
  ['usage.actions', usage.v1.ActionsUsage],
  ['usage.packages', usage.v1.PackagesUsage],
  ['usage.storage', usage.v1.StorageUsage],
  ['usage.metered', usage.v1.MeteredUsage],
  ['accounts.changed', accounts.v1.AccountChanged],
  ['billing.line-items', billing.v1.LineItem],
  ['billing.submittable', billing.v1.SubmittableLineItem],
  ['billing.rejected', billing.v1.RejectedLineItem],
  ['billing.csv-files', billing.v1.CsvFileEvent],
])

const ENUMS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  repositoryVisibility: usage.v1.RepositoryVisibility,
  runner: usage.v1.Runner,
  standing: accounts.v1.Standing,
  plan: accounts.v1.Plan,
  claimTopic: billing.v1.ClaimTopic,
  topic: billing.v1.ClaimTopic,
}

const UUID_BYTES = 16
/** Ids of one RowsAppended shown in full: what a person reads; the count of the rest is said. */
const IDS_SHOWN_MAX = 100

/**
 * `topic` is the one whose schema the bytes follow: of a dead letter or retry, the topic that it came from.
 * Only fields that are set are shown, with the names of the .proto files.
 */
export const inspectMessage = (topic: string, value: Buffer | null): Inspection => {
  const message = MESSAGES.get(topic)
  if (message === undefined) return { decoded: null, error: `no schema belongs to topic ${topic}` }
  try {
    return { decoded: fields(decodeMessage(message, message.name, value)), error: null }
  } catch (error) {
    if (error instanceof Poison) return { decoded: null, error: error.message }
    throw error
  }
}

const fields = (message: object): { [field: string]: Json } =>
  Object.fromEntries(
    Object.entries(message)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([field, value]) => [field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), json(field, value)]),
  )

const json = (field: string, value: unknown): Json => {
  if (typeof value === 'number')
    return ENUMS[field]?.[value] ?? (field.endsWith('Ms') ? instant(value, 0) : exact(value))
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof Uint8Array) return bytes(field, asBuffer(value))
  if (Array.isArray(value)) return value.map((item) => json('', item))
  if (value instanceof google.protobuf.Timestamp) return instant((value.seconds ?? 0) * 1000, value.nanos ?? 0)
  return fields(value as object)
}

/** Beyond 2^53 a number would show other digits than were sent. */
const exact = (value: number): Json => (Number.isSafeInteger(value) ? value : `about ${value}`)

const bytes = (field: string, value: Buffer): Json => {
  if (field === 'lineItemIds' && value.length % UUID_BYTES === 0) {
    const count = value.length / UUID_BYTES
    const shown = Array.from({ length: Math.min(count, IDS_SHOWN_MAX) }, (_, i) => uuidText(value, i * UUID_BYTES))
    return count > IDS_SHOWN_MAX ? [...shown, `and ${count - IDS_SHOWN_MAX} more`] : shown
  }
  return value.length === UUID_BYTES ? uuidText(value) : value.toString('hex')
}

const instant = (ms: number, nanos: number): Json => {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return `${ms / 1000} s since 1970`
  if (nanos === 0) return date.toISOString()
  return `${date.toISOString().slice(0, -5)}.${`${nanos}`.padStart(9, '0')}Z`
}
