import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { api } from '../components/paths.ts'
import { queryKey } from '../components/query.ts'
import { NoRight, NotKnown } from '../components/viewer.tsx'
import { accountsQuery, usageQuery } from '../domain/api/accounts.ts'
import { auditQuery } from '../domain/api/audit.ts'
import { deadLetterGroupsQuery } from '../domain/api/dead-letters.ts'
import { filesQuery } from '../domain/api/files.ts'
import { lagPartitionQuery } from '../domain/api/lag.ts'
import { rejectionsQuery } from '../domain/api/line-items.ts'
import { PAGES, type PagePath, roleMay } from '../domain/roles.ts'
import { type ApiContext, apiContext } from '../server/api/context.ts'
import { readAccountUsage } from '../server/queries/account-usage.ts'
import { listAccounts, readAccount } from '../server/queries/accounts.ts'
import { readAlerts } from '../server/queries/alerts.ts'
import { listAudit, readAuditNames } from '../server/queries/audit-log.ts'
import { listDeadLetterGroups } from '../server/queries/dead-letter-groups.ts'
import { readLagGroups } from '../server/queries/lag-groups.ts'
import { readLagPartition } from '../server/queries/lag-partition.ts'
import { listFiles } from '../server/queries/list-files.ts'
import { readPassport } from '../server/queries/passport.ts'
import { readFile } from '../server/queries/read-file.ts'
import { readPipeline } from '../server/queries/read-pipeline.ts'
import { reconcile, reconciledDays } from '../server/queries/reconciliation.ts'
import { readRejections } from '../server/queries/rejections.ts'
import { listTopics } from '../server/queries/topics.ts'
import { withDeadline } from '../server/queries/with-deadline.ts'
import { readWarehouse } from '../server/warehouse/read-warehouse.ts'
import { goToSignIn, whoLooks } from './session.ts'

/**
 * What a page shows first is read here, on the server, by the same functions that the API calls and under the same keys
 * that the client asks with: the first paint has the figures, and the client goes on from there.
 */
type Params = Readonly<Record<string, string | number | undefined>>
export type Prefetch = {
  readonly key: readonly unknown[]
  readonly read: (context: ApiContext) => Promise<unknown>
  /** The client reads it page by page: its cache holds pages. */
  readonly pages?: true
}

/** The query of the address, as its endpoint reads it. */
const asked = <S extends z.ZodType>(schema: S, params: Params): z.output<S> =>
  schema.parse(Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined && value !== '')))

export const read = {
  pipeline: (): Prefetch => ({ key: queryKey(api.pipeline), read: readPipeline }),
  files: (params: Params): Prefetch => ({
    key: queryKey(api.files, params),
    read: ({ pool }) => listFiles(pool, asked(filesQuery, params)),
  }),
  filePages: (params: Params): Prefetch => ({
    ...read.files(params),
    key: [...queryKey(api.files, params), 'pages'],
    pages: true,
  }),
  file: (id: string): Prefetch => ({ key: queryKey(api.file(id)), read: ({ pool }) => readFile(pool, id) }),
  lineItem: (id: string): Prefetch => ({
    key: queryKey(api.lineItem(id)),
    // payloads only by the API, which knows who asks
    read: ({ pool, hydro }) => readPassport(pool, hydro, id, { payloads: false }),
  }),
  lagGroups: (): Prefetch => ({ key: queryKey(api.lagGroups), read: ({ pool }) => readLagGroups(pool) }),
  lagPartition: (params: Params): Prefetch => ({
    key: queryKey(api.lagPartition, params),
    read: ({ pool }) => readLagPartition(pool, asked(lagPartitionQuery, params)),
  }),
  alerts: (): Prefetch => ({ key: queryKey(api.alerts), read: ({ pool }) => readAlerts(pool) }),
  warehouse: (): Prefetch => ({ key: queryKey(api.warehouse), read: ({ pool }) => readWarehouse(pool) }),
  deadLetterGroups: (params: Params): Prefetch => ({
    key: queryKey(api.deadLetterGroups, params),
    read: ({ pool }) => listDeadLetterGroups(pool, asked(deadLetterGroupsQuery, params)),
  }),
  auditPages: (params: Params): Prefetch => ({
    key: [...queryKey(api.audit, params), 'pages'],
    read: ({ pool }) => listAudit(pool, asked(auditQuery, params)),
    pages: true,
  }),
  auditNames: (): Prefetch => ({ key: queryKey(api.auditNames), read: ({ pool }) => readAuditNames(pool) }),
  rejections: (params: Params): Prefetch => ({
    key: queryKey(api.rejections, params),
    read: ({ pool }) => readRejections(pool, asked(rejectionsQuery, params)),
  }),
  reconciliation: (params: { from: string; to: string }): Prefetch => ({
    key: queryKey(api.reconciliation, params),
    read: ({ pool, hydro }) => reconcile(pool, hydro, ...reconciledDays(params, new Date())),
  }),
  topics: (): Prefetch => ({ key: queryKey(api.topics), read: ({ hydro }) => listTopics(hydro()) }),
  accountPages: (params: Params): Prefetch => ({
    key: [...queryKey(api.accounts, params), 'pages'],
    read: ({ pool }) => listAccounts(pool, asked(accountsQuery, params)),
    pages: true,
  }),
  account: (id: string): Prefetch => ({ key: queryKey(api.account(id)), read: ({ pool }) => readAccount(pool, id) }),
  accountUsage: (id: string, params: Params): Prefetch => ({
    key: queryKey(api.accountUsage(id), params),
    read: ({ pool }) => readAccountUsage(pool, id, asked(usageQuery, params)),
  }),
} as const

/** Longer than this and the page comes without: its skeleton stands, and the client asks. */
const DEADLINE_MS = 800

/**
 * Every page's outermost element: it names the page, so that whoever asks may see it or is told who may (PAGES in
 * domain/roles.ts), and nothing is read before that is known.
 */
export async function Prefetched({
  page,
  what,
  children,
}: {
  page: PagePath
  what: readonly Prefetch[]
  children: ReactNode
}) {
  const looking = await whoLooks()
  if (looking.is === 'nobody') return goToSignIn()
  if (looking.is === 'unknown') return <NotKnown words={looking.words} />
  if (!roleMay(looking.viewer.role, PAGES[page])) return <NoRight right={PAGES[page]} />
  return <Hydrated what={what}>{children}</Hydrated>
}

/** Only for what every role may see. */
export async function Hydrated({ what, children }: { what: readonly Prefetch[]; children: ReactNode }) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await Promise.all(
    what.map(async ({ key, read: readIt, pages }) => {
      try {
        const answer = await withDeadline(readIt(apiContext()), DEADLINE_MS, 'the first read')
        client.setQueryData(key, pages ? { pages: [answer], pageParams: [null] } : answer)
      } catch {
        // Away, slow or unknown: the client asks the API, which says which, in words.
      }
    }),
  )
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>
}
