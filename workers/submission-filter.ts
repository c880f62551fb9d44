/**
 * submission-filter takes out line items that can't be submitted. It claims every id once: the first claim wins, what
 * comes again is left out, and each decision is written with its reason before anything of it is sent (R10–R12).
 */
import { uuidText } from '../domain/line-item-id.ts'
import { checkHorizon } from '../domain/normalise.ts'
import { processor } from '../domain/pipeline.ts'
import { Poison } from '../domain/poison.ts'
import type { StepLatency } from '../domain/step-latency.ts'
import { AccountCache } from '../server/decisions/account-facts.ts'
import { type Candidate, claimLineItems, type Outcome, repeatDecisions } from '../server/decisions/claim-line-items.ts'
import { type Incoming, readIncoming } from '../server/decisions/incoming.ts'
import { PartitionDesk } from '../server/decisions/partition-desk.ts'
import { RecentIds } from '../server/decisions/recent-ids.ts'
import { ZuoraIdentities } from '../server/decisions/zuora-identities.ts'
import { type DeadLetter, deadLetterOf, recordDeadLetters, type Source } from '../server/kafka/dead-letters.ts'
import { parseBatch } from '../server/kafka/parse-batch.ts'
import type { PartitionHandler, StreamProcessor } from '../server/kafka/processor.ts'
import type { OutRecord } from '../server/kafka/sender.ts'
import { EventCounts } from '../server/ledger/event-counts.ts'
import type { Reference } from '../server/postgres/reference.ts'
import { appendRejectedTail, appendSubmittableTail } from '../server/proto/codec.ts'
import type { WorkerDeps } from './deps.ts'

export const submissionFilter = (deps: WorkerDeps): StreamProcessor => {
  const accounts = new AccountCache(deps.pool)
  const identities = new ZuoraIdentities(deps.pool)
  const recent = new RecentIds()

  return {
    spec: processor('submission-filter'),
    lingerMs: 40,
    tickMs: 1_000,
    resumesAtCursor: false,

    async open(at): Promise<PartitionHandler> {
      const desk = await PartitionDesk.open(at, { ...deps, accounts, identities })

      return {
        async handle(batch) {
          const reference = await deps.reference()
          const { good, dead } = parseBatch(
            at,
            batch,
            (record) => keptStill(readIncoming(at.source, record, reference), reference),
            () => 'billing.line-items',
          )
          const incoming = good.map(({ value }) => value)

          let outcomes: Outcome[]
          let letters = dead
          if (batch.isReplay) {
            outcomes = await repeatDecisions(deps.pool, incoming)
          } else {
            const candidates = await desk.propose(incoming, reference)
            const state = await desk.stateAfter()
            const decided = await at.decide(async (tx) => {
              const claimed = await claimLineItems(tx, candidates, recent)
              const all = [...dead, ...conflicts(at.source, claimed)]
              await recordDeadLetters(tx, all)
              await count(claimed, all).write(tx, at.source)
              const { nextOffset, priorSha256 } = batch
              return { nextOffset, priorSha256, ...(state && { state }), result: { claimed, all } }
            })
            // What the log held already was sent before this database was new.
            const logged = new Set(candidates.filter((c) => c.known === 'log').map((c) => c.incoming))
            outcomes = decided.claimed.filter((outcome) => !logged.has(outcome.incoming))
            letters = decided.all
            observe(at.latency, candidates, decided.claimed)
          }

          const emitted = await rendered(outcomes, identities)
          await at.sendDeadLetters(letters)
          await at.send('billing.rejected', emitted.rejected)
          await at.send('billing.submittable', emitted.submittable)
          at.count('accepted', emitted.submittable.length)
          at.count('rejected', emitted.rejected.length)
          at.count('duplicate', outcomes.filter(({ verdict }) => verdict === 'duplicate').length)
        },
      }
    },
  }
}

/** The relay looked at the age, too; but the horizon may have risen since, and then no partition takes it (R14). */
const keptStill = (incoming: Incoming, { horizonMs }: Reference): Incoming => {
  checkHorizon(incoming.idTimeMs, horizonMs)
  return incoming
}

/** The same id with other values: nobody can say which is true, so a person looks (R10). */
const conflicts = (source: Source, outcomes: readonly Outcome[]): DeadLetter[] =>
  outcomes
    .filter(({ verdict }) => verdict === 'conflict')
    .map(({ incoming }) =>
      deadLetterOf(
        source,
        incoming.record,
        new Poison(
          'conflict',
          `line item ${uuidText(incoming.item.lineItemId)} was decided before with another account, SKU, quantity or time`,
        ),
        { product: incoming.skuOf.product, accountId: incoming.accountId },
      ),
    )

/** Decided for the first time, here and not in the log of an earlier database: a release decides again. */
const observe = (latency: StepLatency, candidates: readonly Candidate[], outcomes: readonly Outcome[]): void => {
  const now = Date.now()
  for (let nth = 0; nth < outcomes.length; nth++) {
    const { incoming, verdict } = outcomes[nth]!
    if (verdict === 'claimed' && candidates[nth]!.known === 'no')
      latency.observe(incoming.skuOf.product, incoming.from.site, now - incoming.from.timestampMs)
  }
}

/** A release takes back the rejection that it undoes, a repair the acceptance: every event stays in one place of the books. */
const count = (outcomes: readonly Outcome[], dead: readonly DeadLetter[]): EventCounts => {
  const counts = new EventCounts()
  const add = (incoming: Incoming, outcome: 'accepted' | 'rejected' | 'duplicate', events: number) =>
    counts.add(incoming.from, incoming.skuOf.product, incoming.startedAtMs, outcome, events)
  for (const { incoming, verdict, ruling, undoes } of outcomes) {
    if (undoes) add(incoming, undoes, -1)
    if (verdict === 'duplicate') add(incoming, 'duplicate', 1)
    else if (ruling && verdict !== 'replay') add(incoming, ruling.reason === null ? 'accepted' : 'rejected', 1)
  }
  for (const { origin, product, record } of dead) counts.add(origin, product, record.timestampMs, 'dead_letter')
  return counts
}

/** The line item's own bytes and what the decision froze (R12), to the partition it came from (R9). */
const rendered = async (outcomes: readonly Outcome[], identities: ZuoraIdentities) => {
  await identities.loadIds(outcomes.map(({ ruling }) => ruling?.identity ?? 0))
  const submittable: OutRecord[] = []
  const rejected: OutRecord[] = []
  for (const { incoming, ruling } of outcomes) {
    if (!ruling) continue
    const { claim, record } = incoming
    const { attempt, reason, accountVersion, identity: identityId } = ruling
    const lineItem = record.value as Buffer
    const { partition } = claim
    const { key } = record
    const { timestampMs, site: originSite } = incoming.from
    if (reason !== null) {
      const value = appendRejectedTail(lineItem, { claim, attempt, reason, accountVersion })
      rejected.push({ partition, key, value, timestampMs })
    } else {
      const identity = identities.withId(identityId)
      const value = appendSubmittableTail(lineItem, {
        claim,
        attempt,
        zuoraAccountNumber: identity.accountNumber,
        zuoraSubscriptionNumber: identity.subscriptionNumber,
        originSite,
      })
      submittable.push({ partition, key, value, timestampMs })
    }
  }
  return { submittable, rejected }
}
