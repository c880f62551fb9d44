/** Which account each organization of a report is, kept in a temporary table; and how missing ones are made. */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { type AccountChanged, PLAN, STANDING } from '../../domain/account.ts'

/** Organizations whose account is kept in memory between batches. */
const KNOWN_MAX = 50_000
/** Organizations that are listed by name; the rest are counted. */
export const LISTED = 50
/** New accounts in one send. */
const CREATE_BATCH = 500

/** The active account of a login. Without one, the newest of the others: its usage is rejected with their reason. */
const CREATE = `create temp table import_account as
  select o.organization, a.id, a.active
  from (select distinct organization from import_row) o
  cross join lateral (
    select coalesce(min(id) filter (where standing = 1), max(id)) as id, count(*) filter (where standing = 1) as active
    from account where lower(login) = o.organization) a`

const MISSING = `select organization from import_account where id is null order by organization limit $1`
const COUNT_MISSING = `select count(*)::int as n from import_account where id is null`
const SEVERAL = `select organization from import_account where active > 1 order by organization limit $1`
const READ = `select organization, id::text as id from import_account where organization = any($1::text[])`
const TAKEN = `select id::text as id, login from account where id = any($1::bigint[])`
const SET_IDS = `update import_account a set id = n.id
  from unnest($1::text[], $2::bigint[]) as n (organization, id) where a.organization = n.organization`
const ARRIVED = `select count(*)::int as n from import_account i join account a on a.id = i.id`
const ALL = `select count(*)::int as n from import_account`

/**
 * The account id of a login that nobody gave one: 2^52 and 48 bits of a hash, so that the same login always gets the
 * same, far above ids that a code host counts up, and exact in a double.
 */
export const newAccountId = (login: string): number =>
  2 ** 52 + createHash('sha256').update(`hydrometer account\n${login.toLowerCase()}`).digest().readUIntBE(0, 6)

/** With a prefix the number is that and 15 digits of the id; without, the account waits for its Zuora account. */
export const newAccount = (login: string, zuoraPrefix: string | undefined): AccountChanged => {
  const accountId = newAccountId(login)
  return {
    accountId,
    version: 1,
    login,
    zuoraAccountNumber:
      zuoraPrefix === undefined ? '' : `${zuoraPrefix}${String(accountId - 2 ** 52).padStart(15, '0')}`,
    zuoraSubscriptionNumber: '',
    standing: STANDING.active,
    billingEnabled: true,
    plan: PLAN.free,
  }
}

export class Accounts {
  private readonly known = new Map<string, number>()

  constructor(private readonly client: pg.ClientBase) {}

  /** After the first pass. */
  async open(): Promise<void> {
    await this.client.query(CREATE)
    await this.client.query('create unique index on import_account (organization)')
    await this.client.query('analyze import_account')
  }

  async missing(): Promise<{ count: number; listed: string[] }> {
    const { rows } = await this.client.query<{ n: number }>(COUNT_MISSING)
    return { count: rows[0]?.n ?? 0, listed: await this.names(MISSING, LISTED) }
  }

  /** Logins that more than one active account has: billing either would be a guess. */
  several(): Promise<string[]> {
    return this.names(SEVERAL, LISTED)
  }

  /** Makes an account for each missing organization, a batch at a time; `send` must have acknowledged it. */
  async create(
    zuoraPrefix: string | undefined,
    send: (accounts: readonly AccountChanged[]) => Promise<void>,
  ): Promise<void> {
    for (;;) {
      const logins = await this.names(MISSING, CREATE_BATCH)
      if (logins.length === 0) return
      const accounts = logins.map((login) => newAccount(login, zuoraPrefix))
      const ids = accounts.map((account) => account.accountId)
      const { rows } = await this.client.query<{ id: string; login: string }>(TAKEN, [ids])
      const taken = rows[0]
      if (taken) throw new Error(`the account id ${taken.id} made for a new login already belongs to ${taken.login}`)
      await send(accounts)
      await this.client.query(SET_IDS, [logins, ids])
    }
  }

  /** Whether account-directory has written every account of the file. */
  async allArrived(): Promise<boolean> {
    const arrived = await this.client.query<{ n: number }>(ARRIVED)
    const all = await this.client.query<{ n: number }>(ALL)
    return arrived.rows[0]?.n === all.rows[0]?.n
  }

  /** Account ids of a batch's organizations (keys of `organizationKey`). */
  async of(organizations: readonly string[]): Promise<number[]> {
    const unknown = [...new Set(organizations)].filter((organization) => !this.known.has(organization))
    if (unknown.length > 0) {
      if (this.known.size + unknown.length > KNOWN_MAX) this.known.clear()
      const wanted = [...new Set(organizations)].filter((organization) => !this.known.has(organization))
      const { rows } = await this.client.query<{ organization: string; id: string }>(READ, [wanted])
      for (const row of rows) this.known.set(row.organization, Number(row.id))
    }
    return organizations.map((organization) => {
      const id = this.known.get(organization)
      if (id === undefined) throw new Error(`the file changed while it was imported: ${organization} is new in it`)
      return id
    })
  }

  private async names(sql: string, limit: number): Promise<string[]> {
    const { rows } = await this.client.query<{ organization: string }>(sql, [limit])
    return rows.map((row) => row.organization)
  }
}
