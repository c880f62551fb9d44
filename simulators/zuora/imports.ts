/** Accepted files and what becomes of them: Pending → Processing → Completed, or Failed or Canceled with a reason. */
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type pg from 'pg'
import { inTransaction } from '../../server/postgres/pool.ts'
import type { Accounts } from './accounts.ts'
import { insertRecords } from './insert-records.ts'
import { type SimulatorOptions, STATUS_REASON_CHARS_MAX } from './options.ts'
import { decodeText, type ReadFile, type RowFault, readUsageFile } from './usage-file.ts'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** How soon the importer looks again when Postgres does not answer, and at most. */
const RETRY_FIRST_MS = 200
const RETRY_MAX_MS = 5_000

export type NewImport = {
  kind: 'usage' | 'import'
  fileName: string
  name: string
  bytes: Buffer
  forcedOutcome: 'Failed' | 'Canceled' | null
}

/** Within the caller's transaction, so that a key's result and the file it accepted stand or fall together. */
export const acceptImport = async (tx: pg.ClientBase, file: NewImport): Promise<number> => {
  const md5 = createHash('md5').update(file.bytes).digest('hex')
  // Level 1: a tenth of the size at a fraction of the time.
  const content = await pack(file.bytes, { level: 1 })
  const { rows } = await tx.query<{ number: string }>(
    `insert into usage_import (file_name, name, kind, status, size_bytes, md5, content, forced_outcome)
     values ($1, $2, $3, 'Pending', $4, $5, $6, $7) returning number`,
    [file.fileName, file.name, file.kind, file.bytes.length, md5, content, file.forcedOutcome],
  )
  return Number(rows[0]?.number)
}

type Outcome = { status: 'Completed' | 'Failed' | 'Canceled'; reason: string | null; total: number; faults: RowFault[] }

/** Works off Pending files one after another: the bound on memory is one file. */
export class Importer {
  readonly #pool: pg.Pool
  readonly #accounts: Accounts
  readonly #options: SimulatorOptions
  readonly #log: (message: string) => void
  #work: Promise<void> | null = null
  #again = false
  #stopped = false

  constructor(pool: pg.Pool, accounts: Accounts, options: SimulatorOptions, log: (message: string) => void) {
    this.#pool = pool
    this.#accounts = accounts
    this.#options = options
    this.#log = log
  }

  /** There may be a new file; also called at start, for what a crash left. */
  wake(): void {
    if (this.#stopped) return
    this.#again = true
    this.#work ??= this.#loop().finally(() => {
      this.#work = null
      if (this.#again) this.wake()
    })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#work
  }

  async #loop(): Promise<void> {
    let delay = RETRY_FIRST_MS
    while (!this.#stopped && this.#again) {
      this.#again = false
      try {
        while (!this.#stopped && (await this.#importNext())) delay = RETRY_FIRST_MS
      } catch (error) {
        this.#log(`An import could not go on, it is tried again: ${(error as Error).message}`)
        this.#again = true
        await wait(delay)
        delay = Math.min(delay * 2, RETRY_MAX_MS)
      }
    }
  }

  async #importNext(): Promise<boolean> {
    const { rows } = await this.#pool.query<{
      number: string
      content: Buffer
      forced_outcome: 'Failed' | 'Canceled' | null
    }>(
      `update usage_import set status = 'Processing', updated_at = now()
        where number = (select number from usage_import where status in ('Pending', 'Processing') order by number limit 1)
       returning number, content, forced_outcome`,
    )
    const [next] = rows
    if (!next) return false
    if (this.#options.importDelayMs > 0) await wait(this.#options.importDelayMs)
    const number = Number(next.number)
    if (next.forced_outcome) {
      const outcome = {
        status: next.forced_outcome,
        reason: `Fault: the import ended ${next.forced_outcome}.`,
        total: 0,
        faults: [],
      }
      await this.#finish(this.#pool, number, outcome)
      return true
    }
    const file = readUsageFile(decodeText(await unpack(next.content)), this.#options)
    const faults = [...file.rowFaults, ...(await this.#accounts.faultsOf(file.rows))].sort((a, b) => a.row - b.row)
    if (file.fileFaults.length > 0 || faults.length > 0) await this.#finish(this.#pool, number, failed(file, faults))
    else await this.#store(number, file)
    return true
  }

  /** All records and Completed, or none: the import is atomic. */
  async #store(number: number, file: ReadFile): Promise<void> {
    try {
      await inTransaction(this.#pool, async (tx) => {
        await insertRecords(tx, number, file.rows)
        await this.#finish(tx, number, { status: 'Completed', reason: null, total: file.total, faults: [] })
      })
    } catch (error) {
      const { code, detail } = error as { code?: string; detail?: string }
      if (code !== '23505') throw error // unique_violation: a UNIQUE_KEY that another import brought
      const key = /=\(([^)]*)\)/.exec(detail ?? '')?.[1] ?? ''
      const row = file.rows.find((r) => r.uniqueKey === key)?.row ?? 0
      await this.#finish(this.#pool, number, failed(file, [{ row, message: `UNIQUE_KEY ${key} was imported before` }]))
    }
  }

  async #finish(db: pg.Pool | pg.ClientBase, number: number, outcome: Outcome): Promise<void> {
    await db.query(
      `update usage_import set status = $2, status_reason = $3, total_count = $4, imported_count = $5, faults = $6,
         updated_at = now() where number = $1`,
      [
        number,
        outcome.status,
        outcome.reason,
        outcome.total,
        outcome.status === 'Completed' ? outcome.total : 0,
        JSON.stringify(outcome.faults),
      ],
    )
  }
}

const failed = (file: ReadFile, faults: RowFault[]): Outcome => {
  const sentences = [...file.fileFaults, ...faults.map((f) => `Row ${f.row}: ${f.message}.`)]
  const reason = `The import was rolled back. ${sentences.join(' ')}`.slice(0, STATUS_REASON_CHARS_MAX)
  return { status: 'Failed', reason, total: file.total, faults }
}
