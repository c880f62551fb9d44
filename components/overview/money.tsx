import Link from 'next/link'
import type { FileState } from '../../domain/file-states.ts'
import { anyFraction, count, inColumn, plural, usd } from '../format.ts'
import { FILE_STATE_LOOK, FileStateMark } from '../glyph.tsx'
import { to } from '../paths.ts'

/** Money of today by state: rows that were accepted, where they stand, and the column that shows how dense it is. */
export type MoneyRow = {
  readonly state: FileState
  readonly files: number
  readonly rows: number
  /** Minutes are the unit that everybody has; the ledger has all units. */
  readonly minutes: string | null
  readonly estimateUsd: string | null
}

/** In the order in which money moves, the least dense on top, as in the glass. */
const ORDER: readonly FileState[] = [
  'open',
  'closing',
  'closed',
  'balanced',
  'submitting',
  'submitted',
  'unknown',
  'refused',
  'quarantined',
  'imported',
]
const FILL: Readonly<Record<FileState, string>> = {
  open: 'density-2',
  closing: 'density-3',
  closed: 'density-3',
  balanced: 'density-4',
  submitting: 'density-5',
  submitted: 'density-5',
  unknown: 'density-5',
  refused: 'stop',
  quarantined: 'stop',
  imported: 'density-6',
}
/** Always listed, so that the table keeps its shape: the normal way of a file. */
const ALWAYS: readonly FileState[] = ['open', 'balanced', 'submitting', 'imported']

const ROW = 24
const HEAD = 26
const TOP = 6

export function Money({ rows, priced }: { rows: readonly MoneyRow[]; priced: boolean }) {
  const listed = ORDER.map(
    (state) => rows.find((row) => row.state === state) ?? { state, files: 0, rows: 0, minutes: '0', estimateUsd: '0' },
  ).filter((row) => row.files > 0 || ALWAYS.includes(row.state))
  const total = listed.reduce((sum, row) => sum + row.rows, 0)
  const minutes = listed.some((row) => row.minutes !== null)
  const places = anyFraction(listed.map((row) => row.minutes)) ? 3 : 0
  const sum = (pick: (row: MoneyRow) => string | null) =>
    addDecimals(listed.map(pick).filter((value): value is string => value !== null))
  return (
    <div className="flex">
      <Column rows={listed} total={total} />
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col" className="n">
              Files
            </th>
            <th scope="col" className="n">
              Rows
            </th>
            {minutes && (
              <th scope="col" className="n max-md:hidden">
                Minutes
              </th>
            )}
            {priced && (
              <th scope="col" className="n">
                Est. USD
              </th>
            )}
          </tr>
        </thead>
        <tbody className="plain">
          {listed.map((row) => (
            <tr key={row.state}>
              <td>
                <Link href={to.files({ state: row.state })} prefetch={false} className="hover:underline">
                  <FileStateMark state={row.files > 0 ? row.state : row.state} word={WORDS[row.state]} />
                </Link>
              </td>
              <td className={`n ${row.files > 0 ? '' : 'text-ink-3'}`}>{count(row.files)}</td>
              <td className={`n ${row.rows > 0 ? 'font-medium' : 'text-ink-3'}`}>{count(row.rows)}</td>
              {minutes && (
                <td className="n text-ink-3 max-md:hidden">
                  {row.minutes === null ? '?' : inColumn(row.minutes, places)}
                </td>
              )}
              {priced && (
                <td className="n text-ink-3">
                  {row.estimateUsd === null ? '–' : usd(row.estimateUsd).replace('$', '')}
                </td>
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>In files today</td>
            <td className="n">{count(listed.reduce((n, row) => n + row.files, 0))}</td>
            <td className="n">{count(total)}</td>
            {minutes && (
              <td className="n max-md:hidden">
                {inColumn(
                  sum((row) => row.minutes),
                  places,
                )}
              </td>
            )}
            {priced && <td className="n">{usd(sum((row) => row.estimateUsd)).replace('$', '')}</td>}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

const WORDS: Partial<Record<FileState, string>> = { open: 'Open, growing', submitted: 'Submitted, being imported' }

/** Exact sum of decimal texts with at most nine places. */
export const addDecimals = (values: readonly string[]): string => {
  const nanos = values.reduce((sum, value) => {
    const negative = value.startsWith('-')
    const [whole = '0', fraction = ''] = (negative ? value.slice(1) : value).split('.')
    const units = BigInt(whole) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0') || '0')
    return negative ? sum - units : sum + units
  }, 0n)
  const positive = nanos < 0n ? -nanos : nanos
  const fraction = (positive % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '')
  return `${nanos < 0n ? '-' : ''}${positive / 1_000_000_000n}${fraction ? `.${fraction}` : ''}`
}

/** The glass: rows of today by state, the densest at the bottom, each part joined to its line of the table. */
function Column({ rows, total }: { rows: readonly MoneyRow[]; total: number }) {
  const height = HEAD + rows.length * ROW
  const inside = height - TOP - 4
  const parts = rows.filter((row) => row.rows > 0)
  const gaps = Math.max(0, parts.length - 1)
  const least = 3 // a part thinner than this can't be seen
  const free = inside - gaps - least * parts.length
  let y = TOP
  const drawn = parts.map((row) => {
    const h = least + (total === 0 ? 0 : (row.rows / total) * free)
    const part = { row, y, h, line: HEAD + rows.indexOf(row) * ROW + ROW / 2 }
    y += h + 1
    return part
  })
  return (
    <svg className="max-md:hidden" width="74" height={height + 10} viewBox={`0 0 74 ${height + 10}`} aria-hidden="true">
      <defs>
        <pattern id="waits" width="6" height="6" patternUnits="userSpaceOnUse">
          <path d="M0 3H6" stroke="var(--paper)" strokeWidth="1.2" />
        </pattern>
      </defs>
      {Array.from({ length: 21 }, (_, i) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: graduations have nothing else
          key={i}
          d={`M${i % 5 === 0 ? 4 : 8} ${TOP + (inside * i) / 20}H12`}
          stroke="var(--ink-3)"
          shapeRendering="crispEdges"
        />
      ))}
      {drawn.map((part) => (
        <path
          key={part.row.state}
          d={`M57 ${part.y + part.h / 2}H60L68 ${part.line}H72`}
          fill="none"
          stroke="var(--rule-2)"
        />
      ))}
      {drawn.map((part) => (
        <g key={part.row.state}>
          <rect
            className="settle"
            x="12.5"
            width="43"
            y={part.y}
            height={part.h}
            fill={`var(--${FILL[part.row.state]})`}
          >
            <title>{`${FILE_STATE_LOOK[part.row.state].word}: ${plural(part.row.rows, 'row')}`}</title>
          </rect>
          {part.row.state === 'unknown' && <rect x="12.5" width="43" y={part.y} height={part.h} fill="url(#waits)" />}
        </g>
      ))}
      <path
        d={`M12 1V${height - 2}a4 4 0 0 0 4 4H52a4 4 0 0 0 4-4V1`}
        fill="none"
        stroke="var(--ink-3)"
        strokeWidth="1.2"
      />
    </svg>
  )
}
