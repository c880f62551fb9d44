/** A decoded message as JSON that loses nothing: numbers beyond 32 bits as text, bytes as hex. */
export const plainFields = (message: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(message).map(([name, value]) => [name, plain(value)]))

const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Math.abs(value) > 2 ** 31 ? String(value) : value
  if (Array.isArray(value)) return value.map(plain)
  if (value !== null && typeof value === 'object') return plainFields(value)
  return value
}
