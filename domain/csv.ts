/**
 * CSV for Zuora (contract). What a row looks like depends on the line item, what was frozen with the decision (R12) and
 * the render profile (R15), on nothing else: a file can be rendered again byte for byte, years later.
 */
import { RENDERER_V1 } from './csv-renderer-v1.ts'
import type { Frozen, LineItem } from './line-item.ts'

export type RenderProfile = {
  /** ZUORA_DATE_FORMAT: of the tokens YYYY, MM, DD and anything between them. */
  readonly dateFormat: string
  /** Whether the line item id is written into a last column UNIQUE_KEY. */
  readonly uniqueKey: boolean
  readonly rendererVersion: number
}

export type CsvRow = LineItem & Frozen

export type Renderer = {
  readonly header: (profile: RenderProfile) => string
  readonly row: (item: CsvRow, profile: RenderProfile) => string
}

/** The newest. A change of what is rendered is a new version beside the old ones, which stay for ever. */
export const RENDERER_VERSION = 1
const RENDERERS: ReadonlyMap<number, Renderer> = new Map([[1, RENDERER_V1]])

const rendererOf = (profile: RenderProfile): Renderer => {
  const renderer = RENDERERS.get(profile.rendererVersion)
  if (!renderer)
    throw new Error(`this release has no CSV renderer of version ${profile.rendererVersion}: run a newer one`)
  return renderer
}

/** The heading line with its line end. @throws Error for a renderer that this release does not have */
export const csvHeader = (profile: RenderProfile): string => rendererOf(profile).header(profile)

/** One row with its line end. @throws Error for a renderer that this release does not have */
export const renderRow = (item: CsvRow, profile: RenderProfile): string => rendererOf(profile).row(item, profile)

/** Whether a date format has each of YYYY, MM and DD once, and nothing that a CSV cell or Zuora would not take. */
export const isDateFormat = (format: string): boolean =>
  /^[YMD/.\- ]+$/.test(format) &&
  ['YYYY', 'MM', 'DD'].every((token) => format.split(token).length === 2) &&
  format.replace('YYYY', '').replace('MM', '').replace('DD', '').search(/[YMD]/) === -1

export { parseCsv } from './csv-parse.ts'
