/** Where is this person signed in? */
import type { Page } from '../../domain/api/common.ts'
import type { Session } from '../../domain/api/users.ts'
import type { Actor } from '../auth/who-asks.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso } from './time.ts'

/** Nobody has more that a person would read; the oldest are left out. */
const SHOWN_MAX = 200

// index: auth_session_user
const LIST = `
  select id, created_at as "startedAt", updated_at as "lastUsedAt", expires_at as "expiresAt",
         ip_address as address, user_agent as "userAgent"
    from auth_session where user_id = $1 and expires_at > now()
   order by created_at desc, id limit ${SHOWN_MAX}`

type Row = { id: string; startedAt: Date; lastUsedAt: Date; expiresAt: Date; address: string; userAgent: string }

export const listOwnSessions = async (pool: Pool, actor: Actor): Promise<Page<Session>> => {
  const { rows } = await pool.query<Row>(LIST, [actor.userId])
  return {
    items: rows.map((row) => ({
      id: row.id,
      startedAt: iso(row.startedAt),
      lastUsedAt: iso(row.lastUsedAt),
      expiresAt: iso(row.expiresAt),
      address: row.address || null,
      userAgent: row.userAgent || null,
      current: 'session' in actor.by && actor.by.session === row.id,
    })),
    nextCursor: null,
  }
}
