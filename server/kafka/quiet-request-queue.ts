/**
 * Two loops of kafkajs 2.2.4 that run for ever on each connection, though nothing happens; a worker has three or four.
 *
 * It looks for pending requests in a loop of 1 ms timers, though nothing is pending: with no throttle
 * `throttledUntil - Date.now()` is far below zero. A process that only waits takes 2 to 3 % of a core for it. Here the loop
 * runs only while something is pending or throttled; a new request looks by itself.
 *
 * It looks for requests without an answer ten times a second, though they may take seconds: four connections wake their
 * process 40 times a second, which was most of what a worker at rest did. Here it looks once a second.
 */
import { createRequire } from 'node:module'

type Request = { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void }
type RequestQueue = {
  readonly throttledUntil: number
  readonly pending: readonly unknown[]
  readonly inflight: ReadonlyMap<number, Request>
  readonly requestTimeout: number
  readonly enforceRequestTimeout: boolean
  requestTimeoutIntervalId?: NodeJS.Timeout
  isConnected(): boolean
  destroy(): void
}
type Patched = {
  prototype: RequestQueue & { scheduleCheckPendingRequests(): void; scheduleRequestTimeoutCheck(): void }
  isQuiet?: true
}

/** A request without an answer is given up at most this much later. */
const TIMEOUT_CHECK_MS = 1_000

function checkTimeouts(this: RequestQueue): void {
  if (!this.enforceRequestTimeout) return
  this.destroy()
  const check = () => {
    for (const request of [...this.inflight.values()])
      if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest()
    if (!this.isConnected()) this.destroy()
  }
  this.requestTimeoutIntervalId = setInterval(check, Math.min(this.requestTimeout, TIMEOUT_CHECK_MS))
}

/** Once per process; harmless to call again. @throws Error when kafkajs is not the version that this is made for */
export const quietRequestQueue = (): void => {
  const queueClass = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as Patched
  if (queueClass.isQuiet) return
  const original = queueClass.prototype?.scheduleCheckPendingRequests
  if (typeof original !== 'function' || typeof queueClass.prototype.scheduleRequestTimeoutCheck !== 'function')
    throw new Error('kafkajs has changed inside: Hydrometer needs version 2.2.4 exactly')
  queueClass.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) original.call(this)
  }
  queueClass.prototype.scheduleRequestTimeoutCheck = checkTimeouts
  queueClass.isQuiet = true
}
