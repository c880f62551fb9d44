import { describe, expect, it } from 'vitest'
import { lagOf, lagStatus } from './lag.ts'

describe('lag', () => {
  it('is the log end less the commit', () => {
    expect(lagOf({ committed: 90n, end: 100n, low: 0n })).toEqual({ lag: 10n, consumable: 10n, lost: 0n, margin: 90n })
  })
  it('counts what retention took as lost, and the rest as consumable', () => {
    const amounts = lagOf({ committed: 5n, end: 100n, low: 20n })
    expect(amounts).toEqual({ lag: 95n, consumable: 80n, lost: 15n, margin: -15n })
    expect(lagStatus(amounts, 1)).toBe('stop')
  })
  it('is not known without a commit, and never a zero', () => {
    const amounts = lagOf({ committed: null, end: 100n, low: 20n })
    expect(amounts).toEqual({ lag: null, consumable: 80n, lost: 0n, margin: null })
    expect(lagStatus(amounts, null)).toBe('missing')
    expect(lagStatus(lagOf({ committed: null, end: 20n, low: 20n }), null)).toBe('ok')
  })
  it('goes back when the topic was made anew', () => {
    expect(lagStatus(lagOf({ committed: 50n, end: 10n, low: 0n }), null)).toBe('rewind')
  })
  it('warns from a minute on', () => {
    expect(lagStatus(lagOf({ committed: 1n, end: 9n, low: 0n }), 59.9)).toBe('ok')
    expect(lagStatus(lagOf({ committed: 1n, end: 9n, low: 0n }), 60)).toBe('warn')
  })
})
