/**
 * Sends archived records into a topic again, byte for byte, with their keys and headers. Usage that was decided before is
 * known by its event id: the pipeline counts it as a duplicate and bills nothing twice.
 */
import { partitionForKey } from '../../domain/murmur2.ts'
import { topicNamed } from '../../domain/pipeline.ts'
import { writeAudit } from '../desk/audit.ts'
import { openBatchSender } from '../kafka/batch-sender.ts'
import type { Hydro } from '../kafka/client.ts'
import { type LogRecord, partitionCount } from '../kafka/log-reader.ts'
import { SEND_RECORDS_MAX } from '../limits.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

/** Topics whose offsets are claims: a second copy of a record there is another claim, not the same event. */
const NEVER = /^billing\.|\.retry$|\.dead-letter$/

export const replayInto = async (
  pool: Pool,
  hydro: Hydro,
  what: {
    readonly site: string
    readonly from: string
    readonly into: string
    readonly records: AsyncIterable<LogRecord>
    readonly actor: string
    readonly why: string
  },
): Promise<number> => {
  const target = topicNamed(what.into)
  if (NEVER.test(what.into))
    throw new Error(
      `${what.into} takes no replay: its offsets are decisions. Replay usage into its usage topic instead.`,
    )
  if (target && target.schema !== topicNamed(what.from)?.schema)
    throw new Error(`${what.into} has another schema than ${what.from}; nothing was sent.`)
  await inTransaction(pool, (tx) =>
    writeAudit(tx, {
      actor: what.actor,
      action: 'archive.replay',
      subject: `${what.from}@${what.site} to ${what.into}`,
      why: what.why,
      detail: {},
    }),
  )
  const partitions = await partitionCount(hydro, what.site, what.into)
  const sender = await openBatchSender(hydro, what.site)
  let sent = 0
  try {
    let batch: LogRecord[] = []
    const flush = async () => {
      if (batch.length === 0) return
      await sender.send(
        what.into,
        batch.map(({ key, value, headers }) => ({
          partition: key ? partitionForKey(key, partitions) : 0,
          key,
          value: value as Buffer,
          headers: plainHeaders(headers),
        })),
      )
      sent += batch.length
      batch = []
    }
    for await (const record of what.records) {
      if (record.value === null) continue // says nothing, and has no place in a topic of usage
      batch.push(record)
      if (batch.length >= SEND_RECORDS_MAX / 5) await flush()
    }
    await flush()
  } finally {
    await sender.disconnect()
  }
  return sent
}

/** A name that came twice keeps its first value: the sender takes one of each. */
const plainHeaders = (headers: LogRecord['headers']): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value
      return Buffer.isBuffer(first) ? [[name, first]] : []
    }),
  )
