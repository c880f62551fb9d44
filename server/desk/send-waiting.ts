/**
 * Sends what the desk was asked for: redrives to `<processor>.retry`, releases to `submission-filter.retry`. A worker
 * calls it again and again. Rows are locked, sent, and marked after the acknowledgement; a crash in between sends again,
 * which is harmless: processors drop what they have seen, and a release compares the attempt (R11).
 */
import type { Hydro } from '../kafka/client.ts'
import type { Sender } from '../kafka/sender.ts'
import type { Pool } from '../postgres/pool.ts'
import { sendRedrives } from './send-redrives.ts'
import { sendReleases } from './send-releases.ts'

/** One call's worth: locked for as long as it takes to read and send them, which must be well below 15 s (R8). */
export const SEND_WAITING_MAX = 200

export type SendDeps = { readonly pool: Pool; readonly hydro: Hydro; readonly sender: Sender; readonly limit?: number }
/** `unreadable`: their bytes are no longer in the log; the rows say so, and nothing was sent for them. */
export type Sent = { readonly redriven: number; readonly released: number; readonly unreadable: number }

// Nearly always nothing waits: one look instead of two transactions. index: dead_letter_redriving, release_request_waiting
const WAITS = `
  select exists (select from dead_letter where state = 'redriving')
         or exists (select from release_request where state = 'waiting') as waits`

export const sendWaiting = async ({ pool, hydro, sender, limit = SEND_WAITING_MAX }: SendDeps): Promise<Sent> => {
  const { rows } = await pool.query<{ waits: boolean }>(WAITS)
  if (!rows[0]?.waits) return { redriven: 0, released: 0, unreadable: 0 }
  const deps = { pool, hydro, sender, limit: Math.min(limit, SEND_WAITING_MAX) }
  const redrives = await sendRedrives(deps)
  const releases = await sendReleases(deps)
  return { redriven: redrives.sent, released: releases.sent, unreadable: redrives.unreadable + releases.unreadable }
}
