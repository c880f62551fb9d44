import { createRequire } from 'node:module'
import { describe, expect, it, vi } from 'vitest'
import { quietRequestQueue } from './quiet-request-queue.ts'

describe('quietRequestQueue', () => {
  quietRequestQueue()
  quietRequestQueue()
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue')
  const schedule = (pending: unknown[], throttledUntil: number) => {
    vi.useFakeTimers()
    try {
      prototype.scheduleCheckPendingRequests.call({ pending, throttledUntil, checkPendingRequests: () => undefined })
      return vi.getTimerCount()
    } finally {
      vi.useRealTimers()
    }
  }

  it('sets no timer while nothing is pending', () => {
    expect(schedule([], -1)).toBe(0)
  })

  it('still looks again while requests are pending or the broker throttles', () => {
    expect(schedule([{}], -1)).toBe(1)
    expect(schedule([], Date.now() + 60_000)).toBe(1)
  })

  it('gives up a request whose time is over, and nothing else, and stops looking on a dead connection', () => {
    vi.useFakeTimers()
    try {
      const givenUp: string[] = []
      const request = (name: string, requestTimeout: number) => ({
        sentAt: Date.now(),
        requestTimeout,
        timeoutRequest: () => givenUp.push(name),
      })
      let isConnected = true
      const queue = {
        enforceRequestTimeout: true,
        requestTimeout: 15_000,
        inflight: new Map([request('short', 2_500), request('long', 60_000)].entries()),
        isConnected: () => isConnected,
        destroy: () => clearInterval(queue.requestTimeoutIntervalId),
        requestTimeoutIntervalId: undefined as NodeJS.Timeout | undefined,
      }
      prototype.scheduleRequestTimeoutCheck.call(queue)
      vi.advanceTimersByTime(2_400)
      expect(givenUp).toEqual([])
      vi.advanceTimersByTime(1_100)
      expect(givenUp).toEqual(['short'])
      isConnected = false
      vi.advanceTimersByTime(1_000)
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
