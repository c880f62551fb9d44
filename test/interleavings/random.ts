/** mulberry32: every choice of a run comes from here, so that a seed repeats the run exactly. */
export type Pick = (n: number) => number

export const picker = (seed: number): Pick => {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return (n) => Math.floor(next() * n)
}
