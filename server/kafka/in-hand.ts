/**
 * How many records the handlers of a process have in hand together. From when it is decoded until its decision is durable a
 * record is a dozen objects, and with a backlog every partition has a full batch of them: 24 of a relay were what its memory
 * grew by, and on two cores no partition is done sooner for all of them being at it (docs/performance.md).
 */
import { RECORDS_IN_HAND_MAX } from '../limits.ts'

export class InHand {
  #records = 0
  readonly #most: number
  readonly #waiting: { readonly records: number; readonly enter: () => void }[] = []

  constructor(most = RECORDS_IN_HAND_MAX) {
    this.#most = most
  }

  /** Resolves when there is room, first come, first served. With nothing in hand there is room for any number. */
  async enter(records: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#hasRoom(records)) {
      this.#records += records
      return
    }
    await new Promise<void>((enter) => {
      this.#waiting.push({ records, enter })
    })
  }

  /** As many as entered. */
  leave(records: number): void {
    this.#records -= records
    for (let next = this.#waiting[0]; next && this.#hasRoom(next.records); next = this.#waiting[0]) {
      this.#records += next.records
      this.#waiting.shift()
      next.enter()
    }
  }

  #hasRoom(records: number): boolean {
    return this.#records === 0 || this.#records + records <= this.#most
  }
}
