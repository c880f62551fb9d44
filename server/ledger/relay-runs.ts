/**
 * By when the offsets of a usage topic were relayed, to the second: for the passport of a line item. One row for each minute
 * in which a partition had events, of at most 600 bytes whatever the volume, written in the transaction of the ledger (R28)
 * and kept for 13 months (server/lag/keep-history.ts).
 */
import { topicCode } from '../../domain/pipeline.ts'
import { reachedBy, type TimeRun } from '../../domain/time-runs.ts'
import type { Source } from '../kafka/dead-letters.ts'
import type { Client, Pool } from '../postgres/pool.ts'

/** Writes the run as it is now, over what it was. A site that the database does not know has no times. */
export const writeRelayRun = async (
  tx: Client,
  source: Source,
  siteCodes: ReadonlyMap<string, number>,
  run: TimeRun,
): Promise<void> => {
  const site = siteCodes.get(source.site)
  if (site === undefined) return
  await tx.query({
    name: 'write_relay_run', // index: relay_run_pkey
    text: `insert into relay_run (site, topic, partition, at, first_offset, ends, by_ms)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (site, topic, partition, at) do update set ends = excluded.ends, by_ms = excluded.by_ms
                where relay_run.first_offset = excluded.first_offset`,
    values: [site, topicCode(source.topic), source.partition, new Date(run.startedMs), run.first, run.ends, run.byMs],
  })
}

/** Clocks of a site and of the database differ by less. */
const CLOCKS_MS = 60_000

// index: relay_run_pkey, backwards from the decision; a topic that was made anew (R5) has its offsets a second time, later.
const FIND = `
  select at, first_offset as first, ends, by_ms as "byMs" from relay_run
   where site = $1 and topic = $2 and partition = $3 and at <= $4 and first_offset <= $5 order by at desc limit 1`

/**
 * By when an event was relayed; null where that was not kept: from before this was kept, or older than 13 months.
 * `decidedAt` is when it was decided first: it was relayed by then, whatever the second says.
 */
export const findRelayedBy = async (
  pool: Pool,
  origin: { readonly site: number; readonly topic: number; readonly partition: number; readonly offset: number },
  decidedAt: Date,
): Promise<Date | null> => {
  const { rows } = await pool.query<{ at: Date; first: number; ends: number[]; byMs: number[] }>(FIND, [
    origin.site,
    origin.topic,
    origin.partition,
    new Date(decidedAt.getTime() + CLOCKS_MS),
    origin.offset,
  ])
  const [row] = rows
  const found = row && reachedBy({ ...row, startedMs: row.at.getTime() }, origin.offset)
  return found ? new Date(Math.min(found.byMs, decidedAt.getTime())) : null
}
