/**
 * usage-relay records individual usage events: it reads the usage topics of a site, turns each event into one line item
 * and passes it on to the home site. It decides nothing in Postgres but dead letters; its counts are kept per range of
 * offsets, and where it resumes is written with them (R28).
 */
import { checkAge, normalise } from '../domain/normalise.ts'
import { processor, USAGE_TOPICS, type UsageTopic } from '../domain/pipeline.ts'
import { Poison } from '../domain/poison.ts'
import { StepLatency } from '../domain/step-latency.ts'
import { reach, type TimeRun } from '../domain/time-runs.ts'
import { decisionsAreBack } from '../server/decisions/restore-decisions.ts'
import { AccountKeys } from '../server/kafka/account-keys.ts'
import { recordDeadLetters, type Source } from '../server/kafka/dead-letters.ts'
import { headerText, type Origin, originBytes, originOf } from '../server/kafka/headers.ts'
import { type LogRecord, partitionCount } from '../server/kafka/log-reader.ts'
import { parseBatch } from '../server/kafka/parse-batch.ts'
import type { PartitionHandler, StreamProcessor } from '../server/kafka/processor.ts'
import { EventCounts } from '../server/ledger/event-counts.ts'
import { writeRelayRun } from '../server/ledger/relay-runs.ts'
import { LINE_ITEM_BYTES_MAX } from '../server/limits.ts'
import type { Reference } from '../server/postgres/reference.ts'
import { encodeLineItem, readUsage } from '../server/proto/codec.ts'
import { NotYet } from '../server/world-away.ts'
import type { WorkerDeps } from './deps.ts'

export const usageRelay = (deps: WorkerDeps): StreamProcessor => ({
  spec: processor('usage-relay'),
  lingerMs: 20,
  tickMs: 1_000,
  resumesAtCursor: true,

  async open(at): Promise<PartitionHandler> {
    const keys = new AccountKeys(await partitionCount(deps.hydro, deps.hydro.home.name, 'billing.line-items'))
    let counts = new EventCounts()
    // A fresh database (R21): until the filter has read its decisions, the horizon may fall to the oldest of them.
    let isHorizonKnown = at.cursor.rebuildTo <= at.cursor.nextOffset
    const readReference = async (): Promise<Reference> => {
      if (isHorizonKnown || !(await decisionsAreBack(deps))) return deps.reference()
      const reference = await deps.reference({ isFresh: true })
      isHorizonKnown = true
      return reference
    }
    let handled: { nextOffset: number; priorSha256: Buffer; atMs: number } | undefined
    /** Observed when the ledger has them: as exactly as events are counted. */
    const reached = new StepLatency()
    let run: TimeRun | undefined

    return {
      async handle(batch) {
        const reference = await readReference()
        const { good, dead } = parseBatch(
          at,
          batch,
          (record) => toLineItem(at.source, record, reference, isHorizonKnown),
          (record) => originOf(record)?.topic ?? at.source.topic,
        )

        await recordDeadLetters(deps.pool, dead)
        await at.sendDeadLetters(dead)
        await at.send(
          'billing.line-items',
          good.map(({ value: { accountId, value, origin } }) => {
            const { key, partition } = keys.of(accountId)
            return { partition, key, value, headers: originBytes(origin), timestampMs: origin.timestampMs }
          }),
        )

        const atMs = Date.now()
        // A fresh database (R21): what was relayed before it is no news.
        for (const { record, value } of good)
          if (record.offset >= at.cursor.rebuildTo)
            reached.observe(value.product, value.origin.site, atMs - value.origin.timestampMs)
        for (const { origin, record } of dead) counts.add(origin, '', record.timestampMs, 'dead_letter')
        for (const { value } of good) counts.add(value.origin, value.product, value.startedAtMs, 'relayed')
        at.count('relayed', good.length)
        handled = { nextOffset: batch.nextOffset, priorSha256: batch.priorSha256, atMs }
      },

      /** The ledger: counts and the offset to resume at, in one transaction that succeeds once. */
      async settle() {
        if (!handled) return
        const [{ atMs, ...moved }, written] = [handled, counts]
        const { siteCodes } = await deps.reference()
        const first = at.cursor.nextOffset
        const isNews = first >= at.cursor.rebuildTo && isUsageTopic(at.source.topic)
        run = isNews ? reach(run, { first, end: moved.nextOffset, atMs }) : undefined
        await at.decide(async (tx) => {
          await written.write(tx, at.source)
          if (run) await writeRelayRun(tx, at.source, siteCodes, run)
          return { ...moved, result: undefined }
        })
        reached.moveTo(at.latency)
        handled = undefined
        counts = new EventCounts()
      },
    }
  },
})

type Relayed = {
  readonly accountId: number
  readonly value: Buffer
  readonly origin: Origin
  readonly product: string
  readonly startedAtMs: number
}

/** @throws Poison when the event can never become a line item, NotYet when nobody can say yet whether it is too old */
const toLineItem = (source: Source, record: LogRecord, reference: Reference, isHorizonKnown: boolean): Relayed => {
  const origin = usageOrigin(source, record)
  const item = normalise(readUsage(usageTopic(origin.topic), record.value), reference.catalogue)
  if (!isHorizonKnown && item.startedAtMs < reference.horizonMs)
    throw new NotYet('usage from before the horizon waits until the decisions of the log are read')
  checkAge(item.startedAtMs, origin.timestampMs, reference.horizonMs)
  const value = encodeLineItem(item)
  if (value.length > LINE_ITEM_BYTES_MAX)
    throw new Poison('too_large', `the line item has ${value.length} bytes, more than ${LINE_ITEM_BYTES_MAX}`)
  return {
    accountId: item.accountId,
    value,
    origin,
    product: reference.catalogue.bySku.get(item.sku)?.product ?? '',
    startedAtMs: item.startedAtMs,
  }
}

/** A usage event is its own origin; a redrive says in its headers where it once came from. */
const usageOrigin = (source: Source, record: LogRecord): Origin => {
  if (source.topic !== 'usage-relay.retry') {
    const { site, topic, partition } = source
    return { site, topic, partition, offset: record.offset, timestampMs: record.timestampMs }
  }
  const origin = originOf(record)
  if (!origin)
    throw new Poison('bad_headers', `hydro-origin-topic is ${headerText(record, 'hydro-origin-topic') ?? 'missing'}`)
  return origin
}

const isUsageTopic = (topic: string): boolean => USAGE_TOPICS.some((name) => name === topic)

const usageTopic = (topic: string): UsageTopic => {
  const found = USAGE_TOPICS.find((name) => name === topic)
  if (!found) throw new Poison('bad_headers', `${topic} is not a usage topic`)
  return found
}
