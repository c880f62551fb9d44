/**
 * Pieces of work one at a time, the one with the least to do first: so the first of them is done soonest, and all of them
 * together wait least. Not for work that comes without end, of which the longest would never have its turn.
 */

/** What comes within this of the first piece is compared with it. */
const GATHER_MS = 15

type Waiting = { readonly size: number; readonly start: () => Promise<void> }

/** @returns runs `work` in its turn; `size` is compared only, in whatever the caller counts. Its error is the caller's. */
export const shortestFirst = (): (<T>(size: number, work: () => Promise<T>) => Promise<T>) => {
  const waiting: Waiting[] = []
  let isBusy = false

  const workOff = async (): Promise<void> => {
    isBusy = true
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
    while (waiting.length > 0) {
      const least = waiting.reduce((a, b) => (b.size < a.size ? b : a))
      waiting.splice(waiting.indexOf(least), 1)
      await least.start()
    }
    isBusy = false
  }

  return (size, work) =>
    new Promise((resolve, reject) => {
      waiting.push({ size, start: () => work().then(resolve, reject) })
      if (!isBusy) void workOff()
    })
}
