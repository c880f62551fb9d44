import type { Account, AccountUsage } from '../../domain/api/accounts.ts'
import { count, dayMonthYear, inColumn, plural } from '../format.ts'
import { STANDING_WORDS } from './customers.tsx'

/** What is known of a customer, and what a period would cost at list prices. */
export function Facts({
  account,
  usage,
  period,
}: {
  account: Account
  usage: AccountUsage | undefined
  period: string
}) {
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
      <div>
        <dt>Est. for {period}</dt>
        <dd
          className="whitespace-normal"
          title="Gross usage at list prices. Zuora knows allowances, discounts and taxes: the invoice is Zuora's"
        >
          {usage ? (usage.keptFrom ? 'not kept here' : `$${inColumn(usage.estimate.usd, 2)}`) : '?'}
          {usage && usage.estimate.withoutPrice.length > 0 && (
            <span className="font-normal text-ink-3" title={usage.estimate.withoutPrice.join(', ')}>
              {' '}
              without {plural(usage.estimate.withoutPrice.length, 'SKU')} that{' '}
              {usage.estimate.withoutPrice.length === 1 ? 'has' : 'have'} no price
            </span>
          )}
        </dd>
      </div>
    </dl>
  )
}
