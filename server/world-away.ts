/**
 * The two kinds of failure, told apart in one place (architecture, "Stop or keep going"): a message that can never work
 * is a `Poison`; when the world does not work just now, the stream stops, keeps its cursor and backs off. What is
 * neither is a defect of ours: the process ends and its supervisor starts it again.
 */

/** Postgres: the connection, the server's state, resources, locks, timeouts. Never the data. */
const POSTGRES_CLASSES = new Set(['08', '53', '57', '58'])
const POSTGRES_CODES = new Set(['40001', '40P01', '55P03', '25P03', '25P04', '55000', '3D000', '28000', '28P01'])
const NODE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOSPC',
  'EDQUOT',
  'EMFILE',
  'ENOENT_SOCKET',
])
const MESSAGES = [
  /connection terminated/i,
  /timeout exceeded when trying to connect/i,
  /connection timeout/i,
  /client has encountered a connection error/i,
  /has no leader just now/,
  /server closed the connection/i,
]

export const isWorldAway = (error: unknown): boolean => {
  if (error instanceof NotYet) return true
  if (!(error instanceof Error)) return false
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string') {
    if (NODE_CODES.has(code) || POSTGRES_CODES.has(code)) return true
    if (/^[0-9A-Z]{5}$/.test(code) && POSTGRES_CLASSES.has(code.slice(0, 2))) return true
  }
  if (error.name.startsWith('KafkaJS')) {
    // A retriable answer, a lost connection, no broker: away. A protocol error that no retry mends: a defect.
    const { retriable, cause } = error as { retriable?: boolean; cause?: unknown }
    return (
      retriable !== false ||
      (cause !== undefined && cause !== error && isWorldAway(cause)) ||
      /Connection|Broker|Timeout|NumberOfRetries/.test(error.name)
    )
  }
  if (error instanceof AggregateError) return error.errors.some(isWorldAway)
  return MESSAGES.some((pattern) => pattern.test(error.message))
}

/** One sentence for people; never a stack. */
export const inWords = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const first = error instanceof AggregateError && error.message === '' ? (error.errors[0] as Error | undefined) : error
  return (first ?? error).message.split('\n')[0] || error.name
}

/** Something that another worker will have done in a moment: waited for like an outage, never a failure. */
export class NotYet extends Error {
  override readonly name = 'NotYet'
}
