/**
 * Rows into a table by COPY in binary format, which costs the backend half of what `insert … select … unnest` does
 * (docs/performance.md). It knows no `on conflict`: only for tables where a conflict is rare.
 */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from } from 'pg-copy-streams'
import type { Client } from './pool.ts'

/** "PGCOPY\n\377\r\n\0", no flags, no extension. */
const HEAD = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const TRAILER_BYTES = 2

/** A file of the format: `rowBytes` for each row, which `put` writes at its place, lengths and field count included. */
export const copyFile = (
  rows: number,
  rowBytes: number,
  put: (view: DataView, at: number, row: number) => void,
): Buffer => {
  const bytes = Buffer.allocUnsafe(HEAD.length + rows * rowBytes + TRAILER_BYTES)
  HEAD.copy(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let row = 0, at = HEAD.length; row < rows; row++, at += rowBytes) put(view, at, row)
  view.setInt16(bytes.length - TRAILER_BYTES, -1)
  return bytes
}

/** `statement`: `copy table (columns) from stdin (format binary)`. */
export const copyIn = async (client: Client, statement: string, file: Buffer): Promise<void> => {
  const copy = client.query(from(statement))
  await pipeline(Readable.from([file]), copy)
}
