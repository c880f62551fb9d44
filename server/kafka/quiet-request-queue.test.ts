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
})
