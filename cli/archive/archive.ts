/** Looks after the archive: is it whole, is it what the log was, what may leave the log, what would be decided today. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { count, plural } from '../../domain/words.ts'
import type { Hydro } from '../../server/kafka/client.ts'
import type { LogRecord } from '../../server/kafka/log-reader.ts'
import { type ObjectStore, openObjectStore } from '../../server/objects/store.ts'
import { openPool, type Pool } from '../../server/postgres/pool.ts'
import { openReference } from '../../server/postgres/reference.ts'
import { checkArchive, manifestFiles } from '../../server/warehouse/check-archive.ts'
import { dryRun } from '../../server/warehouse/dry-run.ts'
import { openDuckDB } from '../../server/warehouse/duckdb.ts'
import { proveCsv } from '../../server/warehouse/prove-csv.ts'
import { proveFiles } from '../../server/warehouse/prove-files.ts'
import { readArchivedFile } from '../../server/warehouse/read-archive.ts'
import { replayInto } from '../../server/warehouse/replay.ts'
import { planTrim, trimLog, whyNotTrimmed } from '../../server/warehouse/trim-log.ts'
import { type Context, chooseSite, withHydro } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { confirm, note, say, table } from '../terminal.ts'
import { type DropOptions, dropThem, WAIT_MINUTES } from './drop-months.ts'

const HELP = `
Examples:
  $ npm run hydro -- archive check --digests
  $ npm run hydro -- archive prove --topic usage.actions
  $ npm run hydro -- archive trim usage.actions --site sea --older-than 30 --why "kept in the archive"
  $ npm run hydro -- archive drop-months --why "two years are enough here"
  $ npm run hydro -- archive dry-run usage.actions --from 2026-10-01 --to 2026-11-01
  $ npm run hydro -- archive replay usage.actions --from 2026-10-01 --to 2026-10-02 --into usage.actions --why "a lost day"
`

type Range = { site?: string; from?: string; to?: string }

export const addArchive = (program: Command, context: () => Context): void => {
  const archive = program
    .command('archive')
    .description('check and prove the archive, trim the log, drop old months, ask what would be decided today')
    .addHelpText('after', HELP)
  archive
    .command('check')
    .description('no gap, no overlap, every file there; exit status 1 when something is wrong')
    .option('--topic <name>', 'only this topic')
    .option('--digests', 'read every byte of every file')
    .action((options: { topic?: string; digests?: boolean }) => withArchive(context(), (at) => check(at, options)))
  archive
    .command('prove')
    .description('read files back and compare every record with what the log had')
    .option('--topic <name>', 'only this topic')
    .option('--again', 'also what is proven already')
    .action((options: { topic?: string; again?: boolean }) => withArchive(context(), (at) => prove(at, options)))
  program
    .command('prove')
    .description('build a CSV file again, byte for byte, from the records it is made of, and compare')
    .argument('<file>', 'its name or id')
    .option('--from <where>', 'archive, or log while Kafka still has the records', 'archive')
    .option('--write <path>', 'write what was built')
    .action((file: string, options: ProveOptions) =>
      withArchive(context(), (at) => proveFile(context(), at, file, options)),
    )
  archive
    .command('trim')
    .description('remove records from Kafka that are archived, proven, old enough and read by everyone')
    .argument('<topic>', 'a usage topic')
    .option('--site <name>', 'default: the home site')
    .requiredOption('--older-than <days>', 'only records that are older')
    .option('--why <text>', 'kept in the audit log; needed to act')
    .option('--yes', 'do it without asking')
    .action((topic: string, options: TrimOptions) =>
      withArchive(context(), (at) => trim(context(), at, topic, options)),
    )
  archive
    .command('drop-months')
    .description(
      'drop months of line items from Postgres that are closed, final, archived, proven and older than any usage taken',
    )
    .option('--before <month>', 'only months before this one, such as 2024-10')
    .option('--why <text>', 'kept in the audit log; needed to act')
    .option('--wait <minutes>', 'for the archive to have what is needed; 0: do not wait', `${WAIT_MINUTES}`)
    .option('--yes', 'do it without asking')
    .action((options: DropOptions) => withArchive(context(), (at) => dropThem(context(), at, options)))
  archive
    .command('dry-run')
    .description('decide archived usage with today’s code, catalogue and accounts, and show the differences')
    .argument('<topic>', 'a usage topic')
    .option('--site <name>', 'default: every site')
    .option('--from <day>', 'first day of the records, UTC')
    .option('--to <day>', 'the day after the last')
    .action((topic: string, range: Range) => withArchive(context(), (at) => dry(at, topic, range)))
  archive
    .command('replay')
    .description('send archived records, byte for byte, into a topic')
    .argument('<topic>', 'where they were')
    .requiredOption('--into <topic>', 'where they go, at the site they came from')
    .option('--site <name>', 'default: the home site')
    .option('--from <day>', 'first day of the records, UTC')
    .option('--to <day>', 'the day after the last')
    .option('--why <text>', 'kept in the audit log; needed to act')
    .option('--yes', 'do it without asking')
    .action((topic: string, options: ReplayOptions) =>
      withArchive(context(), (at) => replay(context(), at, topic, options)),
    )
}

export type At = { readonly pool: Pool; readonly objects: ObjectStore; readonly scratch: string }

const withArchive = async (context: Context, work: (at: At) => Promise<void>): Promise<void> => {
  const pool = openPool(context.databaseUrl(), 'hydro archive', 2)
  const scratch = join(context.env.HYDROMETER_DATA, 'archive-scratch')
  try {
    await mkdir(scratch, { recursive: true })
    await work({ pool, objects: openObjectStore(context.objectStore()), scratch })
  } finally {
    await pool.end()
  }
}

const check = async ({ pool, objects }: At, options: { topic?: string; digests?: boolean }): Promise<void> => {
  const found = await checkArchive(pool, objects, {
    withDigests: options.digests ?? false,
    ...(options.topic && { topic: options.topic }),
  })
  for (const { kind, at, offsets } of found.ranges)
    say(`${kind} in ${at.topic}:${at.partition}@${at.site} between ${offsets[0]} and ${offsets[1]}`)
  for (const { objectKey, what } of found.damaged) say(`${objectKey} ${what}`)
  const faults = found.ranges.length + found.damaged.length
  note(`${plural(found.files, 'file')}, ${plural(found.rows, 'record')}, ${plural(faults, 'fault')}`)
  if (faults > 0)
    throw new CommandError(
      'The archive is not whole. The log is not trimmed while it is; what is still in the log can be archived again.',
    )
}

const prove = async ({ pool, objects, scratch }: At, options: { topic?: string; again?: boolean }): Promise<void> => {
  const all = await manifestFiles(pool, options.topic)
  const files = options.again ? all : await manifestFiles(pool, options.topic, { unproven: true })
  let good = 0
  let records = 0
  const faults: string[] = []
  for await (const proof of proveFiles(pool, objects, files, scratch)) {
    if (proof.fault) faults.push(`${proof.objectKey}: ${proof.fault}`)
    else good++
    records += proof.rows
  }
  for (const fault of faults) say(fault)
  note(
    `${plural(good, 'file')} proven with ${plural(records, 'record')}; ${plural(all.length - files.length, 'file')} before`,
  )
  if (faults.length > 0)
    throw new CommandError(`${plural(faults.length, 'file')} could not be proven. Nothing was changed.`)
}

type ProveOptions = { from: string; write?: string }

const proveFile = async (context: Context, at: At, file: string, options: ProveOptions): Promise<void> => {
  if (options.from !== 'archive' && options.from !== 'log')
    throw new CommandError('--from takes archive or log.', EXIT.usage)
  const { pool, objects, scratch } = at
  const prove = (hydro: Hydro | undefined) => proveCsv(pool, objects, { file, hydro, scratchFolder: scratch })
  const proof = options.from === 'log' ? await withHydro(context, prove) : await prove(undefined)
  if (!proof) throw new CommandError(`No closed file is called ${file}.`)
  if (options.write) await writeFile(options.write, Buffer.concat([...proof.content]))
  say(`${proof.name}, built again from the ${proof.from}: ${plural(proof.rows, 'row')}, ${count(proof.bytes)} bytes`)
  say(`  recorded  ${proof.recorded}`)
  say(`  rebuilt   ${proof.rebuilt} ${proof.isProven ? '=' : 'is another one'}`)
  const stored = proof.stored === null ? 'is gone' : proof.stored
  say(`  stored    ${stored}${proof.stored === proof.recorded ? ' =' : proof.stored === null ? '' : ' is another one'}`)
  if (!proof.isProven || proof.stored !== proof.recorded)
    throw new CommandError(
      'This file is not proven. Keep everything as it is: neither trim the log nor submit it again before it is understood.',
    )
}

type TrimOptions = { site?: string; olderThan: string; why?: string; yes?: boolean }

const trim = async (context: Context, { pool }: At, topic: string, options: TrimOptions): Promise<void> => {
  const refusal = whyNotTrimmed(topic)
  if (refusal) throw new CommandError(refusal)
  const days = Number(options.olderThan)
  if (!Number.isInteger(days) || days < 0) throw new CommandError('--older-than takes whole days.', EXIT.usage)
  const site = chooseSite(context.sites(), options.site).name
  const at = { site, topic, olderThan: new Date(Date.now() - days * 86_400_000) }
  await withHydro(context, async (hydro) => {
    const plans = await planTrim(pool, hydro, at)
    say(
      table(
        ['partition', 'from', 'to', 'records', 'not further because'],
        plans.map((p) => [p.partition, p.low, p.to, p.to - p.low, p.because]),
      ),
    )
    if (plans.every(({ low, to }) => to <= low))
      return note('There is nothing that may be trimmed. Nothing was changed.')
    if (!options.why) return note('Nothing was changed. Say why (--why) to do it.')
    if (!(await confirm('Kafka forgets these records for good; the archive keeps them.', options.yes)))
      return note('Nothing was changed.')
    const done = await trimLog(pool, hydro, at, { actor: 'operator', why: options.why })
    const removed = done.reduce((sum, p) => sum + p.to - p.low, 0)
    note(`${plural(removed, 'record was', 'records were')} removed from ${topic} at ${site}.`)
  })
}

/** Records of the days asked for, file by file. */
async function* recordsOf({ pool, objects, scratch }: At, topic: string, range: Range): AsyncGenerator<LogRecord> {
  const from = dayOf(range.from, Number.NEGATIVE_INFINITY)
  const to = dayOf(range.to, Number.POSITIVE_INFINITY)
  const { instance, connection } = await openDuckDB({ memoryMb: 256 })
  try {
    for (const file of await manifestFiles(pool, topic)) {
      if (range.site && file.site !== range.site) continue
      const copy = join(scratch, `${process.pid}-read.parquet`)
      for await (const record of readArchivedFile(connection, objects, file.objectKey, copy))
        if (record.timestampMs >= from && record.timestampMs < to) yield record
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const dayOf = (text: string | undefined, without: number): number => {
  if (text === undefined) return without
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(at)) throw new CommandError(`"${text}" is no day such as 2026-11-27.`, EXIT.usage)
  return at
}

const dry = async (at: At, topic: string, range: Range): Promise<void> => {
  const run = await dryRun(at.pool, openReference(at.pool), topic, recordsOf(at, topic, range))
  if (run.differences.length > 0)
    say(
      table(
        ['was', 'would be', 'events', 'for example'],
        run.differences.map((d) => [d.was, d.wouldBe, d.events, d.example]),
      ),
    )
  note(`${plural(run.events, 'event')}: ${count(run.same)} would be decided as they were. Nothing was changed.`)
}

type ReplayOptions = Range & { into: string; why?: string; yes?: boolean }

const replay = async (context: Context, at: At, topic: string, options: ReplayOptions): Promise<void> => {
  const site = chooseSite(context.sites(), options.site).name
  let records = 0
  for await (const _ of recordsOf(at, topic, { ...options, site })) records++
  say(`${plural(records, 'record')} of ${topic} at ${site} would be sent to ${options.into}.`)
  if (records === 0 || !options.why) return note('Nothing was sent. Say why (--why) to do it.')
  if (!(await confirm('They are sent once more, with their keys and headers.', options.yes)))
    return note('Nothing was sent.')
  await withHydro(context, async (hydro) => {
    const sent = await replayInto(at.pool, hydro, {
      site,
      from: topic,
      into: options.into,
      records: recordsOf(at, topic, { ...options, site }),
      actor: 'operator',
      why: options.why ?? '',
    })
    note(`${plural(sent, 'record')} sent to ${options.into} at ${site}.`)
  })
}
