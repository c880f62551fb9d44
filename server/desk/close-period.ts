/**
 * Finance closes a calendar month (UTC): usage that starts in it and is decided from then on is rejected as period_closed.
 * What was accepted before stays in its files and is billed. It is not undone by a command: an invoice may have followed.
 */
import type { ClosePeriodCommand, PeriodAnswer } from '../../domain/api/commands.ts'
import { FILE_STATES, isFinal } from '../../domain/file-states.ts'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { plural } from '../../domain/words.ts'
import { monthStart } from '../postgres/make-partitions.ts'
import { type Client, inTransaction, type Pool } from '../postgres/pool.ts'
import { writeAudit } from './audit.ts'

const NOT_FINAL = FILE_STATES.filter((state) => !isFinal(state))

const CLOSED = 'select closed_at as "closedAt" from billing_period where month = $1 for update'
// index: csv_file by state; few files are not final
const FILES = `
  select count(*)::int as count from csv_file
   where state = any ($3) and first_line_item_id < $2 and last_line_item_id >= $1`
const RELEASES = `
  select count(*)::int as count from release_request where state = 'waiting' and line_item_id >= $1 and line_item_id < $2`
const LETTERS = `select coalesce(sum(open + redriving), 0)::int as count from dead_letter_count where scope = ''`
const CLOSE = `
  insert into billing_period (month, closed_at) values ($1, now())
  on conflict (month) do update set closed_at = now() where billing_period.closed_at is null`

const countOf = async (tx: Client, sql: string, values: unknown[]): Promise<number> =>
  (await tx.query<{ count: number }>(sql, values)).rows[0]!.count

export const closePeriod = (
  pool: Pool,
  actor: string,
  { month, dryRun, why }: ClosePeriodCommand,
  now = new Date(),
): Promise<PeriodAnswer> =>
  inTransaction(pool, async (tx) => {
    const start = new Date(`${month}-01T00:00:00Z`)
    const end = monthStart(start, 1)
    const day = `${month}-01`
    const { rows } = await tx.query<{ closedAt: Date | null }>(CLOSED, [day])
    const closedAt = rows[0]?.closedAt ?? null
    const refusal = closedAt
      ? `${month} was closed on ${closedAt.toISOString().slice(0, 10)}.`
      : end > now
        ? `${month} is not over: its usage is still being made.`
        : null
    const ids = [lowestIdAt(start.getTime()), lowestIdAt(end.getTime())]
    const openFiles = await countOf(tx, FILES, [...ids, NOT_FINAL])
    const releases = await countOf(tx, RELEASES, ids)
    const deadLetters = await countOf(tx, LETTERS, [])
    const still = [
      ...(refusal === null && openFiles > 0
        ? [
            `${plural(openFiles, 'file that reaches into it is on its way to Zuora and is billed', 'files that reach into it are on their way to Zuora and are billed')}`,
          ]
        : []),
      ...(refusal === null && releases > 0
        ? [
            `${plural(releases, 'release of its line items waits', 'releases of its line items wait')} and will be rejected`,
          ]
        : []),
      ...(refusal === null && deadLetters > 0
        ? [
            `${plural(deadLetters, 'dead letter of any month waits', 'dead letters of any month wait')}; those of ${month} will be rejected when they are redriven`,
          ]
        : []),
    ]
    const acts = !dryRun && refusal === null
    if (acts) await tx.query(CLOSE, [day])
    const auditId = acts
      ? await writeAudit(tx, {
          actor,
          action: 'period.close',
          subject: month,
          why,
          detail: { openFiles, releases, deadLetters },
        })
      : null
    return {
      dryRun,
      month,
      acted: refusal === null,
      closedAt: acts ? now.toISOString() : (closedAt?.toISOString() ?? null),
      still,
      words:
        refusal ??
        `${month} ${dryRun ? 'would be closed' : 'is closed'}: usage of it that is decided from now on is rejected as period_closed and kept; what was accepted stays billed.`,
      auditId,
    }
  })
