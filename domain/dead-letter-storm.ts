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

  /** So many of these are dead that they would make a storm if only there were more of them. */
  isTooFewToJudge(records: number, dead: number, nowMs: number): boolean {
    if (dead <= this.#allowance) return false
    const { isMany, isShareTooHigh } = this.#with(records, dead, Math.floor(nowMs / SLOT_MS))
    return !isMany && isShareTooHigh
  }

  #with(records: number, dead: number, second: number): { isMany: boolean; isShareTooHigh: boolean } {
    const oldest = second - this.#slots.length
    let [allRecords, allDead] = [records, dead]
    for (const slot of this.#slots)
      if (slot.second > oldest) {
        allRecords += slot.records
        allDead += slot.dead
      }
    return {
      isMany: allRecords >= this.#limits.recordsMin,
      isShareTooHigh: allDead > allRecords * this.#limits.shareMax,
    }
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
    const { isMany, isShareTooHigh } = this.#with(records, dead, second)
    if (dead > 0 && isMany && isShareTooHigh) return false
    const slot = this.#slots[second % this.#slots.length]!
    if (slot.second !== second) Object.assign(slot, { second, records: 0, dead: 0 })
    slot.records += records
    slot.dead += dead
    return true
  }
}
