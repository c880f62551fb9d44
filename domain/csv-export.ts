/** CSV for people's spreadsheets. Never for Zuora: there every byte is the renderer's (domain/csv.ts). */

/** A spreadsheet runs a cell that begins so as a formula; behind an apostrophe it is text (OWASP, "CSV injection"). */
const FORMULA = /^[=+\-@\t\r]/
/** Numbers are no formulas, and stay numbers. */
const NUMBER = /^-?\d+(\.\d+)?$/

const cell = (value: string): string => {
  const guarded = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** RFC 4180, with its line end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`
