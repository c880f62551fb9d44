/**
 * CSV for people who open it in a spreadsheet: never the files for Zuora (csv.ts). A cell that a spreadsheet would run as
 * a formula is disarmed with an apostrophe; numbers keep their sign and stay numbers.
 */
const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^-?\d+(\.\d+)?$/

const cell = (value: string): string => {
  // NUL ends the file in some programs; nothing that a person reads is lost with it.
  const text = value.replaceAll('\0', '')
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const spreadsheetRow = (values: readonly (string | number | null)[]): string =>
  `${values.map((value) => cell(value === null ? '' : String(value))).join(',')}\r\n`
