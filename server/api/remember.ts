/**
 * An answer that many ask for at once is made once and kept for a moment: ten open Overviews cost as much as one.
 * Nothing that failed is kept. Bounded by the number of names.
 */
type Kept = { at: number; value: Promise<unknown> }
const MAX = 200

const held = globalThis as { hydrometerKept?: Map<string, Kept> }

export const remember = <T>(name: string, forMs: number, make: () => Promise<T>): Promise<T> => {
  held.hydrometerKept ??= new Map()
  const kept = held.hydrometerKept
  const found = kept.get(name)
  if (found && performance.now() - found.at < forMs) return found.value as Promise<T>
  const value = make()
  kept.delete(name)
  if (kept.size >= MAX) kept.delete(kept.keys().next().value as string)
  kept.set(name, { at: performance.now(), value })
  value.catch(() => {
    if (kept.get(name)?.value === value) kept.delete(name)
  })
  return value
}

export const forgetAll = (): void => held.hydrometerKept?.clear()
