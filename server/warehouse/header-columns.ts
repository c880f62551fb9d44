/**
 * A record's headers as slots: where each value is in the record's bytes. The names are in the statement that writes the
 * file, once per list of names (`shapes` of record-buffer.ts). Odd headers are JSON text, appended to the record's bytes.
 */
import { bytesAt, literal } from './column-sql.ts'
import type { Frame, HeaderNames } from './record-buffer.ts'
import { CHUNK_ROWS } from './scan-message.ts'

const HEADERS_TYPE = 'STRUCT("key" VARCHAR, "value" BLOB)[]'

export class HeaderColumns {
  readonly #shapes: readonly HeaderNames[]
  readonly shape = new Int32Array(CHUNK_ROWS * 2)
  readonly json = new Int32Array(CHUNK_ROWS * 2)
  readonly slots: readonly Int32Array[]

  constructor(shapes: readonly HeaderNames[]) {
    this.#shapes = shapes
    const most = Math.max(0, ...shapes.map((names) => names.length))
    this.slots = Array.from({ length: most }, () => new Int32Array(CHUNK_ROWS * 2))
  }

  /** Notes a row's headers, which begin at `from`. Answers what must be appended to the record's bytes at `appendAt`. */
  note(frame: Frame, from: number, row: number, appendAt: number): Buffer | undefined {
    const { block, names } = frame
    const low = row * 2
    this.shape[low] = frame.shape
    this.shape[low + 1] = frame.shape >> 31
    if (!names) {
      const text = Buffer.from(headersJson(block, from, from + frame.headersLength))
      this.json[low] = text.length
      this.json[low + 1] = appendAt
      return text
    }
    let at = from
    for (let index = 0; index < names.length; index++) {
      const slot = this.slots[index]!
      const length = block.readInt32BE(at)
      slot[low] = length
      slot[low + 1] = length < 0 ? -1 : at + 4 - frame.at
      at += 4 + Math.max(length, 0)
    }
    return undefined
  }

  /** `shape`, `hj`, `h0`, `h1`, … are the columns of the row. */
  select(): string {
    const lists = this.#shapes.map((names, number) => {
      const items = names.map((name, index) => {
        const value = `case when h${index} = -1 then null else ${bytesAt(`h${index}`)} end`
        return `struct_pack("key" := ${literal(name)}, "value" := ${value})`
      })
      return `when ${number} then cast([${items.join(', ')}] as ${HEADERS_TYPE})`
    })
    const odd = `list_transform(from_json(decode(${bytesAt('hj')}), '[{"key":"VARCHAR","value":"VARCHAR"}]'),
      lambda x: struct_pack("key" := x."key", "value" := from_base64(x."value")))`
    return lists.length === 0 ? odd : `case shape ${lists.join('\n ')} else ${odd} end`
  }
}

const headersJson = (bytes: Buffer, from: number, to: number): string => {
  const items: { key: string; value: string | null }[] = []
  for (let at = from; at < to; ) {
    const nameLength = bytes.readInt32BE(at)
    const key = bytes.toString('utf8', at + 4, at + 4 + nameLength)
    at += 4 + nameLength
    const valueLength = bytes.readInt32BE(at)
    const value = valueLength < 0 ? null : bytes.toString('base64', at + 4, at + 4 + valueLength)
    items.push({ key, value })
    at += 4 + Math.max(valueLength, 0)
  }
  return JSON.stringify(items)
}
