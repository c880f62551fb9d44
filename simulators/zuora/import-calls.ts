/** The calls that take a usage file and tell what became of it. */
import type { IncomingHttpHeaders } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type pg from 'pg'
import {
  type Answer,
  crudFailure,
  failure,
  newProcessId,
  newRequestId,
  type Reason,
  Refusal,
  reason,
} from './answers.ts'
import { stringifyRow } from './csv-row.ts'
import { makeId, readId } from './ids.ts'
import { acceptImport } from './imports.ts'
import { IMPORT_NAME_CHARS_MAX, type SimulatorOptions } from './options.ts'
import { checkFile, parseMultipart, type UsageFile } from './upload.ts'
import { decodeText, type RowFault } from './usage-file.ts'
import { zipOneFile } from './zip.ts'

const unpack = promisify(gunzip)
/** The user that the OAuth client belongs to. */
const USER_ID = '8ad0877b00000000000000000000000a'

type Forced = 'Failed' | 'Canceled' | null
type FileRequest = { raw: Buffer; headers: IncomingHttpHeaders; forcedOutcome: Forced }

/** A refusal is a result like any other: it is kept under the key. */
const answerOf = async (work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    throw error
  }
}

/** POST /v1/usage */
export const postUsage = (tx: pg.ClientBase, request: FileRequest, options: SimulatorOptions): Promise<Answer> =>
  answerOf(async () => {
    const file = checkFile(await parseMultipart(request.raw, request.headers), options)
    const number = await acceptImport(tx, {
      kind: 'usage',
      fileName: file.name,
      name: file.name,
      bytes: file.bytes,
      forcedOutcome: request.forcedOutcome,
    })
    return {
      status: 200,
      body: {
        success: true,
        processId: newProcessId(),
        requestId: newRequestId(),
        size: file.receivedBytes,
        checkImportStatus: `/v1/usage/${makeId('import', number)}/status`,
      },
    }
  })

/** POST /v1/object/import: the documents write file, importType, name; Zuora's own clients File, ImportType, Name. */
export const postImport = (tx: pg.ClientBase, request: FileRequest, options: SimulatorOptions): Promise<Answer> =>
  answerOf(async () => {
    const upload = await parseMultipart(request.raw, request.headers)
    const type = upload.fields.get('importtype')
    if (type === undefined) return crudFailure(400, 'MISSING_REQUIRED_VALUE', 'ImportType is missing.')
    if (type !== 'Usage') return crudFailure(400, 'INVALID_VALUE', 'The only ImportType here is Usage.')
    const name = upload.fields.get('name') || 'import Usage'
    if (name.length > IMPORT_NAME_CHARS_MAX)
      return crudFailure(400, 'INVALID_VALUE', `Name must not be longer than ${IMPORT_NAME_CHARS_MAX} characters.`)
    let file: UsageFile
    try {
      file = checkFile(upload, options)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const reasons = (error.answer.body as { reasons: Reason[] }).reasons
      return crudFailure(400, 'INVALID_VALUE', reasons.map((r) => r.message).join(' '))
    }
    const number = await acceptImport(tx, {
      kind: 'import',
      fileName: file.name,
      name,
      bytes: file.bytes,
      forcedOutcome: request.forcedOutcome,
    })
    return { status: 200, body: { Id: makeId('import', number), Success: true } }
  })

type ImportRow = {
  number: string
  file_name: string
  name: string
  status: string
  status_reason: string | null
  imported_count: number
  total_count: number | null
  md5: string
  created_at: Date
  updated_at: Date
}

const importOf = async (pool: pg.Pool, id: string): Promise<ImportRow | null> => {
  const key = readId('import', id)
  if (key?.row !== 0) return null
  const { rows } = await pool.query<ImportRow>(
    `select number, file_name, name, status, status_reason, imported_count, total_count, md5, created_at, updated_at
       from usage_import where number = $1`,
    [key.importNumber],
  )
  return rows[0] ?? null
}

/** GET /v1/usage/{id}/status. Its body is not documented: `importStatus` and `message`, as older clients read them, and `status`. */
export const usageStatus = async (pool: pg.Pool, id: string): Promise<Answer> => {
  const found = await importOf(pool, id)
  if (!found) return failure(404, [reason('notFound', `There is no usage import ${id.slice(0, 60)}.`)])
  return {
    status: 200,
    body: {
      success: true,
      processId: newProcessId(),
      requestId: newRequestId(),
      importStatus: found.status,
      status: found.status,
      message: found.status_reason ?? '',
    },
  }
}

/** GET /v1/object/import/{id} */
export const importStatus = async (pool: pg.Pool, id: string, origin: string): Promise<Answer> => {
  const found = await importOf(pool, id)
  if (!found) return crudFailure(404, 'INVALID_ID', `There is no import ${id.slice(0, 60)}.`)
  const number = Number(found.number)
  const done = found.status === 'Completed' || found.status === 'Failed'
  return {
    status: 200,
    body: {
      Id: id,
      Name: found.name,
      ImportType: 'Usage',
      Status: found.status,
      ...(found.status_reason === null ? {} : { StatusReason: found.status_reason }),
      ImportedCount: found.imported_count,
      ...(found.total_count === null ? {} : { TotalCount: found.total_count }),
      Md5: found.md5,
      OriginalResourceUrl: `${origin}/v1/files/${makeId('file', number)}`,
      ...(done ? { ResultResourceUrl: `${origin}/v1/files/${makeId('result', number)}` } : {}),
      CreatedDate: found.created_at.toISOString(),
      UpdatedDate: found.updated_at.toISOString(),
      CreatedById: USER_ID,
      UpdatedById: USER_ID,
    },
  }
}

/** The two addresses of an import: the file as it came, and a zipped CSV with each row's result. */
export const getFile = async (pool: pg.Pool, id: string): Promise<Answer> => {
  const key = readId('file', id) ?? readId('result', id)
  const { rows } = key
    ? await pool.query<{ file_name: string; content: Buffer; status: string; faults: RowFault[] }>(
        'select file_name, content, status, faults from usage_import where number = $1',
        [key.importNumber],
      )
    : { rows: [] }
  const [found] = rows
  if (!found) return crudFailure(404, 'INVALID_ID', `There is no file ${id.slice(0, 60)}.`)
  const bytes = await unpack(found.content)
  if (readId('file', id)) return { status: 200, headers: { 'content-type': 'text/csv' }, body: bytes }
  const name = `${found.file_name.replace(/\.[^.]*$/, '')}_results.csv`
  const csv = resultCsv(decodeText(bytes), found.status, found.faults)
  return { status: 200, headers: { 'content-type': 'application/zip' }, body: zipOneFile(name, Buffer.from(csv)) }
}

/** The file's own columns, then what happened to the row. Zuora's names of the two columns are not documented. */
const resultCsv = (text: string, status: string, faults: readonly RowFault[]): string => {
  const byRow = new Map(faults.map((f) => [f.row, f.message]))
  const lines = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true }) as string[][]
  return lines
    .map((cells, row) => {
      if (row === 0) return stringifyRow([...cells, 'Import Status', 'Error Message'])
      const message = byRow.get(row) ?? (status === 'Failed' ? 'Rolled back with the file' : '')
      return stringifyRow([...cells, status === 'Completed' ? 'Success' : 'Failed', message])
    })
    .join('')
}
