/**
 * What Zuora checks in a usage file, in two steps: the file itself (checked when it is posted) and its records (checked
 * while it is imported; one bad record and the whole file is rolled back). Pure: accounts are checked by the importer.
 */
import { parse } from 'csv-parse/sync'
import { DESCRIPTION_CHARS_MAX, FAULTS_LISTED_MAX } from './options.ts'

export type Tenant = { units: readonly string[]; dateFormat: string; uniqueKey: boolean }
export type RowFault = { row: number; message: string }

export type UsageRow = {
  row: number
  account: string
  uom: string
  quantity: string
  startDate: string
  endDate: string | null
  subscription: string
  charge: string
  description: string
  uniqueKey: string | null
}

const REQUIRED = ['ACCOUNT_ID', 'UOM', 'QTY', 'STARTDATE'] as const
/** The header is required, the value optional. */
const HEADER_REQUIRED = ['ENDDATE', 'SUBSCRIPTION_ID', 'CHARGE_ID'] as const
const OPTIONAL = ['DESCRIPTION', 'UNIQUE_KEY'] as const
const HEADINGS: readonly string[] = [...REQUIRED, ...HEADER_REQUIRED, ...OPTIONAL]

/** What Zuora calls emoji is not documented: characters shown as a picture by default, and what makes others so. */
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\uFE0F|[\u{1F000}-\u{1FAFF}]/u

/** Throws a sentence for the person who posted the file. */
export const decodeText = (bytes: Uint8Array): string => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error('The file is not UTF-8.')
  }
  if (text.includes('\u0000')) throw new Error('The file holds a NUL character; it is not a CSV file.')
  return text
}

export type Columns = ReadonlyMap<string, number>

/** Faults of the heading line; empty when it is right. */
export const readHeadings = (cells: readonly string[], tenant: Tenant): { columns: Columns; faults: string[] } => {
  const columns = new Map<string, number>()
  const faults: string[] = []
  cells.forEach((cell, index) => {
    const heading = cell.trim().toUpperCase()
    if (columns.has(heading)) faults.push(`The heading ${heading} stands twice.`)
    columns.set(heading, index)
    if (!HEADINGS.includes(heading) || (heading === 'UNIQUE_KEY' && !tenant.uniqueKey))
      faults.push(`The heading ${heading.slice(0, 60)} is not known.`)
  })
  for (const heading of [...REQUIRED, ...HEADER_REQUIRED])
    if (!columns.has(heading)) faults.push(`The heading ${heading} is missing.`)
  return { columns, faults }
}

/** `MM/DD/YYYY` and the like → ISO date, or null when the text is no date of that form. */
export const dateReader = (format: string): ((text: string) => string | null) => {
  const order = [...format.matchAll(/YYYY|MM|DD/g)].map((m) => m[0])
  const pattern = new RegExp(
    `^${format
      .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
      .replace(/YYYY/, '(\\d{4})')
      .replace(/MM/, '(\\d{1,2})')
      .replace(/DD/, '(\\d{1,2})')}$`,
  )
  const seen = new Map<string, string | null>() // a file holds few different days
  return (text) => {
    const known = seen.get(text)
    if (known !== undefined) return known
    const match = pattern.exec(text)
    let iso: string | null = null
    if (match) {
      const part = (name: string) => Number(match[order.indexOf(name) + 1])
      const time = Date.UTC(part('YYYY'), part('MM') - 1, part('DD'))
      const date = new Date(time)
      if (date.getUTCMonth() === part('MM') - 1 && date.getUTCDate() === part('DD'))
        iso = date.toISOString().slice(0, 10)
    }
    if (seen.size < 10_000) seen.set(text, iso)
    return iso
  }
}

const QUANTITY = /^\d{1,13}(\.\d{1,9})?$/

type RowReader = (cells: readonly string[], row: number) => UsageRow | string

const rowReader = (columns: Columns, tenant: Tenant): RowReader => {
  const at = (heading: string) => columns.get(heading) ?? -1
  const [account, uom, qty, start] = REQUIRED.map(at) as [number, number, number, number]
  const [end, subscription, charge] = HEADER_REQUIRED.map(at) as [number, number, number]
  const [description, uniqueKey] = OPTIONAL.map(at) as [number, number]
  const units = new Set(tenant.units)
  const readDate = dateReader(tenant.dateFormat)

  return (cells, row) => {
    if (cells.length !== columns.size) return `has ${cells.length} fields under ${columns.size} headings`
    const value = (index: number): string => (index < 0 ? '' : (cells[index] ?? '').trim())
    const result = {
      row,
      account: value(account),
      uom: value(uom),
      quantity: value(qty),
      subscription: value(subscription),
      charge: value(charge),
      description: untrimmed(cells, description),
      uniqueKey: value(uniqueKey) || null,
    }
    if (result.account === '') return 'ACCOUNT_ID is missing'
    if (result.uom === '') return 'UOM is missing'
    if (!units.has(result.uom)) return `UOM "${result.uom.slice(0, 60)}" is not known`
    if (result.quantity === '') return 'QTY is missing'
    if (!QUANTITY.test(result.quantity))
      return `QTY "${result.quantity.slice(0, 60)}" is not a number of 0 or more with at most 13 digits before and 9 after the point`
    const startDate = readDate(value(start))
    if (startDate === null)
      return `STARTDATE "${value(start).slice(0, 60)}" is not a date of the form ${tenant.dateFormat}`
    const endText = value(end)
    const endDate = endText === '' ? null : readDate(endText)
    if (endText !== '' && endDate === null)
      return `ENDDATE "${endText.slice(0, 60)}" is not a date of the form ${tenant.dateFormat}`
    if (endDate !== null && endDate < startDate) return 'ENDDATE lies before STARTDATE'
    if (result.description.length > DESCRIPTION_CHARS_MAX)
      return `DESCRIPTION is longer than ${DESCRIPTION_CHARS_MAX} characters`
    if (EMOJI.test(result.description)) return 'DESCRIPTION holds an emoji'
    return { ...result, startDate, endDate }
  }
}

/** Descriptions keep their spaces. */
const untrimmed = (cells: readonly string[], index: number): string => (index < 0 ? '' : (cells[index] ?? ''))

export type ReadFile = { rows: UsageRow[]; total: number; fileFaults: string[]; rowFaults: RowFault[] }

/**
 * Every row of a file, or what is wrong with it. At most 4 MB come in, so that the rows fit in memory; at most
 * FAULTS_LISTED_MAX faults are listed. Throws where the text is no CSV at all.
 */
export const readUsageFile = (text: string, tenant: Tenant): ReadFile => {
  const result: ReadFile = { rows: [], total: 0, fileFaults: [], rowFaults: [] }
  let read: RowReader | null = null
  const keys = new Set<string>()
  const fault = (row: number, message: string) => {
    if (result.rowFaults.length < FAULTS_LISTED_MAX) result.rowFaults.push({ row, message })
  }
  parse(text, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (cells: string[]) => {
      if (read === null) {
        const { columns, faults } = readHeadings(cells, tenant)
        result.fileFaults = faults
        read = rowReader(columns, tenant)
        return null
      }
      if (result.fileFaults.length > 0) return null
      result.total += 1
      const row = read(cells, result.total)
      if (typeof row === 'string') fault(result.total, row)
      else if (row.uniqueKey !== null && keys.has(row.uniqueKey))
        fault(row.row, `UNIQUE_KEY ${row.uniqueKey} stands twice`)
      else {
        if (row.uniqueKey !== null) keys.add(row.uniqueKey)
        result.rows.push(row)
      }
      return null
    },
  })
  if (read === null) result.fileFaults.push('The file is empty.')
  else if (result.total === 0 && result.fileFaults.length === 0) result.fileFaults.push('The file has no records.')
  return result
}

/** Only the heading line, for the check when the file is posted. Throws where the text is no CSV at all. */
export const checkHeadings = (text: string, tenant: Tenant): string[] => {
  const [cells] = parse(text, { bom: true, to: 1, relax_column_count: true, skip_empty_lines: true }) as string[][]
  return cells ? readHeadings(cells, tenant).faults : ['The file is empty.']
}
