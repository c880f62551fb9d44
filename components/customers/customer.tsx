'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import type { Account, AccountUsage, UsageLine } from '../../domain/api/accounts.ts'
import { useNow } from '../clock.tsx'
import { count, dayMonthYear, exact, inColumn, monthYear, plural } from '../format.ts'
import { Page } from '../frame/page.tsx'
import { Glyph } from '../glyph.tsx'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api, to } from '../paths.ts'
import { LIVE_MS, usePipeline } from '../pipeline-query.ts'
import { ApiProblem, q } from '../query.ts'
import { Empty, Failure, SkeletonRows, StaleNote } from '../states.tsx'
import { billable, STANDING_WORDS } from './customers.tsx'
import { DayBarsChart } from './day-bars.tsx'
import { change, dayBars, isMonth, monthBefore, monthSpan } from './usage.ts'

export function Customer({ id }: { id: string }) {
  const now = useNow(60_000)
  const current = new Date(now).toISOString().slice(0, 7)
  const [asked, setMonth] = useQueryState('month', parseAsString.withOptions({ history: 'push' }))
  const month = asked !== null && isMonth(asked) ? asked : current
  const pipeline = usePipeline()
  const account = useQuery({ ...q<Account>(api.account(id)), refetchInterval: LIVE_MS * 5 })
  const unknown = account.error instanceof ApiProblem && [400, 404].includes(account.error.status)
  return (
    <Page
      title={account.data?.login ?? `account ${id}`}
      parent={{ href: to.customers(), title: 'Customers' }}
      heardAt={account.dataUpdatedAt || null}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {account.data && account.error && <StaleNote heardAt={account.dataUpdatedAt} />}
      {account.data ? (
        <Sheet
          account={account.data}
          month={month}
          current={current}
          onMonth={(m) => setMonth(m === current ? null : m)}
        />
      ) : unknown ? (
        <Empty title={`No account has the id ${id}`}>
          Hydrometer has not heard of it on accounts.changed. Usage for it is kept and released once it is known.
        </Empty>
      ) : account.error ? (
        <Failure error={account.error} retry={() => account.refetch()} what="The account" />
      ) : (
        <table className="tbl" aria-busy="true">
          <tbody>
            <SkeletonRows columns={[160, 120, 200, 90]} rows={12} />
          </tbody>
        </table>
      )}
    </Page>
  )
}

function Sheet({
  account,
  month,
  current,
  onMonth,
}: {
  account: Account
  month: string
  current: string
  onMonth: (month: string) => void
}) {
  const now = useNow(60_000)
  const before = monthBefore(month)
  const usage = (of: string, by: 'day' | 'sku') =>
    q<AccountUsage>(api.accountUsage(account.id), { ...monthSpan(of), by })
  const live = month === current ? LIVE_MS * 2 : (false as const)
  const bySku = useQuery({ ...usage(month, 'sku'), refetchInterval: live, placeholderData: keepPreviousData })
  const byDay = useQuery({ ...usage(month, 'day'), refetchInterval: live, placeholderData: keepPreviousData })
  const skuBefore = useQuery({ ...usage(before, 'sku'), staleTime: 300_000 })
  const dayBefore = useQuery({ ...usage(before, 'day'), staleTime: 300_000 })
  const lastDay = month === current ? new Date(now).getUTCDate() : null
  const bars = byDay.data ? dayBars(byDay.data.items, dayBefore.data?.items ?? [], month, lastDay) : null
  const name = monthYear(`${month}-15T00:00:00Z`, 'UTC')
  return (
    <>
      <Verdict reading={reading(account, bySku.data, name)}>
        <button type="button" className="btn" onClick={() => onMonth(before)}>
          {monthYear(`${before}-15T00:00:00Z`, 'UTC')}
        </button>
        {month !== current && (
          <button type="button" className="btn" onClick={() => onMonth(current)}>
            Back to {monthYear(`${current}-15T00:00:00Z`, 'UTC')}
          </button>
        )}
      </Verdict>
      <Facts account={account} usage={bySku.data} month={name} />
      {!bars && !byDay.error && <div className="h-[139px] border-b border-rule-2 max-lg:h-[278px]" aria-busy="true" />}
      {bars && bars.length > 0 && (
        <section
          className="grid border-b border-rule-2 max-lg:grid-cols-2! max-md:grid-cols-1!"
          style={{ gridTemplateColumns: `repeat(${Math.max(2, bars.length)}, minmax(0, 1fr))` }}
          aria-label="Usage by day"
        >
          {bars.map((chart, index) => (
            <DayBarsChart key={chart.unit} bars={chart} first={index === 0} today={lastDay} month={month} />
          ))}
        </section>
      )}
      <section>
        <div className="sec">
          <h3>{name} by SKU</h3>
          <span className="q">
            accepted usage by UTC day; bars are days, the line is{' '}
            {monthYear(`${before}-15T00:00:00Z`, 'UTC').split(' ')[0]}
          </span>
        </div>
        {bySku.data && bySku.data.items.length > 0 ? (
          <BySku usage={bySku.data} before={skuBefore.data} />
        ) : bySku.data ? (
          <Empty title={`No usage in ${name}`}>
            What happens is here within seconds of its event, unless it waits as a dead letter.
          </Empty>
        ) : bySku.error ? (
          <Failure error={bySku.error} retry={() => bySku.refetch()} what="The usage" />
        ) : (
          <table className="tbl" aria-busy="true">
            <tbody>
              <SkeletonRows columns={[140, 70, 90, 60, 80, 60, 60]} rows={8} />
            </tbody>
          </table>
        )}
      </section>
      {bySku.data && <NotBilled usage={bySku.data} month={name} />}
    </>
  )
}

const reading = (account: Account, usage: AccountUsage | undefined, month: string) => {
  const state = billable(account)
  const rejected = usage?.rejected.reduce((sum, reason) => sum + reason.lineItems, 0) ?? 0
  const items = usage?.items.reduce((sum, line) => sum + line.lineItems, 0) ?? 0
  const most = usage?.rejected.toSorted((a, b) => b.lineItems - a.lineItems)[0]
  const left =
    rejected === 0
      ? `Nothing of ${month} was left out.`
      : `${plural(rejected, 'line item')} of ${month} ${rejected === 1 ? 'was' : 'were'} not billed${most ? `; most: ${most.words.toLowerCase()}, ${count(most.lineItems)}` : ''}.`
  if (!state.ok)
    return {
      glyph: 'rejected' as const,
      title: `${account.login} is not billed now: ${state.words.toLowerCase()}`,
      detail: usage ? left : 'What was used is kept with its reason.',
    }
  return {
    glyph: 'ok' as const,
    title: usage ? `${account.login}: ${plural(items, 'line item')} accepted in ${month}` : account.login,
    detail: usage ? left : 'Adding up.',
  }
}

function Facts({ account, usage, month }: { account: Account; usage: AccountUsage | undefined; month: string }) {
  const facts: [string, string][] = [
    ['Account', account.id],
    ['Zuora', account.zuoraAccountNumber || 'no number yet'],
    ['Subscription', account.zuoraSubscriptionNumber || '–'],
    ['Plan', account.plan.charAt(0) + account.plan.slice(1).toLowerCase()],
    ['Standing', STANDING_WORDS[account.standing]],
    ['Billing', account.billingEnabled ? 'on' : 'off'],
    ['Changed', `${dayMonthYear(account.changedAt, 'UTC')}, version ${count(account.version)}`],
  ]
  return (
    <dl className="meta">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="whitespace-normal">{value}</dd>
        </div>
      ))}
      {usage && (
        <div>
          <dt>Est. for {month}</dt>
          <dd title="Gross usage at list prices. Zuora knows allowances, discounts and taxes: the invoice is Zuora's">
            ${inColumn(usage.estimate.usd, 2)}
          </dd>
        </div>
      )}
    </dl>
  )
}

function BySku({ usage, before }: { usage: AccountUsage; before: AccountUsage | undefined }) {
  const was = new Map(before?.items.map((line) => [line.sku, line.quantity]))
  return (
    <table className="tbl" aria-label="Usage by SKU">
      <thead>
        <tr>
          <th scope="col">SKU</th>
          <th scope="col" className="max-md:hidden">
            Unit
          </th>
          <th scope="col" className="n">
            Accepted
          </th>
          <th scope="col" className="n max-md:hidden">
            Line items
          </th>
          <th scope="col" className="n max-md:hidden">
            Not billed
          </th>
          <th scope="col" className="n max-lg:hidden">
            Month before
          </th>
          <th scope="col" className="n max-md:hidden">
            Change
          </th>
          <th scope="col" className="n">
            Est. USD
          </th>
        </tr>
      </thead>
      <tbody>
        {usage.items.map((line) => (
          <tr key={line.sku}>
            <td>
              <span className="st font-medium">
                <i className="size-2" style={{ background: `var(--product-${pigment(line)})` }} aria-hidden="true" />
                {line.sku}
              </span>
            </td>
            <td className="text-ink-3 max-md:hidden">{line.unitOfMeasure}</td>
            <td className="n font-medium">{exact(line.quantity)}</td>
            <td className="n max-md:hidden">{count(line.lineItems)}</td>
            <td className="n max-md:hidden">{line.rejectedLineItems === 0 ? '0' : exact(line.rejectedQuantity)}</td>
            <td className="n text-ink-3 max-lg:hidden">{before ? exact(was.get(line.sku) ?? '0') : '?'}</td>
            <td className="n text-ink-3 max-md:hidden">{before ? change(line.quantity, was.get(line.sku)) : '?'}</td>
            <td className="n">
              {line.estimate ? inColumn(line.estimate.usd, 2) : <span className="text-ink-3">no price</span>}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td className="whitespace-normal! leading-4">
            Estimate from the catalogue, before discounts; the invoice is Zuora's
          </td>
          <td className="max-md:hidden" />
          <td />
          <td className="max-md:hidden" />
          <td className="max-md:hidden" />
          <td className="max-lg:hidden" />
          <td className="max-md:hidden" />
          <td className="n">{inColumn(usage.estimate.usd, 2)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

const pigment = (line: UsageLine): string =>
  line.unitOfMeasure === 'Minutes'
    ? 'actions'
    : line.unitOfMeasure === 'GB'
      ? 'packages'
      : line.unitOfMeasure === 'GB-Hours'
        ? 'storage'
        : 'metered'

function NotBilled({ usage, month }: { usage: AccountUsage; month: string }) {
  return (
    <section className="mt-3 max-w-[760px] border-t border-rule-2">
      <div className="sec">
        <h3>Why something was not billed</h3>
        <span className="q">{month}, in words you can read out</span>
      </div>
      {usage.rejected.length === 0 ? (
        <Empty title="Nothing was left out">Every line item of this customer was accepted.</Empty>
      ) : (
        <ul className="text-12">
          {usage.rejected
            .toSorted((a, b) => b.lineItems - a.lineItems)
            .map((reason) => (
              <li
                key={reason.reason}
                className="grid h-7 grid-cols-[12px_minmax(0,1fr)_auto] items-center gap-2 border-b border-rule"
              >
                <Glyph name="rejected" />
                <span>{reason.words}.</span>
                <span className="text-ink-2">{plural(reason.lineItems, 'line item')}</span>
              </li>
            ))}
        </ul>
      )}
    </section>
  )
}
