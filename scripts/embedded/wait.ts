export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Asks until the answer is yes or the time is over; whether it was yes. */
export const waitFor = async (
  condition: () => Promise<boolean>,
  deadlineMs: number,
  everyMs = 100,
): Promise<boolean> => {
  const end = Date.now() + deadlineMs
  for (;;) {
    if (await condition()) return true
    if (Date.now() >= end) return false
    await pause(everyMs)
  }
}
