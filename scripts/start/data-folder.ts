/** $HYDROMETER_DATA: made, taken by this start alone, and cleaned of what a crashed start left running. */
import { chmod, mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Told } from '../bootstrap/requirements.mjs'
import { identityOf, isRunning, ProcessRegister } from '../embedded/processes.ts'

const STARTER = 'start'

export type DataFolder = {
  readonly path: string
  readonly processes: ProcessRegister
  readonly isFirstStart: boolean
  /** Names of processes that an earlier start had left running. */
  readonly cleanedUp: readonly string[]
  readonly release: () => Promise<void>
}

const assertNotRunning = async (register: ProcessRegister, path: string): Promise<void> => {
  const starter = await register.read(STARTER)
  if (starter && starter.pid !== process.pid && (await isRunning(starter)))
    throw new Told(
      `Hydrometer already runs with the data folder ${path} (process ${starter.pid}): stop it there with Ctrl-C, or set HYDROMETER_DATA and PORT for a second one.`,
    )
}

export const takeDataFolder = async (path: string): Promise<DataFolder> => {
  const isFirstStart = !(await stat(join(path, 'run')).catch(() => undefined))
  try {
    await mkdir(path, { recursive: true })
    // Postgres, which never runs as root, must be able to walk through; its secrets are in files of mode 0600.
    if (isFirstStart) await chmod(path, 0o711)
    await mkdir(join(path, 'run'), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Told(
      `The data folder ${path} cannot be made (${(error as Error).message}): set HYDROMETER_DATA to one that can.`,
    )
  }
  const processes = new ProcessRegister(join(path, 'run'))
  await assertNotRunning(processes, path)
  await processes.remove(STARTER)
  const cleanedUp = await processes.endAll()
  await rm(join(path, 'runtime.json'), { force: true })
  await processes.add(STARTER, process.pid)
  if (!(await identityOf(process.pid)))
    throw new Told('This system does not tell which processes run (`ps` is missing): install procps.')
  return {
    path,
    processes,
    isFirstStart,
    cleanedUp,
    release: async () => {
      await rm(join(path, 'runtime.json'), { force: true })
      for (const name of await processes.names()) await processes.remove(name)
    },
  }
}
