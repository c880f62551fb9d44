/** `npm test`: checks, unit tests, integration tests on real servers, browser tests on the whole stack, one count. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from '../bootstrap/progress.mjs'
import { buildAll } from '../build.mjs'
import { checks } from './checks.ts'
import { findChromium } from './chromium.ts'
import { add, type Counts, countReport, NONE, ONE_FAILED, ONE_PASSED } from './counts.ts'
import { killAllCommands, runCommand } from './run-command.ts'
import { startTestServers, temporaryFolder } from './servers.ts'
import { processesOf, processesWithEnv, startWholeStack, type WholeStack } from './whole-stack.ts'

const MINUTE = 60_000

type Context = { readonly root: string; readonly progress: Progress; readonly folder: string }

class Failed extends Error {}

/** One step, one test: its own line, its reason when it fails, and the run goes on. */
const one = async (progress: Progress, name: string, work: () => Promise<unknown>): Promise<Counts> => {
  try {
    await progress.step(name, work)
    return ONE_PASSED
  } catch (error) {
    progress.say(error instanceof Failed ? error.message : `${(error as Error).stack}`)
    return ONE_FAILED
  }
}

const runChecks = async ({ root, progress }: Context): Promise<Counts> => {
  let counts = NONE
  for (const { name, command } of checks(root)) {
    const work = async () => {
      const { ok, how, output } = await runCommand(command, { cwd: root, deadlineMs: 10 * MINUTE })
      if (!ok) throw new Failed(`${output.trim()}\n(${how})`)
    }
    counts = add(counts, await one(progress, name, work))
  }
  return counts
}

const vitest = async (
  context: Context,
  project: 'unit' | 'integration' | 'pipeline',
  env: Record<string, string>,
  deadlineMs: number,
) => {
  const { root, progress, folder } = context
  progress.say(`  … ${project} tests`)
  const report = join(folder, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const command = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters]
  const { ok, how } = await runCommand(command, { cwd: root, env, deadlineMs, show: true })
  if (!ok) progress.say(`  ✗ ${project} tests (${how})`)
  return countReport(report, 'vitest', ok)
}

const integration = async (context: Context): Promise<Counts> => {
  const { progress, folder } = context
  const servers = await progress.step(
    'Postgres and two brokers',
    () => startTestServers(join(folder, 'servers')),
    'fetches Kafka the first time',
  )
  try {
    const both = await Promise.all(
      (['integration', 'pipeline'] as const).map((project) => vitest(context, project, servers.env, 40 * MINUTE)),
    )
    return both.reduce(add)
  } finally {
    await servers.stop()
  }
}

const browserTests = async (context: Context, url: string, data: string): Promise<Counts> => {
  const { root, progress, folder } = context
  const chromium = await findChromium()
  progress.say('  … browser tests')
  const report = join(folder, 'playwright.json')
  const env = {
    HYDROMETER_URL: url,
    HYDROMETER_RUNTIME: join(data, 'runtime.json'),
    CHROMIUM_PATH: chromium.executablePath,
    CHROMIUM_ENV: JSON.stringify(chromium.env),
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  }
  const command = [process.execPath, 'node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json']
  const { ok, how } = await runCommand(command, { cwd: root, env, deadlineMs: 25 * MINUTE, show: true })
  if (!ok) progress.say(`  ✗ browser tests (${how})`)
  return countReport(report, 'playwright', ok)
}

const stopAndLook = async (stack: WholeStack, dataFolder: string): Promise<void> => {
  const how = await stack.stop()
  if (how !== '0') throw new Failed(`\`npm start\` ended with ${how} instead of 0 after Ctrl-C`)
  const left = [...(await processesOf(dataFolder)).map((p) => p.command), ...(await processesWithEnv(dataFolder))]
  if (left.length > 0) throw new Failed(`Still running after \`npm start\` had stopped:\n${left.join('\n')}`)
}

const wholeStack = async (context: Context): Promise<Counts> => {
  const { root, progress, folder } = context
  const data = join(folder, 'whole-stack')
  let stack: WholeStack | undefined
  const starting = (name: string, check: (up: WholeStack) => void) =>
    one(progress, name, async () => {
      stack = undefined
      stack = await startWholeStack(root, data)
      check(stack)
    })
  const stopping = () => one(progress, 'Ctrl-C stops all of it', () => stopAndLook(stack!, data))

  let counts = await starting('npm start', () => undefined)
  if (!stack) return counts
  const { url } = stack
  counts = add(
    counts,
    await browserTests(context, url, data).catch((error: Error) => {
      progress.say(error.message)
      return ONE_FAILED
    }),
  )
  counts = add(counts, await stopping())
  counts = add(
    counts,
    await starting('A second start keeps its data', ({ readyAfterMs }) => {
      // Shown, not judged: machines are shared and noisy. The aim is 20 s.
      progress.say(`    ready after ${(readyAfterMs / 1000).toFixed(1)} s`)
    }),
  )
  return stack ? add(counts, await stopping()) : counts
}

const cleanUp = async (folder: string): Promise<void> => {
  killAllCommands()
  const left = [...(await processesOf(folder)).map((p) => p.pid), ...(await processesWithEnv(folder))]
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It is gone.
    }
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

/** Never throws: what fell over counts as failed, and the following parts still run. */
export const runTests = async ({ root, progress }: Omit<Context, 'folder'>): Promise<Counts> => {
  const folder = await temporaryFolder()
  const context = { root, progress, folder }
  // Whatever tests put into the temporary folder goes with ours.
  process.env.TMPDIR = join(folder, 'tmp')
  await mkdir(process.env.TMPDIR, { mode: 0o755 })
  process.env.FORCE_COLOR ??= process.stdout.isTTY ? '1' : '0'
  let interrupted = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      interrupted = true
      progress.say(`\nInterrupted (${signal}): stopping what was started`)
      killAllCommands()
    })
  }
  let counts = NONE
  const parts = [
    () => one(progress, 'Build', () => buildAll(progress)),
    () => runChecks(context),
    () => vitest(context, 'unit', {}, 10 * MINUTE),
    () => integration(context),
    () => wholeStack(context),
  ]
  for (const part of parts) {
    if (interrupted) break
    try {
      counts = add(counts, await part())
    } catch (error) {
      progress.say(`${(error as Error).stack}`)
      counts = add(counts, ONE_FAILED)
    }
  }
  await cleanUp(folder).catch((error: Error) => progress.say(`Could not clean up ${folder}: ${error.message}`))
  return interrupted ? add(counts, ONE_FAILED) : counts
}
