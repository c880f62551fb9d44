import { describe, expect, it } from 'vitest'
import { StormWindow } from './dead-letter-storm.ts'

const LIMITS = { windowMs: 60_000, recordsMin: 500, shareMax: 0.2 }

describe('the storm window', () => {
  it('stops beyond a fifth of at least 500', () => {
    expect(new StormWindow(LIMITS).admit(499, 499, 0)).toBe(true)
    expect(new StormWindow(LIMITS).admit(500, 100, 0)).toBe(true)
    expect(new StormWindow(LIMITS).admit(500, 101, 0)).toBe(false)
  })

  it('counts what works too: dead letters are a share of all messages, not of the batches that have some', () => {
    const window = new StormWindow(LIMITS)
    for (let second = 0; second < 10; second++) expect(window.admit(1_000, 0, second * 1_000)).toBe(true)
    expect(window.admit(500, 400, 10_000)).toBe(true)
  })

  it('forgets what is older than the window', () => {
    const window = new StormWindow(LIMITS)
    window.admit(10_000, 0, 0)
    expect(window.admit(500, 101, 59_000)).toBe(true)
    expect(window.admit(500, 101, 61_000)).toBe(false)
    expect(window.admit(500, 101, 125_000)).toBe(false)
    expect(window.admit(500, 100, 125_000)).toBe(true)
  })

  it('never stops for a batch without dead letters', () => {
    const window = new StormWindow(LIMITS)
    window.admit(499, 499, 0)
    expect(window.admit(100, 0, 1_000)).toBe(true)
    expect(window.admit(100, 1, 1_000)).toBe(false)
  })

  it('lets through as many as a person allowed, then counts again', () => {
    const window = new StormWindow(LIMITS, 600)
    expect(window.admit(600, 600, 0)).toBe(true)
    expect(window.admit(600, 200, 0)).toBe(false)
  })
})
