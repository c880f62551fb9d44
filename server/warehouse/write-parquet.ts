/**
 * Writes one Parquet file from a partition's records. Rows go to DuckDB in chunks of typed columns: the record's bytes,
 * and where in them each field is (scan-message.ts); one statement makes the columns and compresses them.
 */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { literal, messageSelect, slotTypes } from './column-sql.ts'
import { columnsOf } from './columns.ts'
import { loadDuckDB } from './duckdb.ts'
import { HeaderColumns } from './header-columns.ts'
import type { Frame, HeaderNames, RecordBuffer } from './record-buffer.ts'
import { CHUNK_ROWS, MessageScanner } from './scan-message.ts'
import { WireError } from './wire.ts'

/** Row groups bound what a reader holds, and what is skipped by least and greatest value. */
const ROW_GROUP_ROWS = 65_536

export type ParquetFacts = {
  readonly topic: string
  readonly site: string
  readonly partition: number
  /** The message of proto/; undefined: values stay bytes. */
  readonly schema: string | undefined
}

/** The record itself; the same columns in every topic. */
const RECORD_COLUMNS = (partition: number, headers: string): string[] => [
  'o as record_offset',
  `cast(${partition} as integer) as record_partition`,
  'make_timestamptz(t) as record_timestamp',
  'case when k < 0 then null else array_slice(b, 1, k) end as record_key',
  `${headers} as record_headers`,
  'case when v < 0 then null else array_slice(b, vp + 1, vp + v) end as record_value',
  'case when ok = 2 then decode(array_slice(b, (e >> 32) + 1, (e >> 32) + (e & 4294967295))) end as record_error',
]

const TWO_32 = 4_294_967_296

class ChunkWriter {
  readonly #scanner: MessageScanner | undefined
  readonly headers: HeaderColumns
  readonly #fixed: Record<'o' | 't' | 'k' | 'vp' | 'v' | 'ok' | 'e', Int32Array>
  readonly #blobs: Uint8Array[] = []
  readonly #types: readonly string[]

  constructor(schema: string | undefined, shapes: readonly HeaderNames[]) {
    this.headers = new HeaderColumns(shapes)
    const columns = schema === undefined ? undefined : columnsOf(schema)
    this.#scanner = columns && new MessageScanner(columns)
    const slot = () => new Int32Array(CHUNK_ROWS * 2)
    this.#fixed = { o: slot(), t: slot(), k: slot(), vp: slot(), v: slot(), ok: slot(), e: slot() }
    const more = columns ? slotTypes(columns) : []
    this.#types = [...Object.keys(this.#fixed), 'shape', 'hj', ...this.headers.slots].map(() => 'BIGINT').concat(more)
  }

  #arrays(): Int32Array[] {
    const { headers } = this
    return [
      ...Object.values(this.#fixed),
      headers.shape,
      headers.json,
      ...headers.slots,
      ...(this.#scanner?.slots ?? []),
    ]
  }

  /** Name and type of each column of a row. */
  columns(): [string, string][] {
    const names = [
      ...Object.keys(this.#fixed),
      'shape',
      'hj',
      ...this.headers.slots.map((_, index) => `h${index}`),
      ...(this.#scanner?.slots ?? []).map((_, index) => `s${index}`),
    ]
    return [['b', 'BLOB'], ...names.map((name, index): [string, string] => [name, this.#types[index]!])]
  }

  begin(): void {
    this.#scanner?.reset()
    this.#fixed.ok.fill(0)
    this.#fixed.e.fill(0)
  }

  add(frame: Frame, row: number): void {
    const { o, t, k, vp, v, ok, e } = this.#fixed
    const keyLength = Math.max(frame.keyLength, 0)
    const valueAt = frame.at + keyLength
    const valueEnd = valueAt + Math.max(frame.valueLength, 0)
    const end = valueEnd + frame.headersLength
    put(o, row, frame.offset)
    put(t, row, frame.timestampMs * 1_000)
    put(k, row, frame.keyLength)
    put(v, row, frame.valueLength)
    put(vp, row, keyLength)
    let length = end - frame.at
    const appended: Buffer[] = []
    const append = (bytes: Buffer | undefined) => {
      if (!bytes) return
      appended.push(bytes)
      length += bytes.length
    }
    append(this.headers.note(frame, valueEnd, row, length))
    if (this.#scanner && frame.valueLength >= 0)
      try {
        append(this.#scanner.scan(frame.block, valueAt, valueEnd, frame.at, row, length))
        ok[row * 2] = 1
      } catch (error) {
        if (!(error instanceof WireError)) throw error
        const text = Buffer.from(error.message)
        ok[row * 2] = 2
        e[row * 2] = text.length
        e[row * 2 + 1] = length
        append(text)
      }
    const bytes = frame.block.subarray(frame.at, end)
    this.#blobs[row] = appended.length === 0 ? bytes : Buffer.concat([bytes, ...appended])
  }

  fill(chunk: DuckDBDataChunk, rows: number): void {
    chunk.rowCount = rows
    if (rows === 0) return
    const blobs = chunk.getColumnVector(0)
    for (let row = 0; row < rows; row++) blobs.setItem(row, { bytes: this.#blobs[row] } as never)
    blobs.flush()
    for (const [index, values] of this.#arrays().entries()) {
      const vector = chunk.getColumnVector(index + 1)
      // Whole columns at once: setItem would make a bigint of each number. @duckdb/node-api is pinned in package.json.
      const { items } = vector as unknown as { items: BigInt64Array }
      new Int32Array(items.buffer, items.byteOffset, rows * 2).set(values.subarray(0, rows * 2))
      vector.flush()
    }
  }
}

const put = (slot: Int32Array, row: number, value: number): void => {
  const hi = Math.floor(value / TWO_32)
  slot[row * 2] = value - hi * TWO_32
  slot[row * 2 + 1] = hi
}

type Source = { readonly writer: ChunkWriter; readonly frames: Generator<Frame>; failure: unknown }

/** The function that gives DuckDB its rows, registered once per connection: a function is kept for as long as that is. */
const SOURCE = 'records_of_the_log'
const sources = new WeakMap<DuckDBConnection, { current: Source | undefined }>()

const sourceOf = async (connection: DuckDBConnection): Promise<{ current: Source | undefined }> => {
  const known = sources.get(connection)
  if (known) return known
  const { BIGINT, UBIGINT, DOUBLE, BLOB, DuckDBTableFunction } = await loadDuckDB()
  const types = { BIGINT, UBIGINT, DOUBLE, BLOB }
  const held: { current: Source | undefined } = { current: undefined }
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: SOURCE,
      bindFunction: (bind) => {
        for (const [name, type] of held.current!.writer.columns())
          bind.addResultColumn(name, types[type as keyof typeof types])
      },
      initFunction: () => {},
      mainFunction: (_info, chunk) => held.current!.writer.fill(chunk, rowsInto(held.current!)),
    }),
  )
  sources.set(connection, held)
  return held
}

/** Notes the next rows; none when there are no more, or when one cannot be read: that is thrown after the statement. */
const rowsInto = (source: Source): number => {
  const { writer, frames } = source
  try {
    writer.begin()
    for (let row = 0; row < CHUNK_ROWS; row++) {
      const next = frames.next()
      if (next.done) return row
      writer.add(next.value, row)
    }
    return CHUNK_ROWS
  } catch (error) {
    source.failure = error
    return 0
  }
}

/** Writes the file at `path`, which is nobody else's. Holds one row group in DuckDB, whatever the file's size. */
export const writeParquet = async (
  connection: DuckDBConnection,
  records: RecordBuffer,
  facts: ParquetFacts,
  path: string,
): Promise<void> => {
  const held = await sourceOf(connection)
  const source: Source = {
    writer: new ChunkWriter(facts.schema, records.shapes),
    frames: records.frames(),
    failure: undefined,
  }
  held.current = source
  const fields = facts.schema === undefined ? [] : messageSelect(columnsOf(facts.schema))
  const select = [...RECORD_COLUMNS(facts.partition, source.writer.headers.select()), ...fields]
  try {
    await connection.run(
      `copy (select ${select.join(',\n')} from ${SOURCE}()) to ${literal(path)}
         (format parquet, compression zstd, compression_level 1, row_group_size ${ROW_GROUP_ROWS},
          kv_metadata ${metadata(facts)})`,
    )
  } finally {
    held.current = undefined
  }
  if (source.failure) throw source.failure
}

const metadata = ({ topic, site, partition, schema }: ParquetFacts): string =>
  `{hydro_topic: ${literal(topic)}, hydro_site: ${literal(site)}, hydro_partition: ${literal(String(partition))}, hydro_schema: ${literal(schema ?? '')}}`
