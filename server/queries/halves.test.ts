import fc from 'fast-check'
import { expect, it } from 'vitest'
import { halvesOf } from './halves.ts'

const DAY_MS = 86_400_000

it('cuts at a whole step, near the middle', () => {
  const [from, to] = [new Date('2026-10-01T05:00:00Z'), new Date('2026-11-01T00:00:00Z')]
  const middle = new Date('2026-10-17T00:00:00Z')
  expect(halvesOf(from, to, DAY_MS, 0)).toEqual([
    [from, middle],
    [middle, to],
  ])
  expect(halvesOf(from, to, DAY_MS)[1]?.[0].toISOString()).toBe('2026-10-16T05:00:00.000Z')
})

it('leaves nothing out and nothing twice, and no step in two halves', () => {
  const ms = fc.integer({ min: 0, max: 2_000_000_000_000 })
  const steps = fc.constantFrom(10_000, 60_000, 3_600_000, DAY_MS)
  fc.assert(
    fc.property(
      ms,
      fc.integer({ min: 1, max: 400 * DAY_MS }),
      steps,
      fc.boolean(),
      (start, length, step, fromEpoch) => {
        const [from, to] = [new Date(start), new Date(start + length)]
        const halves = halvesOf(from, to, step, fromEpoch ? 0 : undefined)
        expect(halves[0]?.[0]).toEqual(from)
        expect(halves.at(-1)?.[1]).toEqual(to)
        if (halves.length === 1) return
        const [, middle] = halves[0]!
        expect(halves[1]?.[0]).toEqual(middle)
        expect(middle > from && middle < to).toBe(true)
        expect((middle.getTime() - (fromEpoch ? 0 : start)) % step).toBe(0)
      },
    ),
  )
})
