import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { topicNamed } from '../../domain/pipeline.ts'
import { plural } from '../../domain/words.ts'
import { type Context, chooseSite, withHydro } from '../context.ts'
import { CommandError, EXIT, messageOf } from '../errors.ts'
import { openOutbox } from '../outbox.ts'
import { usageRules } from '../rules-from-database.ts'
import { note, printable, say } from '../terminal.ts'
import { MESSAGE_TYPES, type ParseOptions, topicOf } from './parse-line.ts'
import { type BadLineReport, checkLines, type Sent, sendLines } from './send-lines.ts'

/** Bad lines that are named one by one; the rest are counted. */
const BAD_LINES_SHOWN = 50
const TROUBLE_EVERY_MS = 5_000

const EXAMPLES = `
Each line is one JSON object with the fields of its message (proto names, camelCase too). Times are ISO 8601, 64-bit
numbers may be text, a quantity is "12.5" or {"units": 12, "nanos": 500000000}. What a line is: its field "type"
(${Object.keys(MESSAGE_TYPES).join(', ')}), else --type, else told by its fields.

Examples:
  $ npm run hydro -- produce usage.jsonl --site sea
  $ npm run -s hydro -- produce - <<'END'
  {"type":"account","account_id":42,"version":1,"login":"birch-labs","zuora_account_number":"A00000042","standing":"ACTIVE","billing_enabled":true,"plan":"TEAM"}
  {"event_id":"7d9f6c1e-5b0a-4c67-9a53-0f6e2a1b3c4d","account_id":42,"repository_name":"birch-labs/api","repository_visibility":"PRIVATE","runner":"HOSTED","sku":"actions_linux","started_at":"2026-11-23T10:00:00Z","ended_at":"2026-11-23T10:04:10Z"}
  END
  $ echo '{"topic":"usage.actions","key":42,"value_base64":"AAEC"}' | npm run -s hydro -- produce --raw
`

type Options = { site?: string; type?: string; skipBad?: boolean; raw?: boolean }

export const addProduce = (program: Command, context: () => Context): void => {
  program
    .command('produce')
    .description('send usage events and account changes, given as JSON lines, to a site')
    .argument('[file]', 'a file of JSON lines; - or nothing reads standard input', '-')
    .option('--site <name>', 'where usage goes (default: the home site); account changes always go home')
    .option('--type <type>', `what the lines are: ${Object.keys(MESSAGE_TYPES).join(', ')}, or a topic`)
    .option('--skip-bad', 'send the good lines and list the bad ones; otherwise one bad line stops all')
    .option('--raw', 'do not check the rules of usage: to see what becomes of a message that breaks them')
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: Options) => produce(context(), file, options))
}

const produce = async (context: Context, file: string, options: Options): Promise<void> => {
  const topic = options.type === undefined ? undefined : topicOf(options.type)
  if (options.type !== undefined && topic === undefined) {
    throw new CommandError(`--type ${options.type} is none of ${Object.keys(MESSAGE_TYPES).join(', ')}.`, EXIT.usage)
  }
  const sites = context.sites()
  const site = chooseSite(sites, options.site).name
  const home = sites[0]!.name
  const parse: ParseOptions = {
    rules: options.raw
      ? await usageRules(undefined, note)
      : await usageRules(context.databaseUrlIfAny(), (text) => note(`Note: ${text}`)),
    nowMs: Date.now(),
    ...(topic && { topic }),
    ...(options.raw && { raw: true }),
  }
  const bad = badLines()
  await withInput(file, options.skipBad === true, async (open) => {
    if (!options.skipBad) {
      const checked = await checkLines(open(), parse, bad.add)
      if (checked.bad > 0) {
        throw new CommandError(
          `${bad.text()}\nNothing was sent: ${plural(checked.bad, 'line')} of ${checked.good + checked.bad} cannot be used. Mend ${checked.bad === 1 ? 'it' : 'them'}${checked.good > 0 ? `, or add --skip-bad to send the other ${checked.good}` : ''}.`,
        )
      }
    }
    await withHydro(context, async (hydro) => {
      const outbox = openOutbox(hydro)
      const watch = setInterval(() => {
        const trouble = outbox.trouble()
        if (trouble) note(`Still trying: ${trouble}`)
      }, TROUBLE_EVERY_MS)
      let acknowledged = 0
      try {
        const sent = await sendLines(open(), {
          ...parse,
          outbox,
          siteOf: (name) => (topicNamed(name)?.place === 'home' ? home : site),
          onBad: bad.add,
          onSent: (n) => {
            acknowledged = n
          },
        })
        report(sent, bad)
      } catch (error) {
        if (error instanceof CommandError && acknowledged === 0) throw error
        throw new CommandError(
          `The broker stopped answering (${messageOf(error)}). ${plural(acknowledged, 'message was', 'messages were')} sent for certain, some more may have been. Send the whole file again when it answers: an event that arrives twice counts once.`,
          EXIT.unreachable,
        )
      } finally {
        clearInterval(watch)
        await outbox.close()
      }
    })
  })
}

const report = (sent: Sent, bad: ReturnType<typeof badLines>): void => {
  if (sent.bad > 0) note(`${bad.text()}\nSkipped ${plural(sent.bad, 'bad line')}.`)
  const places = [...sent.byTopic].map(([place, n]) => `${n.toLocaleString('en-US')} to ${place}`)
  say(
    places.length === 0 ? 'There was nothing to send.' : `Sent ${plural(sent.good, 'message')}: ${places.join(', ')}.`,
  )
  if (sent.bad > 0 && sent.good === 0) process.exitCode = EXIT.refused
}

const badLines = () => {
  const shown: BadLineReport[] = []
  let total = 0
  return {
    add: (line: BadLineReport) => {
      total++
      if (shown.length < BAD_LINES_SHOWN) shown.push(line)
    },
    text: () => {
      const list = shown.map(({ number, why }) => `line ${number}: ${printable(why)}`)
      if (total > shown.length) list.push(`… and ${plural(total - shown.length, 'more bad line')}`)
      return list.join('\n')
    },
  }
}

/** A file can be read twice. Standard input cannot, so it is kept in a temporary file when that is needed. */
const withInput = async (file: string, once: boolean, work: (open: () => Readable) => Promise<void>): Promise<void> => {
  if (file !== '-') {
    return work(() => createReadStream(file)).catch((error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code
      if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error
      throw new CommandError(
        `${file} cannot be read (${code}); nothing was sent. Give the path of a file of JSON lines.`,
      )
    })
  }
  if (once) return work(() => process.stdin)
  const folder = await mkdtemp(join(tmpdir(), 'hydro-produce-'))
  try {
    const kept = join(folder, 'lines.jsonl')
    await pipeline(process.stdin, createWriteStream(kept, { mode: 0o600 }))
    await work(() => createReadStream(kept))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
