/**
 * Counts by hour, product and outcome (R28), and by UTC day, which is what long reconciliations read: added up in memory,
 * written in the transaction that moves the cursor over the range they count. So a replay, which moves no cursor, counts
 * nothing twice.
 */
import type { Source } from '../kafka/dead-letters.ts'
import type { Client } from '../postgres/pool.ts'

export type Outcome = 'relayed' | 'dead_letter' | 'accepted' | 'rejected' | 'duplicate'

const HOUR_MS = 3_600_000

type Count = {
  readonly site: string
  readonly topic: string
  readonly product: string
  readonly outcome: Outcome
  readonly hour: number
  events: number
}

export class EventCounts {
  /** By hour; within one hour few, so that comparing them beats making a key of each event. */
  readonly #byHour = new Map<number, Count[]>()

  get isEmpty(): boolean {
    return this.#byHour.size === 0
  }

  /** `events` may be negative: a release takes back the rejection that it undoes. */
  add(origin: { site: string; topic: string }, product: string, atMs: number, outcome: Outcome, events = 1): void {
    const hour = Math.floor(atMs / HOUR_MS)
    let counts = this.#byHour.get(hour)
    if (!counts) {
      counts = []
      this.#byHour.set(hour, counts)
    }
    for (const count of counts)
      if (
        count.outcome === outcome &&
        count.product === product &&
        count.topic === origin.topic &&
        count.site === origin.site
      ) {
        count.events += events
        return
      }
    counts.push({ site: origin.site, topic: origin.topic, product, outcome, hour, events })
  }

  async write(tx: Client, source: Source): Promise<void> {
    if (this.isEmpty) return
    const counts = [...this.#byHour.values()].flat()
    await tx.query({
      name: 'add_event_counts',
      text: `with u as materialized (
               select * from unnest($4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::bigint[])
                      as u (site, topic, product, hour, outcome, events)
             ), hours as (
               insert into event_count as c
                 (processor, source_topic, source_partition, origin_site, origin_topic, product, hour, outcome, events)
               select $1, $2, $3, u.site, u.topic, u.product, u.hour, u.outcome, u.events from u
               on conflict (processor, source_topic, source_partition, origin_site, origin_topic, product, hour, outcome)
               do update set events = c.events + excluded.events
             )
             insert into event_count_day as c
               (processor, source_topic, source_partition, origin_site, origin_topic, product, day, outcome, events)
             select $1, $2, $3, u.site, u.topic, u.product, (u.hour at time zone 'UTC')::date, u.outcome, sum(u.events)
               from u group by u.site, u.topic, u.product, (u.hour at time zone 'UTC')::date, u.outcome
             on conflict (processor, source_topic, source_partition, origin_site, origin_topic, product, day, outcome)
             do update set events = c.events + excluded.events`,
      values: [
        source.processor,
        source.topic,
        source.partition,
        counts.map(({ site }) => site),
        counts.map(({ topic }) => topic),
        counts.map(({ product }) => product),
        counts.map(({ hour }) => new Date(hour * HOUR_MS).toISOString()),
        counts.map(({ outcome }) => outcome),
        counts.map(({ events }) => events),
      ],
    })
  }
}
