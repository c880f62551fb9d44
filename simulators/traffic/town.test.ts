import { describe, expect, it } from 'vitest'
import { activity } from './shape.ts'
import { Town } from './town.ts'

describe('the invented town', () => {
  it('keeps somebody of every trait through a week of changes', () => {
    const startMs = Date.UTC(2026, 10, 23)
    const town = new Town(startMs)
    const traits = () => new Set(town.accounts.map((a) => a.trait))
    const atFirst = traits()
    const zuora = new Set<string>()
    for (let ms = startMs; ms < startMs + 7 * 86_400_000; ms += 60_000) {
      const change = town.advance(ms)
      if (!change?.what.includes('Zuora')) continue
      expect(zuora.has(change.account.zuoraAccountNumber)).toBe(false)
      zuora.add(change.account.zuoraAccountNumber)
    }
    expect(traits()).toEqual(atFirst)
    expect(zuora.size).toBeGreaterThan(1_000)
    expect(new Set(town.accounts.map((a) => a.id)).size).toBe(town.accounts.length)
  })

  it('is busy on weekday afternoons, quiet on Sunday nights, and once on average', () => {
    const monday = Date.UTC(2026, 10, 23)
    const minutes = Array.from({ length: 7 * 1_440 }, (_, i) => activity(monday + i * 60_000))
    expect(minutes.reduce((sum, x) => sum + x, 0) / minutes.length).toBeCloseTo(1, 2)
    expect(activity(monday + 16 * 3_600_000)).toBeGreaterThan(1.3)
    expect(activity(monday - 24 * 3_600_000 + 3 * 3_600_000)).toBeLessThan(0.5)
  })
})
