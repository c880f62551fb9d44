/** What comes to the filter in a run: events, and what goes wrong with their delivery. */
import { type LineItem, VISIBILITY } from '../../domain/line-item.ts'
import { lineItemId } from '../../domain/line-item-id.ts'
import { originHeaders } from '../../server/kafka/headers.ts'
import type { OutRecord } from '../../server/kafka/sender.ts'
import { encodeLineItem } from '../../server/proto/codec.ts'
import { PARTITIONS } from './memory-log.ts'
import type { Pick } from './random.ts'

export const ACCOUNTS = 3
const DAY_MS = 86_400_000
/** Today: the partitions of the tables reach 25 months back and two ahead. */
const AT_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS

export type Input = { readonly note: string; readonly record: OutRecord }

const itemOf = (event: number, account: number, units: number): LineItem => {
  const eventId = Buffer.from(`00000000000040008000${event.toString(16).padStart(12, '0')}`, 'hex')
  const startedAtMs = AT_MS + event * 1_000
  return {
    lineItemId: lineItemId(eventId, startedAtMs),
    eventId,
    accountId: account + 1,
    sku: 'actions_linux',
    unitOfMeasure: 'Minutes',
    units,
    nanos: 0,
    startedAtMs,
    endedAtMs: startedAtMs + 60_000,
    repositoryName: 'octo/hello',
    repositoryVisibility: VISIBILITY.private,
    runner: 1,
  }
}

/** In the order in which they arrive; copies come later than what they copy, by chance before or behind others. */
export const makeInputs = (pick: Pick, events: number): Input[] => {
  const inputs: Input[] = []
  const offsets = { iad: 0, sea: 0 }
  const later = (input: Input) => {
    const after = inputs.length - pick(Math.min(inputs.length, 6))
    inputs.splice(after, 0, input)
  }
  const deliver = (site: 'iad' | 'sea', partition: number, key: string, value: Buffer, note: string) => {
    const origin = { site, topic: 'usage.actions', partition: 0, offset: offsets[site]++, timestampMs: AT_MS }
    const headers = originHeaders(origin)
    const record = { partition, key: Buffer.from(key), value, headers, timestampMs: AT_MS }
    const input = { note: `${note} ${site}@${origin.offset}`, record }
    inputs.push(input)
    if (pick(5) === 0) later({ ...input, note: `${input.note} again` }) // the relay was replayed
    if (pick(40) === 0) later({ note: `${input.note} elsewhere`, record: { ...record, partition: pick(PARTITIONS) } })
  }
  for (let event = 1; event <= events; event++) {
    const account = pick(ACCOUNTS)
    const partition = account % PARTITIONS
    const units = pick(12) === 0 ? 0 : event // nothing to bill: rejected for ever
    const value = encodeLineItem(itemOf(event, account, units))
    deliver('iad', partition, `${account + 1}`, value, `e${event}`)
    if (pick(5) === 0) deliver('sea', pick(4) ? partition : pick(PARTITIONS), `${account + 1}`, value, `e${event} twin`)
    if (pick(9) === 0) {
      const other = encodeLineItem(itemOf(event, account, units + 1_000))
      deliver('sea', pick(4) ? partition : pick(PARTITIONS), `${account + 1}`, other, `e${event} conflict`)
    }
    if (pick(12) === 0) deliver('iad', partition, `${account + 1}`, Buffer.from('no line item'), `poison${event}`)
  }
  return inputs
}
