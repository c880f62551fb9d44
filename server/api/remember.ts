/**
 * An answer that many ask for at once is made once and kept for a moment: ten open Overviews cost as much as one.
 * Nothing that failed is kept. Bounded by the number of names.
 */
type Kept = { at: number; value: Promise<unknown>; isRenewed: boolean }
const MAX = 200
/** Who asks gets the old answer, and first: the new one would take the cores from what else is asked for at that moment. */
const RENEW_AFTER_MS = 50

const held = globalThis as { hydrometerKept?: Map<string, Kept> }

/**
 * `renewMs`: for so long after its time the kept answer is still given, and the first who asks has it made anew meanwhile,
 * so that of those who look all the time nobody waits for it. Nobody gets one that is older than both together.
 */
export const remember = <T>(name: string, forMs: number, make: () => Promise<T>, renewMs = 0): Promise<T> => {
  held.hydrometerKept ??= new Map()
  const kept = held.hydrometerKept
  const found = kept.get(name)
  const age = found ? performance.now() - found.at : Number.POSITIVE_INFINITY
  if (found && age < forMs) return found.value as Promise<T>
  if (found && age < forMs + renewMs) {
    if (!found.isRenewed) {
      found.isRenewed = true
      setTimeout(() => renew(kept, name, found, make), RENEW_AFTER_MS).unref()
    }
    return found.value as Promise<T>
  }
  return keep(kept, name, make())
}

const keep = <T>(kept: Map<string, Kept>, name: string, value: Promise<T>): Promise<T> => {
  kept.delete(name)
  if (kept.size >= MAX) kept.delete(kept.keys().next().value as string)
  kept.set(name, { at: performance.now(), value, isRenewed: false })
  value.catch(() => {
    if (kept.get(name)?.value === value) kept.delete(name)
  })
  return value
}

/** The new answer takes the place of the old one once it is there; one that failed takes the old one away, so that who asks next is told. */
const renew = (kept: Map<string, Kept>, name: string, old: Kept, make: () => Promise<unknown>): void => {
  const value = make()
  value.then(
    () => void (kept.get(name) === old && keep(kept, name, value)),
    () => void (kept.get(name) === old && kept.delete(name)),
  )
}

/** Who asks for the same while it is being made waits for that one; nothing is kept. */
export const together = <T>(name: string, make: () => Promise<T>): Promise<T> => {
  const found = flying.get(name)
  if (found) return found as Promise<T>
  const value = make().finally(() => flying.delete(name))
  flying.set(name, value)
  return value
}
const flying = new Map<string, Promise<unknown>>()

/**
 * What is made from rows that say themselves when they last changed: made anew only for another `version`, so that it is never
 * old. Bounded by the number of names; nothing that failed is kept.
 */
export const rememberVersion = <T>(name: string, version: string, make: () => T): T => {
  const found = versions.get(name)
  if (found?.version === version) return found.value as T
  const value = make()
  versions.delete(name)
  if (versions.size >= MAX) versions.delete(versions.keys().next().value as string)
  versions.set(name, { version, value })
  if (value instanceof Promise)
    value.catch(() => {
      if (versions.get(name)?.value === value) versions.delete(name)
    })
  return value
}
const versions = new Map<string, { readonly version: string; readonly value: unknown }>()

export const forgetAll = (): void => {
  held.hydrometerKept?.clear()
  versions.clear()
}
