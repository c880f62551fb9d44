import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InHand } from './in-hand.ts'

const MOST = 10

describe('InHand', () => {
  test('lets in first come, first served, never more than there is room for, and in the end everyone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ records: fc.integer({ min: 1, max: 2 * MOST }), turns: fc.nat(5) }), { maxLength: 30 }),
        async (batches) => {
          const inHand = new InHand(MOST)
          const within: number[] = []
          const order: number[] = []
          await Promise.all(
            batches.map(async ({ records, turns }, nth) => {
              await inHand.enter(records)
              order.push(nth)
              within.push(records)
              expect(within.length === 1 || within.reduce((sum, each) => sum + each, 0) <= MOST).toBe(true)
              for (let turn = 0; turn < turns; turn++) await Promise.resolve()
              within.splice(within.indexOf(records), 1)
              inHand.leave(records)
            }),
          )
          expect(order).toEqual(batches.map((_, nth) => nth))
        },
      ),
    )
  })

  test('a batch larger than the bound waits until nothing is in hand, and is not overtaken', async () => {
    const inHand = new InHand(MOST)
    const entered: string[] = []
    const enter = (name: string, records: number) => inHand.enter(records).then(() => entered.push(name))
    await enter('small', 3)
    void enter('large', 2 * MOST)
    void enter('later', 1)
    await Promise.resolve()
    expect(entered).toEqual(['small'])
    inHand.leave(3)
    await new Promise(setImmediate)
    expect(entered).toEqual(['small', 'large'])
    inHand.leave(2 * MOST)
    await new Promise(setImmediate)
    expect(entered).toEqual(['small', 'large', 'later'])
  })

  test('without a bound nobody waits', async () => {
    const inHand = new InHand(Number.POSITIVE_INFINITY)
    for (let nth = 0; nth < 100; nth++) await inHand.enter(2_500)
    inHand.leave(2_500)
    await inHand.enter(2_500)
  })
})
