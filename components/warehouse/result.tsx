'use client'

import type { QueryResult } from '../../domain/api/warehouse.ts'
import { count } from '../format.ts'
import { Empty } from '../states.tsx'

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL)/
/** More rows than a table can be read by; the download has all of them. */
const ROWS_SHOWN = 500

const shown = (value: string | number | boolean | null): string => (value === null ? 'null' : String(value))

export function Result({ result }: { result: QueryResult }) {
  const { columns, rows } = result
  if (rows.length === 0) return <Empty title="No rows">The statement ran to its end and found nothing.</Empty>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
    <section className="max-h-[520px] overflow-auto" aria-label="Rows of the result" tabIndex={0}>
      <table className="tbl sticky-head">
        <thead>
          <tr>
            {columns.map(({ name, type }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a result may have two columns of one name
              <th key={index} scope="col" className={NUMBER.test(type) ? 'n' : ''} title={type}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_SHOWN).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a result have nothing else
            <tr key={at}>
              {row.map((value, index) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  key={index}
                  className={`${NUMBER.test(columns[index]?.type ?? '') ? 'n' : 'cut max-w-[360px]'} ${value === null ? 'text-ink-3' : ''}`}
                  title={shown(value).length > 40 ? shown(value) : undefined}
                >
                  {shown(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS_SHOWN && (
        <p className="py-2 text-12 text-ink-3">
          The first {count(ROWS_SHOWN)} of {count(rows.length)} rows are shown; the download has all of them.
        </p>
      )}
    </section>
  )
}

/** The plan as DuckDB draws it. */
export function Plan({ result }: { result: QueryResult }) {
  const text = result.rows.map((row) => shown(row.at(-1) ?? null)).join('\n')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
    <section className="overflow-auto" aria-label="Plan" tabIndex={0}>
      <pre className="mono py-2 leading-[1.1]">{text}</pre>
    </section>
  )
}
