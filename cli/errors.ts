/** How a command ends. Scripts may rely on these. */
export const EXIT = {
  done: 0,
  /** The input or what was asked for cannot be done; nothing was changed unless the message says so. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** A server (Kafka, Postgres, the dashboard) does not answer. */
  unreachable: 3,
} as const

/** Said to the operator as it is: what happened, what it means for the data, what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  constructor(
    message: string,
    readonly exitCode: number = EXIT.refused,
  ) {
    super(message)
  }
}

export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // node-postgres and fetch wrap the reason, or give several of them without a message of their own
  const cause = error.cause instanceof Error ? error.cause : undefined
  const parts = error instanceof AggregateError ? error.errors.map(messageOf) : [error.message, cause?.message]
  return [...new Set(parts.filter(Boolean))].join(': ')
}
