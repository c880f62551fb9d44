/** The OAuth token: fetched once, reused until shortly before it expires, never fetched twice at once. */
import type { RawAnswer } from './answers.ts'

/** A token that ends while a file of 4 MB is on its way would cost a second upload. */
const EXPIRES_EARLY_MS = 120_000

export class TokenRefused extends Error {
  readonly answer: RawAnswer
  constructor(answer: RawAnswer) {
    const what =
      answer.status === 401 || answer.status === 400
        ? 'Zuora does not accept the client id or secret. No file is lost; set ZUORA_CLIENT_ID and ZUORA_CLIENT_SECRET right'
        : `Zuora gave no token (HTTP ${answer.status})`
    super(what)
    this.name = 'TokenRefused'
    this.answer = answer
  }
}

export class TokenKeeper {
  readonly #fetchToken: () => Promise<RawAnswer>
  readonly #now: () => number
  #token: { value: string; usableUntil: number } | null = null
  #fetching: Promise<string> | null = null

  constructor(fetchToken: () => Promise<RawAnswer>, now: () => number) {
    this.#fetchToken = fetchToken
    this.#now = now
  }

  async get(): Promise<string> {
    if (this.#token && this.#now() < this.#token.usableUntil) return this.#token.value
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null
    })
    return this.#fetching
  }

  /** A 401 says that this token is no longer good; a newer one that another request fetched meanwhile stays. */
  drop(token: string): void {
    if (this.#token?.value === token) this.#token = null
  }

  async #fetch(): Promise<string> {
    const answer = await this.#fetchToken()
    const body = parse(answer.text)
    if (answer.status !== 200 || typeof body.access_token !== 'string') throw new TokenRefused(answer)
    const seconds = Number(body.expires_in)
    const lifeMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
    // A life shorter than the margin is used for half of it.
    const usableMs = Math.max(lifeMs - EXPIRES_EARLY_MS, lifeMs / 2)
    this.#token = { value: body.access_token, usableUntil: this.#now() + usableMs }
    return body.access_token
  }
}

const parse = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
