/**
 * Who looked at payloads: an audit row before they are read. A live tail of the same place by the same actor is one look
 * for ten minutes; it holds the place, not what was seen.
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
  readonly after?: string | undefined
}

/** Tails that go on, by actor and place; as many as people can have open. */
const OPEN_MAX = 1_000
const open = new Map<string, number>()

export const recordLook = async (pool: Pool, actor: string, look: Look, nowMs = Date.now()): Promise<void> => {
  const { topic, site, partition, key } = look
  const place = JSON.stringify([actor, topic, site, partition, key])
  const goesOn = look.after !== undefined && nowMs - (open.get(place) ?? Number.NEGATIVE_INFINITY) < LOOK_REPEATED_MS
  if (goesOn) return
  const { after: _, ...detail } = look
  await inTransaction(pool, (tx) =>
    writeAudit(tx, {
      actor,
      action: 'look at messages',
      subject: `${topic}${partition === undefined ? '' : `:${partition}`}@${site}`,
      why: '',
      detail,
    }),
  )
  open.delete(place)
  if (open.size >= OPEN_MAX) open.delete(open.keys().next().value as string)
  open.set(place, nowMs)
}
