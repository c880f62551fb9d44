// biome-ignore-all lint/a11y/useSemanticElements: a virtual list can't be a <table>: its rows are placed by transform
// biome-ignore-all lint/a11y/useFocusableInteractive: rows and heads of a read-only table take no focus
'use client'

import { useQueries } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import Link from 'next/link'
import { memo, useEffect, useRef, useState } from 'react'
import type { Page } from '../../domain/api/common.ts'
import type { FileRow } from '../../domain/api/files.ts'
import { count, dayMonthYear, exact, uuidTail } from '../format.ts'
import { ROWS_PAGE } from '../page-queries.ts'
import { api, to } from '../paths.ts'
import { q } from '../query.ts'
import { Empty, Failure } from '../states.tsx'

/**
 * The rows of a file: a virtual list over all of them (up to 50,000), of which only the pages in sight are asked for.
 * A row is 22 px high; the scroll bar is as long as the file.
 */
const ROW_PX = 22
/** As high as the window leaves below the books, never less than ten rows. */
const VIEW = 'max(220px, 100dvh - 500px)'
const COLUMNS = 'grid-cols-[44px_76px_76px_minmax(126px,0.7fr)_80px_80px_minmax(0,1.6fr)_92px]'

export function Rows({ id, rows, growing }: { id: string; rows: number; growing: boolean }) {
  const parent = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count: rows,
    getScrollElement: () => parent.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  })
  const visible = list.getVirtualItems()
  const first = Math.floor((visible[0]?.index ?? 0) / ROWS_PAGE)
  const last = Math.floor((visible.at(-1)?.index ?? 0) / ROWS_PAGE)
  const wanted = useSettled(`${first} ${last}`)
  const [from = 0, until = 0] = wanted.split(' ').map(Number)
  const pages = useQueries({
    queries: Array.from({ length: until - from + 1 }, (_, i) => ({
      ...q<Page<FileRow>>(api.fileRows(id), { from: (from + i) * ROWS_PAGE + 1, limit: ROWS_PAGE }),
      // rows of a closed file never change; those of an open one only grow
      staleTime: growing ? 5_000 : Number.POSITIVE_INFINITY,
    })),
  })
  const known = new Map<number, FileRow>()
  for (const page of pages) for (const row of page.data?.items ?? []) known.set(row.rowNumber, row)
  const failed = pages.find((page) => page.error)
  const [asked, setAsked] = useState('')
  const jump = (text: string) => {
    setAsked(text)
    const number = Number(text.replaceAll(',', ''))
    if (Number.isInteger(number) && number >= 1 && number <= rows) list.scrollToIndex(number - 1, { align: 'start' })
  }
  return (
    <section aria-label="Rows">
      <div className="sec">
        <h3>Rows</h3>
        <span className="q">
          {count(rows)}
          {growing ? ', growing' : ', as sent'}: reading here changes nothing
        </span>
        <span className="flex-1" />
        <input
          className="field h-6! w-28 text-right"
          inputMode="numeric"
          data-filter
          placeholder="Go to row"
          aria-label={`Go to a row, 1 to ${rows}`}
          value={asked}
          onChange={(event) => jump(event.target.value)}
        />
      </div>
      {failed && known.size === 0 ? (
        <Failure error={failed.error} retry={() => failed.refetch()} what="The rows" />
      ) : rows === 0 ? (
        <Empty title="No row yet">The first accepted line item of this partition becomes row 1.</Empty>
      ) : (
        <div
          role="table"
          aria-label="Rows of the file"
          aria-rowcount={rows + 1}
          className="text-12 max-md:overflow-x-auto"
        >
          <div className="max-md:min-w-[760px]">
            <div role="rowgroup">
              <div
                role="row"
                className={`grid ${COLUMNS} h-[26px] items-center gap-x-2.5 border-b border-rule-2 pr-4 text-11 text-ink-3`}
              >
                {['Row', 'Account', 'UOM', 'QTY', 'Start', 'End', 'SKU, customer', 'Line item'].map((head, i) => (
                  <span key={head} role="columnheader" className={i === 0 || i === 3 ? 'text-right' : ''}>
                    {head}
                  </span>
                ))}
              </div>
            </div>
            <div
              ref={parent}
              role="rowgroup"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
              tabIndex={0}
              aria-label="Scroll through the rows"
              className="overflow-y-auto overscroll-contain"
              data-inset-focus
              style={{
                height: `min(${rows * ROW_PX}px, ${VIEW})`,
                scrollbarWidth: 'thin',
                scrollbarColor: 'var(--edge) var(--paper-3)',
              }}
            >
              <div className="relative" style={{ height: list.getTotalSize() }}>
                {visible.map((item) => {
                  const row = known.get(item.index + 1)
                  const answered = pages[Math.floor(item.index / ROWS_PAGE) - from]?.data !== undefined
                  return (
                    <div
                      key={item.key}
                      role="row"
                      aria-rowindex={item.index + 2}
                      className={`absolute inset-x-0 grid ${COLUMNS} items-center gap-x-2.5 border-b border-rule pr-4 whitespace-nowrap hover:bg-paper-2`}
                      style={{ height: ROW_PX, transform: `translateY(${item.start}px)` }}
                    >
                      <span role="cell" className="mono text-right text-ink-2">
                        {count(item.index + 1)}
                      </span>
                      {row ? <Cells row={row} /> : answered && !growing ? <Gone /> : <Waiting />}
                    </div>
                  )
                })}
              </div>
            </div>
          </div>
        </div>
      )}
    </section>
  )
}

const Cells = memo(function Cells({ row }: { row: FileRow }) {
  return (
    <>
      <span role="cell" className="mono cut">
        <Link
          href={to.customer(row.accountId)}
          prefetch={false}
          tabIndex={-1}
          className="hover:underline"
          title={`account ${row.accountId}`}
        >
          {row.zuoraAccountNumber || row.accountId}
        </Link>
      </span>
      <span role="cell">{row.unitOfMeasure}</span>
      <span role="cell" className="cut text-right font-medium" title={row.quantity}>
        {exact(row.quantity)}
      </span>
      <span role="cell">{dayMonthYear(row.startedAt, 'UTC')}</span>
      <span role="cell">{dayMonthYear(row.endedAt, 'UTC')}</span>
      <span role="cell" className="cut" title={`${row.sku} ${row.login ?? ''}`}>
        {row.sku} <span className="text-ink-2">{row.login}</span>
      </span>
      <span role="cell">
        <Link className="link mono" href={to.lineItem(row.lineItemId)} prefetch={false} title={row.lineItemId}>
          {uuidTail(row.lineItemId)}
        </Link>
      </span>
    </>
  )
})

/** One bar: while the thumb flies over thousands of rows, each frame makes all of them anew. */
const Waiting = memo(() => (
  <span role="cell" aria-label="loading" className="col-span-7">
    <span className="skeleton" style={{ width: '72%' }} />
  </span>
))

/** Its line item was dropped from Postgres with its month. The file itself has the row as it was sent. */
const Gone = memo(() => (
  <span role="cell" className="col-span-7 text-ink-3">
    Its month is no longer kept here: the file and the archive have this row
  </span>
))

/** While the thumb is dragged over thousands of rows, only where it rests is asked for. */
const SETTLE_MS = 90
const useSettled = (value: string): string => {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
