/**
 * Version 1 of the CSV renderer. Frozen: whatever changes a byte of its output is version 2, because files are rebuilt
 * from the log with the version they were opened with (R15).
 */
import type { CsvRow, Renderer, RenderProfile } from './csv.ts'
import { uuidText } from './line-item-id.ts'
import { formatQuantity } from './quantity.ts'

/** Zuora takes descriptions of at most 200 characters; counted in UTF-16 units, the strictest reading. */
const DESCRIPTION_UNITS_MAX = 200

/**
 * Code points that are removed from descriptions: Zuora refuses a whole file for one emoji. Whole blocks of symbols where
 * emoji are scattered in them, so that emoji of later Unicode versions are covered too. First and last, rising.
 */
const REMOVED: ReadonlyArray<readonly [first: number, last: number]> = [
  [0x0000, 0x001f], // control characters, NUL and line ends among them
  [0x007f, 0x009f], // delete and the second set of control characters
  [0x00a9, 0x00a9], // ©, an emoji with a variation selector, like the other single ones below
  [0x00ae, 0x00ae],
  [0x200d, 0x200d], // joins emoji
  [0x2028, 0x2029], // line and paragraph separator: line ends to some readers
  [0x203c, 0x203c],
  [0x2049, 0x2049],
  [0x20e3, 0x20e3], // keycap
  [0x2122, 0x2122],
  [0x2139, 0x2139],
  [0x2194, 0x21aa], // arrows
  [0x231a, 0x23ff], // technical signs: watch, keyboard, media keys
  [0x24c2, 0x24c2],
  [0x25aa, 0x25fe], // squares and triangles
  [0x2600, 0x27bf], // miscellaneous symbols and dingbats
  [0x2934, 0x2935],
  [0x2b05, 0x2b55],
  [0x3030, 0x3030],
  [0x303d, 0x303d],
  [0x3297, 0x3299],
  [0xd800, 0xdfff], // surrogates without their other half: no UTF-8
  [0xfe00, 0xfe0f], // variation selectors
  [0x1f000, 0x1ffff], // all blocks of pictographs
  [0xe0000, 0xe007f], // tags, of flags
]

const isRemoved = (codePoint: number): boolean => {
  for (const [first, last] of REMOVED) {
    if (codePoint < first) return false
    if (codePoint <= last) return true
  }
  return false
}

const QUOTE = 34
const COMMA = 44

/** Whether a text can stand in a cell as it is: printable ASCII without quote and comma, nearly always so. */
const isPlain = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 32 || unit > 126 || unit === QUOTE || unit === COMMA) return false
  }
  return true
}

/** Exported for the tests. Removes, then cuts to 200 UTF-16 units between code points. */
export const cleanDescription = (text: string): string => {
  let clean = ''
  for (const character of text) {
    if (isRemoved(character.codePointAt(0)!)) continue
    if (clean.length + character.length > DESCRIPTION_UNITS_MAX) break
    clean += character
  }
  return clean
}

/** RFC 4180: quotes around what needs them. */
const cell = (text: string): string => {
  if (isPlain(text)) return text
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const description = (sku: string, repositoryName: string): string => {
  const text = repositoryName === '' ? sku : `${sku} ${repositoryName}`
  return isPlain(text) ? text.slice(0, DESCRIPTION_UNITS_MAX) : cell(cleanDescription(text))
}

const DAY_MS = 86_400_000
/** Horizon and future together are below this; a file of imports has few days more. */
const DAYS_CACHED_MAX = 4_096
/** Texts of days in `daysFormat`, as cells; a process renders one format, tests more. */
const days = new Map<number, string>()
let daysFormat = ''

const dayCell = (ms: number, format: string): string => {
  if (format !== daysFormat) {
    days.clear()
    daysFormat = format
  }
  const day = Math.floor(ms / DAY_MS)
  const cached = days.get(day)
  if (cached !== undefined) return cached
  const [year, month, date] = new Date(day * DAY_MS).toISOString().slice(0, 10).split('-') as [string, string, string]
  const text = cell(format.replace('YYYY', year).replace('MM', month).replace('DD', date))
  if (days.size >= DAYS_CACHED_MAX) days.clear()
  days.set(day, text)
  return text
}

const header = (profile: RenderProfile): string =>
  `ACCOUNT_ID,UOM,QTY,STARTDATE,ENDDATE,SUBSCRIPTION_ID,CHARGE_ID,DESCRIPTION${profile.uniqueKey ? ',UNIQUE_KEY' : ''}\n`

/** CHARGE_ID is always empty: subscription and unit lead Zuora to the charge. */
const row = (item: CsvRow, profile: RenderProfile): string => {
  const start = dayCell(item.startedAtMs, profile.dateFormat)
  const end = dayCell(item.endedAtMs, profile.dateFormat)
  const key = profile.uniqueKey ? `,${uuidText(item.lineItemId)}` : ''
  return `${cell(item.zuoraAccountNumber)},${cell(item.unitOfMeasure)},${formatQuantity(item)},${start},${end},${cell(
    item.zuoraSubscriptionNumber,
  )},,${description(item.sku, item.repositoryName)}${key}\n`
}

export const RENDERER_V1: Renderer = { header, row }
