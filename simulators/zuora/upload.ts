/** A multipart request with one file: read whole (it is at most a few MB), unpacked, checked as a file. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import busboy from 'busboy'
import { failure, Refusal, reason } from './answers.ts'
import { FILE_BYTES_MAX, FILE_NAME_CHARS_MAX, REQUEST_BYTES_MAX } from './options.ts'
import { checkHeadings, decodeText, type Tenant } from './usage-file.ts'
import { unzipOneFile } from './zip.ts'

/** The raw body. Past the limit it is refused, and the rest is not read. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > REQUEST_BYTES_MAX)
      throw new Refusal(failure(400, [reason('invalid', 'The file must not be larger than 4 MB.')]))
    parts.push(part)
  }
  return Buffer.concat(parts, size)
}

export type Upload = { fields: Map<string, string>; file: { name: string; bytes: Buffer } | null }

/** Field names in lower case: Zuora's own clients write `File`, its documents `file`. */
export const parseMultipart = async (raw: Buffer, headers: IncomingHttpHeaders): Promise<Upload> => {
  const body = unpack(raw, headers)
  const upload: Upload = { fields: new Map(), file: null }
  await new Promise<void>((resolve, reject) => {
    const form = busboy({
      headers,
      limits: { files: 2, fields: 20, fileSize: FILE_BYTES_MAX + 1 },
      defParamCharset: 'utf8',
    })
    form.on('field', (name, value) => upload.fields.set(name.toLowerCase(), value))
    form.on('file', (name, stream, info) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('close', () => {
        if (name.toLowerCase() === 'file') upload.file = { name: info.filename ?? '', bytes: Buffer.concat(parts) }
      })
    })
    form.on('close', resolve)
    form.on('error', reject)
    form.end(body)
  }).catch((error: Error) => {
    throw new Refusal(failure(400, [reason('invalid', `The request is not multipart/form-data: ${error.message}.`)]))
  })
  return upload
}

const unpack = (raw: Buffer, headers: IncomingHttpHeaders): Buffer => {
  if (!/^multipart\/form-data\b/i.test(headers['content-type'] ?? ''))
    throw new Refusal(failure(400, [reason('invalid', 'The request must be multipart/form-data.')]))
  if (headers['content-encoding']?.toLowerCase() !== 'gzip') return raw
  try {
    return gunzipSync(raw, { maxOutputLength: REQUEST_BYTES_MAX })
  } catch {
    throw new Refusal(failure(400, [reason('invalid', 'The body does not unpack with gzip, or is larger than 4 MB.')]))
  }
}

export type UsageFile = {
  name: string
  bytes: Buffer /** As it was received: zipped, if it was. */
  receivedBytes: number
}

/** What a file must be before it is accepted for import. The records are checked later. */
export const checkFile = (upload: Upload, tenant: Tenant): UsageFile => {
  const refuse = (kind: 'invalid' | 'missing', message: string): never => {
    throw new Refusal(failure(400, [reason(kind, message)]))
  }
  const { file } = upload
  if (!file) return refuse('missing', 'The multipart field "file" is missing.')
  if (file.name.length > FILE_NAME_CHARS_MAX)
    refuse('invalid', `The file name must not be longer than ${FILE_NAME_CHARS_MAX} characters.`)
  if (file.bytes.length > FILE_BYTES_MAX) refuse('invalid', 'The file must not be larger than 4 MB.')
  const extension = /\.[^.]*$/.exec(file.name)?.[0].toLowerCase() ?? ''
  if (extension === '.xls' || extension === '.xlsx')
    refuse('invalid', 'Zuora takes Excel files; this simulator does not. Post the records as CSV.')
  // Zuora's own clients name a file that they got as bytes just "file": let it pass.
  if (!['.csv', '.zip', ''].includes(extension)) refuse('invalid', 'The file must be a .csv file.')
  try {
    const bytes = extension === '.zip' ? unzipOneFile(file.bytes, FILE_BYTES_MAX).bytes : file.bytes
    const faults = checkHeadings(decodeText(bytes), tenant)
    if (faults.length > 0) refuse('invalid', faults.slice(0, 5).join(' '))
    return { name: file.name, bytes, receivedBytes: file.bytes.length }
  } catch (error) {
    if (error instanceof Refusal) throw error
    return refuse('invalid', (error as Error).message)
  }
}
