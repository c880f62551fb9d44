/**
 * Processes that outlive the program that started them: how to know one again, and how to end one. A process id alone
 * is not enough, because ids are used again; with the time at which it started it names one process of this machine.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { waitFor } from './wait.ts'

const run = promisify(execFile)

export type ProcessIdentity = { readonly pid: number; readonly started: string }

const linuxStart = async (pid: number): Promise<string | undefined> => {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ])
  // The name, in brackets, may hold spaces; after it come state (field 3) and, as field 22, ticks since boot.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : `${boot.trim()}:${fields[19]}`
}

/** Undefined when no such process runs (or only waits to be collected). */
export const identityOf = async (pid: number): Promise<ProcessIdentity | undefined> => {
  try {
    const started =
      process.platform === 'linux'
        ? await linuxStart(pid)
        : (await run('ps', ['-o', 'lstart=', '-p', `${pid}`])).stdout.trim()
    return started ? { pid, started } : undefined
  } catch {
    return undefined
  }
}

export const isRunning = async (identity: ProcessIdentity): Promise<boolean> =>
  (await identityOf(identity.pid))?.started === identity.started

/** The command line of a process, '' when it is gone. */
export const commandOf = async (pid: number): Promise<string> => {
  try {
    return (await run('ps', ['-ww', '-o', 'command=', '-p', `${pid}`])).stdout.trim()
  } catch {
    return ''
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // It ended in the meantime.
  }
}

/** Sends `polite`, waits until the deadline, then SIGKILL. Resolves when the process is gone. */
export const endProcess = async (
  identity: ProcessIdentity,
  { polite = 'SIGTERM' as NodeJS.Signals, deadlineMs = 10_000 } = {},
): Promise<void> => {
  if (!(await isRunning(identity))) return
  signal(identity.pid, polite)
  const gone = async () => !(await isRunning(identity))
  if (await waitFor(gone, deadlineMs)) return
  signal(identity.pid, 'SIGKILL')
  await waitFor(gone, 5_000)
}

/**
 * A shell that waits for the end of this program, however it ends, and then ends the server: `cat` returns when the
 * pipe from us closes. Java and Postgres have no such habit of their own, and an orphan would hold the data folder.
 */
export const guard = (pid: number, polite: 'TERM' | 'INT', order: number): (() => void) => {
  const script = `trap '' INT TERM HUP; cat >/dev/null; sleep ${order}; kill -${polite} ${pid} 2>/dev/null
    for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 ${pid} 2>/dev/null || exit 0; sleep 1; done; kill -KILL ${pid}`
  const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.on('error', () => undefined)
  shell.unref()
  // Without this the open pipe would keep this program alive.
  ;(shell.stdin as unknown as { unref(): void }).unref()
  return () => {
    shell.kill('SIGKILL')
  }
}

/** Resolves with the exit code or signal; at once when it has already ended. */
export const ended = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(`${child.signalCode ?? child.exitCode}`)
    else child.once('exit', (code, name) => resolve(`${name ?? code}`))
  })

/** One file per process in a folder, so that the next start can clean up after one that crashed. */
export class ProcessRegister {
  constructor(private readonly folder: string) {}

  private path = (name: string) => join(this.folder, `${name}.json`)

  async add(name: string, pid: number): Promise<void> {
    const identity = await identityOf(pid)
    if (!identity) return
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    await writeFile(this.path(name), JSON.stringify(identity), { mode: 0o600 })
  }

  remove = (name: string): Promise<void> => rm(this.path(name), { force: true })

  async read(name: string): Promise<ProcessIdentity | undefined> {
    try {
      const found: unknown = JSON.parse(await readFile(this.path(name), 'utf8'))
      return found as ProcessIdentity
    } catch {
      return undefined
    }
  }

  async names(): Promise<string[]> {
    const files = await readdir(this.folder).catch(() => [])
    return files.filter((f) => f.endsWith('.json')).map((f) => f.slice(0, -'.json'.length))
  }

  /** Ends what an earlier start of this data folder left running. Returns the names of what was ended. */
  async endAll(): Promise<string[]> {
    const names = await this.names()
    const found = await Promise.all(
      names.map(async (name) => {
        const identity = await this.read(name)
        const running = identity !== undefined && (await isRunning(identity))
        // Postgres takes SIGINT for "end now, roll back what is open"; SIGTERM would wait for its clients.
        if (running) await endProcess(identity, { polite: name === 'postgres' ? 'SIGINT' : 'SIGTERM' })
        await this.remove(name)
        return running ? [name] : []
      }),
    )
    return found.flat()
  }
}
