/**
 * GitHub usage reports, the pure part of `npm run hydro -- import`: which of the published layouts a file has, what a row
 * says, and which event it becomes. Reading the file, counting places and producing are the command's.
 */
import { createHash } from 'node:crypto'
import { type Catalogue, unitOfMeasure } from './catalogue.ts'
import { uuidText } from './line-item-id.ts'
import { Poison, quoted } from './poison.ts'
import { formatQuantity, parseQuantity, type Quantity } from './quantity.ts'
import type { MeteredUsage } from './usage.ts'

/** Prices may change between two exports of the same usage, so they do not identify a row. */
const PRICE_COLUMNS = ['applied_cost_per_quantity', 'gross_amount', 'discount_amount', 'net_amount'] as const

export type ReportLayout = {
  /** Part of every event id: never renamed. */
  readonly name: 'detailed-15' | 'detailed-14' | 'summarized-12'
  readonly dayColumn: 'usage_at' | 'date'
  readonly repositoryColumn: 'repository_name' | 'repository'
  /** What tells two rows apart, in this order whatever the file's own order is. */
  readonly identifying: readonly string[]
}

/** Largest first: the headings of a smaller one are among those of a larger one. */
export const REPORT_LAYOUTS: readonly ReportLayout[] = [
  {
    name: 'detailed-15',
    dayColumn: 'usage_at',
    repositoryColumn: 'repository_name',
    identifying: [
      ...['usage_at', 'product', 'sku', 'quantity', 'unit_type', 'username', 'organization', 'repository_name'],
      ...['workflow_name', 'workflow_path', 'cost_center_name'],
    ],
  },
  {
    name: 'detailed-14',
    dayColumn: 'date',
    repositoryColumn: 'repository',
    identifying: [
      ...['date', 'product', 'sku', 'quantity', 'unit_type', 'username', 'organization', 'repository'],
      ...['workflow_path', 'cost_center_name'],
    ],
  },
  {
    name: 'summarized-12',
    dayColumn: 'date',
    repositoryColumn: 'repository',
    identifying: ['date', 'product', 'sku', 'quantity', 'unit_type', 'organization', 'repository', 'cost_center_name'],
  },
]

/** Where each column of a layout stands in one file. */
export type ReportColumns = {
  readonly layout: ReportLayout
  readonly width: number
  readonly at: ReadonlyMap<string, number>
}

const headingsOf = (layout: ReportLayout): string[] => [...layout.identifying, ...PRICE_COLUMNS]

/**
 * Tells the layout by the headings, in any order; extra columns are ignored.
 * @throws Error with a sentence for the person who imports
 */
export const readHeadings = (cells: readonly string[]): ReportColumns => {
  const at = new Map<string, number>()
  cells.forEach((cell, index) => {
    const heading = cell
      .replace(/^\ufeff/, '')
      .trim()
      .toLowerCase()
    if (at.has(heading) && heading !== '')
      throw new Error(`The heading "${heading}" is there twice. Remove one of the columns.`)
    at.set(heading, index)
  })
  const missing = (layout: ReportLayout) => headingsOf(layout).filter((heading) => !at.has(heading))
  const layout = REPORT_LAYOUTS.find((candidate) => missing(candidate).length === 0)
  if (layout) return { layout, width: cells.length, at }
  const nearest = REPORT_LAYOUTS.reduce((a, b) => (missing(b).length < missing(a).length ? b : a))
  throw new Error(
    `This is none of the three layouts of a usage report. The nearest, ${nearest.name}, also has ${missing(nearest).join(', ')}. ` +
      'Export the report again with its heading line, and leave the headings as they are.',
  )
}

export type ReportRow = {
  /** 00:00 UTC of the day, Unix milliseconds */
  readonly dayMs: number
  readonly product: string
  readonly sku: string
  readonly quantity: Quantity
  readonly unitOfMeasure: string
  /** The login of the account. */
  readonly organization: string
  readonly repositoryName: string
  /** SHA-256 of what identifies the row: equal for equal rows of one layout. */
  readonly identity: Buffer
}

/**
 * One row of a report.
 * @throws Poison: the row is bad, in words for the person who imports (the caller knows the line number)
 */
export const readRow = (columns: ReportColumns, cells: readonly string[], catalogue: Catalogue): ReportRow => {
  const { layout, width, at } = columns
  if (cells.length !== width) {
    throw new Poison('undecodable', `the row has ${cells.length} cells, the heading line ${width}`)
  }
  const value = (column: string): string => cells[at.get(column)!]!.trim()
  const sku = catalogue.bySku.get(value('sku'))
  if (sku === undefined) throw new Poison('unknown_sku', `SKU ${quoted(value('sku'))} is not in the catalogue`)
  const product = value('product')
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  if (product !== sku.product) {
    throw new Poison(
      'wrong_product',
      `product ${quoted(value('product'))} is not that of SKU ${quoted(sku.sku)}, ${quoted(sku.product)}`,
    )
  }
  if (unitOfMeasure(value('unit_type')) !== sku.unitOfMeasure) {
    throw new Poison(
      'wrong_unit',
      `unit ${quoted(value('unit_type'))} is not that of SKU ${quoted(sku.sku)}, ${quoted(sku.unitOfMeasure)}`,
    )
  }
  const organization = value('organization')
  if (organization === '') throw new Poison('bad_account', 'organization is empty, so nobody can be billed')
  const quantity = parseQuantity(value('quantity'))
  const identity = createHash('sha256')
  for (const column of layout.identifying) {
    // A re-export may write 1.0 for 1.
    const text = column === 'quantity' ? formatQuantity(quantity) : value(column)
    // Each value with its length, so that no two rows run together to one text.
    identity.update(`${text.length}:${text}\n`)
  }
  return {
    dayMs: dayOf(value(layout.dayColumn)),
    product,
    sku: sku.sku,
    quantity,
    unitOfMeasure: sku.unitOfMeasure,
    organization,
    repositoryName: value(layout.repositoryColumn),
    identity: identity.update(layout.name).digest(),
  }
}

/** Reports write days, some with a time behind, which does not count. */
const dayOf = (text: string): number => {
  const day = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(text)?.[1]
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00.000Z`)
  if (day === undefined || Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day || ms < 0) {
    throw new Poison('bad_time', `${quoted(text)} is no day such as "2026-11-23"`)
  }
  return ms
}

/**
 * The event id of a row: UUIDv8 of a hash over its identity and its place (from 0) among rows with the same identity.
 * Importing a file twice, or re-priced, gives the same ids; two equal rows give two.
 */
export const reportEventId = (identity: Buffer, place: number): string => {
  const bytes = createHash('sha256').update(identity).update(`${place}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return uuidText(bytes)
}

/** The event of a row, once the account of its organization is found and its place is counted. */
export const reportUsage = (row: ReportRow, accountId: number, place: number): MeteredUsage => ({
  topic: 'usage.metered',
  eventId: reportEventId(row.identity, place),
  accountId,
  repositoryName: row.repositoryName,
  product: row.product,
  sku: row.sku,
  quantity: row.quantity,
  unitOfMeasure: row.unitOfMeasure,
  usageStartMs: row.dayMs,
  usageEndMs: row.dayMs,
})
