/**
 * Who looked at payloads: an audit row before they are handed out. Looking at the same place again, as a live tail or an open
 * page does, is one look for ten minutes; the row holds the place, not what was seen.
 */
import { LOOK_REPEATED_MS } from '../limits.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { writeAudit } from './audit.ts'

export type Look = {
  readonly topic: string
  readonly site: string
  readonly partition?: number | undefined
  readonly offset?: string | undefined
  readonly at?: string | undefined
  readonly key?: string | undefined
}

/** Looks that go on, by actor and place; as many as people can have open. */
const OPEN_MAX = 1_000
const open = new Map<string, number>()

/** `goesOn`: this asks for what came since, or for the very same; a look that was never recorded is recorded all the same. */
export const recordLook = async (
  pool: Pool,
  actor: string,
  look: Look,
  goesOn: boolean,
  nowMs = Date.now(),
): Promise<void> => {
  const { topic, site, partition, offset, at, key } = look
  const detail = { topic, site, partition, offset, at, key }
  const place = JSON.stringify([actor, detail])
  if (goesOn && nowMs - (open.get(place) ?? Number.NEGATIVE_INFINITY) < LOOK_REPEATED_MS) return
  await inTransaction(pool, (tx) =>
    writeAudit(tx, {
      actor,
      action: 'look at messages',
      subject: `${topic}${partition === undefined ? '' : `:${partition}`}${offset === undefined ? '' : `:${offset}`}@${site}`,
      why: '',
      detail,
    }),
  )
  open.delete(place)
  if (open.size >= OPEN_MAX) open.delete(open.keys().next().value as string)
  open.set(place, nowMs)
}
