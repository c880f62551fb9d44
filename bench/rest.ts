/**
 * `rest`: what the whole embedded stack costs when nobody does anything: `npm start` without traffic in a data folder of
 * its own, started twice, because the second start is what people do every day. CPU of every process that it started,
 * memory by proportional set size, in which shared pages count once.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../scripts/embedded/ports.ts'
import { ended } from '../scripts/embedded/processes.ts'
import { until } from '../server/testing/index.ts'
import type { Bench } from './bench.ts'
import { childrenOf, cpuSeconds, proportionalMiB, residentMiB, treeCpuSeconds } from './processes.ts'
import { rounded } from './report.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WATCHED_SECONDS = 30
/** What a start leaves to do (compiling, caches, a checkpoint) is over by then. */
const SETTLE_SECONDS = 30
const START_DEADLINE_MS = 300_000
const STOP_DEADLINE_MS = 60_000
/** What must be true. */
const [CPU_SHARE_MAX, MIB_MAX, SECOND_START_SECONDS_MAX] = [0.2, 2_500, 20]

/** What a person's own settings must not change. */
const UNSET = [
  'DATABASE_URL',
  'KAFKA_SITES',
  'OBJECT_STORE',
  'ZUORA_BASE_URL',
  'ZUORA_CLIENT_ID',
  'ZUORA_CLIENT_SECRET',
]

type Started = { readonly child: ChildProcess; readonly readySeconds: number; readonly stop: () => Promise<void> }

const start = async (bench: Bench, dataFolder: string): Promise<Started> => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...Object.fromEntries(UNSET.map((name) => [name, undefined])),
      HYDROMETER_DATA: dataFolder,
      PORT: `${await freePort()}`,
      DEMO_TRAFFIC: '0',
    },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => {
      said = (said + data).slice(-10_000)
    })
  const stop = bench.cleanup.add('npm start', async () => {
    child.kill('SIGINT')
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS)
    await ended(child)
    clearTimeout(force)
  })
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
      return said.includes('Hydrometer is ready')
    },
    { deadlineMs: START_DEADLINE_MS, everyMs: 50, what: 'npm start being ready', seen: () => said },
  )
  return { child, readySeconds: (performance.now() - startedAt) / 1_000, stop }
}

/** What a process of the stack is, from its command line. */
const nameOf = (pid: number): string => {
  let command = ''
  try {
    command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return 'ended'
  }
  const site = /kafka-?(\w+)\/server\.properties|(\w+)\/server\.properties/.exec(command)
  if (site) return `broker ${site[1] ?? site[2]}`
  const instance = /--instance (\S+)/.exec(command)
  if (instance) return `worker ${instance[1]}`
  if (/postgres/.test(command)) return 'postgres'
  if (/next/.test(command)) return 'dashboard'
  if (/zuora-simulator/.test(command)) return 'zuora simulator'
  if (/start\.mjs/.test(command)) return 'npm start itself'
  return 'shells that wait for its end'
}

type Part = { cpuSeconds: number; mib: number; residentMib: number }

const partsOf = (root: number): Map<string, Part> => {
  const parts = new Map<string, Part>()
  for (const pid of [root, ...childrenOf(root)]) {
    const name = nameOf(pid)
    const part = parts.get(name) ?? { cpuSeconds: 0, mib: 0, residentMib: 0 }
    parts.set(name, part)
    part.mib += proportionalMiB(pid)
    part.residentMib += residentMiB(pid)
  }
  return parts
}

const cpuByPart = (root: number): Map<string, number> => {
  const sums = new Map([[nameOf(root), cpuSeconds(root)]])
  const direct = childrenOf(root).filter((pid) => ppidOf(pid) === root)
  for (const pid of direct) sums.set(nameOf(pid), (sums.get(nameOf(pid)) ?? 0) + treeCpuSeconds(pid))
  return sums
}

const ppidOf = (pid: number): number => {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}

const wait = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000))

export const benchRest = async (bench: Bench): Promise<void> => {
  const { report, options } = bench
  const watchedSeconds = options.seconds ?? WATCHED_SECONDS
  const dataFolder = join(bench.folder, 'rest')
  report.say('rest: first start, which may have to build')
  const first = await start(bench, dataFolder)
  await first.stop()
  report.say('rest: second start')
  const { child, readySeconds, stop } = await start(bench, dataFolder)
  await wait(SETTLE_SECONDS)
  report.say(`rest: watching for ${watchedSeconds} s`)
  const root = child.pid!
  const [before, total, from] = [cpuByPart(root), treeCpuSeconds(root), performance.now()]
  await wait(watchedSeconds)
  const seconds = (performance.now() - from) / 1_000
  const cpuShare = (treeCpuSeconds(root) - total) / seconds
  const after = cpuByPart(root)
  const parts = partsOf(root)
  await stop()
  const sum = (of: (part: Part) => number) => [...parts.values()].reduce((all, part) => all + of(part), 0)
  const [pssMiB, rssMiB] = [sum((part) => part.mib), sum((part) => part.residentMib)]
  const isMet = cpuShare < CPU_SHARE_MAX && pssMiB < MIB_MAX && readySeconds < SECOND_START_SECONDS_MAX
  const shareOf = (name: string) => ((after.get(name) ?? 0) - (before.get(name) ?? 0)) / seconds
  report.result({
    bench: 'rest',
    seconds: watchedSeconds,
    cpuShareOfOneCore: rounded(cpuShare, 3),
    pssMiB: rounded(pssMiB),
    rssMiB: rounded(rssMiB),
    firstStartSeconds: rounded(first.readySeconds),
    secondStartSeconds: rounded(readySeconds),
    isMet,
    cpuShareOf: Object.fromEntries([...after.keys()].map((name) => [name, rounded(shareOf(name), 4)])),
  })
  report.table(
    `At rest; ready ${readySeconds.toFixed(1)} s after the second start`,
    ['', '% of one core', 'MiB (PSS)', 'MiB (RSS)'],
    [
      ...[...parts].map(([name, part]) => [name, 100 * shareOf(name), part.mib, part.residentMib]),
      ['all', 100 * cpuShare, pssMiB, rssMiB],
      ['must be under', 100 * CPU_SHARE_MAX, MIB_MAX, ''],
    ],
  )
}
