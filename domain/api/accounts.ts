import { z } from 'zod'
import { day, decimal, estimate, instant, int64, moment, pageOf, pageQuery, searchText, totals } from './common.ts'

export const STANDINGS = ['ACTIVE', 'SUSPENDED', 'SPAMMY', 'DELETED'] as const
export const PLANS = ['FREE', 'TEAM', 'ENTERPRISE'] as const

export const account = z.object({
  id: int64,
  version: int64,
  login: z.string(),
  /** Empty: none yet. */
  zuoraAccountNumber: z.string(),
  zuoraSubscriptionNumber: z.string(),
  standing: z.enum([...STANDINGS, 'UNKNOWN']),
  billingEnabled: z.boolean(),
  plan: z.enum([...PLANS, 'UNKNOWN']),
  changedAt: instant,
})
export type Account = z.infer<typeof account>

export const accountsQuery = z.object({
  ...pageQuery,
  /** Start of a login, a whole account id, or a whole Zuora account number; empty lists all by login. */
  query: searchText(100).default(''),
})
export const accountsAnswer = pageOf(account)
export const accountParams = z.object({ id: int64 })

export const USAGE_BY = ['day', 'month', 'product', 'sku'] as const
export const usageQuery = z.object({
  from: moment,
  to: moment,
  by: z.enum(USAGE_BY).default('day'),
})

export const exportQuery = z.object({
  from: moment,
  to: moment,
  what: z.enum(['usage', 'line-items']).default('usage'),
})

export const usageLine = z.object({
  /** The day (2026-11-23), month (2026-11), product or SKU. */
  key: z.string(),
  product: z.string(),
  sku: z.string(),
  unitOfMeasure: z.string(),
  /** Accepted usage, exact. */
  quantity: decimal,
  lineItems: z.number().int(),
  estimate: estimate.nullable(),
  /** What was left out, and how much it was. */
  rejectedQuantity: decimal,
  rejectedLineItems: z.number().int(),
})
export type UsageLine = z.infer<typeof usageLine>

export const accountUsage = z.object({
  accountId: int64,
  from: instant,
  to: instant,
  by: z.enum(USAGE_BY),
  /** Sorted by key, then product, then SKU. */
  items: z.array(usageLine),
  totals,
  estimate,
  rejected: z.array(z.object({ reason: z.string(), words: z.string(), lineItems: z.number().int() })),
  /** Events of this account and time that wait as dead letters: not in the sums, billed after a repair. */
  waiting: z.number().int(),
  /** Usage from before this moment was dropped from Postgres and is only in the archive: it is in no figure here. null: all is here. */
  keptFrom: instant.nullable(),
  /** Everything whose event happened before this moment and reached a site is in these figures, unless it waits as a dead letter. */
  days: z.array(day),
})
export type AccountUsage = z.infer<typeof accountUsage>
