/** When a worker that ended is started again. */

/** The first restart is immediate: most deaths are single, and each second of standing still shows. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
/** Who ran this long had recovered: the next death counts as a first one. */
const RECOVERED_AFTER_MS = 30_000

/** Waits 0, 0.5, 1, 2, 4, 8, 15, 15 … seconds; begins anew after a run of 30 s. */
export class Backoff {
  private deaths = 0

  /** @param ranForMs how long the worker that just ended had been up; returns ms until it is to be started again */
  next(ranForMs: number): number {
    if (ranForMs >= RECOVERED_AFTER_MS) this.deaths = 0
    const wait = this.deaths === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (this.deaths - 1), LONGEST_WAIT_MS)
    this.deaths += 1
    return wait
  }
}
