/** The answer, or an error that names who did not give one. What is late is left to end by itself. */
export const withDeadline = async <T>(work: Promise<T>, ms: number, who: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error(`${who} did not answer within ${ms / 1000} s`), { code: 'ETIMEDOUT' })),
      ms,
    )
  })
  work.catch(() => {}) // it may still fail after the deadline
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
