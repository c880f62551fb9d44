/** A usage report as a stream of rows with their line numbers, in constant memory. Gzip is recognised by its first bytes. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type CsvError, parse } from 'csv-parse'
import type { Catalogue } from '../../domain/catalogue.ts'
import { checkAge } from '../../domain/normalise.ts'
import { Poison } from '../../domain/poison.ts'
import { type ReportColumns, type ReportRow, readHeadings, readRow } from '../../domain/usage-report.ts'
import { CommandError } from '../errors.ts'

/** A row has a dozen short cells. One quote that is not closed would otherwise swallow the file into memory. */
const ROW_BYTES_MAX = 256 * 1024
const READ_BYTES = 256 * 1024

export type BadRow = { readonly line: number; readonly why: string }

export type ReportRules = { readonly catalogue: Catalogue; readonly horizonMs: number; readonly nowMs: number }

export type ReportPass = {
  readonly layout: ReportColumns['layout']['name']
  readonly good: number
  readonly bad: number
  /** Of the report itself, so that it is known again when it comes compressed. */
  readonly sha256: Buffer
}

type Options = {
  readonly file: string
  readonly rules: ReportRules
  readonly onRow: (row: ReportRow) => void | Promise<void>
  readonly onBad: (bad: BadRow) => void
  /** Share of the file that was read, and good rows so far. */
  readonly onProgress: (share: number, rows: number) => void
}

const isGzip = async (file: string): Promise<boolean> => {
  const handle = await open(file)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

const sizeOf = async (file: string): Promise<number> => {
  const found = await stat(file).catch((error: unknown) => {
    throw readFault(file, error)
  })
  if (found.isFile()) return found.size
  throw new CommandError(`${file} is no ordinary file, and a report is read twice; nothing was sent. Save it first.`)
}

/** One pass over the file. Both passes of an import see the same rows in the same order. @throws CommandError */
export const readReport = async (options: Options): Promise<ReportPass> => {
  const { file, rules, onRow, onBad, onProgress } = options
  const sizeBytes = await sizeOf(file)
  const sha256 = createHash('sha256')
  const counts = { good: 0, bad: 0 }
  let readBytes = 0
  let columns: ReportColumns | undefined

  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      readBytes += chunk.length
      done(null, chunk)
    },
  })
  const digest = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sha256.update(chunk)
      done(null, chunk)
    },
  })
  const reject = (line: number, why: string): void => {
    counts.bad++
    onBad({ line, why })
  }
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true, // the number of cells is checked with the rest of the row
    skip_empty_lines: true,
    max_record_size: ROW_BYTES_MAX,
  })
  const rows = async (records: AsyncIterable<{ record: string[]; info: { lines: number } }>): Promise<void> => {
    let lastLine = 0
    for await (const { record, info } of records) {
      const line = firstLine(record, info.lines, lastLine)
      lastLine = info.lines
      if (columns === undefined) {
        columns = headings(file, record)
        continue
      }
      const row = readChecked(columns, record, rules, (why) => reject(line, why))
      if (row === null) continue
      counts.good++
      const busy = onRow(row)
      if (busy) await busy
      if (counts.good % 1_000 === 0) onProgress(sizeBytes === 0 ? 1 : readBytes / sizeBytes, counts.good)
    }
  }
  // `pipeline` may report how a stream was ended by another one instead of what went wrong first.
  const faults: unknown[] = []
  parser.once('error', (error) => faults.push(error))
  const consume = (records: Parameters<typeof rows>[0]) =>
    rows(records).catch((error: unknown) => {
      faults.push(error)
      throw error
    })
  const source = createReadStream(file, { highWaterMark: READ_BYTES })
  try {
    if (await isGzip(file)) await pipeline(source, measure, createGunzip(), digest, parser, consume)
    else await pipeline(source, measure, digest, parser, consume)
  } catch (error) {
    throw readFault(file, [...faults, error].find((e) => !wasEnded(e)) ?? error)
  }
  if (!columns) throw new CommandError(`${file} has no heading line; nothing was sent. Export the report again.`)
  return { layout: columns.layout.name, ...counts, sha256: sha256.digest() }
}

const readChecked = (
  columns: ReportColumns,
  record: readonly string[],
  rules: ReportRules,
  reject: (why: string) => void,
): ReportRow | null => {
  try {
    const row = readRow(columns, record, rules.catalogue)
    checkAge(row.dayMs, rules.nowMs, rules.horizonMs)
    return row
  } catch (error) {
    if (!(error instanceof Poison)) throw error
    reject(error.message)
    return null
  }
}

const headings = (file: string, record: readonly string[]): ReportColumns => {
  try {
    return readHeadings(record)
  } catch (error) {
    throw new CommandError(`${file}: ${(error as Error).message} Nothing was sent.`)
  }
}

/** csv-parse counts the lines that it has seen: a row over several lines began that much earlier. */
const firstLine = (record: readonly string[], lines: number, lastLine: number): number => {
  let inside = 0
  for (const cell of record) if (cell.includes('\n')) inside += cell.split('\n').length - 1
  return Math.max(lines - inside, lastLine + 1)
}

/**
 * A fault of the CSV itself. Where a quote is wrong nobody can tell where rows begin and end, so the rest of the file is
 * not guessed at, and `--skip-bad` cannot help.
 */
const csvFault = (file: string, error: CsvError): CommandError => {
  const { lines } = error as { lines?: unknown }
  const where = typeof lines === 'number' ? `line ${lines}` : 'somewhere'
  const what =
    error.code === 'CSV_MAX_RECORD_SIZE'
      ? 'the row has more than 256 KiB'
      : error.message.replace(/:? (?:the parsing is finished|got .*|at line .*)$/s, '')
  return new CommandError(
    `${where}: ${file} is no CSV there (${what}); is a quote not closed, or not doubled? From there on rows cannot be told apart, so nothing was sent. Mend the line, or get the report again.`,
  )
}

const wasEnded = (error: unknown): boolean => {
  const { name, code } = error as NodeJS.ErrnoException
  return name === 'AbortError' || code === 'ERR_STREAM_PREMATURE_CLOSE'
}

const readFault = (file: string, error: unknown): CommandError => {
  if (error instanceof CommandError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') {
    return new CommandError(`${file} cannot be read (${code}); nothing was sent. Give the path of a usage report.`)
  }
  if (code?.startsWith('CSV_')) return csvFault(file, error as CsvError)
  if (code?.startsWith('Z_')) {
    return new CommandError(`${file} is damaged gzip (${message}); nothing was sent. Get the file again.`)
  }
  throw error
}
