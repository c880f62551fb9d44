/** A page of `GET /object-query/usages`, with exact quantities. */
import { z } from 'zod'
import type { RawAnswer } from './answers.ts'

export type UsagesPage = { records: { unit: string; nanos: bigint }[]; next: string | null }

const pageSchema = z.object({
  nextPage: z.string().nullish(),
  data: z.array(z.looseObject({ quantity: z.string(), uOM: z.string() })),
})

/**
 * Zuora gives quantities as JSON numbers of up to 22 digits, which a double cannot hold: they are made strings before
 * the JSON is parsed. Inside a JSON string the quote after `quantity` would have a backslash, so none is touched.
 */
const quoteQuantities = (text: string): string =>
  text.replace(/"quantity"\s*:\s*(-?[0-9][0-9.eE+-]*)/g, '"quantity":"$1"')

/** Decimal text to billionths, exactly. Throws where it is none or has more than 9 places. */
export const toNanos = (decimal: string): bigint => {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(decimal)
  if (!match) throw new Error(`"${decimal}" is no decimal number`)
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const places = 9 + Number(exponent) - fraction.length
  const digits = BigInt(whole + fraction)
  if (places < 0 && digits % 10n ** BigInt(-places) !== 0n) throw new Error(`"${decimal}" has more than 9 places`)
  const nanos = places >= 0 ? digits * 10n ** BigInt(places) : digits / 10n ** BigInt(-places)
  return sign === '-' ? -nanos : nanos
}

export const readUsagesPage = (answer: RawAnswer): UsagesPage => {
  if (answer.status !== 200) throw new Error(`Zuora answered HTTP ${answer.status} when asked for usage records`)
  const page = pageSchema.parse(JSON.parse(quoteQuantities(answer.text)))
  return {
    records: page.data.map((r) => ({ unit: r.uOM, nanos: toNanos(r.quantity) })),
    next: page.nextPage || null,
  }
}
