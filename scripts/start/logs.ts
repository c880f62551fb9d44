/** A log file per process in $HYDROMETER_DATA/logs: the run before is kept beside it, and neither grows past its bound. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'

/** Two files of this size per process: a dozen processes stay below 250 MB. */
const LOG_BYTES_MAX = 10 * 1024 * 1024

class BoundedLog extends Writable {
  private file: number
  private bytes = 0

  constructor(private readonly path: string) {
    super()
    this.file = this.rotate()
  }

  private rotate(): number {
    if (existsSync(this.path)) renameSync(this.path, this.path.replace(/\.log$/, '.1.log'))
    this.bytes = 0
    return openSync(this.path, 'a', 0o600)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      if (this.bytes > LOG_BYTES_MAX) {
        closeSync(this.file)
        this.file = this.rotate()
      }
      this.bytes += writeSync(this.file, chunk)
    } catch {
      // A full disk must not end the process whose log this is; what could not be written is lost.
    }
    done()
  }
}

export type Logs = { readonly open: (name: string) => Writable; readonly pathOf: (name: string) => string }

export const openLogs = (dataFolder: string): Logs => {
  const folder = join(dataFolder, 'logs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const open = new Map<string, Writable>()
  const pathOf = (name: string) => join(folder, `${name}.log`)
  return {
    pathOf,
    open: (name) => {
      const log = open.get(name) ?? new BoundedLog(pathOf(name))
      open.set(name, log)
      return log
    },
  }
}
