'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { ListedLineItem } from '../domain/api/line-items.ts'
import { Time, useZone } from './clock.tsx'
import { anyFraction, clock, count, exact, inColumn, shortFileName, timeOrDay, uuidTail } from './format.ts'
import { rowKeys } from './frame/keys.tsx'
import { FILE_STATE_LOOK, Glyph, type GlyphName } from './glyph.tsx'
import { to } from './paths.ts'

/** Word and shape of where a line item is; only what needs a person takes colour. */
const lookOf = (item: ListedLineItem): { glyph: GlyphName; words: string; ink: string } => {
  if (item.decision === 'rejected') return { glyph: 'rejected', words: item.reasonWords ?? 'Rejected', ink: '' }
  if (item.decision === 'set_aside') return { glyph: 'aside', words: 'Set aside', ink: 'text-warn-ink' }
  if (!item.file) return { glyph: 'flight', words: 'On its way into a file', ink: '' }
  const look = FILE_STATE_LOOK[item.file.state]
  return {
    glyph: look.glyph,
    words: look.word,
    ink: look.needsPerson === 'stop' ? 'text-stop-ink' : look.needsPerson === 'warn' ? 'text-warn-ink' : '',
  }
}

/** Line items as rows: when, what, how much, where it is, and in which file and row. Enter opens its passport. */
export function LineItemTable({ items, customers }: { items: readonly ListedLineItem[]; customers: boolean }) {
  const router = useRouter()
  const zone = useZone()
  const places = anyFraction(items.map(({ quantity }) => quantity)) ? 3 : 0
  return (
    <table className="tbl" aria-label="Line items">
      <thead>
        <tr>
          <th scope="col">Started</th>
          {customers && (
            <>
              <th scope="col" className="max-lg:hidden">
                Line item
              </th>
              <th scope="col" className="max-md:hidden">
                Customer
              </th>
            </>
          )}
          <th scope="col">SKU</th>
          <th scope="col" className="n">
            Quantity
          </th>
          <th scope="col" className="max-lg:hidden">
            Unit
          </th>
          <th scope="col">State</th>
          <th scope="col" className="max-md:hidden">
            File
          </th>
          <th scope="col" className="n max-lg:hidden">
            Row
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={(event) => rowKeys(event, (id) => router.push(to.lineItem(id)))}>
        {items.map((item, index) => {
          const look = lookOf(item)
          return (
            <tr key={item.id} tabIndex={index === 0 ? 0 : -1} data-id={item.id}>
              <td className="text-ink-3">
                <Time at={item.startedAt} show={(at, now, z) => whenOf(at, now, z)} />
              </td>
              {customers && (
                <>
                  <td className="mono max-lg:hidden">
                    <Link className="hover:underline" href={to.lineItem(item.id)} prefetch={false} title={item.id}>
                      {uuidTail(item.id)}
                    </Link>
                  </td>
                  <td className="cut max-w-[180px] max-md:hidden">
                    <Link className="hover:underline" href={to.customer(item.accountId)} prefetch={false}>
                      {item.login ?? `account ${item.accountId}`}
                    </Link>
                  </td>
                </>
              )}
              <td className="cut max-w-[200px] max-md:max-w-[110px]" title={item.sku}>
                <Link className="hover:underline" href={to.lineItem(item.id)} prefetch={false}>
                  {item.sku}
                </Link>
              </td>
              <td className="n font-medium" title={`${exact(item.quantity)} ${item.unitOfMeasure}`}>
                {inColumn(item.quantity, places)}
              </td>
              <td className="text-ink-3 max-lg:hidden">{item.unitOfMeasure}</td>
              <td
                className={`cut max-md:max-w-[130px] max-md:py-1 max-md:whitespace-normal ${customers ? 'max-w-[252px]' : 'max-w-[160px]'}`}
                title={look.words}
              >
                <span className={`st max-md:leading-4 max-md:whitespace-normal ${look.ink}`}>
                  <Glyph name={look.glyph} />
                  {look.words}
                  {item.releaseAsked && <span className="text-ink-3">, to be decided again</span>}
                </span>
              </td>
              <td className="mono max-md:hidden" title={item.file ? undefined : clock(item.decidedAt, zone)}>
                {item.file && (
                  <Link
                    className="hover:underline"
                    href={to.file(item.file.id, item.rowNumber === null ? {} : { row: String(item.rowNumber) })}
                    prefetch={false}
                  >
                    {shortFileName(item.file.name)}
                  </Link>
                )}
              </td>
              <td className="n max-lg:hidden">{item.rowNumber === null ? '' : count(item.rowNumber)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const whenOf = (at: string, now: number, zone: string): string => {
  const words = timeOrDay(at, now, zone)
  return words.length === 5 ? clock(at, zone) : words
}
