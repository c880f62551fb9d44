import { describe, expect, it } from 'vitest'
import { rehearse } from './rehearsal.ts'

describe('what a process that stands by rehearses', () => {
  it('takes every kind of usage through all four streams, from bytes to bytes', async () => {
    const { claimBytes, placementBytes, rows } = await rehearse(() => false, { rounds: 3, pauseMs: 0 })
    expect(claimBytes).toBeGreaterThan(3 * 200 * 150)
    // Free in a public repository: of the 600, those that the filter takes out.
    expect(rows).toBeGreaterThan(500)
    expect(rows).toBeLessThan(600)
    expect(placementBytes).toBeGreaterThan(rows * 40)
  })

  it('ends when the process is told who it is', async () => {
    let rounds = 0
    await rehearse(() => rounds++ >= 2, { rounds: 1_000, pauseMs: 0 })
    expect(rounds).toBe(3)
  })
})
