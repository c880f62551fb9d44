import type { LogRecord } from '../../server/kafka/log-reader.ts'
import { inspectMessage } from '../../server/proto/inspect.ts'
import { schemaTopic } from '../../server/proto/schema-of.ts'
import { printable } from '../terminal.ts'

export type Place = { readonly site: string; readonly topic: string; readonly partition: number }
export type Found = Place & { readonly record: LogRecord }

/** Bytes shown of what does not decode. */
const HEX_BYTES = 64
const NAME_WIDTH = 28

const headersOf = (record: LogRecord): [string, string][] =>
  Object.entries(record.headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((v): [string, string] => [name, v?.toString() ?? '']),
  )

const inspected = ({ topic, record }: Found) => inspectMessage(schemaTopic(topic, record), record.value)

/** One record as a block of lines. */
export const recordWords = (found: Found): string => {
  const { site, topic, partition, record } = found
  const at = new Date(record.timestampMs).toISOString().replace('T', ' ')
  const lines = [
    `${topic}[${partition}]@${site} at ${record.offset}  ${at}  key ${record.key === null ? 'none' : printable(record.key.toString())}`,
  ]
  for (const [name, value] of headersOf(record)) {
    if (name === 'hydro-error-stack') continue // for engineers: --json has it
    lines.push(`  ${printable(name).padEnd(NAME_WIDTH)} ${printable(value)}`)
  }
  if (record.value === null) return [...lines, '  no value'].join('\n')
  const { decoded, error } = inspected(found)
  if (decoded === null) {
    const hex = record.value.subarray(0, HEX_BYTES).toString('hex')
    const more = record.value.length > HEX_BYTES ? '…' : ''
    return [...lines, `  ${record.value.length} bytes that do not decode: ${printable(error)}`, `  ${hex}${more}`].join(
      '\n',
    )
  }
  for (const [field, value] of Object.entries(decoded)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    lines.push(`    ${field.padEnd(NAME_WIDTH - 2)} ${printable(text)}`)
  }
  return lines.join('\n')
}

/** One record as a line of JSON; bytes that do not decode as base64. */
export const recordJson = (found: Found): string => {
  const { site, topic, partition, record } = found
  const { decoded, error } = record.value === null ? { decoded: null, error: null } : inspected(found)
  return JSON.stringify({
    site,
    topic,
    partition,
    offset: record.offset,
    timestamp: new Date(record.timestampMs).toISOString(),
    key: record.key?.toString() ?? null,
    headers: Object.fromEntries(headersOf(record)),
    value: decoded,
    ...(error !== null && { error, base64: record.value?.toString('base64') }),
  })
}
