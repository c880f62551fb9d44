/** When a worker that ended is started again. */

/** After the second death in a row; the first restart is immediate, since each second of standing still shows. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
/** Who ran this long had recovered: the next death counts as a first one. */
const RECOVERED_AFTER_MS = 30_000

/**
 * Waits 0, 0.5, 1, 2, 4, 8, 15, 15 … seconds while a process ends by itself again and again; begins anew after a run of
 * 30 s. One that did its work until someone else killed it is no crash loop: it never waits.
 */
export class Backoff {
  private deaths = 0

  /**
   * @param ranForMs how long the process that just ended had been up
   * @param wasKilled it did its work until someone else ended it (SIGKILL)
   * @returns ms until it is to be started again
   */
  next(ranForMs: number, wasKilled = false): number {
    if (wasKilled) return 0
    if (ranForMs >= RECOVERED_AFTER_MS) this.deaths = 0
    const wait = this.deaths === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (this.deaths - 1), LONGEST_WAIT_MS)
    this.deaths += 1
    return wait
  }
}
