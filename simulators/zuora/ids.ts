/**
 * Zuora's ids are 32 hex digits. Ours hold what they name, so that no index over millions of random ids is needed:
 * 8 digits of kind, 12 of the import's number, 12 of the row's number.
 */
import { createHash } from 'node:crypto'

const KINDS = { import: '8ad09bc4', usage: '8ad08d29', file: '8ad095b8', result: '8ad096ca' } as const
export type IdKind = keyof typeof KINDS

export const makeId = (kind: IdKind, importNumber: number, row = 0): string =>
  KINDS[kind] + importNumber.toString(16).padStart(12, '0') + row.toString(16).padStart(12, '0')

export const readId = (kind: IdKind, id: string): { importNumber: number; row: number } | null => {
  if (!/^[0-9a-f]{32}$/.test(id) || !id.startsWith(KINDS[kind])) return null
  return { importNumber: Number.parseInt(id.slice(8, 20), 16), row: Number.parseInt(id.slice(20), 16) }
}

/** SQL makes the same ids as makeId('usage'), see usage-query.ts. */
export const USAGE_ID_PREFIX = KINDS.usage
export const IMPORT_ID_PREFIX = KINDS.import
export const FILE_ID_PREFIX = KINDS.file

export const accountId = (accountNumber: string): string =>
  `8ad0${createHash('md5').update(accountNumber).digest('hex').slice(0, 28)}`
