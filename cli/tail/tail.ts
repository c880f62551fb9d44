import type { Command } from 'commander'
import { TOPICS, topicNamed } from '../../domain/pipeline.ts'
import type { Hydro } from '../../server/kafka/client.ts'
import { type Context, chooseSite, unreachable, withHydro } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { note, say } from '../terminal.ts'
import { follow, parseFrom, readNow, type TailOptions } from './read-topic.ts'
import { recordJson, recordWords } from './show-record.ts'

const LIMIT_DEFAULT = 10
/** Records kept in memory to put partitions in the order of time: at most so many for each partition. */
const LIMIT_MAX = 10_000

const HELP = `
Examples:
  $ npm run hydro -- tail usage.actions --site sea
  $ npm run hydro -- tail billing.rejected --from 2026-11-23T10:00:00Z --limit 100
  $ npm run hydro -- tail billing.line-items --key 1007919 --follow
  $ npm run -s hydro -- tail usage-relay.dead-letter --from beginning --json | head
Topics: ${TOPICS.map((t) => t.name).join(', ')}
`

type Options = {
  site?: string
  partition?: string
  from: string
  key?: string
  limit?: string
  follow?: boolean
  json?: boolean
}

export const addTail = (program: Command, context: () => Context): void => {
  program
    .command('tail')
    .description('show the records of a topic, decoded by its schema')
    .argument('<topic>', 'its name')
    .option('--site <name>', 'default: the home site')
    .option('--partition <n>', 'only this partition')
    .option('--from <where>', 'beginning, end (the last records), an offset, or a time', 'end')
    .option('--key <key>', 'only records with this key: an account id, mostly')
    .option('--limit <n>', `at most so many (default: ${LIMIT_DEFAULT}, without an end while following)`)
    .option('--follow', 'go on with what arrives until Ctrl-C')
    .option('--json', 'one line of JSON for each record')
    .addHelpText('after', HELP)
    .action((topic: string, options: Options) => tail(context(), topic, options))
}

const wholeNumber = (text: string | undefined, option: string, most: number): number | undefined => {
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text)
  throw new CommandError(`${option} takes a whole number up to ${most}, not "${text}".`, EXIT.usage)
}

const tail = async (context: Context, topic: string, options: Options): Promise<void> => {
  const place = topicNamed(topic)
  if (!place)
    throw new CommandError(`No topic is called ${topic}. They are ${TOPICS.map((t) => t.name).join(', ')}.`, EXIT.usage)
  const sites = context.sites()
  const site = chooseSite(sites, options.site)
  if (place.place === 'home' && !site.isHome) {
    throw new CommandError(`${topic} is only at the home site, ${sites[0]!.name}.`, EXIT.usage)
  }
  const limit = wholeNumber(options.limit, '--limit', LIMIT_MAX)
  const partition = wholeNumber(options.partition, '--partition', 9_999)
  const wanted: TailOptions = {
    site: site.name,
    topic,
    from: parseFrom(options.from),
    limit: limit ?? (options.follow && options.from === 'end' ? 0 : LIMIT_DEFAULT),
    ...(partition !== undefined && { partition }),
    ...(options.key !== undefined && { key: options.key }),
  }
  await withHydro(context, async (hydro) => {
    await hydro.cluster(site.name).catch((error: unknown) => {
      throw unreachable('Kafka', `${site.name} (${site.brokers.join(', ')})`, error, 'Nothing can be shown.')
    })
    await show(hydro, wanted, options, limit)
  })
}

const show = async (hydro: Hydro, wanted: TailOptions, options: Options, limit: number | undefined): Promise<void> => {
  const words = options.json ? recordJson : recordWords
  const { found, next } = await readNow(hydro, wanted)
  for (const record of found) say(words(record))
  if (!options.follow) {
    if (found.length === 0) note(`Nothing to show of ${wanted.topic} at ${wanted.site}.`)
    return
  }
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  process.stdout.once('error', () => stop.abort()) // `… | head` has had enough
  let left = limit === undefined ? Number.POSITIVE_INFINITY : limit - found.length
  if (left <= 0) return
  await follow(
    hydro,
    wanted,
    next,
    (record) => {
      if (left <= 0) return
      say(words(record))
      left--
      if (left === 0) stop.abort()
    },
    stop.signal,
  )
}
