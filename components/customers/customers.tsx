'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import type { Account } from '../../domain/api/accounts.ts'
import type { Page as ListPage } from '../../domain/api/common.ts'
import { Time } from '../clock.tsx'
import { count, dayMonthYear } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Page } from '../frame/page.tsx'
import { Glyph } from '../glyph.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { ACCOUNTS_PAGE, accountsQueryOf } from '../page-queries.ts'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { getJson, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore, SkeletonTable, StaleNote } from '../states.tsx'

export const STANDING_WORDS: Readonly<Record<Account['standing'], string>> = {
  ACTIVE: 'Active',
  SUSPENDED: 'Suspended',
  SPAMMY: 'Flagged as spam',
  DELETED: 'Deleted',
  UNKNOWN: 'Not known',
}

/** May this account be billed? The same facts that the submission-filter decides by, as one word. */
export const billable = (account: Account): { ok: boolean; words: string } => {
  if (account.standing !== 'ACTIVE') return { ok: false, words: STANDING_WORDS[account.standing] }
  if (!account.billingEnabled) return { ok: false, words: 'Billing switched off' }
  if (account.zuoraAccountNumber === '') return { ok: false, words: 'No Zuora account yet' }
  return { ok: true, words: 'Billed' }
}

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['usage-relay', 'submission-filter', 'account-directory'],
  means: 'Usage and accounts that came since are not here yet.',
  sites: SITE_AWAY,
}

export function Customers() {
  const [query, setQuery] = useQueryState('query', parseAsString.withDefault('').withOptions({ history: 'replace' }))
  const router = useRouter()
  const pipeline = usePipeline()
  const params = accountsQueryOf(query)
  const answer = useInfiniteQuery({
    queryKey: [...queryKey(api.accounts, params), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<Account>>(api.accounts, { ...params, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const accounts = answer.data?.pages.flatMap((page) => page.items)
  const support = pipeline.data?.readings.support
  return (
    <Page
      behind={BEHIND}
      title="Customers"
      heardAt={answer.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {answer.data && answer.error && <StaleNote heardAt={answer.dataUpdatedAt} />}
      {support ? (
        <Verdict
          reading={{
            glyph: support.status,
            title: support.title,
            detail: support.detail,
            action: support.link?.href === '/customers' ? undefined : (support.link ?? undefined), // this is that page
          }}
        />
      ) : (
        <div className="h-[75px] py-4">
          <span className="skeleton h-4! w-[420px] max-w-full" />
        </div>
      )}
      <div className="flex items-center gap-3 border-t border-rule py-1.5 text-12">
        <input
          className="field w-[420px] max-md:w-full"
          type="search"
          data-filter
          placeholder="Start of a login, an account id, or a Zuora account number"
          aria-label="Find a customer"
          aria-keyshortcuts="/"
          maxLength={100}
          value={query}
          onChange={(event) => setQuery(event.target.value || null)}
          onKeyDown={(event) => {
            const first = accounts?.[0]
            if (event.key === 'Enter' && first) router.push(to.customer(first.id))
          }}
        />
        <span className="text-ink-3 max-md:hidden">
          {query ? 'Enter opens the first' : `${count(pipeline.data?.accounts.count)} accounts, by login`}
        </span>
      </div>
      {accounts && accounts.length > 0 ? (
        <>
          <table className="tbl sticky-head" aria-label="Customers">
            <thead>
              <tr>
                <th scope="col">Login</th>
                <th scope="col" className="n">
                  Account
                </th>
                <th scope="col">Billing</th>
                <th scope="col" className="max-md:hidden">
                  Zuora account
                </th>
                <th scope="col" className="max-lg:hidden">
                  Subscription
                </th>
                <th scope="col" className="max-md:hidden">
                  Plan
                </th>
                <th scope="col" className="n max-lg:hidden">
                  Version
                </th>
                <th scope="col" className="n max-md:hidden">
                  Changed
                </th>
              </tr>
            </thead>
            <tbody onKeyDown={(event) => rowKeys(event, (id) => router.push(to.customer(id)))}>
              {accounts.map((account, index) => {
                const state = billable(account)
                return (
                  <tr key={account.id} className="roomy" tabIndex={index === 0 ? 0 : -1} data-id={account.id}>
                    <td className="cut max-w-[360px] font-medium max-md:max-w-[120px]">
                      <Link
                        className="hover:underline"
                        href={to.customer(account.id)}
                        prefetch={false}
                        title={account.login}
                      >
                        {account.login}
                      </Link>
                    </td>
                    <td className="n">{account.id}</td>
                    <td className="max-md:py-1 max-md:whitespace-normal">
                      <span className="st max-md:leading-4 max-md:whitespace-normal">
                        <Glyph name={state.ok ? 'ok' : 'rejected'} />
                        {state.words}
                      </span>
                    </td>
                    <td className="mono max-md:hidden">{account.zuoraAccountNumber || '–'}</td>
                    <td className="mono max-lg:hidden">{account.zuoraSubscriptionNumber || '–'}</td>
                    <td className="max-md:hidden">{account.plan.charAt(0) + account.plan.slice(1).toLowerCase()}</td>
                    <td className="n text-ink-3 max-lg:hidden">{count(account.version)}</td>
                    <td className="n text-ink-3 max-md:hidden">
                      <Time at={account.changedAt} show={(at, _, zone) => dayMonthYear(at, zone)} />
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
          <ShowMore of={answer} rows={ACCOUNTS_PAGE} what="more customers" />
        </>
      ) : accounts ? (
        <Empty title={query ? 'No customer is called that' : 'No account yet'}>
          {query
            ? 'Logins are found by their start; account ids and Zuora numbers only whole.'
            : 'Accounts come from the topic accounts.changed; the first one appears here within seconds.'}
        </Empty>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The list of customers" />
      ) : (
        <SkeletonTable columns={[140, 60, 80, 90, 100, 70, 30, 80]} rows={16} />
      )}
    </Page>
  )
}
