'use client'

import { Fragment, memo } from 'react'
import type { AuditRow } from '../../domain/api/audit.ts'
import { Time, useZone } from '../clock.tsx'
import { clock, dayMonth, plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { actionWords } from './action-words.ts'

/** Drawn again when its rows change, not at each key in a filter nor each second. `onOpen`: with the id of an entry. */
export const Entries = memo(function Entries({
  rows,
  chosen,
  onOpen,
}: {
  rows: readonly AuditRow[]
  chosen: string | null
  onOpen: (id: string) => void
}) {
  return (
    <table className="tbl sticky-head" aria-label="Audit log">
      <thead>
        <tr>
          <th scope="col" aria-sort="descending">
            When
          </th>
          <th scope="col">Who</th>
          <th scope="col">Did</th>
          <th scope="col" className="max-md:hidden">
            What
          </th>
          <th scope="col" className="max-lg:hidden">
            Why
          </th>
          <th scope="col" className="n max-md:hidden">
            Entry
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={(event) => rowKeys(event, onOpen)}>
        {rows.map((row, index) => (
          <Fragment key={row.id}>
            <tr
              className="cursor-pointer"
              tabIndex={index === 0 ? 0 : -1}
              data-id={row.id}
              aria-selected={row.id === chosen}
              onClick={() => onOpen(row.id)}
            >
              <td>
                <Time at={row.at} show={whenOf} />
              </td>
              <td className="cut max-w-[220px] max-md:max-w-[110px]" title={row.actor}>
                {row.actor}
              </td>
              <td className="font-medium">{actionWords(row.action)}</td>
              <td className="cut max-w-[320px] max-md:hidden" title={row.subject}>
                {row.subject}
              </td>
              <td className="cut max-w-[320px] text-ink-2 max-lg:hidden" title={row.reason}>
                {row.reason || '–'}
              </td>
              <td className="n text-ink-3 max-md:hidden">{row.id}</td>
            </tr>
            {row.id === chosen && <Detail row={row} />}
          </Fragment>
        ))}
      </tbody>
    </table>
  )
})

/** To the second: order matters here. The day where it is not today's. */
const whenOf = (at: string, now: number, zone: string): string =>
  dayMonth(at, zone) === dayMonth(now, zone) ? clock(at, zone) : `${dayMonth(at, zone)} ${clock(at, zone)}`

function Detail({ row }: { row: AuditRow }) {
  const zone = useZone()
  const entries = Object.entries(row.detail)
  return (
    <tr aria-selected="true">
      <td colSpan={6} className="whitespace-normal! py-2!">
        <dl className="kv [&_dd]:whitespace-normal! [&_dd]:[overflow-wrap:anywhere]">
          <dt>when</dt>
          <dd>
            {dayMonth(row.at, zone)} {clock(row.at, zone)}; {row.at.replace('T', ' ').replace('Z', ' UTC')}
          </dd>
          <dt>what</dt>
          <dd>{row.subject}</dd>
          <dt>why</dt>
          <dd>{row.reason || 'No reason is asked for this'}</dd>
          {entries.map(([name, value]) => (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd className="mono leading-[22px]!">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
        {entries.length > 0 && <p className="sr-only">{plural(entries.length, 'detail')}</p>}
      </td>
    </tr>
  )
}
