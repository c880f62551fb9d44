/** OAuth tokens. Only their digests are kept, and they outlive a restart. */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { type Answer, newRequestId } from './answers.ts'
import type { SimulatorOptions } from './options.ts'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** Tokens that were seen to be good, so that not every request asks Postgres. */
const CACHE_MAX = 1_000

export class Tokens {
  readonly #pool: pg.Pool
  readonly #options: SimulatorOptions
  readonly #good = new Map<string, number>()
  constructor(pool: pg.Pool, options: SimulatorOptions) {
    this.#pool = pool
    this.#options = options
  }

  /** POST /oauth/token, a form. */
  async issue(form: URLSearchParams): Promise<Answer> {
    if (form.get('grant_type') !== 'client_credentials')
      return { status: 400, body: { message: 'grant_type must be client_credentials', requestId: newRequestId() } }
    const known =
      equal(form.get('client_id') ?? '', this.#options.clientId) &&
      equal(form.get('client_secret') ?? '', this.#options.clientSecret)
    if (!known) return { status: 401, body: { message: 'Invalid client id or secret' } }
    const token = randomBytes(16).toString('hex')
    const seconds = this.#options.tokenSeconds
    await this.#pool.query(
      `with old as (delete from token where expires_at < now())
       insert into token (token_sha256, expires_at) values ($1, now() + make_interval(secs => $2))`,
      [digest(token), seconds],
    )
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'bearer',
        expires_in: seconds,
        scope: 'service.usage.read service.usage.write user.api',
        jti: randomUUID().replaceAll('-', ''),
      },
    }
  }

  async accepts(authorization: string | undefined): Promise<boolean> {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
    if (!token) return false
    const until = this.#good.get(token)
    if (until !== undefined && until > Date.now()) return true
    const { rows } = await this.#pool.query<{ expires_at: Date }>(
      'select expires_at from token where token_sha256 = $1 and expires_at > now()',
      [digest(token)],
    )
    const [row] = rows
    if (!row) return false
    if (this.#good.size >= CACHE_MAX) this.#good.clear()
    this.#good.set(token, row.expires_at.getTime())
    return true
  }

  /** A person or a test takes all tokens back: the next call gets a 401. */
  async revokeAll(): Promise<void> {
    this.#good.clear()
    await this.#pool.query('delete from token')
  }
}
