import { describe, expect, it, vi } from 'vitest'
import { gather } from './gather.ts'

describe('gather', () => {
  /** Doubles, once it is let; fails where a key is 13. Notes what was asked together. */
  const doubling = (isLet: Promise<void> = Promise.resolve()) => {
    const asked: (readonly number[])[] = []
    const get = gather(async (keys: readonly number[]) => {
      asked.push(keys)
      await isLet
      if (keys.includes(13)) throw new Error('13')
      return keys.map((key) => 2 * key)
    })
    return { asked, get }
  }

  it('asks together what is asked in the same moment, and gives each its own answer', async () => {
    const { asked, get } = doubling()
    expect(await Promise.all([get(1), get(2), get(1)])).toEqual([2, 4, 2])
    expect(asked).toEqual([[1, 2, 1]])
  })
  it('never gives an answer that was under way: what is asked meanwhile is asked afterwards, together', async () => {
    let letGo = () => {}
    const { asked, get } = doubling(
      new Promise((resolve) => {
        letGo = resolve
      }),
    )
    const first = get(1)
    await vi.waitFor(() => expect(asked).toEqual([[1]]))
    const meanwhile = [get(2), get(3)]
    letGo()
    expect(await Promise.all([first, ...meanwhile])).toEqual([2, 4, 6])
    expect(asked).toEqual([[1], [2, 3]])
    expect(await get(4)).toBe(8)
  })
  it('fails only whose question cannot be answered', async () => {
    const { get } = doubling()
    const answers = await Promise.allSettled([get(1), get(13), get(2)])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await get(3)).toBe(6)
  })
})
