/**
 * By when the rows of a file were in it and booked, to the second: for the passport of a line item. One row for each minute
 * in which a file grew, of at most 900 bytes whatever the volume, written in the transaction that places the rows and kept
 * for 13 months (server/lag/keep-history.ts). A row has the time of its first placement: placements never move (R18).
 */
import { reachedBy, type TimeRun } from '../../domain/time-runs.ts'
import type { Client, Pool } from '../postgres/pool.ts'

export type BookingRun = { readonly fileId: number; readonly run: TimeRun }

/** Writes runs as they are now, over what they were: one, and one more where a file ended or its minute did. */
export const writeBookingRuns = async (tx: Client, runs: readonly BookingRun[]): Promise<void> => {
  for (const { fileId, run } of runs)
    await tx.query({
      name: 'write_booking_run', // index: booking_run_pkey
      text: `insert into booking_run (file_id, first_row, at, ends, booked_ms, in_file_ms) values ($1, $2, $3, $4, $5, $6)
             on conflict (file_id, first_row, at) do update
                set ends = excluded.ends, booked_ms = excluded.booked_ms, in_file_ms = excluded.in_file_ms`,
      values: [fileId, run.first, new Date(run.startedMs), run.ends, run.byMs, run.beforeMs],
    })
}

// index: booking_run_pkey, backwards from the row
const FIND = `
  select at, first_row as first, ends, booked_ms as "byMs", in_file_ms as "beforeMs" from booking_run
   where file_id = $1 and first_row <= $2 order by first_row desc, at limit 1`

export type BookingTimes = { readonly inFileBy: Date; readonly bookedBy: Date }

/** Null where it was not kept: from before this was kept, or older than 13 months. */
export const findBookingTimes = async (pool: Pool, fileId: string, row: number): Promise<BookingTimes | null> => {
  const { rows } = await pool.query<{ at: Date; first: number; ends: number[]; byMs: number[]; beforeMs: number[] }>(
    FIND,
    [fileId, row],
  )
  const [run] = rows
  const found = run && reachedBy({ ...run, startedMs: run.at.getTime() }, row)
  if (!found) return null
  return { inFileBy: new Date(Math.min(found.beforeMs, found.byMs)), bookedBy: new Date(found.byMs) }
}
