/** The stand-in for Zuora: its own database on the same server, credentials of this data folder. */
import { randomBytes, randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../embedded/ports.ts'
import { waitFor } from '../embedded/wait.ts'
import { nodeCommand } from './keep-running.ts'
import type { Plan } from './plan.ts'

const READY_DEADLINE_MS = 30_000

export type ZuoraAccess = { readonly baseUrl: string; readonly clientId: string; readonly clientSecret: string }

export type SimulatorAccess = { readonly port: number; readonly zuora: ZuoraAccess }

type Kept = { port: number; clientId: string; clientSecret: string }

const readKept = async (file: string): Promise<Partial<Kept>> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept
  } catch {
    return {}
  }
}

/** The same port and credentials as last time, where the port is still free. */
export const simulatorAccess = async (dataFolder: string): Promise<SimulatorAccess> => {
  const file = join(dataFolder, 'zuora-simulator.json')
  const kept = await readKept(file)
  const access: Kept = {
    port: await freePort(kept.port),
    clientId: kept.clientId ?? randomUUID(),
    clientSecret: kept.clientSecret ?? randomBytes(24).toString('base64url'),
  }
  await writeFile(file, JSON.stringify(access), { mode: 0o600 })
  const { port, ...credentials } = access
  return { port, zuora: { baseUrl: `http://127.0.0.1:${port}`, ...credentials } }
}

export const simulatorCommand = ({ root, dev }: Plan): string[] =>
  dev
    ? nodeCommand('--import', 'tsx', join(root, 'simulators/zuora/main.ts'), '--accounts-from-kafka')
    : nodeCommand(join(root, 'dist/zuora-simulator.mjs'), '--accounts-from-kafka')

export const simulatorEnv = (databaseUrl: string, { port, zuora }: SimulatorAccess): Record<string, string> => {
  const url = new URL(databaseUrl)
  url.pathname = '/zuora_simulator'
  return {
    ZUORA_SIMULATOR_DATABASE_URL: url.toString(),
    ZUORA_SIMULATOR_PORT: `${port}`,
    ZUORA_CLIENT_ID: zuora.clientId,
    ZUORA_CLIENT_SECRET: zuora.clientSecret,
  }
}

/** Any answer will do: a wrong address is one, too. */
export const awaitSimulator = async (baseUrl: string, logFile: string): Promise<void> => {
  const answers = () =>
    fetch(baseUrl, { signal: AbortSignal.timeout(5_000) }).then(
      () => true,
      () => false,
    )
  if (await waitFor(answers, READY_DEADLINE_MS)) return
  throw new Error(`The Zuora simulator does not answer at ${baseUrl}; its log says why: ${logFile}`)
}
