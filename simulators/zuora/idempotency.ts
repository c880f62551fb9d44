/**
 * Idempotency keys as Zuora documents them: kept 24 h, the first result (good or bad) is given again, 409 while the
 * first is running, 422 for the same key with another body.
 *
 * The key's result is committed in the transaction that does the work, so that a crash forgets both or neither. What
 * is running is memory alone: a crash ends it.
 */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type pg from 'pg'
import { inTransaction } from '../../server/postgres/pool.ts'
import { type Answer, failure, isPassing, reason } from './answers.ts'
import { IDEMPOTENCY_HOURS } from './options.ts'

/** Not documented, assumed (zuora.md): what may pass by itself is no first result, so that a retry can succeed. */
const isFirstResult = (answer: Answer): boolean => {
  if (answer.status >= 500 || [401, 403, 409, 422, 429].includes(answer.status)) return false
  const reasons = (answer.body as { reasons?: { code: string }[] }).reasons ?? []
  return !reasons.some((r) => isPassing(r.code))
}

/**
 * What "the same body" means. Zuora's own clients draw a new multipart boundary for every request, and their retries
 * with a key must get the first result: so the boundary does not count, everything between does.
 */
export const bodyDigest = (raw: Buffer, headers: IncomingHttpHeaders): Buffer => {
  const hash = createHash('sha256').update(`${headers['content-encoding'] ?? ''}\n`)
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(headers['content-type'] ?? '')
  const text = boundary?.[1] ?? boundary?.[2]
  if (text === undefined) return hash.update(raw).digest()
  const needle = Buffer.from(`--${text}`)
  let from = 0
  for (let at = raw.indexOf(needle); at >= 0; at = raw.indexOf(needle, from)) {
    hash.update(raw.subarray(from, at)).update('--')
    from = at + needle.length
  }
  return hash.update(raw.subarray(from)).digest()
}

export class IdempotencyKeys {
  readonly #pool: pg.Pool
  readonly #running = new Set<string>()
  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  async run(
    key: string | undefined,
    bodySha256: Buffer,
    before: () => Promise<void>,
    work: (tx: pg.ClientBase) => Promise<Answer>,
  ): Promise<Answer> {
    if (key === undefined) {
      await before()
      return inTransaction(this.#pool, work)
    }
    if (this.#running.has(key))
      return failure(409, [reason('concurrency', 'A request with this Idempotency-Key is still being processed.')])
    this.#running.add(key)
    try {
      const known = await this.#firstResult(key, bodySha256)
      if (known) return known
      await before()
      return await inTransaction(this.#pool, async (tx) => {
        const answer = await work(tx)
        if (isFirstResult(answer)) await this.#keep(tx, key, bodySha256, answer)
        return answer
      })
    } finally {
      this.#running.delete(key)
    }
  }

  async #firstResult(key: string, bodySha256: Buffer): Promise<Answer | null> {
    const { rows } = await this.#pool.query<{ request_sha256: Buffer; status: number; body: Record<string, unknown> }>(
      `select request_sha256, status, body from idempotency
        where key = $1 and created_at > now() - make_interval(hours => $2)`,
      [key, IDEMPOTENCY_HOURS],
    )
    const [row] = rows
    if (!row) return null
    if (!row.request_sha256.equals(bodySha256))
      return failure(422, [reason('rule', 'This Idempotency-Key was used with another request body.')])
    return { status: row.status, body: row.body }
  }

  async #keep(tx: pg.ClientBase, key: string, bodySha256: Buffer, answer: Answer): Promise<void> {
    await tx.query(
      `insert into idempotency (key, request_sha256, status, body) values ($1, $2, $3, $4)
       on conflict (key) do update set request_sha256 = excluded.request_sha256, status = excluded.status,
         body = excluded.body, created_at = now()`,
      [key, bodySha256, answer.status, answer.body],
    )
  }

  /** Forgets what is older than a key serves. */
  async clean(): Promise<void> {
    await this.#pool.query('delete from idempotency where created_at < now() - make_interval(hours => $1)', [
      IDEMPOTENCY_HOURS,
    ])
  }
}
