'use client'

import type { ReactNode } from 'react'
import { useNow, useZone } from './clock.tsx'
import { age, clock } from './format.ts'
import { Copy } from './frame/copy.tsx'
import { Glyph } from './glyph.tsx'
import { ApiProblem } from './query.ts'

/** Loading, empty, error, stale: every region has all of them. The head and the frame stay in each. */

/** Bars in the shape and place of the text, after 150 ms, still. */
export function SkeletonRows({ columns, rows = 6 }: { columns: readonly number[]; rows?: number }) {
  return (
    <>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have nothing else
        <tr key={row}>
          {columns.map((width, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <td key={column}>
              <span className="skeleton" style={{ width: width * (1 - ((row * 7 + column * 3) % 4) / 12) }} />
            </td>
          ))}
        </tr>
      ))}
    </>
  )
}

/** A table of which nothing is known yet, not even its head. */
export function SkeletonTable(shape: { columns: readonly number[]; rows?: number }) {
  return (
    <table className="tbl" aria-busy="true">
      <tbody>
        <SkeletonRows {...shape} />
      </tbody>
    </table>
  )
}

/** Where the sentence of a page will be. */
export function SkeletonVerdict() {
  return (
    <div className="h-[75px] py-4 max-md:h-[150px]">
      <span className="skeleton h-4! w-[420px] max-w-full" />
    </div>
  )
}

type Pages = { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; fetchNextPage(): unknown }

/** The foot of a list that is read page by page: `Show 50 older files`. Nothing where the list ends. */
export function ShowMore({ of, rows, what }: { of: Pages; rows: number; what: string }) {
  if (!of.hasNextPage) return null
  return (
    <p className="py-2 text-center">
      <button type="button" className="btn" disabled={of.isFetchingNextPage} onClick={() => of.fetchNextPage()}>
        Show {rows} {what}
      </button>
    </p>
  )
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="max-w-[52ch] py-2.5 text-12 leading-[17px]">
      <b>{title}</b>
      {children && <p className="text-ink-2">{children}</p>}
    </div>
  )
}

/** What failed, what is safe, what to do. The rest of the page stays. */
export function Failure({ error, retry, what }: { error: unknown; retry?: () => void; what: string }) {
  const problem = error instanceof ApiProblem ? error : null
  const title = problem?.title ?? `${what} could not be read`
  const detail =
    problem?.message ??
    (error instanceof Error ? error.message : 'Nothing was changed. This page asks again by itself.')
  return (
    <div className="max-w-[60ch] py-2.5 text-12 leading-[17px]" role="alert">
      <b className="st text-stop-ink whitespace-normal">
        <Glyph name="stop" />
        {title}
      </b>
      <p className="text-ink-2">{detail}</p>
      <div className="mt-2 flex items-center gap-3">
        {retry && (
          <button type="button" className="btn" onClick={retry}>
            Try now
          </button>
        )}
        <Copy
          text={JSON.stringify({
            what,
            title,
            detail,
            code: problem?.code,
            status: problem?.status,
            at: new Date().toISOString(),
          })}
          what="the details"
          words="Copy details"
        />
      </div>
    </div>
  )
}

/** Older than this is said, and greyed (contract of the pipeline's reports). */
export const STALE_AFTER_MS = 15_000

export function StaleNote({ heardAt, why }: { heardAt: number; why?: ReactNode }) {
  const now = useNow()
  const zone = useZone()
  return (
    <div className="note bg-warn-wash text-warn-ink" role="status">
      <Glyph name="warn" />
      <span>
        <b>
          Last heard {clock(heardAt, zone)}, {age(now - heardAt)} ago.
        </b>{' '}
        {why ?? 'The figures below are as they were then. This page asks again every 2 s.'}
      </span>
    </div>
  )
}
