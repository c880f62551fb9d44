/** The dashboard: Next on 127.0.0.1 only. Others reach it through a proxy of yours that speaks TLS (docs/runbook.md). */
import { join } from 'node:path'
import { Told } from '../bootstrap/requirements.mjs'
import { portIsFree } from '../embedded/ports.ts'
import { waitFor } from '../embedded/wait.ts'
import { nodeCommand } from './keep-running.ts'
import type { Plan } from './plan.ts'

const READY_DEADLINE_MS = 60_000
/** Ports tried above the usual one, when nobody asked for a certain one. */
const OTHER_PORTS = 50

export const dashboardPort = async ({ port, portIsAsked }: Plan): Promise<number> => {
  if (await portIsFree(port)) return port
  if (portIsAsked)
    throw new Told(
      `Port ${port} is in use by another program: stop that one, or set PORT to another number. Nothing was started.`,
    )
  for (let other = port + 1; other <= port + OTHER_PORTS; other++) if (await portIsFree(other)) return other
  throw new Told(
    `The ports ${port} to ${port + OTHER_PORTS} are all in use: set PORT to a free one. Nothing was started.`,
  )
}

export const dashboardCommand = ({ root, dev }: Pick<Plan, 'root' | 'dev'>, port: number): string[] =>
  nodeCommand(join(root, 'node_modules/next/dist/bin/next'), dev ? 'dev' : 'start', '-H', '127.0.0.1', '-p', `${port}`)

export const awaitDashboard = async (url: string, logFile: string): Promise<void> => {
  let last = 'it does not answer'
  const answers = async () => {
    try {
      const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(10_000) })
      if (!answer.ok) last = `it answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`
      return answer.ok
    } catch {
      return false
    }
  }
  if (await waitFor(answers, READY_DEADLINE_MS)) return
  throw new Error(
    `The dashboard at ${url} is not well after ${READY_DEADLINE_MS / 1000} s: ${last}. Its log: ${logFile}`,
  )
}
