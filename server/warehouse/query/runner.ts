/**
 * Runs SQL in a process of its own (main.ts): bounded in number, time, memory and rows. A statement that does not end in
 * time, or is cancelled, ends with its process.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { QUERY_MEMORY_MB, QUERY_PROCESSES_MAX, QUERY_ROWS_MAX, QUERY_WAITING_MAX } from '../../limits.ts'
import type { QueryAnswer, QueryFailure, QueryReply, QueryRequest } from './protocol.ts'

/** Why a statement gave no rows, in words for the person who wrote it. */
export class QueryRefused extends Error {
  constructor(
    readonly kind: QueryFailure['kind'],
    message: string,
  ) {
    super(message)
  }
}

const startingPoints = (): string[] => {
  const here = import.meta.url.startsWith('file:') ? [dirname(fileURLToPath(import.meta.url))] : []
  return [...here, process.cwd()]
}

/** The bundle in production; the source in tests and development, where a bundle may be an old one. */
const program = (): string[] => {
  for (const start of startingPoints())
    for (let at = start; at !== dirname(at); at = dirname(at)) {
      const source = join(at, 'server/warehouse/query/main.ts')
      if (!existsSync(source) && !existsSync(join(at, 'dist'))) continue
      const bundle = join(at, 'dist/warehouse-query.mjs')
      if (process.env.NODE_ENV === 'production' && existsSync(bundle)) return [bundle]
      if (existsSync(source)) return ['--import', 'tsx', source]
    }
  throw new Error('The program that runs SQL (dist/warehouse-query.mjs) is missing; build Hydrometer again.')
}

/** Loading DuckDB is no part of anybody's time; a machine where it takes longer than this is ill. */
const START_MS = 20_000

type Worker = { readonly child: ChildProcess; readonly ready: Promise<void>; isBusy: boolean }

export type QueryOptions = Omit<QueryRequest, 'id' | 'rowsMax' | 'memoryMb'> & {
  readonly seconds: number
  readonly rowsMax?: number
  readonly memoryMb?: number
  readonly signal?: AbortSignal
}

export class QueryRunner {
  readonly #workers = new Set<Worker>()
  readonly #waiting: (() => void)[] = []
  #ids = 0

  async run(options: QueryOptions): Promise<QueryAnswer> {
    const worker = await this.#worker()
    try {
      await worker.ready
      return await this.#ask(worker, options)
    } finally {
      worker.isBusy = false
      this.#waiting.shift()?.()
    }
  }

  close(): void {
    for (const { child } of this.#workers) child.kill('SIGKILL')
  }

  async #worker(): Promise<Worker> {
    for (;;) {
      for (const worker of this.#workers) {
        if (worker.isBusy) continue
        worker.isBusy = true
        return worker
      }
      if (this.#workers.size < QUERY_PROCESSES_MAX) return this.#start()
      if (this.#waiting.length >= QUERY_WAITING_MAX)
        throw new QueryRefused('limit', 'Too many queries run at once. Nothing was run; try again in some seconds.')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #start(): Worker {
    const [first, ...rest] = program()
    const child = spawn(process.execPath, ['--max-old-space-size=256', first!, ...rest], {
      // No variable of ours: what is not there cannot be read.
      env: { NODE_ENV: 'production', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    })
    child.stderr?.resume()
    const ready = new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(late)
        resolve()
      }
      const late = setTimeout(done, START_MS)
      child.once('message', done) // its first word is that it is there
      child.once('exit', done)
    })
    const worker = { child, ready, isBusy: true }
    this.#workers.add(worker)
    child.once('exit', () => {
      this.#workers.delete(worker)
      this.#waiting.shift()?.()
    })
    child.unref()
    child.channel?.unref()
    ;(child.stderr as unknown as { unref?: () => void } | null)?.unref?.()
    return worker
  }

  #ask(worker: Worker, options: QueryOptions): Promise<QueryAnswer> {
    const { child } = worker
    const { seconds, signal, rowsMax = QUERY_ROWS_MAX, memoryMb = QUERY_MEMORY_MB, ...more } = options
    const request: QueryRequest = { ...more, rowsMax, memoryMb, id: ++this.#ids }
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', cancel)
        child.off('message', hear)
        child.off('exit', exited)
        act()
      }
      const kill = (kind: QueryFailure['kind'], words: string) =>
        end(() => {
          this.#workers.delete(worker) // it is not asked again while it dies
          child.kill('SIGKILL')
          reject(new QueryRefused(kind, words))
        })
      const cancel = () => kill('limit', 'The query was cancelled.')
      const hear = (reply: QueryReply) => {
        if (reply.id !== request.id) return
        if ('refused' in reply) end(() => reject(new QueryRefused(reply.kind, reply.refused)))
        else end(() => resolve(reply))
      }
      const exited = () =>
        end(() =>
          reject(
            new QueryRefused(
              'limit',
              `The query was ended because it needed more memory than ${memoryMb} MB. Narrow it down: fewer days, fewer columns, or totals instead of rows.`,
            ),
          ),
        )
      const timer = setTimeout(
        () =>
          kill(
            'limit',
            `The query was ended after ${seconds} s. Narrow it down (dt and site are folders: they cost nothing), or let it run longer.`,
          ),
        seconds * 1_000,
      )
      child.on('message', hear)
      child.once('exit', exited)
      if (signal?.aborted) cancel()
      else signal?.addEventListener('abort', cancel)
      child.send(request, (error) => error && exited())
    })
  }
}
