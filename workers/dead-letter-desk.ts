/**
 * dead-letter-desk sends what people and the sweep asked for: redrives and releases go to the retry topics, each locked
 * in Postgres while it is sent. A repeat after a crash is harmless: the processors compare (R11). Between, it adds up how
 * many dead letters came and what became of them, by cause.
 */
import { sendWaiting } from '../server/desk/send-waiting.ts'
import { every } from '../server/jobs/interval.ts'
import { openStockSender } from '../server/kafka/sender.ts'
import { foldLetterCounts } from '../server/ledger/fold-letter-counts.ts'
import { DESK_INTERVAL_MS, LETTER_DELTAS_MAX } from '../server/limits.ts'
import type { RunningWorker, WorkerDeps } from './deps.ts'

export const deadLetterDesk = async (deps: WorkerDeps): Promise<RunningWorker> => {
  const { pool, hydro, log } = deps
  const sender = await openStockSender(hydro, hydro.home.name)
  const sent = { redriven: 0, released: 0, unreadable: 0 }
  const loop = every(DESK_INTERVAL_MS, log, async () => {
    const round = await sendWaiting({ pool, hydro, sender })
    sent.redriven += round.redriven
    sent.released += round.released
    sent.unreadable += round.unreadable
    const folded = await foldLetterCounts(pool)
    return round.redriven + round.released > 0 || folded === LETTER_DELTAS_MAX ? 0 : undefined
  })
  return {
    fatal: loop.fatal,
    figures: () => ({ ...sent }),
    stop: async () => {
      await loop.stop()
      await sender.disconnect()
    },
  }
}
