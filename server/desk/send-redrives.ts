/** Redrives: the original bytes, key and headers, to the retry topic of the processor that failed. */
import type { Hydro } from '../kafka/client.ts'
import { foreignHeaders, originHeaders, releaseHeaders } from '../kafka/headers.ts'
import { type LogRecord, partitionCount, readRecord } from '../kafka/log-reader.ts'
import type { OutRecord, Sender } from '../kafka/sender.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

// index: dead_letter_redriving (id) where state = 'redriving'. Skip locked: two senders share the work.
const PICK = `
  select id::text as id, processor, source_partition as "sourcePartition", letter_partition as "letterPartition",
         letter_offset::float8 as "letterOffset", attempt, origin_site as site, origin_topic as topic, origin_partition as partition,
         origin_offset::float8 as offset, (extract(epoch from origin_timestamp) * 1000)::float8 as "timestampMs"
    from dead_letter
   where state = 'redriving' and letter_offset is not null
   order by id limit $1
     for update skip locked`
const DONE = `update dead_letter set state = 'redriven', state_changed_at = now() where id = any($1::bigint[])`
const UNREADABLE = `
  update dead_letter set state = 'open', state_changed_at = now(), state_actor = 'dead-letter-desk',
         state_reason = 'It could not be redriven: its bytes are no longer in the dead-letter topic.'
   where id = any($1::bigint[])`

type Row = {
  id: string
  processor: string
  sourcePartition: number
  letterPartition: number
  letterOffset: number
  attempt: number
  site: string
  topic: string
  partition: number
  offset: number
  timestampMs: number
}

/** `hydro-attempt` counts deliveries; a release that failed keeps what it undoes. */
export const redriveRecord = (row: Row, letter: LogRecord, retryPartitions: number): OutRecord => {
  return {
    partition: row.sourcePartition % retryPartitions,
    key: letter.key,
    value: letter.value ?? Buffer.alloc(0),
    // The event's own time, as on the way before: the ledgers count what does not decode by the hour of its record.
    timestampMs: Math.round(row.timestampMs),
    headers: {
      ...foreignHeaders(letter),
      ...originHeaders({ ...row, timestampMs: Math.round(row.timestampMs) }),
      'hydro-attempt': String(row.attempt + 1),
      ...releaseHeaders(letter),
    },
  }
}

export const sendRedrives = ({
  pool,
  hydro,
  sender,
  limit,
}: {
  pool: Pool
  hydro: Hydro
  sender: Sender
  limit: number
}): Promise<{ sent: number; unreadable: number }> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<Row>(PICK, [limit])
    const byTopic = new Map<string, OutRecord[]>()
    const sent: string[] = []
    const unreadable: string[] = []
    for (const row of rows) {
      const letter = await readRecord(
        hydro,
        hydro.home.name,
        `${row.processor}.dead-letter`,
        row.letterPartition,
        row.letterOffset,
      )
      if (!letter) {
        unreadable.push(row.id)
        continue
      }
      const topic = `${row.processor}.retry`
      const record = redriveRecord(row, letter, await partitionCount(hydro, hydro.home.name, topic))
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), record])
      sent.push(row.id)
    }
    for (const [topic, records] of byTopic) await sender.send(topic, records)
    if (sent.length > 0) await tx.query(DONE, [sent])
    if (unreadable.length > 0) await tx.query(UNREADABLE, [unreadable])
    return { sent: sent.length, unreadable: unreadable.length }
  })
