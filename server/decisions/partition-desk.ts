/**
 * What the filter needs to decide about the line items of one partition: facts, frozen identities, and while a fresh
 * database is rebuilt, the decisions that the log already holds (R21).
 */
import type { Logger } from 'pino'
import { CLAIM_TOPIC } from '../../domain/line-item.ts'
import { decide } from '../../domain/rules.ts'
import type { Hydro } from '../kafka/client.ts'
import type { PartitionContext } from '../kafka/processor.ts'
import type { Pool } from '../postgres/pool.ts'
import type { ReadReference, Reference } from '../postgres/reference.ts'
import type { AccountCache } from './account-facts.ts'
import type { Candidate } from './claim-line-items.ts'
import { type DecisionLog, type LoggedDecision, openDecisionLog } from './decision-log.ts'
import type { Incoming } from './incoming.ts'
import { awaitDecisions, restoreDecisions } from './restore-decisions.ts'
import type { Pair, ZuoraIdentities } from './zuora-identities.ts'

export class PartitionDesk {
  readonly #accounts: AccountCache
  readonly #identities: ZuoraIdentities
  #log: DecisionLog | undefined

  private constructor(accounts: AccountCache, identities: ZuoraIdentities, log: DecisionLog | undefined) {
    this.#accounts = accounts
    this.#identities = identities
    this.#log = log
  }

  static async open(
    at: PartitionContext,
    deps: {
      pool: Pool
      hydro: Hydro
      accounts: AccountCache
      identities: ZuoraIdentities
      reference: ReadReference
      log: Logger
    },
  ): Promise<PartitionDesk> {
    const { cursor, source } = at
    let log: DecisionLog | undefined
    if (cursor.state.rebuilt !== true) {
      const claimTopic = CLAIM_TOPIC[source.topic as keyof typeof CLAIM_TOPIC]
      const open = () => openDecisionLog(deps.hydro, source.partition, claimTopic)
      if (cursor.state.restored !== true) {
        log = await open()
        if (log) await restoreDecisions(at, { ...deps, reference: await deps.reference() }, log)
        await at.remember({ restored: true })
      }
      await awaitDecisions(deps)
      await deps.reference({ isFresh: true }) // the horizon may have fallen to what was put back
      log = await open()
      if (!log || (await log.isOver())) {
        log = undefined
        await at.remember({ rebuilt: true })
      }
    }
    return new PartitionDesk(deps.accounts, deps.identities, log)
  }

  /** Once nothing of the log is left to read, the cursor remembers it. */
  async stateAfter(): Promise<Record<string, unknown> | undefined> {
    if (!this.#log || !(await this.#log.isOver())) return undefined
    this.#log = undefined
    return { restored: true, rebuilt: true }
  }

  /** What would be decided about each, or what the log says was decided. Nothing is written. */
  async propose(incoming: readonly Incoming[], reference: Reference): Promise<Candidate[]> {
    // A release was asked for because the account changed a moment ago: older facts would reject it once more.
    const released = incoming.filter((one) => one.releases !== null)
    await this.#accounts.load(
      incoming.map((one) => one.accountId),
      released.map((one) => one.accountId),
    )
    const proposed: Proposal[] = []
    for (const one of incoming) {
      // In order and one after the other: the readers walk beside the input. Without a log nothing is awaited.
      const logged = this.#log ? await this.#log.at(one.claim.offset) : 'beyond'
      proposed.push(typeof logged === 'string' ? this.#decide(one, logged, reference) : asLogged(one, logged))
    }
    // A batch has few accounts: each is looked up once, by what was read of it.
    const pairs = new Set<Pair>()
    for (const { pair } of proposed) if (pair) pairs.add(pair)
    await this.#identities.load(pairs)
    const ids = new Map<Pair, number>()
    for (const pair of pairs) ids.set(pair, this.#identities.of(pair).id)
    for (const { pair, ruling } of proposed) if (pair) ruling.identity = ids.get(pair) as number
    return proposed
  }

  #decide(incoming: Incoming, logged: 'none' | 'beyond', reference: Reference): Proposal {
    const account = this.#accounts.get(incoming.accountId)
    const reason = decide(incoming.item, incoming.skuOf, account, reference.isClosed)
    return {
      incoming,
      known: logged === 'none' ? 'none' : 'no',
      ruling: { attempt: 1, reason, accountVersion: account?.version ?? 0, identity: 0 },
      pair: reason === null && account ? account : null,
    }
  }
}

/** A candidate whose identity is still to be found. Filled in place: there is one for every event. */
type Proposal = Candidate & { readonly ruling: { identity: number }; readonly pair: Pair | null }

const asLogged = (incoming: Incoming, logged: LoggedDecision): Proposal => ({
  incoming,
  known: 'log',
  ruling: { attempt: logged.attempt, reason: logged.reason, accountVersion: logged.accountVersion, identity: 0 },
  pair: logged.reason === null ? logged : null,
})
