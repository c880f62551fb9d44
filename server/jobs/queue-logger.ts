import { Logger as QueueLogger } from 'graphile-worker'

/** The queue's own words, of which only warnings and errors matter to an operator. */
export const queueLogger = (write: (level: 'warn' | 'error', message: string) => void): QueueLogger =>
  new QueueLogger(() => (level, message) => {
    if (level === 'error' || level === 'warning') write(level === 'error' ? 'error' : 'warn', message)
  })
