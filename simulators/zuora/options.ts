/** What kind of tenant the simulator is. Times in milliseconds. */
export type SimulatorOptions = {
  databaseUrl: string
  host: string
  port: number
  clientId: string
  clientSecret: string
  /** `known`: only numbers that accounts.changed carried. `any`: every number is an account (tests, benchmarks). */
  accounts: 'known' | 'any'
  /** Units of measure that the tenant has configured. */
  units: readonly string[]
  /** The tenant user's locale: MM/DD/YYYY by default. */
  dateFormat: string
  /** Tenants with Advanced Consumption Billing take UNIQUE_KEY and refuse a record twice. */
  uniqueKey: boolean
  /** How long an import stays Pending at least, so that "not yet" is seen. */
  importDelayMs: number
  /** How long a token serves; Zuora's is about an hour. */
  tokenSeconds: number
  requestsPerMinute: number
  requestsAtOnce: number
}

export const DEFAULT_OPTIONS: Omit<SimulatorOptions, 'databaseUrl' | 'clientId' | 'clientSecret'> = {
  host: '127.0.0.1',
  port: 0,
  accounts: 'known',
  units: ['Minutes', 'GB', 'GB-Hours', 'User-Months'],
  dateFormat: 'MM/DD/YYYY',
  uniqueKey: false,
  importDelayMs: 50,
  tokenSeconds: 3599,
  // Zuora's documented limits (zuora.md).
  requestsPerMinute: 50_000,
  requestsAtOnce: 40,
}

/** Zuora's limits on a usage file. */
export const FILE_BYTES_MAX = 4_194_304
export const FILE_NAME_CHARS_MAX = 50
export const IMPORT_NAME_CHARS_MAX = 100
export const DESCRIPTION_CHARS_MAX = 200
/** A request's body: the file, its multipart frame, and room to say "too large" instead of cutting the connection. */
export const REQUEST_BYTES_MAX = 8 * 1024 * 1024
export const IDEMPOTENCY_KEY_CHARS_MAX = 255
export const IDEMPOTENCY_HOURS = 24
/** A failed import's StatusReason (zuora.md). */
export const STATUS_REASON_CHARS_MAX = 2_000
/** Faulty rows that a failed import lists: enough for a person, bounded for a file where every row is bad. */
export const FAULTS_LISTED_MAX = 1_000
