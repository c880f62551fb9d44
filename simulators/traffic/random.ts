/**
 * A small seeded generator (sfc32). One stream per (seed, index), so that any event can be made alone, again, in any
 * order: a duplicate is made by making its original once more.
 */
export class Random {
  private a = 0
  private b = 0
  private c = 0
  private counter = 1

  /** Seed and index are whole numbers up to 2^53. */
  reset(seed: number, index: number): this {
    this.a = seed | 0
    this.b = (seed / 0x1_0000_0000) | 0
    this.c = index | 0
    this.counter = 1 ^ ((index / 0x1_0000_0000) | 0)
    // sfc32 needs a dozen rounds before neighbouring seeds have nothing in common
    for (let round = 0; round < 12; round++) this.u32()
    return this
  }

  /** 32 random bits as an unsigned whole number. */
  u32(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + t
    this.c |= 0
    return t >>> 0
  }

  /** From 0 up to but not including 1. */
  float(): number {
    return this.u32() / 0x1_0000_0000
  }

  /** A whole number from 0 up to but not including `n`. */
  below(n: number): number {
    return Math.floor(this.float() * n)
  }

  pick<T>(list: readonly T[]): T {
    const chosen = list[this.below(list.length)]
    if (chosen === undefined) throw new Error('cannot pick from an empty list')
    return chosen
  }
}

/** Chooses an index with a probability proportional to its weight. */
export class Weighted {
  private readonly sums: Float64Array

  constructor(weights: readonly number[]) {
    this.sums = new Float64Array(weights.length)
    let sum = 0
    for (const [i, weight] of weights.entries()) {
      sum += weight
      this.sums[i] = sum
    }
  }

  choose(random: Random): number {
    const sums = this.sums
    const wanted = random.float() * (sums[sums.length - 1] ?? 0)
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}
