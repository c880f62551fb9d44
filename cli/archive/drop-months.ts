/** `hydro archive drop-months`: what would go and why the rest stays; then all of it in one command, which waits. */
import { plural } from '../../domain/words.ts'
import { manifestFiles } from '../../server/warehouse/check-archive.ts'
import { BILLING, billingCommits, billingEnds, HORIZON_SECONDS, planDrop } from '../../server/warehouse/drop-months.ts'
import { dropWhenArchived } from '../../server/warehouse/drop-when-archived.ts'
import { proveFiles } from '../../server/warehouse/prove-files.ts'
import { type Context, withHydro } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { confirm, note, say, table } from '../terminal.ts'
import type { At } from './archive.ts'

/** Twice what an archiver's file takes at most, and time to prove it. */
export const WAIT_MINUTES = 15
const MINUTE_MS = 60_000

export type DropOptions = { before?: string; why?: string; wait: string; yes?: boolean }

/** 75 s → 1 min 15 s */
const inMinutes = (ms: number): string => {
  const seconds = Math.round(ms / 1_000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

export const dropThem = async (context: Context, at: At, options: DropOptions): Promise<void> => {
  if (options.before !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(options.before))
    throw new CommandError('--before takes a month such as 2024-10.', EXIT.usage)
  const waitMinutes = Number(options.wait)
  if (!Number.isInteger(waitMinutes) || waitMinutes < 0)
    throw new CommandError('--wait takes whole minutes.', EXIT.usage)
  const { pool, objects, scratch } = at
  await withHydro(context, async (hydro) => {
    const deps = {
      pool,
      homeSite: hydro.home.name,
      readEnds: () => billingEnds(hydro),
      readCommits: () => billingCommits(hydro),
    }
    const ask = options.before === undefined ? {} : { before: options.before }
    const plan = await planDrop(deps, ask)
    if (plan.months.length === 0)
      return note('Postgres has no month that is older than the usage that is taken. Nothing was changed.')
    say(
      table(
        ['month', 'partitions', 'line items', 'MB', 'stays because'],
        plan.months.map((m) => [
          m.month,
          m.partitions.length,
          m.rows,
          Math.ceil(m.bytes / 1e6),
          m.because.join('; ') || 'may go',
        ]),
      ),
    )
    const mayGo = plan.months.filter(({ because }) => because.length === 0)
    if (mayGo.length === 0) return note('There is no month that may be dropped. Nothing was changed.')
    // Before the horizon has risen, what is missing is of this moment: the end that counts is noted afterwards.
    for (const missing of plan.archive) say(`${plan.raiseTo ? 'missing now' : 'waits for'}: ${missing}`)
    const seconds = context.env.ARCHIVE_MAX_AGE_SECONDS
    if (plan.raiseTo)
      note(
        `First the horizon rises to ${plan.raiseTo.toISOString().slice(0, 10)}: usage that is older becomes a dead letter, for good. ${HORIZON_SECONDS} s later it is noted what the billing topics hold, which must then be read, archived (a file is written ${inMinutes(seconds * 1_000)} after its first record at the latest) and proven before a month goes.`,
      )
    if (!options.why) return note('Nothing was changed. Say why (--why) to do it.')
    const months = mayGo.length === 1 ? mayGo[0]!.month : `${mayGo[0]!.month} to ${mayGo.at(-1)!.month}`
    if (!(await confirm(`Postgres forgets the line items of ${months} for good; the archive keeps them.`, options.yes)))
      return note('Nothing was changed.')
    if (plan.raiseTo) note(`The horizon rises; ${HORIZON_SECONDS} s until every worker goes by it.`)
    const prove = async (): Promise<string[]> => {
      const files = await manifestFiles(pool, undefined, { unproven: true })
      const billing = files.filter(({ topic }) => (BILLING as readonly string[]).includes(topic))
      const faults: string[] = []
      for await (const { objectKey, fault } of proveFiles(pool, objects, billing, scratch))
        if (fault) faults.push(`${objectKey}: ${fault}`)
      return faults
    }
    const onWaiting = (missing: readonly string[], waitedMs: number): void => {
      const left = inMinutes(waitMinutes * MINUTE_MS - waitedMs)
      note(`Waiting, ${left} more at most; Ctrl-C loses nothing, the same command goes on. Still missing:`)
      for (const one of missing) note(`  ${one}`)
    }
    const by = { actor: 'operator', why: options.why }
    const done = await dropWhenArchived({ ...deps, prove, onWaiting }, ask, by, waitMinutes * MINUTE_MS)
    for (const { month, rows, partitions } of done.dropped)
      say(`${month} is gone from Postgres: ${plural(rows, 'line item')}, ${plural(partitions.length, 'partition')}`)
    if (done.dropped.length > 0)
      return note(
        'Files, totals, counts and the log are as they were. What was decided about these line items is in the archive: `npm run hydro -- sql`, billing.submittable and billing.rejected.',
      )
    for (const fault of done.faults) say(fault)
    if (done.faults.length > 0)
      throw new CommandError(
        'No month was dropped: files of the archive could not be proven. Waiting does not help. Restore them in the object store (their SHA-256 is in the manifest), then give the same command again.',
      )
    for (const missing of done.archive) say(`waits for: ${missing}`)
    if (done.archive.length === 0)
      throw new CommandError('No month was dropped: what may go has changed meanwhile. Give the same command again.')
    throw new CommandError(
      `No month was dropped; the horizon has risen. After ${inMinutes(waitMinutes * MINUTE_MS)} what is listed above is still missing. Where it is not archived, look at warehouse-archiver on Overview and its lag; where it is not read, at the worker that is named. Then the same command goes on.`,
    )
  })
}
