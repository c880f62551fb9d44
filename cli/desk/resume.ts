import { type Command, Option } from 'commander'
import type { Answer, Body } from '../../domain/api/endpoints.ts'
import { PROCESSORS } from '../../domain/pipeline.ts'
import { plural } from '../../domain/words.ts'
import { openApi } from '../api.ts'
import type { Context } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { confirm, printable, say } from '../terminal.ts'

type Options = {
  partition?: string
  newEpoch?: boolean
  allowDeadLetters?: string
  why?: string
  yes?: boolean
  dryRun?: boolean
}

/** billing.line-items:3@iad; the site may be left out. */
const PARTITION = /^([a-z.-]+):(\d{1,5})(?:@([a-z][a-z0-9-]{0,19}))?$/
const ALLOW_MAX = 1_000_000

const HELP = `
A processor stops when going on could harm the books: too many dead letters, a topic made anew, a range of the log that is
lost, a database that is behind the log. What stopped, and what it means, is shown first.

Examples:
  $ npm run hydro -- resume usage-relay
  $ npm run hydro -- resume usage-relay --partition usage.actions:2@sea --allow-dead-letters 500 --why "known bad batch"
  $ npm run hydro -- resume submission-filter --partition billing.line-items:0 --new-epoch --why "topic made anew after a disk failure"
`

export const addResume = (program: Command, context: () => Context): void => {
  program
    .command('resume')
    .description('let a processor go on that stopped and waits for a person')
    .argument('<processor>', PROCESSORS.map((p) => p.name).join(', '))
    .option('--partition <topic:partition@site>', 'only this partition')
    .option('--new-epoch', 'go on although the topic was made anew: begin at its start')
    .option('--allow-dead-letters <n>', 'so many more dead letters before it stops again')
    .option('--why <text>', 'kept in the audit log')
    .option('--yes', 'do not ask')
    .addOption(new Option('--dry-run', 'say what would happen and change nothing').conflicts('yes'))
    .addHelpText('after', HELP)
    .action((processor: string, options: Options) => resume(context(), processor, options))
}

export const resumeBody = (processor: string, options: Options): Omit<Body<'resumeProcessor'>, 'dryRun' | 'why'> => {
  if (!PROCESSORS.some((p) => p.name === processor)) {
    throw new CommandError(
      `No processor is called ${processor}. They are ${PROCESSORS.map((p) => p.name).join(', ')}.`,
      EXIT.usage,
    )
  }
  const part = options.partition === undefined ? undefined : PARTITION.exec(options.partition)
  if (part === null) {
    throw new CommandError(`"${options.partition}" is no partition such as usage.actions:2@sea.`, EXIT.usage)
  }
  const allow = options.allowDeadLetters === undefined ? undefined : Number(options.allowDeadLetters)
  if (allow !== undefined && (!Number.isInteger(allow) || allow < 0 || allow > ALLOW_MAX)) {
    throw new CommandError(`--allow-dead-letters takes 0 to ${ALLOW_MAX}.`, EXIT.usage)
  }
  return {
    processor,
    ...(part && { topic: part[1], partition: Number(part[2]), ...(part[3] && { site: part[3] }) }),
    ...(options.newEpoch && { newEpoch: true }),
    ...(allow !== undefined && { allowDeadLetters: allow }),
  }
}

const resume = async (context: Context, processor: string, options: Options): Promise<void> => {
  const body = resumeBody(processor, options)
  const api = openApi(context)
  const plan = await api.post('resumeProcessor', { ...body, dryRun: true })
  say(partitionsWords(plan))
  const ready = plan.partitions.filter(wouldGoOn).length
  if (ready === 0) {
    process.exitCode = plan.partitions.length === 0 ? EXIT.done : EXIT.refused
    return
  }
  if (options.dryRun) return say('Nothing was changed: this was a dry run.')
  if (options.newEpoch) {
    say('A new epoch begins at the start of the topic as it is now. What the old one held and nobody read is given up.')
  }
  if (!(await confirm(`Resume ${plural(ready, 'partition')} of ${processor}?`, options.yes)))
    return say('Nothing was changed.')
  const done = await api.post('resumeProcessor', {
    ...body,
    dryRun: false,
    why: options.why?.trim() || 'resumed on the command line',
  })
  say(done.words)
  if (done.auditId) say(`Audit log entry ${done.auditId}.`)
  if (!done.partitions.some((p) => p.resumed)) process.exitCode = EXIT.refused
}

/** A dry run resumes nothing, and says in words what it would. */
const wouldGoOn = (p: Answer<'resumeProcessor'>['partitions'][number]): boolean => p.resumed || p.why === 'would go on'

const partitionsWords = ({ partitions, words }: Answer<'resumeProcessor'>): string => {
  if (partitions.length === 0) return words
  return partitions
    .map((p) => {
      const place = `${p.topic}[${p.partition}]@${p.site} at ${p.recordOffset}`
      return `${place}  ${p.kind.replaceAll('_', ' ')}\n  ${printable(p.whatHappened)}\n  ${wouldGoOn(p) ? 'would go on' : `stays stopped: ${printable(p.why)}`}`
    })
    .join('\n')
}
