/** A child process of the test run: in a group of its own, with a deadline, and never left behind. */
import { type ChildProcess, spawn } from 'node:child_process'

export type CommandResult = { readonly ok: boolean; readonly how: string; readonly output: string }

const OUTPUT_CHARS_MAX = 200_000
const running = new Set<ChildProcess>()

/** The whole group, so that what the child started ends with it. */
const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    process.kill(-child.pid!, signal)
  } catch {
    // It is gone.
  }
}

export const killAllCommands = (): void => {
  for (const child of running) killGroup(child, 'SIGKILL')
}

export const runCommand = (
  command: readonly string[],
  options: {
    readonly cwd: string
    readonly env?: Record<string, string | undefined>
    readonly deadlineMs: number
    /** Shown as it comes, besides being kept. */
    readonly show?: boolean
  },
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const [program, ...args] = command
    const env = { ...process.env, ...options.env }
    const child = spawn(program!, args, { cwd: options.cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    let output = ''
    let late = false
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        if (options.show) process.stdout.write(data)
        output = (output + data.toString()).slice(-OUTPUT_CHARS_MAX)
      })
    }
    const timer = setTimeout(() => {
      late = true
      killGroup(child, 'SIGKILL')
    }, options.deadlineMs)
    const end = (how: string, ok: boolean) => {
      clearTimeout(timer)
      running.delete(child)
      killGroup(child, 'SIGKILL') // what it left behind
      const told = late ? `not done after ${options.deadlineMs / 1000} s` : how
      resolve({ ok: ok && !late, how: told, output })
    }
    child.once('error', (error) => end(error.message, false))
    child.once('close', (code, signal) => end(signal ?? `exit code ${code}`, code === 0))
  })
