'use client'

import type { AccountUsage, UsageLine } from '../../domain/api/accounts.ts'
import { anyFraction, count, dayMonth, exact, inColumn } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { addDecimals } from '../overview/money.tsx'
import { change } from './usage.ts'

/** One line of the table: a SKU, or all SKUs of a product in one unit. */
export type Sum = {
  readonly key: string
  readonly name: string
  readonly unit: string
  readonly quantity: string
  readonly lineItems: number
  readonly notBilled: string
  /** null: something of it has no price. */
  readonly usd: string | null
}

export const sumLines = (lines: readonly UsageLine[], by: 'sku' | 'product'): Sum[] => {
  const groups = new Map<string, UsageLine[]>()
  for (const line of lines) {
    const key = `${by === 'sku' ? line.sku : line.product} ${line.unitOfMeasure}`
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  return [...groups].map(([key, parts]) => {
    const [first] = parts as [UsageLine]
    const unpriced = parts.some(
      ({ estimate, lineItems }) => lineItems > 0 && (!estimate || estimate.withoutPrice.length > 0),
    )
    return {
      key,
      name: by === 'sku' ? first.sku : first.product,
      unit: first.unitOfMeasure,
      quantity: addDecimals(parts.map(({ quantity }) => quantity)),
      lineItems: parts.reduce((sum, { lineItems }) => sum + lineItems, 0),
      notBilled: addDecimals(parts.map(({ rejectedQuantity }) => rejectedQuantity)),
      usd: unpriced ? null : addDecimals(parts.map(({ estimate }) => estimate?.usd ?? '0')),
    }
  })
}

export const pigment = (unit: string): string =>
  unit === 'Minutes' ? 'actions' : unit === 'GB' ? 'packages' : unit === 'GB-Hours' ? 'storage' : 'metered'

/** Usage by SKU or product, exact, against the earlier period; Enter shows the line items of a SKU. */
export function UsageTable({
  usage,
  before,
  beforeWords,
  by,
  chosen,
  onChoose,
}: {
  usage: AccountUsage
  before: AccountUsage | undefined
  beforeWords: string
  by: 'sku' | 'product'
  chosen: string | null
  onChoose: (name: string) => void
}) {
  const lines = sumLines(usage.items, by)
  const was = new Map(before ? sumLines(before.items, by).map((line) => [line.key, line.quantity]) : [])
  return (
    <table className="tbl" aria-label={by === 'sku' ? 'Usage by SKU' : 'Usage by product'}>
      <thead>
        <tr>
          <th scope="col">{by === 'sku' ? 'SKU' : 'Product'}</th>
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
            {beforeWords}
          </th>
          <th scope="col" className="n max-md:hidden">
            Change
          </th>
          <th scope="col" className="n">
            Est. USD
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={(event) => rowKeys(event, onChoose)}>
        {lines.map((line, index) => (
          <tr
            key={line.key}
            className={by === 'sku' ? 'cursor-pointer' : ''}
            tabIndex={index === 0 ? 0 : -1}
            data-id={line.name}
            aria-selected={by === 'sku' && line.name === chosen}
            onClick={() => by === 'sku' && onChoose(line.name)}
          >
            <td>
              <span className="st font-medium">
                <i
                  className="size-2"
                  style={{ background: `var(--product-${pigment(line.unit)})` }}
                  aria-hidden="true"
                />
                {line.name}
              </span>
            </td>
            <td className="text-ink-3 max-md:hidden">{line.unit}</td>
            <td className="n font-medium">{exact(line.quantity)}</td>
            <td className="n max-md:hidden">{count(line.lineItems)}</td>
            <td className="n max-md:hidden">{exact(line.notBilled)}</td>
            <td className="n text-ink-3 max-lg:hidden">{before ? exact(was.get(line.key) ?? '0') : '?'}</td>
            <td className="n text-ink-3 max-md:hidden">{before ? change(line.quantity, was.get(line.key)) : '?'}</td>
            <td className="n">
              {line.usd === null ? <span className="text-ink-3">no price</span> : inColumn(line.usd, 2)}
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
          <td className="n max-md:hidden">{count(lines.reduce((sum, { lineItems }) => sum + lineItems, 0))}</td>
          <td className="max-md:hidden" />
          <td className="max-lg:hidden" />
          <td className="max-md:hidden" />
          <td className="n">{inColumn(usage.estimate.usd, 2)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

const UNITS = ['Minutes', 'GB', 'GB-Hours', 'User-Months'] as const

/** A row a UTC day, newest first; Enter opens the day. */
export function DayTable({ lines, onDay }: { lines: readonly UsageLine[]; onDay: (day: string) => void }) {
  const days = [...new Set(lines.map(({ key }) => key))].sort().reverse()
  const of = (day: string, unit: string) =>
    addDecimals(lines.filter((l) => l.key === day && l.unitOfMeasure === unit).map((l) => l.quantity))
  const places = new Map(UNITS.map((unit) => [unit, anyFraction(days.map((day) => of(day, unit))) ? 3 : 0]))
  return (
    <table className="tbl" aria-label="Usage by day">
      <thead>
        <tr>
          <th scope="col">Day, UTC</th>
          {UNITS.map((unit) => (
            <th key={unit} scope="col" className={`n ${unit === 'Minutes' ? '' : 'max-md:hidden'}`}>
              {unit}
            </th>
          ))}
          <th scope="col" className="n">
            Line items
          </th>
          <th scope="col" className="n">
            Not billed
          </th>
          <th scope="col" className="n">
            Est. USD
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={(event) => rowKeys(event, onDay)}>
        {days.map((day, index) => {
          const own = lines.filter(({ key }) => key === day)
          return (
            <tr
              key={day}
              className="cursor-pointer"
              tabIndex={index === 0 ? 0 : -1}
              data-id={day}
              onClick={() => onDay(day)}
            >
              <td className="font-medium">{dayMonth(day, 'UTC')}</td>
              {UNITS.map((unit) => (
                <td
                  key={unit}
                  className={`n ${unit === 'Minutes' ? '' : 'max-md:hidden'}`}
                  title={exact(of(day, unit))}
                >
                  {inColumn(of(day, unit), places.get(unit) ?? 0)}
                </td>
              ))}
              <td className="n">{count(own.reduce((sum, { lineItems }) => sum + lineItems, 0))}</td>
              <td className="n">{count(own.reduce((sum, { rejectedLineItems }) => sum + rejectedLineItems, 0))}</td>
              <td className="n">{inColumn(addDecimals(own.map(({ estimate }) => estimate?.usd ?? '0')), 2)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
