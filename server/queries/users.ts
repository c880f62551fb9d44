/** Who may sign in, and who was here lately? */
import type { z } from 'zod'
import type { Page } from '../../domain/api/common.ts'
import type { User, usersQuery } from '../../domain/api/users.ts'
import type { Role } from '../../domain/roles.ts'
import { makeCursor, pageFrom, readCursor, TEXT } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso, isoOrNull } from './time.ts'

// index: auth_user_email_key; of each user's sessions and keys auth_session_user and auth_api_key_owner
const LIST = `
  select u.id, u.email, u.name, u.role, u.disabled_at as "disabledAt", u.created_at as "createdAt",
         s.count as sessions, k.count as keys, greatest(s.last, k.last) as "lastSeenAt"
    from auth_user u
    cross join lateral (select count(*)::int as count, max(updated_at) as last from auth_session
                         where user_id = u.id and expires_at > now()) s
    cross join lateral (select count(*)::int as count, max(last_request) as last from auth_api_key
                         where reference_id = u.id) k
   where ($1::text is null or position(lower($1) in u.email) > 0 or position(lower($1) in lower(u.name)) > 0)
     and ($2::text is null or u.email > $2)
   order by u.email
   limit $3`

type Row = Omit<User, 'role' | 'disabledAt' | 'createdAt' | 'lastSeenAt'> & {
  role: Role
  disabledAt: Date | null
  createdAt: Date
  lastSeenAt: Date | null
}

export const listUsers = async (pool: Pool, query: z.output<typeof usersQuery>): Promise<Page<User>> => {
  const after = readCursor(query.cursor, [TEXT])
  const { rows } = await pool.query<Row>(LIST, [query.query || null, after?.[0] ?? null, query.limit + 1])
  return pageFrom(
    rows,
    query.limit,
    (row) => makeCursor(row.email),
    (row) => ({
      ...row,
      disabledAt: isoOrNull(row.disabledAt),
      createdAt: iso(row.createdAt),
      lastSeenAt: isoOrNull(row.lastSeenAt),
    }),
  )
}
