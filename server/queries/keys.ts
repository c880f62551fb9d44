/** Which API keys are there, and which are in use? */
import type { Page } from '../../domain/api/common.ts'
import type { ApiKey } from '../../domain/api/users.ts'
import { makeCursor, pageFrom, readCursor, TEXT, TIME } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso, isoOrNull } from './time.ts'

// index: auth_api_key_owner for one owner's; all of them are some hundreds
const LIST = `
  select k.id, k.name, k.start, k.created_at as "createdAt", k.last_request as "lastUsedAt", k.expires_at as "expiresAt",
         coalesce(k.expires_at < now(), false) as expired,
         jsonb_build_object('id', u.id, 'email', u.email, 'role', u.role, 'disabled', u.disabled_at is not null) as owner,
         to_char(k.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as "sortTime"
    from auth_api_key k join auth_user u on u.id = k.reference_id
   where ($1::text is null or k.reference_id = $1)
     and ($2::timestamptz is null or (k.created_at, k.id) < ($2, $3))
   order by k.created_at desc, k.id desc
   limit $4`

type Row = Omit<ApiKey, 'createdAt' | 'lastUsedAt' | 'expiresAt'> & {
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
  sortTime: string
}

export const listKeys = async (
  pool: Pool,
  query: { readonly userId?: string; readonly cursor?: string; readonly limit: number },
): Promise<Page<ApiKey>> => {
  const after = readCursor(query.cursor, [TIME, TEXT])
  const { rows } = await pool.query<Row>(LIST, [
    query.userId ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ])
  return pageFrom(
    rows,
    query.limit,
    (row) => makeCursor(row.sortTime, row.id),
    ({ sortTime: _, ...row }) => ({
      ...row,
      createdAt: iso(row.createdAt),
      lastUsedAt: isoOrNull(row.lastUsedAt),
      expiresAt: isoOrNull(row.expiresAt),
    }),
  )
}
