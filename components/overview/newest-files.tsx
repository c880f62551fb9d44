'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { Page } from '../../domain/api/common.ts'
import type { CsvFile } from '../../domain/api/files.ts'
import { Time } from '../clock.tsx'
import { count, timeOrDate } from '../format.ts'
import { FileStateMark } from '../glyph.tsx'
import { NEWEST_FILES } from '../page-queries.ts'
import { api, to } from '../paths.ts'
import { live, q } from '../query.ts'
import { Empty, Failure, SkeletonRows } from '../states.tsx'

/** The newest CSV files: what a person sees appear within a minute of a first start. */

export function NewestFiles() {
  const files = useQuery(live(q<Page<CsvFile>>(api.files, NEWEST_FILES)))
  const items = files.data?.items
  return (
    <>
      <div className="sec">
        <h3>CSV files</h3>
        <span className="q">newest first</span>
        <span className="flex-1" />
        <Link className="link text-12 text-ink-2" href={to.files()}>
          All
        </Link>
      </div>
      <table className="tbl [&_td]:px-1 [&_td:first-child]:pl-0 [&_td:last-child]:pr-0 [&_th]:px-1 [&_th:first-child]:pl-0 [&_th:last-child]:pr-0">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">File</th>
            <th scope="col" className="n">
              Rows
            </th>
            <th scope="col" className="n">
              Opened
            </th>
          </tr>
        </thead>
        <tbody className="plain">
          {items?.map((file) => (
            <tr key={file.id}>
              <td>
                <FileStateMark state={file.state} word={file.state === 'unknown' ? 'Unknown' : undefined} />
              </td>
              <td>
                <Link className="mono hover:underline" href={to.file(file.id)} title={file.name} prefetch={false}>
                  {file.name.replace(/\.csv$/, '')}
                </Link>
              </td>
              <td className="n font-medium">{count(file.rows)}</td>
              <td className="n text-ink-3">
                <Time at={file.openedAt} show={timeOrDate} />
              </td>
            </tr>
          ))}
          {!items && !files.error && <SkeletonRows columns={[70, 90, 40, 34]} rows={8} />}
        </tbody>
      </table>
      {items?.length === 0 && (
        <Empty title="No CSV file yet">
          The first accepted line item opens one; with demo traffic that takes a few seconds, and a file closes after
          its age or its size.
        </Empty>
      )}
      {!items && files.error && <Failure error={files.error} retry={() => files.refetch()} what="The list of files" />}
    </>
  )
}
