// What a machine must have, each checked before it is needed and said in one sentence with what to do. No dependencies.
import { spawnSync } from 'node:child_process'
import { existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

const NODE_LEAST = [20, 19]
const JAVA_LEAST = 17
const GB = 1e9
/** Demo traffic needs about this much for a week; see README. */
const DISK_WARN_BYTES = 5 * GB
/** A build, the brokers' first segments and Postgres' log do not fit into less. */
const DISK_LEAST_BYTES = 1 * GB

/** An error that is told as it is, without a stack. */
export class Told extends Error {}

export const requireNode = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number)
  if (major > NODE_LEAST[0] || (major === NODE_LEAST[0] && minor >= NODE_LEAST[1])) return
  throw new Told(
    `Hydrometer needs Node ${NODE_LEAST.join('.')} or later and this is ${version}: install one from https://nodejs.org and start again.`,
  )
}

/** `openjdk version "17.0.15"`, `java version "1.8.0_392"` → 17, 8; NaN when it says neither. */
export const javaMajor = (said) => {
  const [first, second] = (/version "([\d._]+)/.exec(said)?.[1] ?? '').split('.').map(Number)
  return first === 1 ? second : first || Number.NaN
}

export const requireJava = () => {
  const { stderr, stdout, error } = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const instead = 'or set KAFKA_SITES to brokers that you have'
  if (error)
    throw new Told(
      `Java is missing, which runs the Kafka brokers: install Java ${JAVA_LEAST} or later (Debian: apt-get install openjdk-17-jre-headless), ${instead}.`,
    )
  const major = javaMajor(`${stderr}${stdout}`)
  if (!(major >= JAVA_LEAST))
    throw new Told(
      `The Kafka brokers need Java ${JAVA_LEAST} or later and \`java -version\` says ${major}: install a newer one, ${instead}.`,
    )
}

export const requireMaven = () => {
  if (spawnSync('mvn', ['-v'], { stdio: 'ignore' }).error)
    throw new Told(
      'Maven is missing, which fetches the Kafka broker once: install it (Debian: apt-get install maven) or set KAFKA_SITES to brokers that you have.',
    )
}

const nearestExisting = (path) => {
  let at = resolve(path)
  while (!existsSync(at)) at = dirname(at)
  return at
}

/** Returns a warning when there is little; throws when there is nothing to work with. */
export const checkDisk = (path) => {
  const at = nearestExisting(path)
  const { bavail, bsize } = statfsSync(at)
  const free = bavail * bsize
  const shown = `${(free / GB).toFixed(1)} GB`
  if (free < DISK_LEAST_BYTES)
    throw new Told(
      `Only ${shown} are free at ${at}, and the servers' data needs at least 1 GB: free some, or set HYDROMETER_DATA to a folder on a larger disk.`,
    )
  if (free >= DISK_WARN_BYTES) return undefined
  return `Only ${shown} are free at ${at}. Demo traffic fills about 6 GB a day: set DEMO_TRAFFIC=0, or HYDROMETER_DATA to a larger disk.`
}
