/**
 * Imports a usage report: pass one checks every row and counts, pass two sends. Nothing is sent before the whole file is
 * known to be good and every organization to have an account. Memory does not grow with the file.
 */
import { basename } from 'node:path'
import type pg from 'pg'
import type { AccountChanged } from '../../domain/account.ts'
import { type ReportRow, reportUsage } from '../../domain/usage-report.ts'
import { count, plural } from '../../domain/words.ts'
import { encodeAccountChanged, encodeUsage } from '../../server/proto/codec.ts'
import { CommandError, messageOf } from '../errors.ts'
import { type Outbox, type Outgoing, SEND_RECORDS } from '../outbox.ts'
import { type Progress, progressBar } from '../progress.ts'
import { readUsageRules } from '../rules-from-database.ts'
import { printable } from '../terminal.ts'
import { Accounts } from './accounts.ts'
import { organizationKey, Places } from './places.ts'
import { type BadRow, type ReportRules, readReport } from './read-report.ts'
import { completeImport, otherLayouts, sameFile, startImport } from './record-import.ts'

/** Bad rows that are named one by one; the rest are counted. */
const BAD_ROWS_SHOWN = 100
/** New accounts reach Postgres within a second or so; usage that overtakes them is released later by itself. */
const ACCOUNTS_WAIT_MS = 15_000
const ACCOUNTS_POLL_MS = 200

export type ImportOptions = {
  readonly file: string
  readonly site: string
  readonly home: string
  readonly skipBad: boolean
  readonly createAccounts: boolean
  readonly zuoraPrefix?: string
  readonly again: boolean
  readonly dryRun: boolean
  readonly nowMs: number
}

export type ImportParts = {
  /** A connection of its own: temporary tables live with it. */
  readonly client: pg.ClientBase
  readonly outbox: Outbox
  readonly warn: (text: string) => void
  /** Asked when going on would probably bill usage twice. */
  readonly goOn: (warning: string) => Promise<boolean>
  readonly progress?: (label: string) => Progress
}

export type ImportResult = {
  readonly outcome: 'sent' | 'known' | 'dry run' | 'declined'
  readonly layout: string
  readonly sent: number
  readonly skipped: number
  readonly createdAccounts: number
  readonly words: string
}

export const importReport = async (options: ImportOptions, parts: ImportParts): Promise<ImportResult> => {
  const { client, warn } = parts
  const rules: ReportRules = { ...(await readUsageRules(client)), nowMs: options.nowMs }
  const places = new Places(client)
  await places.open()
  const checked = await check(options, parts, rules, places)
  const result = (outcome: ImportResult['outcome'], words: string, sent = 0, createdAccounts = 0): ImportResult => ({
    outcome,
    layout: checked.layout,
    sent,
    skipped: checked.bad,
    createdAccounts,
    words,
  })

  const former = await sameFile(client, checked.sha256)
  if (former && !options.again) {
    const when = former.completedAt.toISOString().slice(0, 16).replace('T', ' ')
    return result(
      'known',
      `This file was imported on ${when} UTC as ${former.fileName} (${plural(former.rows, 'row')}), so nothing was sent: its events are counted already. --again sends them once more, which adds nothing either.`,
    )
  }
  const accounts = new Accounts(client)
  await accounts.open()
  const missing = await checkAccounts(accounts, options)
  const overlaps = await otherLayouts(client, checked.layout)
  const warning = overlaps.length > 0 ? overlapWarning(overlaps, checked.layout) : ''
  if (options.dryRun) {
    if (warning) warn(warning)
    const made = missing > 0 ? ` and make ${plural(missing, 'account')}` : ''
    return result(
      'dry run',
      `Would send ${plural(checked.good, 'event')} to usage.metered at ${options.site}${made}. Nothing was sent.`,
    )
  }
  if (warning && !(await parts.goOn(warning))) return result('declined', 'Nothing was sent.')

  if (missing > 0) await createAccounts(accounts, options, parts)
  const id = await startImport(client, {
    fileName: basename(options.file),
    sha256: checked.sha256,
    layout: checked.layout,
    site: options.site,
    rows: checked.good,
    skippedRows: checked.bad,
    actor: 'local',
  })
  const sent = await send(options, parts, rules, places, accounts, checked)
  await completeImport(client, id)
  const skipped = checked.bad > 0 ? `, skipped ${plural(checked.bad, 'bad row')}` : ''
  const made = missing > 0 ? `, made ${plural(missing, 'account')}` : ''
  return result(
    'sent',
    `Sent ${plural(sent, 'event')} to usage.metered at ${options.site} (layout ${checked.layout})${made}${skipped}.`,
    sent,
    missing,
  )
}

type Checked = Awaited<ReturnType<typeof readReport>>

const check = async (
  options: ImportOptions,
  parts: ImportParts,
  rules: ReportRules,
  places: Places,
): Promise<Checked> => {
  const bad: BadRow[] = []
  const bar = (parts.progress ?? progressBar)('checking')
  let checked: Checked
  try {
    checked = await readReport({
      file: options.file,
      rules,
      onRow: (row) => places.add(row),
      onBad: (row) => void (bad.length < BAD_ROWS_SHOWN && bad.push(row)),
      onProgress: bar.update,
    })
  } catch (error) {
    if (!(error instanceof CommandError) || bad.length === 0) throw error
    throw new CommandError(`${badLines(bad).join('\n')}\n${error.message}`, error.exitCode)
  } finally {
    bar.done()
  }
  if (checked.bad > 0) {
    const lines = badLines(bad)
    if (checked.bad > bad.length) lines.push(`… and ${plural(checked.bad - bad.length, 'more bad row')}`)
    if (!options.skipBad) {
      throw new CommandError(
        `${lines.join('\n')}\nNothing was sent: ${plural(checked.bad, 'row')} of ${checked.good + checked.bad} cannot be used. Mend ${checked.bad === 1 ? 'it' : 'them'}${checked.good > 0 ? `, or add --skip-bad to import the other ${checked.good}` : ''}.`,
      )
    }
    parts.warn(lines.join('\n'))
  }
  if (checked.good === 0) throw new CommandError(`${options.file} has no row to import; nothing was sent.`)
  await places.finish()
  return checked
}

const badLines = (bad: readonly BadRow[]): string[] => bad.map(({ line, why }) => `line ${line}: ${printable(why)}`)

/** How many accounts must be made. @throws CommandError when they may not be, or a login is ambiguous */
const checkAccounts = async (accounts: Accounts, options: ImportOptions): Promise<number> => {
  const several = await accounts.several()
  if (several.length > 0) {
    throw new CommandError(
      `More than one active account has the login ${several.map(printable).join(', ')}, so it is not certain who is to be billed. Nothing was sent. Rename or delete all but one of each, then import again.`,
    )
  }
  const missing = await accounts.missing()
  if (missing.count > 0 && !options.createAccounts) {
    const more = missing.count > missing.listed.length ? `\n  … and ${missing.count - missing.listed.length} more` : ''
    throw new CommandError(
      `No account is known for ${plural(missing.count, 'organization')}; nothing was sent:\n  ${missing.listed.map(printable).join('\n  ')}${more}\nSend their account changes first (\`npm run hydro -- produce\`), or add --create-accounts to make them.`,
    )
  }
  return missing.count
}

const overlapWarning = (overlaps: Awaited<ReturnType<typeof otherLayouts>>, layout: string): string => {
  const lines = overlaps.map(
    (o) =>
      `  ${o.fileName} (layout ${o.layout}): ${plural(o.days, 'day')} from ${o.firstDay} to ${o.lastDay}, ${plural(o.organizations, 'organization')}`,
  )
  return `Warning: the same days were already imported in another layout. Rows of two layouts cannot be told to be the same usage, so that importing ${layout} as well bills it twice:\n${lines.join('\n')}`
}

const createAccounts = async (accounts: Accounts, options: ImportOptions, parts: ImportParts): Promise<void> => {
  await accounts.create(options.zuoraPrefix, async (made: readonly AccountChanged[]) => {
    await parts.outbox.send(
      options.home,
      made.map((a) => ({ topic: 'accounts.changed', key: `${a.accountId}`, value: encodeAccountChanged(a) })),
    )
  })
  for (const end = performance.now() + ACCOUNTS_WAIT_MS; performance.now() < end; ) {
    if (await accounts.allArrived()) return
    await new Promise((resolve) => setTimeout(resolve, ACCOUNTS_POLL_MS))
  }
  parts.warn(
    'Note: account-directory has not written the new accounts yet. Their usage is rejected as "account not known" and released by itself when it has.',
  )
}

const send = async (
  options: ImportOptions,
  parts: ImportParts,
  rules: ReportRules,
  places: Places,
  accounts: Accounts,
  checked: Checked,
): Promise<number> => {
  const bar = (parts.progress ?? progressBar)('sending ')
  let waiting: ReportRow[] = []
  let sent = 0
  const flush = async () => {
    const rows = waiting
    waiting = []
    const at = await places.take(rows)
    const ids = await accounts.of(rows.map((row) => organizationKey(row.organization)))
    const messages = rows.map((row, i): Outgoing => {
      const event = reportUsage(row, ids[i]!, at[i]!)
      return { topic: 'usage.metered', key: `${event.accountId}`, value: encodeUsage('usage.metered', event) }
    })
    await parts.outbox.send(options.site, messages)
    sent += rows.length
  }
  try {
    const again = await readReport({
      file: options.file,
      rules,
      onRow: (row) => {
        waiting.push(row)
        return waiting.length >= SEND_RECORDS * 4 ? flush() : undefined
      },
      onBad: () => undefined,
      onProgress: bar.update,
    })
    if (waiting.length > 0) await flush()
    if (!again.sha256.equals(checked.sha256)) {
      throw new CommandError(
        `${options.file} changed while it was imported: ${plural(sent, 'event of a mixture was', 'events of a mixture were')} sent. Keep the file still and import it again; rows that came in already count once.`,
      )
    }
    return sent
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(
      `The import stopped after ${count(sent)} of ${plural(checked.good, 'event was', 'events were')} sent for certain (${messageOf(error)}). Import the same file again: what is there already counts once.`,
      3,
    )
  } finally {
    bar.done()
  }
}
