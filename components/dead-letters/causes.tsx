'use client'

import type { DeadLetterGroup } from '../../domain/api/dead-letters.ts'
import { Time } from '../clock.tsx'
import { count, plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Glyph } from '../glyph.tsx'

/** A cause is a processor and a fingerprint: the same error of two processors is two repairs. */
export const causeKey = (group: { processor: string; fingerprint: string }): string =>
  `${group.processor} ${group.fingerprint}`

/** By cause, most open first: what an engineer repairs is a cause, never a message. */
export function Causes({
  items,
  chosen,
  onChoose,
  more,
}: {
  items: readonly DeadLetterGroup[]
  chosen: string | null
  onChoose: (key: string) => void
  more: boolean
}) {
  const total = items.reduce((sum, group) => sum + group.open, 0)
  const words = `${plural(items.length, 'cause')}${more ? ', the largest' : ''}`
  return (
    <table className="tbl" aria-label="Causes">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col" className="max-md:hidden">
            Processor
          </th>
          <th scope="col">Error</th>
          <th scope="col" className="max-lg:hidden">
            Topics
          </th>
          <th scope="col" className="n" aria-sort="descending">
            Open
          </th>
          <th scope="col" className="max-md:hidden">
            Last 24 h
          </th>
          <th scope="col" className="n max-md:hidden">
            First
          </th>
          <th scope="col" className="n">
            Last
          </th>
          <th scope="col" className="n max-lg:hidden">
            Customers
          </th>
          <th scope="col" className="n max-lg:hidden">
            Redriven
          </th>
          <th scope="col" className="n max-lg:hidden">
            Discarded
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={(event) => rowKeys(event, onChoose)}>
        {items.map((group, index) => {
          const key = causeKey(group)
          const fresh = isNew(group)
          return (
            <tr
              key={key}
              className="roomy cursor-pointer"
              tabIndex={chosen === null ? (index === 0 ? 0 : -1) : key === chosen ? 0 : -1}
              data-id={key}
              data-copy={group.fingerprint}
              aria-selected={key === chosen}
              onClick={() => onChoose(key)}
            >
              <td>
                <span className={`st ${fresh ? 'text-dead-ink' : ''}`}>
                  <Glyph name={group.open === 0 ? 'aside' : fresh ? 'dead' : 'dead-known'} />
                  {group.open === 0 ? 'Done' : fresh ? 'New' : 'Known'}
                </span>
              </td>
              <td className="font-medium max-md:hidden">{group.processor}</td>
              <td
                className="cut max-w-[420px] max-md:max-w-[150px]"
                title={`${group.errorClass}: ${group.errorMessage}`}
              >
                <b>{group.errorClass}</b> <span className="text-ink-2">{group.errorMessage}</span>
              </td>
              <td className="cut mono max-w-[220px] text-ink-2 max-lg:hidden">{group.topics.join(', ')}</td>
              <td className={`n font-semibold ${fresh ? 'text-dead-ink' : ''}`}>{count(group.open)}</td>
              <td className="max-md:hidden">
                <Spark values={group.lastDay} fresh={fresh} />
              </td>
              <td className="n text-ink-3 max-md:hidden">
                <Time at={group.firstSeen} />
              </td>
              <td className="n">
                <Time at={group.lastSeen} />
              </td>
              <td className="n max-lg:hidden">{group.accounts === 0 ? '?' : count(group.accounts)}</td>
              <td className="n text-ink-3 max-lg:hidden">{count(group.redriven + group.redriving)}</td>
              <td className="n text-ink-3 max-lg:hidden">{count(group.discarded)}</td>
            </tr>
          )
        })}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={2} className="max-md:hidden">
            {words}
          </td>
          <td className="md:hidden">{words}</td>
          <td />
          <td className="max-lg:hidden" />
          <td className="n">{count(total)}</td>
          <td colSpan={2} className="max-md:hidden" />
          <td />
          <td colSpan={3} className="max-lg:hidden" />
        </tr>
      </tfoot>
    </table>
  )
}

/** First seen within the last day: nobody has decided about it yet. */
const DAY_MS = 86_400_000
const isNew = (group: DeadLetterGroup): boolean =>
  group.open > 0 &&
  Date.parse(group.lastSeen) - Date.parse(group.firstSeen) < DAY_MS &&
  group.lastDay.slice(-6).some((n) => n > 0)

/** 24 bars, an hour each; amounts that are no state are ink, a new cause has its colour. */
function Spark({ values, fresh }: { values: readonly number[]; fresh: boolean }) {
  const most = Math.max(1, ...values)
  return (
    <svg
      width="106"
      height="16"
      viewBox="0 0 106 16"
      role="img"
      aria-label={`Failures an hour, last 24 hours, at most ${most}`}
    >
      <path d="M0 15.500h106" stroke="var(--rule-2)" shapeRendering="crispEdges" />
      {values.map((value, hour) =>
        value === 0 ? null : (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
            key={hour}
            x={hour * 4.4}
            width="3.2"
            y={15 - Math.max(2, (value / most) * 14)}
            height={Math.max(2, (value / most) * 14)}
            fill={fresh ? 'var(--dead)' : 'var(--ink-2)'}
          />
        ),
      )}
    </svg>
  )
}
