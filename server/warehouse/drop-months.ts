/**
 * Drops whole months of `line_item`, its history, duplicates and placements, by command, oldest first, when nothing of them
 * can change any more and the archive holds all that the log said of them. The horizon rises first, so that nothing of
 * these months is decided from then on (R14); what the billing topics hold at that moment is what must be archived and
 * proven. Files, totals and counts stay; so does the log.
 */
import { FILE_STATES, isFinal } from '../../domain/file-states.ts'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { PROCESSORS, type ProcessorSpec, TOPICS } from '../../domain/pipeline.ts'
import { plural } from '../../domain/words.ts'
import { writeAudit } from '../desk/audit.ts'
import type { Hydro } from '../kafka/client.ts'
import { logBounds, partitionCount } from '../kafka/log-reader.ts'
import { DROP_LOCK_MS, DROP_TRIES_MAX, REFERENCE_MS, TRANSACTION_TIMEOUT_MS } from '../limits.ts'
import { firstHorizon, monthStart, PARTITIONED_TABLES, timesOfBound } from '../postgres/make-partitions.ts'
import { type Client, inTransaction, type Pool } from '../postgres/pool.ts'
import { commitsOf, provenTo, readersAt } from './proven-to.ts'

export type MonthPlan = {
  /** 2024-09 */
  readonly month: string
  readonly end: Date
  readonly partitions: readonly { readonly table: string; readonly name: string }[]
  /** Line items. */
  readonly rows: number
  readonly bytes: number
  /** Why it stays; nothing: it may go once the archive is. */
  readonly because: readonly string[]
}

export type DropPlan = {
  readonly months: readonly MonthPlan[]
  /** What of the billing topics is not archived, proven and read: while anything is here, no month goes. */
  readonly archive: readonly string[]
  readonly horizon: Date
  /** To where the horizon must rise before; null: it has. */
  readonly raiseTo: Date | null
}

/** Ends of the billing topics, by `topic:partition`. */
export type BillingEnds = Readonly<Record<string, number>>

/** What the groups that read the billing topics have committed: processor, then as `BillingEnds`. */
export type BillingCommits = Readonly<Record<string, BillingEnds>>

export type DropDeps = {
  readonly pool: Pool
  readonly homeSite: string
  readonly readEnds: () => Promise<BillingEnds>
  readonly readCommits: () => Promise<BillingCommits>
  /** Until every worker has the new horizon, and what it decided by the old one is over. */
  readonly settle?: () => Promise<void>
}
export type DropAsk = {
  /** Only months before this one, 2024-10; without it every month before the horizon of today. */
  readonly before?: string
  readonly now?: Date
}

export const BILLING = TOPICS.filter(({ name }) => name.startsWith('billing.')).map(({ name }) => name)

export const billingEnds = async (hydro: Hydro): Promise<BillingEnds> => {
  const home = hydro.home.name
  const wanted = new Map<string, number[]>()
  for (const topic of BILLING) {
    const count = await partitionCount(hydro, home, topic)
    wanted.set(
      topic,
      Array.from({ length: count }, (_, partition) => partition),
    )
  }
  const ends: Record<string, number> = {}
  for (const [topic, partitions] of await logBounds(hydro, home, wanted))
    for (const [partition, { end }] of partitions) ends[`${topic}:${partition}`] = end
  return ends
}

const readersOf = (topic: string): string[] =>
  (PROCESSORS as readonly ProcessorSpec[])
    .filter((spec) => spec.name !== 'warehouse-archiver' && spec.reads.some((name) => name === topic))
    .map(({ name }) => name)

export const billingCommits = async (hydro: Hydro): Promise<BillingCommits> => {
  const commits: Record<string, Record<string, number>> = {}
  for (const topic of BILLING)
    for (const [group, partitions] of await commitsOf(hydro, hydro.home.name, topic, readersOf(topic)))
      for (const [partition, offset] of partitions)
        commits[group] = { ...commits[group], [`${topic}:${partition}`]: offset }
  return commits
}

// ── What may go ────────────────────────────────────────────────────────────────────────────────────────────────────

const PARTITIONS = `
  select p.relname as "table", format('%I', c.relname) as name, pg_get_expr(c.relpartbound, c.oid) as bound,
         pg_total_relation_size(c.oid) as bytes
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
   where i.inhparent = any ($1::text[]::regclass[]) order by c.relname`
// Bounds on both sides: one partition of each is read. Every row of the month is; it is a month that goes.
const ROWS = `
  select count(*) as rows, count(*) filter (where l.decision = 1 and p.line_item_id is null) as unplaced
    from line_item l
    left join placement p on p.line_item_id = l.id and p.attempt = l.attempt and p.line_item_id >= $1 and p.line_item_id < $2
   where l.id >= $1 and l.id < $2`
const FILES = `
  select count(*) as n, min(name) as name from csv_file
   where state = any ($3) and first_line_item_id < $2 and last_line_item_id >= $1`
const RELEASES = `
  select count(*) as n from release_request where state = 'waiting' and line_item_id >= $1 and line_item_id < $2`
const IS_CLOSED = 'select 1 from billing_period where month = $1 and closed_at is not null'
const HORIZON = 'select line_item_horizon as horizon, horizon_ends as ends from installation'

const NOT_FINAL = FILE_STATES.filter((state) => !isFinal(state))

type Partition = { table: string; name: string; bound: string; bytes: number }
type Held = { horizon: Date; ends: BillingEnds | null }

const heldHorizon = async (pool: Pool | Client): Promise<Held> => {
  const { rows } = await pool.query<Held>(HORIZON)
  if (!rows[0]) throw new Error('This database was not prepared for an installation yet.')
  return rows[0]
}

/** Months in order, with what is in them. */
const monthsOf = async (pool: Pool, until: Date): Promise<Map<number, Partition[]>> => {
  const { rows } = await pool.query<Partition>(PARTITIONS, [PARTITIONED_TABLES.map(({ table }) => table)])
  const months = new Map<number, Partition[]>()
  for (const partition of rows) {
    const { fromMs } = timesOfBound(partition.bound)
    const month = monthStart(new Date(fromMs)).getTime()
    if (month < until.getTime()) months.set(month, [...(months.get(month) ?? []), partition])
  }
  return new Map([...months].sort(([a], [b]) => a - b))
}

const planMonth = async (tx: Client, startMs: number, partitions: Partition[], now: Date): Promise<MonthPlan> => {
  const start = new Date(startMs)
  const end = monthStart(start, 1)
  const because: string[] = []
  if (end > firstHorizon(now)) because.push('usage of this month is still taken')
  if (partitions.some(({ bound }) => timesOfBound(bound).toMs > end.getTime()))
    because.push('a partition of it reaches into the next month')
  const range = [lowestIdAt(startMs), lowestIdAt(end.getTime())]
  const { rows: closed } = await tx.query(IS_CLOSED, [start.toISOString().slice(0, 10)])
  if (closed.length === 0)
    because.push(`its billing period is not closed: \`hydro close-period ${start.toISOString().slice(0, 7)}\``)
  const { rows: files } = await tx.query<{ n: number; name: string }>(FILES, [...range, NOT_FINAL])
  if (files[0]!.n > 0)
    because.push(
      `${plural(files[0]!.n, 'file that reaches into it is', 'files that reach into it are')} not final, the first ${files[0]!.name}`,
    )
  const releases = (await tx.query<{ n: number }>(RELEASES, range)).rows[0]!.n
  if (releases > 0) because.push(plural(releases, 'release of its line items waits', 'releases of its line items wait'))
  const { rows, unplaced } = (await tx.query<{ rows: number; unplaced: number }>(ROWS, range)).rows[0]!
  if (unplaced > 0)
    because.push(plural(unplaced, 'accepted line item of it is in no file', 'accepted line items of it are in no file'))
  return {
    month: start.toISOString().slice(0, 7),
    end,
    partitions: partitions.map(({ table, name }) => ({ table, name })),
    rows,
    bytes: partitions.reduce((sum, { bytes }) => sum + bytes, 0),
    because,
  }
}

type Missing = { readonly topic: string; readonly partition: number; readonly end: number; readonly because: string }

/** Partitions of a topic that wait for the same are one line: a large topic has hundreds. */
const folded = (missing: readonly Missing[]): string[] => {
  const lines = new Map<string, Missing[]>()
  for (const one of missing) {
    const key = `${one.topic} ${one.because.replace(/\d+/, '')}`
    lines.set(key, [...(lines.get(key) ?? []), one])
  }
  return [...lines.values()].map((all) => {
    const { topic, partition, end, because } = all.reduce((a, b) => (b.partition < a.partition ? b : a))
    const more = all.length === 1 ? '' : ` (and ${all.length - 1} more of its partitions)`
    return `${topic}:${partition}, which ends at ${end}: ${because}${more}`
  })
}

/** What of these ends is not archived without a gap, proven, and read by whoever reads it. */
const notArchived = async ({ pool, homeSite, readCommits }: DropDeps, ends: BillingEnds): Promise<string[]> => {
  const commits = await readCommits()
  const missing: Missing[] = []
  for (const [key, end] of Object.entries(ends)) {
    const at = key.lastIndexOf(':')
    const [topic, partition] = [key.slice(0, at), Number(key.slice(at + 1))]
    const place = { site: homeSite, topic, partition }
    const proven = await provenTo(pool, place, 0)
    if (proven.to < end) missing.push({ topic, partition, end, because: proven.because })
    const readers = readersOf(topic)
    const committed = new Map(readers.map((name) => [name, commits[name]?.[key] ?? 0]))
    const cursors = await readersAt(pool, place, committed)
    for (const name of readers)
      if ((cursors.get(name) ?? 0) < end)
        missing.push({
          topic,
          partition,
          end,
          because: `${name} has read and committed only to ${cursors.get(name) ?? 0}`,
        })
  }
  return folded(missing)
}

/** What is missing of what the billing topics held when the horizon rose, or of `otherwise` before it has. */
export const missingOf = async (deps: DropDeps, otherwise: BillingEnds = {}): Promise<string[]> =>
  notArchived(deps, (await heldHorizon(deps.pool)).ends ?? otherwise)

export const planDrop = async (deps: DropDeps, { before, now = new Date() }: DropAsk): Promise<DropPlan> => {
  const { pool } = deps
  const until = before === undefined ? firstHorizon(now) : new Date(`${before}-01T00:00:00Z`)
  const months: MonthPlan[] = []
  for (const [startMs, partitions] of await monthsOf(pool, until)) {
    const plan = await inTransaction(pool, async (tx) => {
      await tx.query('set local transaction_timeout = 0') // a month of a large installation is counted for minutes
      return planMonth(tx, startMs, partitions, now)
    })
    // What is gone is one range of time, so that anybody can say whether a month is here.
    const stays = months.find(({ because }) => because.length > 0)
    const because = stays ? [...plan.because, `${stays.month}, which is older, stays`] : plan.because
    months.push({ ...plan, because })
  }
  const { horizon, ends } = await heldHorizon(pool)
  const newest = months.findLast(({ because }) => because.length === 0)
  const hasRisen = newest === undefined || (horizon >= newest.end && ends !== null)
  const archive = newest ? await notArchived(deps, (hasRisen && ends) || (await deps.readEnds())) : []
  return { months, archive, horizon, raiseTo: hasRisen ? null : newest.end }
}

// ── What is done ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Every worker has read the new horizon, and a transaction that began before is over. */
export const HORIZON_SECONDS = (REFERENCE_MS + TRANSACTION_TIMEOUT_MS) / 1_000
const settleHere = () => new Promise<void>((resolve) => setTimeout(resolve, HORIZON_SECONDS * 1_000))

type By = { readonly actor: string; readonly why: string }

const raiseHorizon = async (deps: DropDeps, to: Date, by: By): Promise<void> => {
  await inTransaction(deps.pool, async (tx) => {
    await tx.query('update installation set line_item_horizon = greatest(line_item_horizon, $1), horizon_ends = null', [
      to,
    ])
    const detail = { horizon: to.toISOString() }
    await writeAudit(tx, { ...by, action: 'line_items.raise_horizon', subject: to.toISOString().slice(0, 7), detail })
  })
  await (deps.settle ?? settleHere)()
  await deps.pool.query('update installation set horizon_ends = $1', [JSON.stringify(await deps.readEnds())])
}

/** Nothing of this month is gone; older ones may be. */
export class MonthIsHeld extends Error {
  constructor(month: string) {
    super(
      `${month} was not dropped: other transactions held line_item, its history, duplicates or placement in each of ${DROP_TRIES_MAX} tries of ${DROP_LOCK_MS / 1_000} s. Nothing of this month is gone, and no worker stood still for longer than a try. Look in pg_stat_activity for a long transaction (a backup, a copy, the snapshot of line items); when it is over, the same command goes on.`,
    )
    this.name = 'MonthIsHeld'
  }
}
const isLockTimeout = (error: unknown): boolean => (error as { code?: string }).code === '55P03'

/** The month is gone with its audit row, or nothing is. */
const dropMonth = async (pool: Pool, plan: MonthPlan, by: By): Promise<void> => {
  for (let tries = 1; ; tries++)
    try {
      return await inTransaction(pool, async (tx) => {
        // Workers that want these tables wait behind us while we wait: for no longer than this, and then we go first
        // again. Shorter than deadlock_timeout, so that nobody else is ended because of us.
        await tx.query(`set local lock_timeout = ${DROP_LOCK_MS}`)
        const { horizon, ends } = await heldHorizon(tx)
        if (horizon < plan.end || !ends) throw new Error(`The horizon has not risen past ${plan.month}.`)
        // In the order of R8. Not their partitions, of which only this month's are touched.
        await tx.query(
          'lock table only line_item, only line_item_history, only line_item_duplicate, only placement in access exclusive mode',
        )
        for (const { table, name } of plan.partitions) {
          await tx.query(`alter table ${table} detach partition ${name}`)
          await tx.query(`drop table ${name}`)
        }
        await writeAudit(tx, {
          ...by,
          action: 'line_items.drop_month',
          subject: plan.month,
          detail: { rows: plan.rows, bytes: plan.bytes, partitions: plan.partitions.map(({ name }) => name) },
        })
      })
    } catch (error) {
      if (!isLockTimeout(error)) throw error
      if (tries === DROP_TRIES_MAX) throw new MonthIsHeld(plan.month)
      await new Promise((resolve) => setTimeout(resolve, DROP_LOCK_MS))
    }
}

/**
 * Raises the horizon if need be, plans anew and drops what may go. @returns the plan that was followed: nothing was dropped
 * if its `archive` says anything, and the same command does it when that is archived and proven.
 */
export const dropMonths = async (
  deps: DropDeps,
  ask: DropAsk,
  by: By,
): Promise<DropPlan & { dropped: MonthPlan[] }> => {
  const first = await planDrop(deps, ask)
  if (first.raiseTo) await raiseHorizon(deps, first.raiseTo, by)
  const plan = first.raiseTo ? await planDrop(deps, ask) : first
  const dropped: MonthPlan[] = []
  if (plan.archive.length === 0 && !plan.raiseTo)
    for (const month of plan.months) {
      if (month.because.length > 0) break
      await dropMonth(deps.pool, month, by)
      dropped.push(month)
    }
  return { ...plan, dropped }
}
