/**
 * Why a message can never work: a closed list of codes. They are stored with dead letters and never change their
 * meaning. An outage never gets one of these.
 */
export const POISON_CLASSES = [
  'undecodable', // not the protobuf message that its topic carries
  'null_value', // no value where one is needed
  'bad_event_id', // not a UUID
  'bad_account', // no usable account id, or account facts that cannot be kept
  'unknown_sku', // not in the catalogue
  'wrong_product', // not the SKU's product
  'wrong_unit', // not the SKU's unit of measure
  'bad_quantity', // negative, 10^13 and more, or no number
  'bad_time', // absent, out of range, or the end before the start
  'too_old', // before the horizon (R14)
  'ahead_of_its_record', // more than a day after the record's own timestamp (R14)
  'conflict', // the same line item with other values (R10)
  'bad_release', // a release without what it needs (R11)
  'bad_headers', // a redrive that does not say what it is
  'too_large', // more than the next topic takes
] as const
export type PoisonClass = (typeof POISON_CLASSES)[number]

/** Messages are shown to people and stored: longer ones hide what matters. */
const MESSAGE_UNITS_MAX = 500
/** Who threw it and who asked for that is what a reader looks for; every frame is looked up in a source map, for each message. */
const STACK_FRAMES_MAX = 4

/**
 * This message can never work: it becomes a dead letter (or a stop where there are none, R7).
 * The message may quote the payload, so what Postgres and terminals cannot take is removed here once.
 */
export class Poison extends Error {
  override readonly name = 'Poison'
  constructor(
    readonly errorClass: PoisonClass,
    message: string,
  ) {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = STACK_FRAMES_MAX
    super(printable(message))
    Error.stackTraceLimit = limit
  }
}

/** Quotes a value of a payload for a message: short, on one line, and recognised by `fingerprint`. */
export const quoted = (value: string): string => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)

/** NUL breaks Postgres text, other control characters break terminals, lone surrogates break UTF-8. */
const printable = (text: string): string =>
  text
    .slice(0, MESSAGE_UNITS_MAX)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')

/**
 * Groups alike failures: two messages that differ only in numbers, ids or quoted names have one fingerprint.
 * 16 hexadecimal characters.
 */
export const fingerprint = (processor: string, errorClass: string, message: string): string => {
  const shape = message
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`/g, '"…"')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '#')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '#')
    .replace(/\d+(?:[.,:]\d+)*/g, '#')
  return fnv1a64(`${processor}\n${errorClass}\n${shape}`)
}

/** FNV-1a over UTF-16 units. Not node:crypto: pages import quantities, which import this file, into the browser. */
const fnv1a64 = (text: string): string => {
  let hash = 0xcbf29ce484222325n
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}
