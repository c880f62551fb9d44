/** Kafka's own tools, run as its operators run them: what the product says is compared with what they print. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cacheFolder, kafkaJars } from '../embedded/kafka-jars.ts'

const run = promisify(execFile)
const POM = fileURLToPath(new URL('./kafka-tools.pom.xml', import.meta.url))
const JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx96m', '-XX:-UsePerfData']

const toolsFolder = async (): Promise<string> => {
  const folder = join(cacheFolder(), 'kafka-tools-4.3.0')
  if (existsSync(folder)) return folder
  const partial = `${folder}.${process.pid}`
  await mkdir(partial, { recursive: true })
  const goal = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${partial}`]
  await run('mvn', [...goal, '-DexcludeTransitive=true'], { timeout: 300_000 })
  await rename(partial, folder).catch(() => rm(partial, { recursive: true, force: true })) // another test was faster
  return folder
}

const classpath = async (): Promise<string> => {
  const tools = await toolsFolder()
  return [join(await kafkaJars(), '*'), join(tools, '*')].join(':')
}

/** What `kafka-consumer-groups.sh` prints. */
export const consumerGroupCommand = async (brokers: readonly string[], args: readonly string[]): Promise<string> => {
  const main = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand'
  const command = [...JVM, '-cp', await classpath(), main, '--bootstrap-server', brokers.join(','), ...args]
  return (await run('java', command, { maxBuffer: 16 * 1024 * 1024 })).stdout
}

/** `kafka-console-consumer.sh` in a process of its own; the caller ends it. */
export const consoleConsumer = async (brokers: readonly string[], args: readonly string[]): Promise<ChildProcess> => {
  const main = 'org.apache.kafka.tools.consumer.ConsoleConsumer'
  const command = [...JVM, '-cp', await classpath(), main, '--bootstrap-server', brokers.join(','), ...args]
  return spawn('java', command, { stdio: 'ignore' })
}

export type ToolRow = {
  readonly group: string
  readonly topic: string
  readonly partition: number
  /** null where the tool prints a dash. */
  readonly current: string | null
  readonly end: string | null
  readonly lag: string | null
}

const orNull = (text: string | undefined): string | null => (text === undefined || text === '-' ? null : text)

export const toolRows = (printed: string): ToolRow[] =>
  printed.split('\n').flatMap((line) => {
    const [group, topic, partition, current, end, lag] = line.trim().split(/\s+/)
    if (!group || !topic || !/^\d+$/.test(partition ?? '')) return []
    return [
      { group, topic, partition: Number(partition), current: orNull(current), end: orNull(end), lag: orNull(lag) },
    ]
  })
