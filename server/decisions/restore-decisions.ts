/**
 * R21: with an empty database, what the log says was decided is put back before anything new is decided, in any
 * partition: an event may have come to two of them, and a release goes to another topic than what it releases.
 */
import type { Logger } from 'pino'
import { uuidText } from '../../domain/line-item-id.ts'
import { processor } from '../../domain/pipeline.ts'
import type { Hydro } from '../kafka/client.ts'
import { partitionCount, readLog } from '../kafka/log-reader.ts'
import type { PartitionContext } from '../kafka/processor.ts'
import { makeOlderPartitions } from '../postgres/make-partitions.ts'
import type { Client, Pool } from '../postgres/pool.ts'
import type { Reference } from '../postgres/reference.ts'
import { NotYet } from '../world-away.ts'
import type { DecisionLog, LoggedDecision } from './decision-log.ts'
import { type Incoming, readIncoming } from './incoming.ts'
import { byId, insertClaims, keepEarlier, type Proposed, readRows, supersede } from './line-item-rows.ts'
import type { ZuoraIdentities } from './zuora-identities.ts'

/** Records restored in one transaction. */
const STEP_RECORDS = 2_000

type Logged = { readonly incoming: Incoming; readonly logged: LoggedDecision }

/** Writes every decision that the log holds of this partition. The cursor stays: what it counts is counted later. */
export const restoreDecisions = async (
  at: PartitionContext,
  deps: { pool: Pool; hydro: Hydro; identities: ZuoraIdentities; reference: Reference; log: Logger },
  log: DecisionLog,
): Promise<void> => {
  let found: Logged[] = []
  const write = async () => {
    const proposed = await proposedOf(await withPartitions(deps, found), deps.identities)
    found = []
    await at.decide(async (tx) => {
      await putBack(tx, proposed)
      return { nextOffset: at.cursor.nextOffset, result: undefined }
    })
  }
  const { site, topic, partition } = at.source
  for await (const record of readLog(deps.hydro, { site, topic, partition, from: 0 })) {
    if (await log.isOver()) break
    const logged = await log.at(record.offset)
    if (typeof logged === 'string') continue
    found.push({ incoming: readIncoming(at.source, record, deps.reference), logged })
    if (found.length === STEP_RECORDS) await write()
  }
  if (found.length > 0) await write()
}

/**
 * R14: the months from before the horizon are made before anything of them is written. Without those that a person had
 * dropped: they are in the archive, and nothing here says anything of them.
 */
const withPartitions = async (
  { pool, reference, log }: { pool: Pool; reference: Reference; log: Logger },
  found: readonly Logged[],
): Promise<readonly Logged[]> => {
  const isOlder = ({ incoming }: Logged) => incoming.idTimeMs < reference.horizonMs
  const older = found.filter(isOlder)
  if (older.length === 0) return found
  const from = new Date(Math.min(...older.map(({ incoming }) => incoming.idTimeMs)))
  const made = await makeOlderPartitions(pool, from)
  if (made) {
    if (made.length > 0) log.info({ made }, 'months made for what the log holds of them')
    return found
  }
  const horizon = new Date(reference.horizonMs).toISOString()
  log.warn({ records: older.length, horizon }, 'line items of months that were dropped are passed by: see the archive')
  return found.filter((one) => !isOlder(one))
}

const pairOf = ({ logged }: Logged) => (logged.reason === null ? logged : undefined)

const proposedOf = async (found: readonly Logged[], identities: ZuoraIdentities): Promise<Proposed[]> => {
  await identities.load(found.flatMap((one) => pairOf(one) ?? []))
  return found.map((one) => {
    const pair = pairOf(one)
    const { attempt, reason, accountVersion } = one.logged
    const identity = pair ? identities.of(pair).id : 0
    return { incoming: one.incoming, ruling: { attempt, reason, accountVersion, identity } }
  })
}

const byAttempt = (a: Proposed, b: Proposed): number => byId(a, b) || a.ruling.attempt - b.ruling.attempt

/** Of several attempts of a line item, wherever they were read, the greatest stands and the others are its history. */
const putBack = async (tx: Client, proposed: Proposed[]): Promise<void> => {
  const sorted = proposed.sort(byAttempt)
  const first = sorted.filter((p, i) => i === 0 || byId(p, sorted[i - 1]!) !== 0)
  const known = await insertClaims(tx, first)
  const inserted = new Set(first.filter((_, place) => !known.has(place)))
  const beside = sorted.filter((p) => !inserted.has(p))
  const rows = await readRows(
    tx,
    beside.map((p) => uuidText(p.incoming.item.lineItemId)),
    true,
  )
  const attemptOf = (p: Proposed) => rows.get(uuidText(p.incoming.item.lineItemId))!.attempt
  await keepEarlier(
    tx,
    beside.filter((p) => p.ruling.attempt < attemptOf(p)),
  )
  await supersede(
    tx,
    beside.filter((p) => p.ruling.attempt > attemptOf(p)),
  )
}

type Restored = { readonly restored: number; readonly all: number }

/** Of the partitions that the filter reads, those that have put back what the log holds of them. */
const restoredPartitions = async (deps: { pool: Pool; hydro: Hydro }): Promise<Restored> => {
  const { name, reads } = processor('submission-filter')
  const home = deps.hydro.home.name
  const counts = await Promise.all(reads.map((topic) => partitionCount(deps.hydro, home, topic)))
  const { rows } = await deps.pool.query<{ restored: number }>(
    `select count(*)::int as restored from stream_cursor
      where processor = $1 and site = $2 and (state->>'restored' = 'true' or state->>'rebuilt' = 'true')`,
    [name, home],
  )
  return { restored: rows[0]!.restored, all: counts.reduce((sum, n) => sum + n, 0) }
}

/** @throws NotYet until each partition that the filter reads has put back what the log holds of it */
export const awaitDecisions = async (deps: { pool: Pool; hydro: Hydro }): Promise<void> => {
  const { restored, all } = await restoredPartitions(deps)
  if (restored < all)
    throw new NotYet(`decisions are being read from the log: ${restored} of ${all} partitions are done`)
}

/** All of the log's decisions are here, and the horizon is where they need it. */
export const decisionsAreBack = async (deps: { pool: Pool; hydro: Hydro }): Promise<boolean> => {
  const { restored, all } = await restoredPartitions(deps)
  return restored >= all
}
