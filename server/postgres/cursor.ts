/**
 * The cursor of one partition: where it stands, and the fence (R3). Every decision locks this row, compares the token
 * and the offset that it expects, and writes a new token; a worker that lost its partition fails the comparison.
 */
import { randomUUID } from 'node:crypto'
import type { Client, Pool } from './pool.ts'
import { inTransaction } from './pool.ts'

export type CursorKey = {
  readonly processor: string
  readonly site: string
  readonly topic: string
  readonly partition: number
}

/** What a worker remembers of the row between two decisions. */
export type Cursor = CursorKey & {
  nextOffset: number
  token: string
  committedOffset: number
  readonly epoch: number
  priorSha256: Buffer | null
  state: Record<string, unknown>
  /** Below this the log was processed before this database knew of it: a rebuild (R21). */
  readonly rebuildTo: number
  /** So many dead letters a person allowed for the next start; not used up yet. */
  readonly deadLetterAllowance: number
  readonly isNew: boolean
}

/** Someone else moved the cursor: never a skip, always a fresh start (R3). */
export class FenceLost extends Error {
  constructor(key: CursorKey) {
    super(`another worker decides for ${key.processor} ${key.topic}:${key.partition}@${key.site} now`)
    this.name = 'FenceLost'
  }
}

const COLUMNS = 'next_offset, token, committed_offset, epoch, prior_sha256, state, rebuild_to, dead_letter_allowance'
type Row = {
  next_offset: number
  token: string
  committed_offset: number
  epoch: number
  prior_sha256: Buffer | null
  state: Record<string, unknown>
  rebuild_to: number
  dead_letter_allowance: number
}

const fromRow = (key: CursorKey, row: Row, isNew: boolean): Cursor => ({
  ...key,
  nextOffset: row.next_offset,
  token: row.token,
  committedOffset: row.committed_offset,
  epoch: row.epoch,
  priorSha256: row.prior_sha256,
  state: row.state,
  rebuildTo: row.rebuild_to,
  deadLetterAllowance: row.dead_letter_allowance,
  isNew,
})

const TAKE = `
  update stream_cursor
     set token = $5,
         next_offset = case when accept_start then $6 else next_offset end,
         committed_offset = case when accept_start then $8 else committed_offset end,
         prior_sha256 = case when accept_start then null else prior_sha256 end,
         rebuild_to = case when accept_start then $7 else rebuild_to end,
         epoch = case when accept_start then epoch + 1 else epoch end,
         accept_start = false
   where processor = $1 and site = $2 and topic = $3 and partition = $4 returning ${COLUMNS}`
const MAKE = `
  insert into stream_cursor (processor, site, topic, partition, next_offset, token, rebuild_to)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning ${COLUMNS}`

/**
 * Takes the cursor over: a new token, so that whoever held it before is fenced off from this moment. A new row begins
 * at `low`. `epoch` says where one goes on whose loss or new topic a person accepted: that begins a new epoch (R5).
 */
export const takeCursor = async (
  pool: Pool,
  key: CursorKey,
  log: { low: number; groupCommitted: number | null; epoch?: { next: number; from: number } },
): Promise<Cursor> => {
  const at = [key.processor, key.site, key.topic, key.partition]
  const epoch = log.epoch ?? { next: log.low, from: log.low }
  const rebuildTo = Math.max(log.groupCommitted ?? 0, 0)
  const take = async () =>
    (await pool.query<Row>(TAKE, [...at, randomUUID(), epoch.next, rebuildTo, epoch.from])).rows[0]
  const make = async () => (await pool.query<Row>(MAKE, [...at, log.low, randomUUID(), rebuildTo])).rows[0]
  const taken = await take()
  if (taken) return fromRow(key, taken, false)
  const made = await make()
  if (made) return fromRow(key, made, true)
  const takenLate = await take() // somebody made it in between
  if (!takenLate) throw new FenceLost(key)
  return fromRow(key, takenLate, false)
}

export type CursorMove = {
  /** One after the last record that is decided; never less than before. */
  readonly nextOffset: number
  readonly priorSha256?: Buffer
  readonly state?: Record<string, unknown>
}

/**
 * One decision: locks and compares the cursor, lets `work` write what it decides, moves the cursor, commits. The
 * cursor in memory moves only when the commit was answered.
 */
export const decide = async <T>(
  pool: Pool,
  cursor: Cursor,
  work: (tx: Client) => Promise<CursorMove & { result: T }>,
): Promise<T> => {
  const at = [cursor.processor, cursor.site, cursor.topic, cursor.partition]
  const token = randomUUID()
  const decided = await inTransaction(pool, async (tx) => {
    const locked = await tx.query({
      name: 'lock_cursor',
      text: `select 1 from stream_cursor
              where processor = $1 and site = $2 and topic = $3 and partition = $4 and token = $5 and next_offset = $6
                for update`,
      values: [...at, cursor.token, cursor.nextOffset],
    })
    if (locked.rowCount !== 1) throw new FenceLost(cursor)
    const move = await work(tx)
    if (move.nextOffset < cursor.nextOffset) throw new Error('a cursor never moves back')
    await tx.query({
      name: 'move_cursor',
      text: `update stream_cursor
                set next_offset = $5, token = $6, prior_sha256 = coalesce($7, prior_sha256),
                    state = coalesce($8, state), committed_offset = $9, moved_at = now()
              where processor = $1 and site = $2 and topic = $3 and partition = $4`,
      values: [
        ...at,
        move.nextOffset,
        token,
        move.priorSha256 ?? null,
        move.state ? JSON.stringify(move.state) : null,
        cursor.committedOffset,
      ],
    })
    return move
  })
  cursor.nextOffset = decided.nextOffset
  cursor.token = token
  if (decided.priorSha256) cursor.priorSha256 = decided.priorSha256
  if (decided.state) cursor.state = decided.state
  return decided.result
}

/** Adds to the state without moving anything; only the holder of the token may. */
export const rememberState = async (pool: Pool, cursor: Cursor, added: Record<string, unknown>): Promise<void> => {
  const { rowCount } = await pool.query(
    `update stream_cursor set state = state || $6
      where processor = $1 and site = $2 and topic = $3 and partition = $4 and token = $5`,
    [cursor.processor, cursor.site, cursor.topic, cursor.partition, cursor.token, JSON.stringify(added)],
  )
  if (rowCount !== 1) throw new FenceLost(cursor)
  cursor.state = { ...cursor.state, ...added }
}
