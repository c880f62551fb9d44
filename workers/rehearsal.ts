/**
 * What a process that stands by does while it waits: it takes made-up usage through the code that every event passes, from
 * the bytes of the log to the bytes for the log and for Postgres, so that this code is compiled by the time the process is a
 * worker. Everything happens in memory and is thrown away: no broker, no database, no state of a worker (decision 29).
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { catalogueOf, SEED_SKUS } from '../domain/catalogue.ts'
import { type FoldRecord, foldStep, Marks } from '../domain/file-fold.ts'
import { CLAIM_TOPIC, type Frozen, RUNNER, VISIBILITY } from '../domain/line-item.ts'
import type { processor, UsageTopic } from '../domain/pipeline.ts'
import { decide } from '../domain/rules.ts'
import type { UsageEvent } from '../domain/usage.ts'
import { placementsFile } from '../server/books/place-rows.ts'
import { rowsAppended } from '../server/csv/announce.ts'
import { productsOf } from '../server/csv/builder-memory.ts'
import { OpenFile } from '../server/csv/open-file.ts'
import { readIncoming } from '../server/decisions/incoming.ts'
import { claimsFile, type Proposed } from '../server/decisions/line-item-rows.ts'
import { AccountKeys } from '../server/kafka/account-keys.ts'
import type { Source } from '../server/kafka/dead-letters.ts'
import { decodeRecordBatches } from '../server/kafka/fetch-decoder.ts'
import { originBytes } from '../server/kafka/headers.ts'
import type { LogRecord } from '../server/kafka/log-reader.ts'
import { encodeRecordBatch } from '../server/kafka/record-batch.ts'
import type { OutRecord } from '../server/kafka/sender.ts'
import type { Reference } from '../server/postgres/reference.ts'
import {
  appendRejectedTail,
  appendSubmittableTail,
  decodeCsvFileEvent,
  decodeSubmittable,
  encodeUsage,
} from '../server/proto/codec.ts'
import { toLineItem } from './usage-relay.ts'

/** A round is short and a pause follows it: a worker that has just come up needs the CPU more. */
const ROUND_RECORDS = 200
const ROUNDS = 25
const PAUSE_MS = 40

const PARTITIONS = 6
const SITE = 'rehearsal'
const REFERENCE: Reference = {
  catalogue: catalogueOf(SEED_SKUS),
  siteCodes: new Map([[SITE, 1]]),
  horizonMs: 0,
  installation: 'rehear',
  isClosed: () => false,
}
const productOf = productsOf(REFERENCE)
const ACCOUNT = {
  version: 1,
  zuoraAccountNumber: 'A00000001',
  zuoraSubscriptionNumber: 'A-S00000001',
  standing: 1,
  billingEnabled: true,
}
const source = (name: Parameters<typeof processor>[0], topic: string): Source => ({
  processor: name,
  site: SITE,
  topic,
  partition: 1,
})

const shared = (nth: number) => ({
  eventId: randomUUID(),
  accountId: 1_000_001 + (nth % 97),
  repositoryId: 1 + nth,
  repositoryName: `rehearsal/repository-${nth % 31}`,
  repositoryVisibility: nth % 13 === 0 ? VISIBILITY.public : VISIBILITY.private,
  actorLogin: 'nobody',
})
/** One of each kind in turn; nearly all can be submitted, as in life. */
const usage = (topic: UsageTopic, nth: number): UsageEvent => {
  const [at, minute] = [Date.now() - nth, 60_000]
  switch (topic) {
    case 'usage.actions': {
      const times = { startedAtMs: at - 7 * minute, endedAtMs: at - minute }
      const run = { workflowPath: '.github/workflows/ci.yml', jobId: `job-${nth}`, runner: RUNNER.hosted }
      return { topic, ...shared(nth), ...run, sku: 'actions_linux_4_core', ...times }
    }
    case 'usage.packages':
      return {
        topic,
        ...shared(nth),
        packageName: 'rehearsal',
        sku: 'packages_bandwidth',
        bytesTransferred: 1_000_003 * (1 + nth),
        transferredAtMs: at,
      }
    case 'usage.storage': {
      const period = { periodStartMs: at - 60 * minute, periodEndMs: at }
      return { topic, ...shared(nth), sku: 'actions_storage', storedBytes: 1_000_000_007 + nth, ...period }
    }
    case 'usage.metered': {
      const how = { product: 'git_lfs', unitOfMeasure: 'GB', quantity: { units: 1, nanos: 500_000_000 + nth } }
      return { topic, ...shared(nth), ...how, sku: 'git_lfs_bandwidth', usageStartMs: at - minute, usageEndMs: at }
    }
  }
}
const TOPICS: readonly UsageTopic[] = ['usage.actions', 'usage.packages', 'usage.storage', 'usage.metered']

/** As the next process of the pipeline gets them: through the log's own bytes. */
const throughTheLog = (records: readonly OutRecord[]): Promise<LogRecord[]> =>
  decodeRecordBatches(encodeRecordBatch(records, Date.now()), () => null)

const relay = async (topic: UsageTopic, keys: AccountKeys): Promise<OutRecord[]> => {
  const sent = Array.from({ length: ROUND_RECORDS / TOPICS.length }, (_, nth) => ({
    partition: 1,
    key: null,
    value: encodeUsage(topic, usage(topic, nth)),
    timestampMs: Date.now(),
  }))
  const from = source('usage-relay', topic)
  return (await throughTheLog(sent)).map((record) => {
    const { accountId, value, origin } = toLineItem(from, record, REFERENCE, true)
    const { key, partition } = keys.of(accountId)
    return { partition, key, value, headers: originBytes(origin), timestampMs: origin.timestampMs }
  })
}

const filter = (records: readonly LogRecord[]): { claims: Buffer; submittable: OutRecord[] } => {
  const from = source('submission-filter', 'billing.line-items')
  const proposed = records.map((record): Proposed => {
    const incoming = readIncoming(from, record, REFERENCE)
    const reason = decide(incoming.item, incoming.skuOf, ACCOUNT, REFERENCE.isClosed)
    return { incoming, ruling: { attempt: 1, reason, accountVersion: ACCOUNT.version, identity: 1 } }
  })
  const submittable: OutRecord[] = []
  for (const { incoming, ruling } of proposed) {
    const { claim, record } = incoming
    const { partition } = claim
    const lineItem = record.value as Buffer
    if (ruling.reason !== null) {
      appendRejectedTail(lineItem, { claim, attempt: 1, reason: ruling.reason, accountVersion: 1 })
      continue
    }
    const frozen: Frozen = { claim, attempt: 1, ...ACCOUNT, originSite: SITE }
    const value = appendSubmittableTail(lineItem, frozen)
    submittable.push({ partition, key: record.key, value, timestampMs: record.timestampMs })
  }
  return { claims: claimsFile(proposed), submittable }
}

const build = (records: readonly LogRecord[], file: OpenFile, marks: Marks): OutRecord[] => {
  const read: FoldRecord[] = records.map(({ offset, timestampMs, value }) => ({
    offset,
    timestampMs,
    row: decodeSubmittable(value),
  }))
  const step = foldStep(read, 0, marks, file)
  const firstRow = file.rows + 1
  file.add(step)
  return rowsAppended(file, firstRow, step.rows, productOf)
}

const keepBooks = (announced: readonly LogRecord[]): Buffer =>
  placementsFile(
    announced.flatMap(({ value }, nth) => {
      const event = decodeCsvFileEvent(value)
      return event.kind === 'rows_appended' ? event.attempts.map((_, index) => ({ event, nth, index })) : []
    }),
  )

/** The bytes of one round that would have gone to Postgres. */
const round = async (keys: AccountKeys, file: OpenFile): Promise<{ claims: Buffer; placements: Buffer }> => {
  const lineItems: OutRecord[] = []
  for (const topic of TOPICS) lineItems.push(...(await relay(topic, keys)))
  const { claims, submittable } = filter(await throughTheLog(lineItems))
  const announced = build(await throughTheLog(submittable), file, Marks.of([]))
  return { claims, placements: keepBooks(await throughTheLog(announced)) }
}

/**
 * Ends early when `isOver` says so. Gives the rows that it would have written.
 * @throws what the code throws when it no longer takes such usage: a test says so first
 */
export const rehearse = async (
  isOver: () => boolean,
  { rounds = ROUNDS, pauseMs = PAUSE_MS } = {},
): Promise<{ claimBytes: number; placementBytes: number; rows: number }> => {
  const keys = new AccountKeys(PARTITIONS)
  const file = new OpenFile({
    installation: REFERENCE.installation,
    partition: 1,
    sequence: 1,
    firstOffset: 0,
    openingMarks: [{ topic: CLAIM_TOPIC['billing.line-items'], partition: 1, offset: -1 }],
    profile: { dateFormat: 'MM/DD/YYYY', uniqueKey: true, rendererVersion: 1 },
    maxBytes: 4_000_000,
    maxAgeSeconds: 900,
  })
  let [claimBytes, placementBytes] = [0, 0]
  for (let nth = 0; nth < rounds && !isOver(); nth++) {
    const { claims, placements } = await round(keys, file)
    claimBytes += claims.length
    placementBytes += placements.length
    await sleep(pauseMs)
  }
  return { claimBytes, placementBytes, rows: file.rows }
}
