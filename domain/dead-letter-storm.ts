/**
 * Too many dead letters in a window mean that the code is wrong, not the data (architecture, "Stop or keep going").
 * Counts per second in a ring: memory does not grow with the number of messages. One per processor and partition.
 */
export type StormLimits = { readonly windowMs: number; readonly recordsMin: number; readonly shareMax: number }

const SLOT_MS = 1_000

export class StormWindow {
  readonly #limits: StormLimits
  readonly #slots: { second: number; records: number; dead: number }[]
  #allowance: number

  /** `allowance`: dead letters that a person allowed before the window counts again. */
  constructor(limits: StormLimits, allowance = 0) {
    this.#limits = limits
    this.#slots = Array.from({ length: Math.ceil(limits.windowMs / SLOT_MS) }, () => ({
      second: -1,
      records: 0,
      dead: 0,
    }))
    this.#allowance = allowance
  }

  /**
   * Would these records make a storm? Asked before anything of the batch is decided, so that a storm adds no dead
   * letters of its own. What is admitted is counted.
   */
  admit(records: number, dead: number, nowMs: number): boolean {
    if (dead > 0 && dead <= this.#allowance) {
      this.#allowance -= dead
      return true
    }
    const second = Math.floor(nowMs / SLOT_MS)
    const oldest = second - this.#slots.length
    let allRecords = records
    let allDead = dead
    for (const slot of this.#slots)
      if (slot.second > oldest) {
        allRecords += slot.records
        allDead += slot.dead
      }
    if (dead > 0 && allRecords >= this.#limits.recordsMin && allDead > allRecords * this.#limits.shareMax) return false
    const slot = this.#slots[second % this.#slots.length]!
    if (slot.second !== second) Object.assign(slot, { second, records: 0, dead: 0 })
    slot.records += records
    slot.dead += dead
    return true
  }
}
