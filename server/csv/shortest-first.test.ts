import { describe, expect, it } from 'vitest'
import { shortestFirst } from './shortest-first.ts'

const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve))

describe('work with the least to do first', () => {
  it('begins with the least of what comes at once, and does one after the other', async () => {
    const inTurn = shortestFirst()
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} begins`)
      await turnOfTheLoop()
      order.push(`${name} ends`)
      return name
    }
    const sizes = [30, 10, 20]
    const done = await Promise.all(sizes.map((size) => inTurn(size, work(String(size)))))
    expect(done).toEqual(['30', '10', '20'])
    expect(order).toEqual(['10 begins', '10 ends', '20 begins', '20 ends', '30 begins', '30 ends'])
  })

  it('takes what comes on the way in its place', async () => {
    const inTurn = shortestFirst()
    const order: number[] = []
    const late: Promise<unknown>[] = []
    const first = inTurn(1, async () => {
      order.push(1)
      late.push(inTurn(2, async () => order.push(2)))
    })
    const last = inTurn(9, async () => order.push(9))
    await Promise.all([first, last])
    await Promise.all(late)
    expect(order).toEqual([1, 2, 9])
  })

  it('gives an error to its caller alone, and goes on', async () => {
    const inTurn = shortestFirst()
    const [failed, fine] = await Promise.allSettled([
      inTurn(1, async () => {
        throw new Error('no broker')
      }),
      inTurn(2, async () => 'folded'),
    ])
    expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'no broker' } })
    expect(fine).toMatchObject({ value: 'folded' })
    expect(await inTurn(1, async () => 'again')).toBe('again')
  })
})
