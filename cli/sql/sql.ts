/** SQL over the archive from a terminal: the same tables, limits and refusals as in the console. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { QueryResult } from '../../domain/api/warehouse.ts'
import { READY_QUERIES } from '../../domain/warehouse.ts'
import { count, plural } from '../../domain/words.ts'
import { openApi } from '../api.ts'
import type { Context } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { note, say, table } from '../terminal.ts'

const HELP = `
Examples:
  $ npm run hydro -- sql "select sku, count(*) from billing.submittable group by 1"
  $ npm run hydro -- sql --ready "Top customers"
  $ npm run hydro -- sql --long --csv usage.csv < query.sql
  $ npm run -s hydro -- sql --json "select * from usage.actions limit 3"
  $ npm run hydro -- sql --tables
Ready queries: ${READY_QUERIES.map(({ name }) => name).join(', ')}
`

type Options = {
  ready?: string
  tables?: boolean
  explain?: boolean
  long?: boolean
  json?: boolean
  csv?: string
  parquet?: string
}

export const addSql = (program: Command, context: () => Context): void => {
  program
    .command('sql')
    .description('ask the archive: one SELECT over every event, and over line items, files and accounts')
    .argument('[statement]', 'without it: from standard input')
    .option('--ready <name>', 'one of the ready queries')
    .option('--tables', 'list the tables, what is in them and how old it is')
    .option('--explain', 'run it and show the plan with its times')
    .option('--long', 'up to 60 s instead of 4 s')
    .option('--json', 'one line of JSON for each row; 64-bit numbers and decimals are text')
    .option('--csv <file>', 'write the rows, up to a million, as CSV')
    .option('--parquet <file>', 'write the rows, up to a million, as Parquet')
    .addHelpText('after', HELP)
    .action((statement: string | undefined, options: Options) => sql(context(), statement, options))
}

const statementOf = (given: string | undefined, ready: string | undefined): string => {
  if (ready !== undefined) {
    const found = READY_QUERIES.find(({ name }) => name.toLowerCase() === ready.toLowerCase())
    if (found) return found.sql
    throw new CommandError(
      `No ready query is called "${ready}". They are ${READY_QUERIES.map(({ name }) => name).join(', ')}.`,
      EXIT.usage,
    )
  }
  if (given !== undefined && given !== '-') return given
  if (process.stdin.isTTY)
    throw new CommandError('There is no statement: give one, or send it in. See --help.', EXIT.usage)
  return readFileSync(0, 'utf8')
}

const sql = async (context: Context, given: string | undefined, options: Options): Promise<void> => {
  const api = openApi(context)
  if (options.tables) {
    const { tables, now } = await api.get('warehouse')
    const age = (at: string | null) =>
      at === null ? '–' : `${count(Math.round((Date.parse(now) - Date.parse(at)) / 1000))} s`
    say(
      table(
        ['table', 'rows', 'files', 'newest'],
        tables.map((t) => [t.name, Number(t.rows), Number(t.files), age(t.newestAt)]),
      ),
    )
    return
  }
  const statement = statementOf(given, options.ready)
  for (const format of ['csv', 'parquet'] as const) {
    const file = options[format]
    if (file === undefined) continue
    const bytes = await api.postForFile('downloadQuery', { sql: statement, format })
    await writeFile(file, bytes)
    return note(`${file}: ${count(bytes.length)} bytes`)
  }
  const limit = options.long ? 'long' : 'quick'
  const result = await api.post('runQuery', { sql: statement, limit, explain: options.explain ?? false })
  if (options.explain) return say(result.rows.map((row) => String(row.at(-1) ?? '')).join('\n'))
  if (options.json) for (const row of result.rows) say(JSON.stringify(asObject(result, row)))
  else
    say(
      table(
        result.columns.map(({ name }) => name),
        result.rows.map((row) =>
          row.map((cell) => (cell === null ? '' : typeof cell === 'number' ? cell : String(cell))),
        ),
      ),
    )
  const more = result.isCut ? '; there are more, --csv or --parquet has them' : ''
  note(`${plural(result.rows.length, 'row')} in ${count(Math.round(result.milliseconds))} ms${more}`)
}

const asObject = ({ columns }: QueryResult, row: QueryResult['rows'][number]): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ name }, index) => [name, row[index]]))
