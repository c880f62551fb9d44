/** 50,000 requests a minute and 40 at once, told in every answer's headers. */
import { type Answer, codeOf, failure } from './answers.ts'
import type { SimulatorOptions } from './options.ts'

const WINDOW_MS = 60_000

export class TenantLimits {
  readonly #options: Pick<SimulatorOptions, 'requestsPerMinute' | 'requestsAtOnce'>
  #windowEnd = 0
  #used = 0
  #running = 0
  constructor(options: Pick<SimulatorOptions, 'requestsPerMinute' | 'requestsAtOnce'>) {
    this.#options = options
  }

  /** An answer when the request is one too many; otherwise it counts until `leave`. */
  enter(now: number): Answer | null {
    if (now >= this.#windowEnd) {
      this.#windowEnd = now + WINDOW_MS
      this.#used = 0
    }
    this.#used += 1
    this.#running += 1
    const rate = this.#used > this.#options.requestsPerMinute
    if (!rate && this.#running <= this.#options.requestsAtOnce) return null
    const retryAfter = rate ? Math.ceil((this.#windowEnd - now) / 1000) : 1
    const message = rate ? 'The request limit of this tenant is used up.' : 'Too many requests at once.'
    return {
      ...failure(429, [{ code: codeOf('concurrency'), message }]),
      headers: { 'retry-after': String(retryAfter) },
    }
  }

  leave(): void {
    this.#running -= 1
  }

  headers(now: number): Record<string, string> {
    const { requestsPerMinute, requestsAtOnce } = this.#options
    return {
      'ratelimit-limit': `${requestsPerMinute}, ${requestsPerMinute};w=60`,
      'ratelimit-remaining': String(Math.max(0, requestsPerMinute - this.#used)),
      'ratelimit-reset': String(Math.max(0, Math.ceil((this.#windowEnd - now) / 1000))),
      'concurrency-limit-type': 'Default',
      'concurrency-limit-limit': String(requestsAtOnce),
      'concurrency-limit-remaining': String(Math.max(0, requestsAtOnce - this.#running)),
    }
  }
}
