/** A process beside the workers (dashboard, simulator, traffic) that is started again when it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Backoff } from '../../server/supervisor/backoff.ts'

const EXIT_WITH_PARENT = fileURLToPath(new URL('./exit-with-parent.mjs', import.meta.url))
const STOP_DEADLINE_MS = 10_000

/** `node` with whatever ends a process whose starter died hard. */
export const nodeCommand = (...args: string[]): string[] => [process.execPath, '--import', EXIT_WITH_PARENT, ...args]

export type KeptProcess = { readonly stop: () => Promise<void> }

export const keepRunning = (options: {
  readonly name: string
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Writable
  readonly onStart: (pid: number) => void
  readonly onEnd: (how: string, waitMs: number) => void
}): KeptProcess => {
  const backoff = new Backoff()
  let child: ChildProcess | undefined
  let ended: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let stopping = false

  const start = () => {
    const startedAt = Date.now()
    const [program, ...args] = options.command
    const started = spawn(program!, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      detached: true, // Ctrl-C in the terminal reaches the start command alone, which stops all in order
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    child = started
    started.stdout?.pipe(options.log, { end: false })
    started.stderr?.pipe(options.log, { end: false })
    if (started.pid) options.onStart(started.pid)
    ended = new Promise((resolve) => {
      const over = (how: string) => {
        if (child !== started) return
        child = undefined
        resolve()
        if (stopping) return
        const waitMs = backoff.next(Date.now() - startedAt)
        options.onEnd(how, waitMs)
        timer = setTimeout(start, waitMs)
      }
      started.once('exit', (code, signal) => over(signal ?? `exit code ${code}`))
      started.once('error', (error) => over(error.message))
    })
  }
  start()
  return {
    stop: async () => {
      stopping = true
      clearTimeout(timer)
      if (!child) return
      const running = child
      running.kill('SIGTERM')
      const kill = setTimeout(() => running.kill('SIGKILL'), STOP_DEADLINE_MS)
      await ended
      clearTimeout(kill)
    },
  }
}
