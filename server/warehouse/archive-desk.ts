/**
 * What the partitions of one archiver process share: DuckDB, one file at a time; the scratch folder; and the bytes that
 * may wait in memory.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { ARCHIVE_BUFFER_BYTES_MAX, ARCHIVE_CALM_MS, ARCHIVE_DUCKDB_IDLE_MS, ARCHIVE_DUCKDB_MB } from '../limits.ts'
import { openDuckDB } from './duckdb.ts'
import { BlockPool } from './record-buffer.ts'

/** A partition's records in memory. */
export type Holder = {
  readonly bytes: number
  /** Begins to write what is held; what goes wrong is the partition's, not the caller's. */
  giveUp(): void
}

export type FileFacts = { readonly bytes: number; readonly sha256: Buffer }

export const fileFacts = async (path: string): Promise<FileFacts> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { bytes: (await stat(path)).size, sha256: hash.digest() }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export class ArchiveDesk {
  readonly blocks = new BlockPool()
  readonly #folder: string
  readonly #holders = new Set<Holder>()
  readonly #waiting: (() => void)[] = []
  #queue: Promise<unknown> = Promise.resolve()
  #open: { instance: DuckDBInstance; connection: DuckDBConnection } | undefined
  #idle: NodeJS.Timeout | undefined
  #files = 0
  #behindAt = 0
  #cleaned: Promise<void> | undefined

  /** `folder`: scratch space on this machine. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Runs `work` when no other file is being written, with a path of its own that is gone afterwards. */
  async write<T>(work: (connection: DuckDBConnection, path: string) => Promise<T>): Promise<T> {
    const mine = this.#queue.then(async () => {
      this.#cleaned ??= this.#removeLeftovers()
      await this.#cleaned
      const path = join(this.#folder, `${process.pid}-${++this.#files}.parquet`)
      clearTimeout(this.#idle)
      try {
        this.#open ??= await openDuckDB({ memoryMb: ARCHIVE_DUCKDB_MB })
        return await work(this.#open.connection, path)
      } catch (error) {
        this.#close() // a connection after an error is not trusted
        throw error
      } finally {
        await rm(path, { force: true })
        this.#idle = setTimeout(() => this.#rest(), ARCHIVE_DUCKDB_IDLE_MS).unref()
      }
    })
    this.#queue = mine.catch(() => {})
    return mine
  }

  /** A path of its own in the scratch folder; the caller removes what it puts there. */
  async scratch(): Promise<string> {
    this.#cleaned ??= this.#removeLeftovers()
    await this.#cleaned
    return join(this.#folder, `${process.pid}-${++this.#files}.scratch`)
  }

  /** An idle process holds no memory for writing. */
  #rest(): void {
    this.#close()
    this.blocks.clear()
  }

  #close(): void {
    this.#open?.connection.closeSync()
    this.#open?.instance.closeSync()
    this.#open = undefined
  }

  /** What processes that were killed left in the scratch folder. */
  async #removeLeftovers(): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    for (const name of await readdir(this.#folder)) {
      const pid = Number(name.split('-')[0])
      if (pid > 0 && pid !== process.pid && !isAlive(pid)) await rm(join(this.#folder, name), { force: true })
    }
  }

  hold(holder: Holder): void {
    this.#holders.add(holder)
  }
  release(holder: Holder): void {
    this.#holders.delete(holder)
    this.roomMade()
  }
  roomMade(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Records came quicker than files are written, a moment ago. */
  get isBehind(): boolean {
    return Date.now() - this.#behindAt < ARCHIVE_CALM_MS
  }

  /** Waits while the partitions of this process hold more than they may; the largest is written meanwhile. */
  async room(): Promise<void> {
    for (;;) {
      let bytes = 0
      let largest: Holder | undefined
      for (const holder of this.#holders) {
        bytes += holder.bytes
        if (!largest || holder.bytes > largest.bytes) largest = holder
      }
      if (bytes <= ARCHIVE_BUFFER_BYTES_MAX || !largest) return
      this.#behindAt = Date.now()
      largest.giveUp()
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}
