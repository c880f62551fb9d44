/**
 * Rows into a table by COPY in binary format, which costs the backend half of what `insert … select … unnest` does
 * (docs/performance.md). It knows no `on conflict`: only for tables where a conflict is rare.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from } from 'pg-copy-streams'
import { inRange, POSTGRES_EPOCH_MS, setInt64 } from './binary-arrays.ts'
import type { Client } from './pool.ts'

/** "PGCOPY\n\377\r\n\0", no flags, no extension. */
const HEAD = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const TRAILER_BYTES = 2

/** Writes the fields of one row one after the other, each behind its length. */
export class CopyRow {
  readonly #bytes: Buffer
  readonly #view: DataView
  at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    // V8 makes a DataView's writes single instructions; a Buffer's check and write byte by byte.
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.at = at
  }
  /** How many fields follow. */
  fields(count: number): void {
    this.#view.setInt16(this.at, count)
    this.at += 2
  }
  /** The 16 bytes that begin at `from`. */
  uuid(id: Uint8Array, from = 0): void {
    this.#view.setInt32(this.at, 16)
    for (let i = 0; i < 16; i++) this.#bytes[this.at + 4 + i] = id[from + i]!
    this.at += 20
  }
  int2(value: number): void {
    this.#view.setInt32(this.at, 2)
    this.#view.setInt16(this.at + 4, inRange(value, 0x7fff))
    this.at += 6
  }
  int4(value: number): void {
    this.#view.setInt32(this.at, 4)
    this.#view.setInt32(this.at + 4, inRange(value, 0x7fff_ffff))
    this.at += 8
  }
  int8(value: number): void {
    this.#view.setInt32(this.at, 8)
    setInt64(this.#view, this.at + 4, value)
    this.at += 12
  }
  /** Unix milliseconds, into a timestamptz. */
  timestamp(ms: number): void {
    this.int8((ms - POSTGRES_EPOCH_MS) * 1_000)
  }
}

/** A file of the format: `rowBytes` for each row, lengths and field count included, which `put` writes. */
export const copyFile = (rows: number, rowBytes: number, put: (row: CopyRow, index: number) => void): Buffer => {
  const bytes = Buffer.allocUnsafe(HEAD.length + rows * rowBytes + TRAILER_BYTES)
  HEAD.copy(bytes)
  const row = new CopyRow(bytes, HEAD.length)
  for (let index = 0; index < rows; index++) put(row, index)
  if (row.at !== bytes.length - TRAILER_BYTES) throw new Error(`a row of COPY is not ${rowBytes} bytes wide`)
  bytes.writeInt16BE(-1, row.at)
  return bytes
}

/** `statement`: `copy table (columns) from stdin (format binary)`. */
export const copyIn = async (client: Client, statement: string, file: Buffer): Promise<void> => {
  const copy = client.query(from(statement))
  await pipeline(Readable.from([file]), copy)
}

const UNIQUE_VIOLATION = '23505'

/** False: a key refused a row, and nothing was copied. The transaction goes on, and what was locked before stays locked. */
export const copyUnlessTaken = async (tx: Client, statement: string, file: Buffer): Promise<boolean> => {
  await tx.query('savepoint before_copy')
  try {
    await copyIn(tx, statement, file)
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error
    await tx.query('rollback to savepoint before_copy')
    return false
  }
  await tx.query('release savepoint before_copy')
  return true
}
