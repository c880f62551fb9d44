/** `npm start` as a person runs it, in a data folder of its own: for browser tests, and to see that it stops cleanly. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../embedded/ports.ts'
import { ended } from '../embedded/processes.ts'
import { waitFor } from '../embedded/wait.ts'

const run = promisify(execFile)
const READY_DEADLINE_MS = 420_000
const STOP_DEADLINE_MS = 60_000

export type WholeStack = {
  readonly url: string
  readonly readyAfterMs: number
  /** Ctrl-C; resolves with how it ended. */
  readonly stop: () => Promise<string>
}

/** What a person's own settings must not change about the tests. */
const UNSET = [
  'DATABASE_URL',
  'KAFKA_SITES',
  'OBJECT_STORE',
  'ZUORA_BASE_URL',
  'ZUORA_CLIENT_ID',
  'ZUORA_CLIENT_SECRET',
  'HYDROMETER_URL',
  'HYDROMETER_SECRET',
]

const launch = (root: string, env: Record<string, string | undefined>): { child: ChildProcess; said: () => string } => {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...process.env, ...env, npm_lifecycle_event: undefined },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-20_000)
    })
  }
  return { child, said: () => said }
}

/** @throws Error with what the start said */
export const startWholeStack = async (root: string, dataFolder: string): Promise<WholeStack> => {
  const port = await freePort()
  const cleared = Object.fromEntries(UNSET.map((name) => [name, undefined]))
  const startedAt = Date.now()
  const { child, said } = launch(root, {
    ...cleared,
    HYDROMETER_DATA: dataFolder,
    PORT: `${port}`,
    CSV_MAX_AGE_SECONDS: '5',
    DEMO_TRAFFIC: '50',
  })
  let how: string | undefined
  void ended(child).then((code) => {
    how = code
  })
  const runtime = join(dataFolder, 'runtime.json')
  const ready = await waitFor(async () => how !== undefined || existsSync(runtime), READY_DEADLINE_MS)
  const stop = async (): Promise<string> => {
    child.kill('SIGINT')
    if (!(await waitFor(async () => how !== undefined, STOP_DEADLINE_MS))) {
      child.kill('SIGKILL')
      return `still running ${STOP_DEADLINE_MS / 1000} s after Ctrl-C`
    }
    return how ?? ''
  }
  if (!ready || how !== undefined) {
    await stop()
    throw new Error(`\`npm start\` did not become ready (${how ?? 'deadline'}). It said:\n${said()}`)
  }
  const { dashboard } = JSON.parse(readFileSync(runtime, 'utf8')) as { dashboard: string }
  return { url: dashboard, readyAfterMs: Date.now() - startedAt, stop }
}

/** Processes whose command line or environment names the folder: what a clean stop leaves none of. */
export const processesOf = async (folder: string): Promise<{ pid: number; command: string }[]> => {
  const { stdout } = await run('ps', ['-eww', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 })
  return stdout
    .split('\n')
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+\s+/, '') }))
    .filter(({ pid, command }) => pid !== process.pid && command.includes(folder) && !command.startsWith('ps '))
}

/** Workers and the dashboard do not name the folder on their command line; on Linux their environment does. */
export const processesWithEnv = async (folder: string): Promise<number[]> => {
  if (process.platform !== 'linux') return []
  const { stdout } = await run('ps', ['-e', '-o', 'pid='])
  return stdout
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HYDROMETER_DATA=${folder}`)
      } catch {
        return false
      }
    })
}
