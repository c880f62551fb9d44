/**
 * Line items that this process claimed a while ago, by a part of their ids. Producers repeat an event within seconds, so
 * that a claim whose id is not here is nearly always the first. A guess only: line_item's primary key is what decides.
 */
const SLOTS = 2 ** 21
/** Batches that are looked up whole after an old repeat came: where one is, there are more. */
const LOOK_UP_BATCHES = 20

export class RecentIds {
  /** One newest id per slot: what is overwritten is forgotten. 8 MiB, whatever the volume. */
  readonly #slots = new Uint32Array(SLOTS)
  #lookUps = 0

  /** Remembers the id; true when it may have been here. Bytes 9 … 15 of an id are of its hash (R13). */
  sawBefore(id: Buffer): boolean {
    const slot = ((id[9]! << 16) | (id[10]! << 8) | id[11]!) & (SLOTS - 1)
    const rest = ((id[12]! << 24) | (id[13]! << 16) | (id[14]! << 8) | id[15]!) >>> 0
    const seen = this.#slots[slot] === rest
    this.#slots[slot] = rest
    return seen || this.#lookUps > 0
  }

  /** A batch ends. `refused`: it held a repeat that was not seen before. */
  endBatch(refused: boolean): void {
    if (refused) this.#lookUps = LOOK_UP_BATCHES
    else if (this.#lookUps > 0) this.#lookUps--
  }
}
