/**
 * kafkajs 2.2.4 looks for pending requests of each connection in a loop of 1 ms timers, for ever, though nothing is
 * pending: with no throttle `throttledUntil - Date.now()` is far below zero. A process that only waits takes 2 to 3 % of
 * a core for it. Here the loop runs only while something is pending or throttled; a new request looks by itself.
 */
import { createRequire } from 'node:module'

type RequestQueue = { throttledUntil: number; pending: readonly unknown[] }
type Patched = { prototype: RequestQueue & { scheduleCheckPendingRequests(): void }; isQuiet?: true }

/** Once per process; harmless to call again. @throws Error when kafkajs is not the version that this is made for */
export const quietRequestQueue = (): void => {
  const queueClass = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as Patched
  if (queueClass.isQuiet) return
  const original = queueClass.prototype?.scheduleCheckPendingRequests
  if (typeof original !== 'function')
    throw new Error('kafkajs has changed inside: Hydrometer needs version 2.2.4 exactly')
  queueClass.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) original.call(this)
  }
  queueClass.isQuiet = true
}
