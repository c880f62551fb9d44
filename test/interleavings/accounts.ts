/** Who may be billed, and how that changes under the workers. The table is all that the filter sees of it. */
import { PLAN, STANDING } from '../../domain/account.ts'
import { ACCOUNTS } from './events.ts'
import type { World } from './world.ts'

type Account = { version: number; isKnown: boolean; number: string; standing: number }

export class Accounts {
  readonly #world: World
  readonly #all: Account[]

  constructor(world: World) {
    this.#world = world
    this.#all = Array.from({ length: ACCOUNTS }, (_, i) => ({
      version: 1,
      isKnown: world.pick(4) > 0,
      number: world.pick(5) > 0 ? `A0000000${i + 1}` : '',
      standing: world.pick(5) > 0 ? STANDING.active : STANDING.suspended,
    }))
  }

  async change(): Promise<void> {
    const { pick } = this.#world
    const index = pick(ACCOUNTS)
    const account = this.#all[index]!
    account.version++
    account.isKnown = true
    if (pick(2)) account.standing = account.standing === STANDING.active ? STANDING.suspended : STANDING.active
    else if (pick(3)) account.number = `A${String(account.version).padStart(7, '0')}${index + 1}`
    else account.number = ''
    this.#world.note('account', `${index + 1}: ${JSON.stringify(account)}`)
    await this.write()
  }

  async heal(): Promise<void> {
    for (const [index, account] of this.#all.entries()) {
      account.version++
      account.isKnown = true
      account.standing = STANDING.active
      account.number ||= `A0000000${index + 1}`
    }
    await this.write()
  }

  async write(): Promise<void> {
    const known = this.#all.flatMap((account, index) => (account.isKnown ? [{ ...account, id: index + 1 }] : []))
    await this.#world.database.query(
      `insert into account (id, version, login, zuora_account_number, zuora_subscription_number, standing,
                            billing_enabled, plan)
       select a.id, a.version, 'octo', a.number, '', a.standing, true, $5
         from unnest($1::bigint[], $2::bigint[], $3::text[], $4::smallint[]) as a (id, version, number, standing)
       on conflict (id) do update set version = excluded.version, standing = excluded.standing,
         zuora_account_number = excluded.zuora_account_number`,
      [
        known.map(({ id }) => id),
        known.map(({ version }) => version),
        known.map(({ number }) => number),
        known.map(({ standing }) => standing),
        PLAN.team,
      ],
    )
  }
}
