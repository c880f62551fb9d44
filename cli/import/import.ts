import type { Command } from 'commander'
import pg from 'pg'
import { type Context, chooseSite, unreachable, withHydro } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { openOutbox } from '../outbox.ts'
import { confirm, note, say } from '../terminal.ts'
import { importReport } from './import-report.ts'

const HELP = `
The three published layouts are told apart by their headings: 15 columns (usage_at …), 14 (date, … username …) and
12 (summarized). Gzip is read as it is. Each row becomes one event of usage.metered; its event id is made from the row,
so that importing a file again, even re-priced, adds nothing.

Examples:
  $ npm run hydro -- import usage-2026-10.csv --dry-run
  $ npm run hydro -- import usage-2026-10.csv.gz --site sea
  $ npm run hydro -- import usage-2026-10.csv --create-accounts --zuora-prefix A --skip-bad
`
const ZUORA_PREFIX = /^[A-Za-z0-9-]{0,20}$/

type Options = {
  site?: string
  skipBad?: boolean
  createAccounts?: boolean
  zuoraPrefix?: string
  again?: boolean
  dryRun?: boolean
  yes?: boolean
}

export const addImport = (program: Command, context: () => Context): void => {
  program
    .command('import')
    .description('send the rows of a GitHub usage report (CSV) as usage events')
    .argument('<file>', 'the report as it was downloaded; .gz is fine')
    .option('--site <name>', 'where the events go (default: the home site)')
    .option('--skip-bad', 'import the good rows and list the bad ones; otherwise one bad row stops all')
    .option('--create-accounts', 'make an account for each organization that has none')
    .option(
      '--zuora-prefix <text>',
      'give made accounts a Zuora account number that begins so; without, they have none yet',
    )
    .option('--again', 'send a file that was imported before once more (adds nothing)')
    .option('--dry-run', 'check everything and say what would be sent')
    .option('--yes', 'do not ask when the same days came in another layout')
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => run(context(), file, options))
}

const run = async (context: Context, file: string, options: Options): Promise<void> => {
  if (options.zuoraPrefix !== undefined && !ZUORA_PREFIX.test(options.zuoraPrefix)) {
    throw new CommandError('--zuora-prefix takes at most 20 letters, digits and hyphens; nothing was sent.', EXIT.usage)
  }
  const sites = context.sites()
  const site = chooseSite(sites, options.site).name
  const databaseUrl = context.databaseUrl()
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'hydrometer import',
    connectionTimeoutMillis: 5_000,
    options: '-c timezone=UTC -c client_min_messages=warning',
  })
  client.on('error', () => undefined) // the next query says so
  try {
    await client.connect()
  } catch (error) {
    throw unreachable('Postgres', new URL(databaseUrl).host, error, 'Nothing was sent.')
  }
  try {
    await withHydro(context, async (hydro) => {
      const outbox = openOutbox(hydro)
      try {
        const result = await importReport(
          {
            file,
            site,
            home: sites[0]!.name,
            skipBad: options.skipBad === true,
            createAccounts: options.createAccounts === true,
            ...(options.zuoraPrefix !== undefined && { zuoraPrefix: options.zuoraPrefix }),
            again: options.again === true,
            dryRun: options.dryRun === true,
            nowMs: Date.now(),
          },
          { client, outbox, warn: note, goOn: (warning) => askAboutLayouts(warning, options.yes) },
        )
        say(result.words)
        if (result.outcome === 'declined') process.exitCode = EXIT.refused
      } finally {
        await outbox.close()
      }
    })
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A script is warned and goes on; a person is asked. */
const askAboutLayouts = async (warning: string, yes: boolean | undefined): Promise<boolean> => {
  note(warning)
  if (yes || !process.stdin.isTTY) return true
  return confirm('Import it nevertheless?', yes)
}
