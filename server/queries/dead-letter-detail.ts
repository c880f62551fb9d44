/** One dead letter with its payload, read from the dead-letter topic: decoded by its schema, and raw. */
import type { DeadLetter, DeadLetterDetail } from '../../domain/api/dead-letters.ts'
import { USAGE_TOPICS, type UsageTopic } from '../../domain/pipeline.ts'
import { notFound } from '../api/problem.ts'
import type { Hydro } from '../kafka/client.ts'
import { type LogRecord, readRecord } from '../kafka/log-reader.ts'
import type { Pool } from '../postgres/pool.ts'
import { decodeAccountChanged, decodeLineItem, decodeUsage } from '../proto/codec.ts'
import { inWords } from '../world-away.ts'
import { findDeadLetter } from './dead-letters.ts'
import { plainFields } from './plain-fields.ts'
import { withDeadline } from './with-deadline.ts'

const READ_DEADLINE_MS = 5_000
/** Shown at most; a dead letter may have 3 MiB. The whole is in the topic. */
const SHOWN_BYTES_MAX = 256 * 1024

const isUsageTopic = (topic: string): topic is UsageTopic => (USAGE_TOPICS as readonly string[]).includes(topic)

/** Which schema a processor reads: usage-relay's by the topic of the event, elsewhere there is one (contract). */
const decode = (letter: DeadLetter, value: Buffer): { type: string; fields: Record<string, unknown> } => {
  switch (letter.processor) {
    case 'usage-relay': {
      if (!isUsageTopic(letter.origin.topic)) throw new Error(`${letter.origin.topic} has no schema of usage`)
      return { type: letter.origin.topic, fields: plainFields(decodeUsage(letter.origin.topic, value)) }
    }
    case 'submission-filter':
      return { type: 'hydro.billing.v1.LineItem', fields: plainFields(decodeLineItem(value)) }
    case 'account-directory':
      return { type: 'hydro.accounts.v1.AccountChanged', fields: plainFields(decodeAccountChanged(value)) }
    default:
      throw new Error(`${letter.processor} has no dead letters`)
  }
}

const headersOf = (record: LogRecord): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record.headers).map(([name, value]) => [
      name,
      (Array.isArray(value) ? (value[0] ?? '') : (value ?? '')).toString('utf8'),
    ]),
  )

const payloadOf = (letter: DeadLetter, record: LogRecord): NonNullable<DeadLetterDetail['payload']> => {
  const value = record.value ?? Buffer.alloc(0)
  let decoded: ReturnType<typeof decode> | null = null
  let decodeError: string | null = null
  try {
    decoded = decode(letter, value)
  } catch (error) {
    decodeError = inWords(error)
  }
  return {
    key: record.key?.toString('utf8') ?? null,
    bytes: value.length,
    base64: value.subarray(0, SHOWN_BYTES_MAX).toString('base64'),
    truncated: value.length > SHOWN_BYTES_MAX,
    headers: headersOf(record),
    decoded,
    decodeError,
  }
}

export const readDeadLetter = async (pool: Pool, hydro: Hydro, id: string): Promise<DeadLetterDetail> => {
  const letter = await findDeadLetter(pool, hydro.home.name, id)
  if (!letter) throw notFound(`There is no dead letter ${id}.`)
  const missing = (payloadMissing: string): DeadLetterDetail => ({ ...letter, payload: null, payloadMissing })
  if (!letter.letter)
    return missing('The dead-letter topic has not acknowledged it yet; its processor repeats it until it does.')
  const { site, topic, partition, offset } = letter.letter
  try {
    const record = await withDeadline(
      readRecord(hydro, site, topic, partition, Number(offset)),
      READ_DEADLINE_MS,
      `site ${site}`,
    )
    if (!record) return missing(`It is no longer in ${topic} at ${site}.`)
    return { ...letter, payload: payloadOf(letter, record), payloadMissing: null }
  } catch (error) {
    return missing(`It could not be read from ${topic} just now: ${inWords(error)}`)
  }
}
