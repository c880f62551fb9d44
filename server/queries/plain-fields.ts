/**
 * A decoded message as JSON that loses nothing: 64-bit numbers as text whatever their size, times as ISO 8601, bytes as
 * hex. Names are those of the domain's types (camel case of the schema's).
 */
const INT64 = new Set(['accountId', 'repositoryId', 'bytesTransferred', 'storedBytes', 'units', 'version'])
const TIME = /^(.+)Ms$/

export const plainFields = (message: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(message).map(([name, value]) => {
      const time = TIME.exec(name)?.[1]
      return time !== undefined && (value === null || typeof value === 'number')
        ? [time, isoTime(value)]
        : [name, plain(name, value)]
    }),
  )

/** A time that no calendar has stays the number that it was: the fault may be just that. */
const isoTime = (ms: number | null): string | null => {
  if (ms === null) return null
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString()
}

const plain = (name: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value === 'bigint' || (typeof value === 'number' && INT64.has(name))) return String(value)
  if (Array.isArray(value)) return value.map((item) => plain(name, item))
  if (value !== null && typeof value === 'object') return plainFields(value)
  return value
}
