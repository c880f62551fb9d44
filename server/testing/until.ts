/** Waiting in tests: for the condition, with a deadline, never a sleep. */

export type UntilOptions = {
  readonly deadlineMs?: number
  readonly everyMs?: number
  /** What is printed when the deadline passes: usually the last state that was read. */
  readonly seen?: () => unknown
  /** What is waited for, for the message. */
  readonly what?: string
}

const described = async (seen: UntilOptions['seen'], last: unknown): Promise<string> => {
  const value: unknown = seen ? await seen() : last
  if (typeof value === 'string') return value
  return JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? `${v}` : v), 2) ?? `${value}`
}

/**
 * Calls `condition` until it answers something truthy and returns that. An exception of the condition counts as "not
 * yet", and is what was seen when it was the last answer.
 * @throws Error with what was seen, when the deadline passes (30 s by default: a loaded machine is slow; a broken rule never comes true at all)
 */
export const until = async <T>(
  condition: () => T | Promise<T>,
  { deadlineMs = 30_000, everyMs = 25, seen, what = 'the condition' }: UntilOptions = {},
): Promise<NonNullable<Exclude<T, false>>> => {
  const end = performance.now() + deadlineMs
  let last: unknown
  for (;;) {
    try {
      const answer = await condition()
      if (answer) return answer as NonNullable<Exclude<T, false>>
      last = answer
    } catch (error) {
      last = `${error}`
    }
    if (performance.now() >= end)
      throw new Error(
        `${what} did not come true within ${deadlineMs} ms; seen at the end: ${await described(seen, last)}`,
      )
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
