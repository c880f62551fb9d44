/** Reads the fields of one JSON object by their proto names, and says exactly what is wrong with one. */

/** What is wrong with a line, in words that follow "line 3: ". */
export class BadLine extends Error {
  override readonly name = 'BadLine'
}

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/
const WHOLE = /^-?\d{1,19}$/
const SIGNED_DECIMAL = /^(-?)(\d{1,19})(?:\.(\d{1,9}))?$/

export class Fields {
  private readonly read = new Set<string>()

  constructor(private readonly object: Readonly<Record<string, unknown>>) {}

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  text(name: string): string {
    const value = this.take(name)
    if (value === undefined) return ''
    if (typeof value === 'string') return value
    throw new BadLine(`${name} must be text, not ${shown(value)}`)
  }

  /** A 64-bit number, as a number or, beyond 2^53, not at all: it could not be kept exactly. */
  int64(name: string): number {
    const value = this.take(name)
    if (value === undefined) return 0
    const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      throw new BadLine(`${name} must be a whole number, as a number or as text, not ${shown(value)}`)
    }
    if (!Number.isSafeInteger(number)) throw new BadLine(`${name} ${shown(value)} is beyond 2^53`)
    return number
  }

  bool(name: string): boolean {
    const value = this.take(name)
    if (value === undefined) return false
    if (typeof value === 'boolean') return value
    throw new BadLine(`${name} must be true or false, not ${shown(value)}`)
  }

  /** One of the names of an enum (any case), or its number. */
  choice(name: string, names: Readonly<Record<string, number>>): number {
    const value = this.take(name)
    if (value === undefined) return 0
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value
    const number = typeof value === 'string' ? names[value.toUpperCase()] : undefined
    if (number !== undefined) return number
    throw new BadLine(`${name} must be one of ${Object.keys(names).join(', ')}, not ${shown(value)}`)
  }

  /** ISO 8601 with its offset from UTC, or a day: 00:00 UTC. Unix milliseconds. */
  time(name: string): number | null {
    const value = this.take(name)
    if (value === undefined) return null
    const ms = typeof value === 'string' && ISO.test(value) ? Date.parse(value) : Number.NaN
    if (Number.isNaN(ms)) {
      throw new BadLine(`${name} must be a time such as "2026-11-23T10:15:00Z", not ${shown(value)}`)
    }
    return ms
  }

  /** {units, nanos}, a number, or decimal text with at most 9 places. Negative ones are for `--raw`. */
  quantity(name: string): { units: number; nanos: number } | null {
    const value = this.take(name)
    if (value === undefined) return null
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const parts = new Fields(value as Record<string, unknown>)
      const quantity = { units: parts.int64('units'), nanos: parts.int64('nanos') }
      parts.refuseOthers(`${name}.`)
      if (Math.abs(quantity.nanos) >= 2 ** 31) throw new BadLine(`${name}.nanos is beyond 32 bits`)
      return quantity
    }
    const match = typeof value === 'string' || typeof value === 'number' ? SIGNED_DECIMAL.exec(`${value}`) : null
    if (!match) {
      throw new BadLine(
        `${name} must be decimal text such as "12.5" (at most 9 places) or {units, nanos}, not ${shown(value)}`,
      )
    }
    const sign = match[1] === '-' ? -1 : 1
    const units = Number(match[2])
    if (!Number.isSafeInteger(units)) throw new BadLine(`${name} ${shown(value)} is beyond 2^53`)
    const nanos = Number((match[3] ?? '').padEnd(9, '0'))
    return { units: units === 0 ? 0 : sign * units, nanos: nanos === 0 ? 0 : sign * nanos }
  }

  /** A misspelt field would otherwise be sent as an empty one. */
  refuseOthers(prefix = ''): void {
    const others = Object.keys(this.object).filter((name) => !this.read.has(name))
    if (others.length > 0) throw new BadLine(`there is no field ${others.map((n) => `"${prefix}${n}"`).join(', ')}`)
  }

  private get(name: string): unknown {
    const value = this.object[name] ?? this.object[camel(name)]
    return value === null ? undefined : value
  }

  private take(name: string): unknown {
    this.read.add(name).add(camel(name))
    if (this.object[name] !== undefined && camel(name) !== name && this.object[camel(name)] !== undefined) {
      throw new BadLine(`${name} is there twice, also as ${camel(name)}`)
    }
    return this.get(name)
  }
}
