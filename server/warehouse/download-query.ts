/** The rows of a statement as a file. It is written whole before the first byte goes out, and removed when it was read. */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import type { downloadCommand } from '../../domain/api/warehouse.ts'
import { QUERY_LIMITS } from '../../domain/warehouse.ts'
import type { ApiContext } from '../api/context.ts'
import { writeAudit } from '../desk/audit.ts'
import { QUERY_DOWNLOAD_ROWS_MAX } from '../limits.ts'
import { inTransaction } from '../postgres/pool.ts'
import { runSql, warehouseFolder } from './run-query.ts'

const TYPES = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const

export const downloadQuery = async (
  context: ApiContext,
  actor: string,
  { sql, format }: z.output<typeof downloadCommand>,
  signal: AbortSignal,
): Promise<Response> => {
  const folder = join(warehouseFolder(), 'downloads', randomUUID())
  await mkdir(folder, { recursive: true })
  const output = join(folder, `query.${format}`)
  const remove = () => void rm(folder, { recursive: true, force: true })
  try {
    const seconds = QUERY_LIMITS.long.seconds
    await runSql(context, actor, sql, { mode: format, seconds, signal, output, rowsMax: QUERY_DOWNLOAD_ROWS_MAX })
    await inTransaction(context.pool, (tx) =>
      writeAudit(tx, { actor, action: 'warehouse.download', subject: format, why: '', detail: { sql } }),
    )
    const { size } = await stat(output)
    const file = createReadStream(output)
    file.once('close', remove)
    return new Response(Readable.toWeb(file) as ReadableStream, {
      headers: {
        'content-type': TYPES[format],
        'content-length': String(size),
        'content-disposition': `attachment; filename="hydrometer-query.${format}"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    remove()
    throw error
  }
}
