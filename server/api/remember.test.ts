import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetAll, remember, rememberVersion, together } from './remember.ts'

let now = 0
beforeEach(() => {
  forgetAll()
  now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => vi.restoreAllMocks())

const counter = () => {
  let made = 0
  return async () => ++made
}

/** Until what is made a moment after the answer is made. */
const renewed = () => new Promise((resolve) => setTimeout(resolve, 100))

describe('remember', () => {
  it('makes an answer once for its time, then anew', async () => {
    const make = counter()
    expect(await Promise.all([remember('a', 10, make), remember('a', 10, make)])).toEqual([1, 1])
    now = 10
    expect(await remember('a', 10, make)).toBe(2)
  })
  it('gives the old answer while one new one is made, and never one that is too old', async () => {
    const make = counter()
    const ask = () => remember('a', 10, make, 5)
    expect(await ask()).toBe(1)
    now = 12
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
    await renewed()
    expect(await ask()).toBe(2) // made once, as of 12
    now = 21
    expect(await ask()).toBe(2)
    now = 27
    expect(await ask()).toBe(3)
  })
  it('keeps nothing that failed, made anew or not', async () => {
    const fail = () => Promise.reject(new Error('away'))
    await expect(remember('a', 10, fail, 5)).rejects.toThrow('away')
    expect(await remember('a', 10, counter(), 5)).toBe(1)
    now = 12
    expect(await remember('a', 10, fail, 5)).toBe(1)
    await renewed()
    await expect(remember('a', 10, fail, 5)).rejects.toThrow('away')
  })
})

describe('together', () => {
  it('makes one answer for those who ask at once, and keeps none', async () => {
    const make = counter()
    expect(await Promise.all([together('a', make), together('a', make)])).toEqual([1, 1])
    expect(await together('a', make)).toBe(2)
    await expect(together('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect(await together('a', make)).toBe(3)
  })
})

describe('rememberVersion', () => {
  it('makes an answer once for each version, and keeps nothing that failed', async () => {
    const make = counter()
    expect(await rememberVersion('a', '1', make)).toBe(1)
    expect(await rememberVersion('a', '1', make)).toBe(1)
    expect(await rememberVersion('b', '1', make)).toBe(2)
    expect(await rememberVersion('a', '2', make)).toBe(3)
    await expect(rememberVersion('c', '1', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect(await rememberVersion('c', '1', make)).toBe(4)
  })
})
