/**
 * Counts by hour, product and outcome (R28): added up in memory, written in the transaction that moves the cursor over
 * the range they count. So a replay, which moves no cursor, counts nothing twice.
 */
import type { Source } from '../kafka/dead-letters.ts'
import type { Client } from '../postgres/pool.ts'

export type Outcome = 'relayed' | 'dead_letter' | 'accepted' | 'rejected' | 'duplicate'

const HOUR_MS = 3_600_000

export class EventCounts {
  #counts = new Map<string, number>()

  get isEmpty(): boolean {
    return this.#counts.size === 0
  }

  /** `events` may be negative: a release takes back the rejection that it undoes. */
  add(origin: { site: string; topic: string }, product: string, atMs: number, outcome: Outcome, events = 1): void {
    const key = `${origin.site}\n${origin.topic}\n${product}\n${Math.floor(atMs / HOUR_MS)}\n${outcome}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + events)
  }

  async write(tx: Client, source: Source): Promise<void> {
    if (this.isEmpty) return
    const rows = [...this.#counts].map(([key, events]) => ({ parts: key.split('\n'), events }))
    await tx.query({
      name: 'add_event_counts',
      text: `insert into event_count as c
               (processor, source_topic, source_partition, origin_site, origin_topic, product, hour, outcome, events)
             select $1, $2, $3, u.site, u.topic, u.product, u.hour, u.outcome, u.events
               from unnest($4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::bigint[])
                    as u (site, topic, product, hour, outcome, events)
             on conflict (processor, source_topic, source_partition, origin_site, origin_topic, product, hour, outcome)
             do update set events = c.events + excluded.events`,
      values: [
        source.processor,
        source.topic,
        source.partition,
        rows.map(({ parts }) => parts[0]),
        rows.map(({ parts }) => parts[1]),
        rows.map(({ parts }) => parts[2]),
        rows.map(({ parts }) => new Date(Number(parts[3]) * HOUR_MS).toISOString()),
        rows.map(({ parts }) => parts[4]),
        rows.map(({ events }) => events),
      ],
    })
  }
}
