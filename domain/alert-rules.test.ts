import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_RULES, RULE_KINDS, readRule, ruleWords, topicMatches } from './alert-rules.ts'
import { CLEAR_MS, type OpenAlert, step } from './alert-state.ts'
import { isSilent, usualGapSeconds } from './silence.ts'

describe('rules in words', () => {
  it('are sentences that a person would say', () => {
    const rule = readRule('time_lag', { group: 'usage-relay', site: 'iad', seconds: 60 })!
    expect(ruleWords(rule, 120)).toBe('usage-relay at iad more than 1 min behind for 2 min')
  })
  it('exist on day one for every kind, and each can be read back', () => {
    expect(DEFAULT_RULES.map((rule) => rule.kind).sort()).toEqual([...RULE_KINDS].sort())
    for (const rule of DEFAULT_RULES) {
      expect(readRule(rule.kind, JSON.parse(JSON.stringify(rule.parameters)))).toMatchObject({ kind: rule.kind })
      expect(ruleWords(rule, rule.forSeconds)).not.toMatch(/undefined|NaN/)
    }
  })
  it('of another release are not understood, never guessed', () => {
    expect(readRule('time_lag', { second: 60 })).toBeUndefined()
    expect(readRule('moon_phase', {})).toBeUndefined()
  })
  it('name topics by their beginning', () => {
    expect(topicMatches('usage.*', 'usage.actions')).toBe(true)
    expect(topicMatches('usage.*', 'billing.rejected')).toBe(false)
    expect(topicMatches('usage.actions', 'usage.actions')).toBe(true)
  })
})

/** What is told while `looks` (each 10 s) hold or do not. */
const told = (looks: readonly boolean[], forSeconds: number): string[] => {
  const said: string[] = []
  let open: OpenAlert | null = null
  looks.forEach((holds, i) => {
    const next = step(open, holds, i * 10_000, forSeconds)
    if (next.to === 'resolved') said.push(`resolved ${i}`)
    if ('isNews' in next && next.isNews) said.push(`firing ${i}`)
    open = 'alert' in next ? next.alert : null
  })
  return said
}
const times = (n: number, holds: boolean) => Array<boolean>(n).fill(holds)

describe('an alert', () => {
  it('fires once when it held long enough, and is resolved once when it is gone for a minute', () => {
    expect(told([...times(20, true), ...times(20, false)], 120)).toEqual(['firing 12', 'resolved 25'])
    expect(told([true, ...times(20, false)], 0)).toEqual(['firing 0', 'resolved 6'])
  })
  it('is not told of when it did not hold long enough', () => {
    expect(told([...times(11, true), ...times(20, false)], 120)).toEqual([])
  })
  it('does not flap: what is gone for less than a minute was never gone', () => {
    const flapping = Array.from({ length: 60 }, (_, i) => i % 5 !== 0)
    expect(told([...times(3, true), ...flapping], 20)).toEqual(['firing 2'])
  })
  it('is told of as fired and resolved in turns, never twice, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), fc.integer({ min: 0, max: 300 }), (looks, forSeconds) => {
        const words = told(looks, forSeconds).map((line) => line.split(' ')[0])
        words.forEach((word, i) => {
          expect(word).toBe(i % 2 === 0 ? 'firing' : 'resolved')
        })
        const gone = CLEAR_MS / 10_000
        if (looks.slice(-gone - 3).every((holds) => !holds) && looks.length > gone + 3) expect(words.length % 2).toBe(0)
      }),
    )
  })
})

describe('silence', () => {
  const day = { watchedSeconds: 86_400, longestGaps: { '2026-11-20': 20, '2026-11-21': 9_000, '2026-11-22': 30 } }
  const rule = { leastSeconds: 300, factor: 2 }
  it('is a gap far beyond the usual one; a day with an outage does not make it deaf', () => {
    expect(usualGapSeconds({ ...day, quietSeconds: 0 })).toBe(30)
    expect(isSilent({ ...day, quietSeconds: 301 }, rule)).toBe(true)
    expect(isSilent({ ...day, quietSeconds: 299 }, rule)).toBe(false)
    expect(isSilent({ ...day, longestGaps: { a: 3_600 }, quietSeconds: 7_000 }, rule)).toBe(false)
  })
  it('is not said of what is not known yet, nor of what never spoke', () => {
    expect(isSilent({ watchedSeconds: 3_599, longestGaps: { a: 10 }, quietSeconds: 3_000 }, rule)).toBe(false)
    expect(isSilent({ watchedSeconds: 86_400, longestGaps: {}, quietSeconds: 86_400 }, rule)).toBe(false)
  })
})
