/** Reads lines, checks them and sends what is good: all or nothing, unless bad lines are to be skipped. */
import type { Readable } from 'node:stream'
import { Poison } from '../../domain/poison.ts'
import { type Outbox, type Outgoing, SEND_RECORDS, tooLarge } from '../outbox.ts'
import { BadLine } from './fields.ts'
import { readLines } from './lines.ts'
import { type ParseOptions, parseLine } from './parse-line.ts'

/** Bytes of messages that wait for their send: a few of the largest, thousands of ordinary ones. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024

export type BadLineReport = { readonly number: number; readonly why: string }
export type Checked = { good: number; bad: number }

/** Called for each bad line, in order; nothing is kept. */
export type OnBad = (bad: BadLineReport) => void

async function* messages(
  input: Readable,
  options: ParseOptions,
  counts: Checked,
  onBad: OnBad,
): AsyncGenerator<Outgoing> {
  for await (const line of readLines(input)) {
    if ('tooLong' in line) {
      counts.bad++
      onBad({ number: line.number, why: 'the line has more than 16 MiB; no topic takes a message of that size' })
      continue
    }
    if (line.text.trim() === '') continue
    try {
      const message = parseLine(line.text, options)
      const refusal = tooLarge(message)
      if (refusal) throw new BadLine(refusal)
      counts.good++
      yield message
    } catch (error) {
      if (!(error instanceof BadLine) && !(error instanceof Poison)) throw error
      counts.bad++
      onBad({ number: line.number, why: error.message })
    }
  }
}

/** Pass one: is every line good? */
export const checkLines = async (input: Readable, options: ParseOptions, onBad: OnBad): Promise<Checked> => {
  const counts = { good: 0, bad: 0 }
  for await (const _ of messages(input, options, counts, onBad));
  return counts
}

export type Sent = Checked & { readonly byTopic: Map<string, number> }

/**
 * Sends every good line in order. `siteOf` says where a topic is. `onSent` is told after each acknowledged batch.
 */
export const sendLines = async (
  input: Readable,
  options: ParseOptions & {
    readonly outbox: Outbox
    readonly siteOf: (topic: string) => string
    readonly onBad: OnBad
    readonly onSent?: (sent: number) => void
  },
): Promise<Sent> => {
  const sent: Sent = { good: 0, bad: 0, byTopic: new Map() }
  let waiting: Outgoing[] = []
  let bytes = 0
  let acknowledged = 0
  const flush = async () => {
    const bySite = new Map<string, Outgoing[]>()
    for (const message of waiting) {
      const site = options.siteOf(message.topic)
      const list = bySite.get(site) ?? []
      list.push(message)
      bySite.set(site, list)
    }
    for (const [site, list] of bySite) {
      await options.outbox.send(site, list)
      acknowledged += list.length
      for (const { topic } of list) {
        const place = `${topic} at ${site}`
        sent.byTopic.set(place, (sent.byTopic.get(place) ?? 0) + 1)
      }
      options.onSent?.(acknowledged)
    }
    waiting = []
    bytes = 0
  }
  for await (const message of messages(input, options, sent, options.onBad)) {
    waiting.push(message)
    bytes += message.value.length
    if (waiting.length >= SEND_RECORDS || bytes >= WAITING_BYTES_MAX) await flush()
  }
  if (waiting.length > 0) await flush()
  return sent
}
