/** Runs `work` again and again, never twice at once; what the world does just now is logged and tried again. */
import type { Logger } from 'pino'
import { inWords, isWorldAway } from '../world-away.ts'

export type Interval = { stop(): Promise<void>; readonly fatal: Promise<Error> }

/** `work` gives the milliseconds until the next run, or nothing for the usual interval. */
export const every = (intervalMs: number, log: Logger, work: () => Promise<number | undefined>): Interval => {
  let stopped = false
  let wake = () => {}
  let failed!: (error: Error) => void
  const fatal = new Promise<Error>((resolve) => {
    failed = resolve
  })
  const loop = async () => {
    while (!stopped) {
      let wait = intervalMs
      try {
        wait = (await work()) ?? intervalMs
      } catch (error) {
        if (!isWorldAway(error)) {
          failed(error as Error)
          return
        }
        log.warn({ error: inWords(error) }, 'tried again')
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  const done = loop()
  return {
    fatal,
    stop: async () => {
      stopped = true
      wake()
      await done
    },
  }
}
