import { describe, expect, it } from 'vitest'
import { emptyLine, takeApart } from './lag-every-group.ts'

const lines = (size: number, count: number) => Array.from({ length: count }, () => emptyLine(size))

describe('takeApart', () => {
  it('keeps the worst of each step and series, and what nobody knows unknown', () => {
    const [a, b] = lines(3, 2)
    takeApart('0:100,-1:5,;0:90,30:7,-60;2:1,2:3,4', [a, b])
    expect([...a!.worst]).toEqual([100, -1, 1])
    expect([...a!.total]).toEqual([7, Number.NaN, 3])
    expect([...b!.worst]).toEqual([30, -1, 2])
    expect([...b!.total]).toEqual([-60, Number.NaN, 4])
  })

  it('leaves out series that nobody asked for and steps outside of the range', () => {
    const [a] = lines(1, 1)
    takeApart('0:7,8:9,10;1:70,80:90,100;-1:70,80:90,100', [undefined, a])
    expect([...a!.worst]).toEqual([8])
    expect([...a!.total]).toEqual([10])
  })

  it('takes nothing from nothing', () => {
    const [a] = lines(1, 1)
    takeApart('', [a])
    expect([...a!.worst]).toEqual([-1])
  })

  it('gives what was put in, whatever the size', () => {
    const worst = Array.from({ length: 300 }, (_, i) => (i % 7) * 111 - 1)
    const total = Array.from({ length: 300 }, (_, i) => (i % 5 === 0 ? null : i * 1_000_003))
    const all = lines(2, 300)
    takeApart(`1:${worst.join(',')}:${total.map((n) => n ?? '').join(',')}`, all)
    expect(all.map((line) => line.worst[1])).toEqual(worst)
    expect(all.map((line) => line.total[1])).toEqual(total.map((n) => n ?? Number.NaN))
  })
})
