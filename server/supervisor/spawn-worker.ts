/** How a supervisor starts a process, and where its output goes. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

export const spawnWorker = (
  [program, ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChildProcess =>
  spawn(program!, args, {
    env: { ...process.env, ...env },
    // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops all in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })

/** From now on; what it says is dropped without a log. */
export const outputTo = (child: ChildProcess, log: Writable | undefined): void => {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.unpipe()
    if (log) stream?.pipe(log, { end: false })
    else stream?.resume()
  }
}
