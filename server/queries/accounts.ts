/** Who are the customers? Accounts as the directory keeps them. */
import type { z } from 'zod'
import { planName, standingName } from '../../domain/account.ts'
import type { Account, accountsQuery } from '../../domain/api/accounts.ts'
import type { Page } from '../../domain/api/common.ts'
import { makeCursor, NUMBER, pageFrom, readCursor, TEXT } from '../api/cursor.ts'
import { notFound } from '../api/problem.ts'
import type { Pool } from '../postgres/pool.ts'
import { prismaOf } from '../postgres/prisma-client.ts'
import { iso } from './time.ts'

const COLUMNS = `
  a.id::text as id, a.version::text as version, a.login, a.zuora_account_number as "zuoraAccountNumber",
  a.zuora_subscription_number as "zuoraSubscriptionNumber", a.standing, a.billing_enabled as "billingEnabled", a.plan,
  a.changed_at as "changedAt"`
type AccountRow = Omit<Account, 'standing' | 'plan' | 'changedAt'> & { standing: number; plan: number; changedAt: Date }

// index: account_login (lower(login) text_pattern_ops). The pattern operators keep the order of its bytes.
const BY_LOGIN = `
  select ${COLUMNS}, lower(a.login) as "sortLogin" from account a
   where lower(a.login) like $1
     and ($2::text is null or lower(a.login) ~>=~ $2 and (lower(a.login) ~>~ $2 or a.id > $3::bigint))
   order by lower(a.login) using ~<~, a.id
   limit $4`
// index: account_zuora, account_pkey: whole values only, first in the list
const BY_NUMBER = `
  select ${COLUMNS} from account a where a.zuora_account_number = $1 and a.zuora_account_number <> ''
  union
  select ${COLUMNS} from account a where a.id = $2::bigint
   limit 10`

const toAccount = (row: AccountRow): Account => ({
  id: row.id,
  version: row.version,
  login: row.login,
  zuoraAccountNumber: row.zuoraAccountNumber,
  zuoraSubscriptionNumber: row.zuoraSubscriptionNumber,
  standing: (standingName(row.standing) || 'UNKNOWN') as Account['standing'],
  billingEnabled: row.billingEnabled,
  plan: (planName(row.plan) || 'UNKNOWN') as Account['plan'],
  changedAt: iso(row.changedAt),
})

const likePrefix = (text: string): string => `${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
const asId = (text: string): string | null => (/^\d{1,18}$/.test(text) ? text : null)

export const listAccounts = async (pool: Pool, query: z.output<typeof accountsQuery>): Promise<Page<Account>> => {
  const text = query.query.trim()
  const after = readCursor(query.cursor, [TEXT, NUMBER])
  const { rows } = await pool.query<AccountRow & { sortLogin: string }>(BY_LOGIN, [
    likePrefix(text),
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ])
  const page = pageFrom(rows, query.limit, (row) => makeCursor(row.sortLogin, row.id), toAccount)
  if (after || text === '') return page
  // Whole numbers come first, on the first page alone: a login that looks like one is still found below.
  const exact = (await pool.query<AccountRow>(BY_NUMBER, [text, asId(text)])).rows.map(toAccount)
  const ids = new Set(exact.map((account) => account.id))
  return { items: [...exact, ...page.items.filter((account) => !ids.has(account.id))], nextCursor: page.nextCursor }
}

export const findAccount = async (pool: Pool, id: string): Promise<Account | null> => {
  const row = await prismaOf(pool).account.findUnique({ where: { id: BigInt(id) } })
  return row && toAccount({ ...row, id: String(row.id), version: String(row.version) })
}

export const readAccount = async (pool: Pool, id: string): Promise<Account> => {
  const account = await findAccount(pool, id)
  if (!account)
    throw notFound(
      `Hydrometer has not heard of account ${id}. Its usage, if there is any, waits as rejected: account not known.`,
    )
  return account
}
