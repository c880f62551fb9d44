'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import type { Account, AccountUsage } from '../../domain/api/accounts.ts'
import { archivedUsageSql } from '../../domain/archived-sql.ts'
import { Choices } from '../choices.tsx'
import { useNow } from '../clock.tsx'
import { count, dayMonthYear, plural } from '../format.ts'
import { Page } from '../frame/page.tsx'
import { Glyph } from '../glyph.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { ApiProblem, live, liveMs, q } from '../query.ts'
import { Empty, Failure, SkeletonTable, StaleNote } from '../states.tsx'
import { useMay } from '../viewer.tsx'
import { CustomerItems } from './customer-items.tsx'
import { billable } from './customers.tsx'
import { DayBarsChart } from './day-bars.tsx'
import { Facts } from './facts.tsx'
import { comparedWith, type Period, periodBefore, periodOf } from './period.ts'
import { whatNext } from './reason-words.ts'
import { dayBars, monthBefore, monthSpan } from './usage.ts'
import { DayTable, UsageTable } from './usage-table.tsx'

const BY = ['sku', 'product', 'day'] as const
const BY_WORDS = { sku: 'By SKU', product: 'By product', day: 'By day' } as const

const useView = () =>
  useQueryStates(
    {
      month: parseAsString,
      day: parseAsString,
      by: parseAsStringLiteral(BY).withDefault('sku'),
      sku: parseAsString,
      reason: parseAsString,
    },
    { history: 'push' },
  )

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['usage-relay', 'submission-filter', 'account-directory', 'csv-builder', 'csv-bookkeeper'],
  means: 'Usage that came since is not in these sums yet; it follows by itself.',
  sites: SITE_AWAY,
}

export function Customer({ id }: { id: string }) {
  const pipeline = usePipeline()
  const account = useQuery(live(q<Account>(api.account(id))))
  const status = account.error instanceof ApiProblem ? account.error.status : null
  return (
    <Page
      behind={BEHIND}
      title={account.data?.login ?? `account ${id}`}
      parent={{ href: to.customers(), title: 'Customers' }}
      heardAt={(status === 404 ? account.errorUpdatedAt : account.dataUpdatedAt) || null}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {account.data && account.error && <StaleNote heardAt={account.dataUpdatedAt} />}
      {account.data ? (
        <Sheet id={id} account={account.data} />
      ) : status === 404 ? (
        <Sheet id={id} account={null} />
      ) : status === 400 ? (
        <Empty title={`No account has the id ${id.slice(0, 40)}`}>An account id is a whole number.</Empty>
      ) : account.error ? (
        <Failure error={account.error} retry={() => account.refetch()} what="The account" />
      ) : (
        <Loading />
      )}
    </Page>
  )
}

/** `account`: null when it was never announced; what waits for it is here all the same. */
function Sheet({ id, account }: { id: string; account: Account | null }) {
  const may = useMay()
  const now = useNow(60_000)
  const [view, setView] = useView()
  const period = periodOf(view, now)
  const before = periodBefore(period, now)
  const compared = comparedWith(period, now)
  const month = period.key.slice(0, 7)
  const usage = (span: { from: string; to: string }, by: 'day' | 'sku') =>
    q<AccountUsage>(api.accountUsage(id), { from: span.from, to: span.to, by })
  const refetchInterval = () => period.isCurrent && liveMs(api.accountUsage(id))
  const bySku = useQuery({ ...usage(period, 'sku'), refetchInterval, placeholderData: keepPreviousData })
  const byDay = useQuery({
    ...usage(monthSpan(month), 'day'),
    refetchInterval,
    placeholderData: keepPreviousData,
  })
  const skuBefore = useQuery({ ...usage(compared, 'sku'), staleTime: 300_000, placeholderData: keepPreviousData })
  const dayBefore = useQuery({ ...usage(monthSpan(monthBefore(month)), 'day'), staleTime: 300_000 })
  const lastDay = month === new Date(now).toISOString().slice(0, 7) ? new Date(now).getUTCDate() : null
  const bars = byDay.data ? dayBars(byDay.data.items, dayBefore.data?.items ?? [], month, lastDay) : null
  const show = (next: Period) =>
    void setView(
      next.kind === 'day'
        ? { day: next.key, month: null, sku: null, reason: null }
        : { day: null, month: next.isCurrent ? null : next.key, sku: null, reason: null },
    )
  const days = byDay.data?.items.filter(({ key }) => period.kind === 'month' || key === period.key) ?? []
  const items = bySku.data?.items.reduce((sum, line) => sum + line.lineItems + line.rejectedLineItems, 0)
  const gone = bySku.data !== undefined && isGone(bySku.data, period)
  const reasonChosen = bySku.data?.rejected.find(({ reason }) => reason === view.reason) ?? null
  return (
    <>
      <Verdict reading={account ? reading(account, bySku.data, period) : readingOfUnknown(id, bySku.data, period)}>
        <button type="button" className="btn" onClick={() => show(before)}>
          {before.words}
        </button>
        {period.kind === 'day' ? (
          <button type="button" className="btn" onClick={() => setView({ day: null, month, sku: null, reason: null })}>
            The whole month
          </button>
        ) : (
          !period.isCurrent && (
            <button type="button" className="btn" onClick={() => setView({ day: null, month: null })}>
              Back to now
            </button>
          )
        )}
        {account && may('export') && !gone && (
          <>
            <a
              className="btn"
              href={api.accountExport(account.id, { from: period.from, to: period.to, what: 'usage' })}
            >
              Export the sums
            </a>
            <a
              className="btn"
              href={api.accountExport(account.id, { from: period.from, to: period.to, what: 'line-items' })}
            >
              Export {items === undefined ? 'the line items' : plural(items, 'line item')}
            </a>
          </>
        )}
      </Verdict>
      {!(bySku.data || bySku.error) || !(byDay.data || byDay.error) ? (
        <Loading />
      ) : (
        <>
          {account && <Facts account={account} usage={bySku.data} period={period.words} />}
          {bars && bars.length > 0 && (
            <section
              className="grid border-b border-rule-2 max-lg:grid-cols-2! max-md:grid-cols-1!"
              style={{ gridTemplateColumns: `repeat(${bars.length}, minmax(0, 1fr))` }}
              aria-label="Usage by day"
            >
              {bars.map((chart, index) => (
                <DayBarsChart
                  key={chart.unit}
                  bars={chart}
                  first={index === 0}
                  today={lastDay}
                  month={month}
                  of={bars.length}
                />
              ))}
            </section>
          )}
          <section>
            <div className="flex flex-wrap items-center gap-x-4">
              <div className="sec">
                <h3>{period.words}</h3>
                <span className="q">accepted usage of UTC days; bars are days, the line is the month before</span>
              </div>
              <span className="flex-1" />
              <Choices
                label="Usage"
                values={BY}
                chosen={view.by}
                words={(by) => BY_WORDS[by]}
                onChoose={(by) => void setView({ by })}
              />
            </div>
            {bySku.data && bySku.data.items.length > 0 ? (
              view.by === 'day' ? (
                <DayTable
                  lines={days}
                  onDay={(day) => void setView({ day, month: null, by: 'sku', sku: null, reason: null })}
                />
              ) : (
                <UsageTable
                  usage={bySku.data}
                  before={skuBefore.data}
                  beforeWords={compared.words}
                  by={view.by}
                  chosen={view.sku}
                  onChoose={(sku) => void setView({ sku: view.sku === sku ? null : sku })}
                />
              )
            ) : gone ? (
              <Empty title={`${period.words} is in the archive`}>
                Its line items are no longer kept here.{' '}
                {may('payloads') ? (
                  <Link className="link" href={to.warehouse({ sql: archivedUsageSql(id, period.from, period.to) })}>
                    Ask the warehouse
                  </Link>
                ) : (
                  'An engineer or an admin can ask the warehouse for it.'
                )}
              </Empty>
            ) : bySku.data ? (
              <Empty title={`No usage in ${period.words}`}>
                What happens is here within seconds of its event, unless it waits as a dead letter.
              </Empty>
            ) : (
              <Failure error={bySku.error} retry={() => bySku.refetch()} what="The usage" />
            )}
          </section>
          {!gone && (
            <section className="cols mt-3 grid-cols-[minmax(0,0.62fr)_minmax(0,1fr)]">
              {bySku.data ? (
                <NotBilled
                  usage={bySku.data}
                  period={period.words}
                  chosen={view.reason}
                  onChoose={(reason) => void setView({ reason: view.reason === reason ? null : reason })}
                />
              ) : (
                <div />
              )}
              <CustomerItems
                id={id}
                span={{ from: period.from, to: period.to }}
                sku={view.sku}
                reason={reasonChosen}
                words={period.words}
                isLive={period.isCurrent}
                onAll={() => void setView({ sku: null, reason: null })}
              />
            </section>
          )}
        </>
      )}
    </>
  )
}

/** Stands until all that the sheet is made of has come: a part that came alone would push the others about. */
const Loading = () => <SkeletonTable columns={[140, 70, 90, 60, 80, 60, 60]} rows={16} />

/** All of it is only in the archive: months go as wholes. */
const isGone = (usage: AccountUsage, period: Period): boolean =>
  usage.keptFrom !== null && Date.parse(period.to) <= Date.parse(usage.keptFrom)

const reading = (account: Account, usage: AccountUsage | undefined, period: Period) => {
  const state = billable(account)
  const when = period.words
  if (usage && isGone(usage, period))
    return {
      glyph: 'closed' as const,
      title: `${account.login}: usage of ${when} is no longer kept here`,
      detail: `Line items from before ${dayMonthYear(usage.keptFrom ?? period.to, 'UTC')} were dropped from the database. What was billed stays billed; every decision is in the archive.`,
    }
  const rejected = usage?.rejected.reduce((sum, reason) => sum + reason.lineItems, 0) ?? 0
  const items = usage?.items.reduce((sum, line) => sum + line.lineItems, 0) ?? 0
  const most = usage?.rejected.toSorted((a, b) => b.lineItems - a.lineItems)[0]
  const left =
    rejected === 0
      ? `Nothing of ${when} was left out.`
      : `${plural(rejected, 'line item')} of ${when} ${rejected === 1 ? 'was' : 'were'} not billed${most ? `; most: ${most.words.replace(/^./, (c) => c.toLowerCase())}, ${count(most.lineItems)}` : ''}.`
  const waits =
    usage && usage.waiting > 0
      ? ` ${plural(usage.waiting, 'event')} ${usage.waiting === 1 ? 'waits' : 'wait'} for a repair by engineering and ${usage.waiting === 1 ? 'is' : 'are'} billed after it.`
      : ''
  if (!state.ok)
    return {
      glyph: 'rejected' as const,
      title: `${account.login} is not billed now: ${state.words.toLowerCase()}`,
      detail: usage ? `${left}${waits}` : 'What was used is kept with its reason.',
    }
  return {
    glyph: usage && usage.waiting > 0 ? ('dead-known' as const) : ('ok' as const),
    title: usage ? `${account.login}: ${plural(items, 'line item')} accepted in ${when}` : account.login,
    detail: usage ? `${left}${waits}` : 'Adding up.',
  }
}

const readingOfUnknown = (id: string, usage: AccountUsage | undefined, { words }: Period) => {
  const items = usage?.rejected.reduce((sum, reason) => sum + reason.lineItems, 0) ?? 0
  const kept =
    items === 0
      ? `Nothing of ${words} waits for it.`
      : `${plural(items, 'line item')} of ${words} ${items === 1 ? 'is' : 'are'} kept with ${items === 1 ? 'its' : 'their'} reason, and decided again by ${items === 1 ? 'itself' : 'themselves'} once it is known.`
  return {
    glyph: items === 0 ? ('unknown' as const) : ('rejected' as const),
    title: `No account has the id ${id}`,
    detail: `Hydrometer has not heard of it on accounts.changed.${usage ? ` ${kept}` : ''}`,
  }
}

/** Reasons in words that can be read out as they stand; one that is chosen shows its line items beside it. */
function NotBilled({
  usage,
  period,
  chosen,
  onChoose,
}: {
  usage: AccountUsage
  period: string
  chosen: string | null
  onChoose: (reason: string) => void
}) {
  return (
    <section aria-label="Why something was not billed">
      <div className="sec">
        <h3>Why something was not billed</h3>
        <span className="q">{period}, in words you can read out</span>
      </div>
      {usage.rejected.length === 0 ? (
        <Empty title="Nothing was left out">Every line item of this time was accepted.</Empty>
      ) : (
        <ul className="text-12">
          {usage.rejected.map((reason) => (
            <li key={reason.reason} className="border-b border-rule">
              <button
                type="button"
                aria-pressed={chosen === reason.reason}
                data-inset-focus
                className={`grid w-full grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-2 py-1.5 text-left leading-[17px] hover:bg-paper-2 ${chosen === reason.reason ? 'bg-select shadow-[inset_2px_0_0_var(--ink)]' : ''}`}
                onClick={() => onChoose(reason.reason)}
              >
                <span className="mt-[3px]">
                  <Glyph name="rejected" />
                </span>
                <span>
                  <b className="font-medium">{reason.words}.</b>
                  <br />
                  <span className="text-ink-2">{whatNext(reason.reason)}</span>
                </span>
                <span className="text-ink-2">{plural(reason.lineItems, 'line item')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
