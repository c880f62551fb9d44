'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { memo } from 'react'
import type { CsvFile } from '../../domain/api/files.ts'
import { useNow, useZone } from '../clock.tsx'
import {
  anyFraction,
  count,
  dayMonth,
  hourMinute,
  inColumn,
  plural,
  shortFileName,
  timeOrDate,
  usd,
  utcTitle,
} from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { FILE_STATE_LOOK, FileStateMark } from '../glyph.tsx'
import { addDecimals } from '../overview/money.tsx'
import { to } from '../paths.ts'
import { Books } from './books.tsx'

/** The ledger of closed files: what needs a person pinned on top, below it the newest first. */
const UNITS = ['Minutes', 'GB', 'GB-Hours', 'User-Months'] as const

export const needsPerson = (file: CsvFile): boolean => FILE_STATE_LOOK[file.state].needsPerson !== undefined

export const Ledger = memo(function Ledger({
  files,
  more,
  label,
}: {
  files: readonly CsvFile[]
  more: boolean
  label: string
}) {
  const router = useRouter()
  const zone = useZone()
  const day = useNow(60_000)
  const pinned = files.filter(needsPerson)
  const ordered = [...pinned, ...files.filter((file) => !needsPerson(file))]
  const places = new Map(UNITS.map((unit) => [unit, anyFraction(files.map((file) => file.totals?.[unit])) ? 3 : 0]))
  const priced = files.some((file) => file.estimate !== null)
  const sums = (unit: string) => addDecimals(files.map((file) => file.totals?.[unit] ?? '0'))
  const span = (file: CsvFile) => {
    const today = dayMonth(file.openedAt, zone) === dayMonth(day, zone)
    const opened = today
      ? hourMinute(file.openedAt, zone)
      : `${dayMonth(file.openedAt, zone)} ${hourMinute(file.openedAt, zone)}`
    return `${opened}–${file.closedAt ? hourMinute(file.closedAt, zone) : ''}`
  }
  return (
    <table className="tbl sticky-head md:[&_td]:h-[23.5px]" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">File</th>
          <th scope="col" className="n">
            Rows
          </th>
          {UNITS.map((unit) => (
            <th key={unit} scope="col" className={`n max-md:hidden ${unit === 'User-Months' ? 'max-lg:hidden' : ''}`}>
              {unit}
            </th>
          ))}
          <th scope="col" className="n">
            <span className="max-md:hidden">Opened–closed</span>
            <span className="md:hidden">Closed</span>
          </th>
          <th scope="col" className="max-md:hidden">
            Books
          </th>
          <th scope="col" className="max-md:hidden">
            Zuora
          </th>
          <th scope="col" className="n max-lg:hidden">
            Imported
          </th>
          {priced && (
            <th scope="col" className="n max-lg:hidden">
              Est. USD
            </th>
          )}
        </tr>
      </thead>
      <tbody onKeyDown={(event) => rowKeys(event, (id) => router.push(to.file(id)))}>
        {ordered.map((file, index) => (
          <tr
            key={file.id}
            className={index === pinned.length - 1 && pinned.length < ordered.length ? 'pinned-last' : undefined}
            tabIndex={index === 0 ? 0 : -1}
            data-id={file.id}
            data-copy={file.name}
          >
            <td>
              <FileStateMark state={file.state} />
            </td>
            <td>
              <Link className="mono hover:underline" href={to.file(file.id)} title={file.name} prefetch={false}>
                <FileName name={file.name} />
              </Link>
            </td>
            <td className="n font-medium">{count(file.rows)}</td>
            {UNITS.map((unit) => (
              <td key={unit} className={`n max-md:hidden ${unit === 'User-Months' ? 'max-lg:hidden' : ''}`}>
                {file.totals === null ? '?' : inColumn(file.totals[unit] ?? '0', places.get(unit) ?? 0)}
              </td>
            ))}
            <td className="n text-ink-3" title={utcTitle(file.openedAt)}>
              <span className="max-md:hidden">{span(file)}</span>
              <span className="md:hidden">{timeOrDate(file.closedAt ?? file.openedAt, day, zone)}</span>
            </td>
            <td className="max-md:hidden">
              <Books file={file} />
            </td>
            <td className="cut max-w-[168px] max-md:hidden">{zuoraWords(file)}</td>
            <td className="n max-lg:hidden">
              {file.state === 'imported' ? count(file.rows) : file.state === 'unknown' ? '?' : '–'}
            </td>
            {priced && <td className="n text-ink-3 max-lg:hidden">{file.estimate ? usd(file.estimate.usd) : '–'}</td>}
          </tr>
        ))}
      </tbody>
      <tfoot className="sticky bottom-0 z-1 bg-paper">
        <tr>
          <td colSpan={2}>
            {more ? `The newest ${plural(files.length, 'closed file')}` : plural(files.length, 'closed file')}
          </td>
          <td className="n">{count(files.reduce((sum, file) => sum + file.rows, 0))}</td>
          {UNITS.map((unit) => (
            <td key={unit} className={`n max-md:hidden ${unit === 'User-Months' ? 'max-lg:hidden' : ''}`}>
              {inColumn(sums(unit), places.get(unit) ?? 0)}
            </td>
          ))}
          <td />
          <td className="max-md:hidden" />
          <td className="max-md:hidden" />
          <td className="n max-lg:hidden">
            {count(files.reduce((sum, file) => sum + (file.state === 'imported' ? file.rows : 0), 0))}
          </td>
          {priced && (
            <td className="n max-lg:hidden">{usd(addDecimals(files.map((file) => file.estimate?.usd ?? '0')))}</td>
          )}
        </tr>
      </tfoot>
    </table>
  )
})

/** A phone shows partition and sequence; the rest is the same for every file. */
function FileName({ name }: { name: string }) {
  const short = shortFileName(name)
  const core = /^(usage-)(.*)(\.csv)$/.exec(short)
  if (!core) return short
  return (
    <>
      <span className="max-md:hidden">{core[1]}</span>
      {core[2]}
      <span className="max-md:hidden">{core[3]}</span>
    </>
  )
}

const zuoraWords = (file: CsvFile): React.ReactNode => {
  switch (file.state) {
    case 'imported':
      return <span className="text-ink-3">Completed</span>
    case 'submitted':
      return 'Taken, is importing'
    case 'submitting':
      return file.notTaken === null ? (
        'Being sent'
      ) : (
        <span className="text-warn-ink" title={`${file.notTaken}. It is sent again by itself, under the same key.`}>
          {file.notTaken.split(':')[0]?.replace(/^Zuora (answered )?/, '')}, tried again
        </span>
      )
    case 'balanced':
      return <span className="text-ink-3">next in the queue</span>
    case 'unknown':
      return <span className="text-warn-ink">No answer yet, asked again</span>
    case 'refused':
      return <span className="text-stop-ink">Refused, nothing imported</span>
    case 'quarantined':
      return (
        <span className="text-stop-ink" title={file.difference ?? undefined}>
          {file.difference ?? 'Books differ'}, not sent
        </span>
      )
    default:
      return <span className="text-ink-3">after its books</span>
  }
}
