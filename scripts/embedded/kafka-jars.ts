/** The broker's 46 jars (44 MB), fetched once by Maven and shared by `npm start`, `npm test` and benchmarks. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const POM = fileURLToPath(new URL('./pom.xml', import.meta.url))
const ROOT = resolve(dirname(POM), '../..')
/** A slow connection to a Maven repository may need this for 44 MB. */
const FETCH_DEADLINE_MS = 600_000

export const cacheFolder = (): string => process.env.HYDROMETER_CACHE ?? join(ROOT, 'node_modules/.cache/hydrometer')

const jarsFolder = async (): Promise<string> => {
  const pom = await readFile(POM)
  return join(cacheFolder(), `kafka-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`)
}

const jarCount = async (folder: string): Promise<number> =>
  (await readdir(folder).catch(() => [])).filter((f) => f.endsWith('.jar')).length

/** True when `npm start` can do without Maven. */
export const hasKafkaJars = async (): Promise<boolean> => (await jarCount(await jarsFolder())) > 0

let fetching: Promise<string> | undefined

/** The folder of the jars; fetches them when they are not there, once for all brokers of a start. @throws Error with what to do */
export const kafkaJars = (): Promise<string> => {
  fetching ??= findOrFetch().finally(() => {
    fetching = undefined
  })
  return fetching
}

const findOrFetch = async (): Promise<string> => {
  const folder = await jarsFolder()
  if ((await jarCount(folder)) > 0) return folder
  // Fetched beside and renamed, so that an interrupted fetch never looks complete.
  const partial = `${folder}.${process.pid}`
  await mkdir(partial, { recursive: true })
  const goals = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${partial}`]
  try {
    await run('mvn', [...goals, '-DincludeScope=runtime'], { timeout: FETCH_DEADLINE_MS, maxBuffer: 16 * 1024 * 1024 })
    await rename(partial, folder)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    if ((await jarCount(folder)) > 0) return folder // another start was faster
    const said = error as { code?: string; stdout?: string; message: string }
    if (said.code === 'ENOENT')
      throw new Error(
        'Maven is missing, which fetches the Kafka broker: install it (Debian: apt-get install maven) or set KAFKA_SITES.',
      )
    const lines = (said.stdout || said.message).split('\n').filter((line) => line.includes('ERROR'))
    throw new Error(
      `Maven could not fetch the Kafka broker; check the network or Maven's settings.xml and start again. It said:\n${lines.slice(0, 3).join('\n') || said.message}`,
    )
  }
  return folder
}
