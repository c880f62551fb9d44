/**
 * What happens to the invented customers while time passes. All changes go through here, so that the generator, which
 * must know each account's trait to know what becomes of its usage, starts anew with each of them.
 */
import {
  type AccountTrait,
  DEMO_POPULATION,
  type DemoAccount,
  makeNewcomer,
  makePopulation,
  zuoraAccountNumber,
} from './population.ts'

/** A change each so often, in turn; the demo shows each within its first minutes. */
const CHANGE_MS = 90_000
/** Newcomers whose usage is ahead of their account, all the time. */
const NEWCOMERS = 4
/** The first Zuora account number given while the demo runs: above those of the population. */
const ZUORA_NUMBERS_FROM = 100_000

export type Change = { readonly account: DemoAccount; readonly what: string }

export class Town {
  accounts: readonly DemoAccount[]
  private newcomers = 0
  private nextChangeMs: number
  private turn = 0

  constructor(private readonly startMs: number) {
    // Those whose usage comes before their account are new in each run: an earlier run told of its own.
    const lasting = makePopulation().filter((a) => a.trait !== 'not_known')
    this.accounts = [...lasting, ...Array.from({ length: NEWCOMERS }, () => this.newcomer())]
    this.nextChangeMs = startMs + CHANGE_MS
  }

  /** The change that is due, or null. The caller tells accounts.changed of it. */
  advance(nowMs: number): Change | null {
    if (nowMs < this.nextChangeMs) return null
    this.nextChangeMs = nowMs + CHANGE_MS
    const kinds = [() => this.signUp(), () => this.giveZuoraAccount(), () => this.suspendAnother()]
    const change = kinds[this.turn % kinds.length]!()
    this.turn++
    return change
  }

  /** Usage came first, the account now, its Zuora account later. */
  private signUp(): Change {
    const found = this.withTrait('not_known')[0]!
    const account: DemoAccount = { ...found, trait: 'no_zuora' }
    this.replace(found, account)
    this.accounts = [...this.accounts, this.newcomer()]
    return { account, what: `${account.login} signed up` }
  }

  /** Its rejected usage is released by the sweep. */
  private giveZuoraAccount(): Change {
    // The newest: those that had none from the start stay so, like the suspended ones below.
    const found = this.withTrait('no_zuora').at(-1)!
    // by the second, so that a number is never given twice in two runs
    const number = ZUORA_NUMBERS_FROM + (Math.floor(this.startMs / 1_000) % 90_000_000) + this.turn
    const account: DemoAccount = { ...found, trait: 'billable', zuoraAccountNumber: zuoraAccountNumber(number) }
    this.replace(found, account)
    return { account, what: `${account.login} got the Zuora account ${account.zuoraAccountNumber}` }
  }

  /**
   * Alternately a small customer does not pay and, next time, does. Those that were suspended from the start stay so,
   * or a later run would take them for suspended when they are not.
   */
  private suspendAnother(): Change {
    const suspended = this.withTrait('suspended')
    const pays = suspended.length > DEMO_POPULATION.perTrait
    const found = pays ? suspended.at(-1)! : this.withTrait('billable').at(-1 - (this.turn % 50))!
    const account: DemoAccount = { ...found, trait: pays ? 'billable' : 'suspended' }
    this.replace(found, account)
    return { account, what: pays ? `${account.login} paid and is active again` : `${account.login} was suspended` }
  }

  private withTrait(trait: AccountTrait): DemoAccount[] {
    return this.accounts.filter((a) => a.trait === trait)
  }

  /** Changed accounts go last, so that each trait's list is in the order of waiting. */
  private replace(old: DemoAccount, now: DemoAccount): void {
    this.accounts = [...this.accounts.filter((a) => a !== old), now]
  }

  private newcomer(): DemoAccount {
    return makeNewcomer(this.startMs + this.newcomers++)
  }
}
