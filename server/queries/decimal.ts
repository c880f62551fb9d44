/** Sums of decimal texts as Postgres' numeric gives them, exactly. Quantities have 9 places; estimates may have more. */
const PLACES = 24
const SCALE = 10n ** BigInt(PLACES)

const parse = (text: string): bigint => {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) throw new Error(`${text.slice(0, 60)} is not a decimal number`)
  const fraction = (match[3] ?? '').slice(0, PLACES).padEnd(PLACES, '0')
  const value = BigInt(match[2] as string) * SCALE + BigInt(fraction)
  return match[1] ? -value : value
}

const format = (value: bigint, places = PLACES): string => {
  const size = value < 0n ? -value : value
  const fraction = `${size % SCALE}`.padStart(PLACES, '0').slice(0, places).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${size / SCALE}${fraction ? `.${fraction}` : ''}`
}

export const addDecimals = (a: string, b: string): string => format(parse(a) + parse(b))
export const subtractDecimals = (a: string, b: string): string => format(parse(a) - parse(b))

/** An estimate to a hundredth of a cent, half up: finer would pretend to know. */
export const roundUsd = (text: string): string => {
  const value = parse(text)
  const half = 5n * 10n ** BigInt(PLACES - 5)
  return format(value < 0n ? value - half : value + half, 4)
}
