/**
 * How often one may try to sign in: counted in Postgres by e-mail and by address, before the password is looked at, so
 * that a thousand attempts at once are a thousand, whichever dashboard they reach.
 */
import { createHash } from 'node:crypto'
import { SIGN_IN_ATTEMPTS_MAX, SIGN_IN_WINDOW_SECONDS } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'

// In the order of keys, so that two attempts never wait for each other. index: auth_attempt_pkey
const TAKE = `
  insert into auth_attempt as a (key, window_started_at, attempts)
  select key, now(), 1 from unnest($1::bytea[]) key order by key
  on conflict (key) do update set
    attempts = case when a.window_started_at < now() - make_interval(secs => $2) then 1 else a.attempts + 1 end,
    window_started_at = case when a.window_started_at < now() - make_interval(secs => $2) then now() else a.window_started_at end
  returning key, attempts, extract(epoch from window_started_at + make_interval(secs => $2) - now())::float8 as "secondsLeft"`
// A few at a time, and none that somebody holds: sweeping waits for nobody and nobody for it.
const FORGET = `
  delete from auth_attempt where key in (
    select key from auth_attempt where window_started_at < now() - make_interval(secs => $1) limit 100 for update skip locked)`
const START_AGAIN = 'delete from auth_attempt where key = $1'
const GIVE_BACK = 'update auth_attempt set attempts = greatest(attempts - 1, 0) where key = $1'

const keyOf = (kind: 'email' | 'address', value: string): Buffer =>
  createHash('sha256').update(`${kind}\0${value}`).digest()

export type Attempt = {
  /** 0: go on. */
  readonly waitSeconds: number
  /** The first that was refused in this window: worth a row in the audit log; the next thousand are not. */
  readonly isFirstRefusal: boolean
}

export const takeAttempt = async (pool: Pool, email: string, address: string): Promise<Attempt> => {
  const keys = [keyOf('email', email), keyOf('address', address)] as const
  await pool.query(FORGET, [SIGN_IN_WINDOW_SECONDS])
  const { rows } = await pool.query<{ key: Buffer; attempts: number; secondsLeft: number }>(TAKE, [
    keys,
    SIGN_IN_WINDOW_SECONDS,
  ])
  const over = rows
    .map((row) => ({
      ...row,
      max: row.key.equals(keys[0]) ? SIGN_IN_ATTEMPTS_MAX.email : SIGN_IN_ATTEMPTS_MAX.address,
    }))
    .filter(({ attempts, max }) => attempts > max)
  return {
    waitSeconds: over.length === 0 ? 0 : Math.max(1, ...over.map(({ secondsLeft }) => Math.ceil(secondsLeft))),
    isFirstRefusal: over.some(({ attempts, max }) => attempts === max + 1),
  }
}

/** Whoever knows the password is not counted. */
export const forgetAttempt = async (pool: Pool, email: string, address: string): Promise<void> => {
  await pool.query(START_AGAIN, [keyOf('email', email)])
  await pool.query(GIVE_BACK, [keyOf('address', address)])
}
