/**
 * The process that runs people's SQL. It has no environment, no credentials and no connections; DuckDB in it can read the
 * archive's folder and nothing else, its configuration is locked, and every statement begins with a fresh database. Its
 * parent ends it when it does not obey in time.
 */
import { writeFileSync } from 'node:fs'
import { StatementType } from '@duckdb/node-api'
import { isForbiddenFunction, isPlainDescription } from '../../../domain/warehouse.ts'
import { functionsIn } from './functions-in.ts'
import { openLocked } from './open-locked.ts'
import type { QueryReply, QueryRequest } from './protocol.ts'
import { readRows } from './read-rows.ts'

/** DuckDB counts its own memory; what it builds outside of that is watched here. */
const RSS_OVERHEAD_MB = 400
const WATCH_MS = 50
/** Nobody asks: the next question starts a new process. */
const IDLE_MS = 30_000

class Refused extends Error {}

const words = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n\n')[0]!.slice(0, 2_000)

const run = async (request: QueryRequest): Promise<QueryReply> => {
  const startedAt = performance.now()
  const { connection, close } = await openLocked(request)
  try {
    const statements = await connection.extractStatements(request.sql)
    if (statements.count !== 1) throw new Refused('One statement at a time.')
    // Before it is prepared: DuckDB computes what is constant while it prepares.
    const functions = isPlainDescription(request.sql) ? [] : await functionsIn(connection, request.sql)
    const forbidden = functions?.find(isForbiddenFunction)
    if (!functions || forbidden)
      throw new Refused(
        forbidden
          ? `${forbidden}() may not be called here.`
          : 'Only statements that read (SELECT) are taken: the archive is read-only.',
      )
    const prepared = await statements.prepare(0)
    if (prepared.statementType !== StatementType.SELECT)
      throw new Refused('Only statements that read (SELECT) are taken: the archive is read-only.')
    if (prepared.parameterCount > 0) throw new Refused('The statement has parameters without values.')
    const limited = `select * from (${request.sql.replace(/;\s*$/, '')}\n) limit ${request.rowsMax}`
    if (request.mode === 'csv' || request.mode === 'parquet') {
      const format = request.mode === 'csv' ? 'format csv, header' : 'format parquet, compression zstd'
      await connection.run(`copy (${limited}) to '${request.output}' (${format})`)
      return { id: request.id, columns: [], rows: [], isCut: false, milliseconds: performance.now() - startedAt }
    }
    const result = await connection.stream(request.mode === 'explain' ? `explain analyze ${request.sql}` : request.sql)
    const answer = await readRows(result, request.rowsMax)
    return { id: request.id, ...answer, milliseconds: performance.now() - startedAt }
  } finally {
    close()
  }
}

const answer = async (request: QueryRequest): Promise<QueryReply> => {
  try {
    return await run(request)
  } catch (error) {
    const text = words(error)
    if (error instanceof Refused) return { id: request.id, refused: text, kind: 'refused' }
    if (/out of memory/i.test(text))
      return {
        id: request.id,
        refused: `The statement needs more than ${request.memoryMb} MB, which is what a query may hold. Narrow it down: fewer days, fewer columns, or totals instead of rows.`,
        kind: 'limit',
      }
    const isRefused = /^(Permission Error|Invalid Input Error: Cannot change configuration)/.test(text)
    return { id: request.id, refused: text, kind: isRefused ? 'refused' : 'mistake' }
  }
}

try {
  writeFileSync('/proc/self/oom_score_adj', '1000') // if memory ends in spite of all limits, this process goes first
} catch {
  // not on Linux, or not allowed
}

let idle: NodeJS.Timeout | undefined
const restAfterAnswer = () => {
  clearTimeout(idle)
  idle = setTimeout(() => process.exit(0), IDLE_MS)
}

process.on('message', (request: QueryRequest) => {
  clearTimeout(idle)
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > (request.memoryMb + RSS_OVERHEAD_MB) * 1024 * 1024) process.exit(86)
  }, WATCH_MS)
  void answer(request).then((reply) => {
    clearInterval(watch)
    process.send?.(reply)
    restAfterAnswer()
  })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ id: 0 }) // ready
restAfterAnswer()
