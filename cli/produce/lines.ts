/** Lines of a stream with their numbers, in bounded memory: a line beyond the limit is reported, not kept. */
import type { Readable } from 'node:stream'

export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly tooLong: true }

/** No usage topic takes more than 1 MiB, and JSON of it (base64, escapes) is at most some times larger. */
const LINE_BYTES_MAX = 16 * 1024 * 1024
const NEWLINE = 10

export async function* readLines(input: Readable, maxBytes = LINE_BYTES_MAX): AsyncGenerator<Line> {
  let parts: Buffer[] = []
  let size = 0
  let number = 1
  const take = (): Line => {
    const line: Line =
      size > maxBytes ? { number, tooLong: true } : { number, text: Buffer.concat(parts).toString('utf8') }
    parts = []
    size = 0
    number++
    return line
  }
  for await (const chunk of input as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      size += at - from
      if (size <= maxBytes) parts.push(chunk.subarray(from, at))
      yield take()
      from = at + 1
    }
    size += chunk.length - from
    if (size <= maxBytes) parts.push(chunk.subarray(from))
    else parts = []
  }
  if (size > 0) yield take()
}
