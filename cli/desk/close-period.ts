import { type Command, Option } from 'commander'
import { openApi } from '../api.ts'
import type { Context } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { confirm, say } from '../terminal.ts'

type Options = { why?: string; yes?: boolean; dryRun?: boolean }

const HELP = `
What would happen is shown first. It cannot be undone: an invoice may have followed.
A month must be closed before \`archive drop-months\` may take it.

Examples:
  $ npm run hydro -- close-period 2026-10 --dry-run
  $ npm run hydro -- close-period 2026-10 --why "the invoices of October are out"
`

export const addClosePeriod = (program: Command, context: () => Context): void => {
  program
    .command('close-period')
    .description('close a billing month: usage of it that comes later is rejected')
    .argument('<month>', 'a month that is over, UTC, such as 2026-10')
    .option('--why <text>', 'kept in the audit log; needed to act')
    .option('--yes', 'do not ask')
    .addOption(new Option('--dry-run', 'say what would happen and change nothing').conflicts('yes'))
    .addHelpText('after', HELP)
    .action((month: string, options: Options) => closePeriod(context(), month, options))
}

const closePeriod = async (context: Context, month: string, options: Options): Promise<void> => {
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month))
    throw new CommandError(`"${month}" is no month such as 2026-10.`, EXIT.usage)
  const api = openApi(context)
  const plan = await api.post('closePeriod', { month, dryRun: true })
  say(plan.words)
  for (const one of plan.still) say(`  ${one}`)
  if (!plan.acted) throw new CommandError('Nothing was changed.')
  if (options.dryRun) return say('Nothing was changed: this was a dry run.')
  const why = options.why?.trim()
  if (!why) return say('Nothing was changed. Say why (--why) to do it.')
  if (!(await confirm(`Close ${month} for good?`, options.yes))) return say('Nothing was changed.')
  const done = await api.post('closePeriod', { month, dryRun: false, why })
  say(done.words)
  if (done.auditId) say(`  Audit log entry ${done.auditId}.`)
  if (!done.acted) throw new CommandError('Nothing was changed.')
}
