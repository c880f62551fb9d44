'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import type { CsvFileDetail } from '../../domain/api/files.ts'
import { isFinal } from '../../domain/file-states.ts'
import { Time, useZone } from '../clock.tsx'
import { clockMillis, count, dayMonth, exact, plural, shortFileName } from '../format.ts'
import { Copy } from '../frame/copy.tsx'
import { Page } from '../frame/page.tsx'
import { FILE_STATE_LOOK, Glyph, type GlyphName } from '../glyph.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { ApiProblem, liveMs, q } from '../query.ts'
import { Empty, Failure, SkeletonTable, StaleNote } from '../states.tsx'
import { ControlTotals } from './control-totals.tsx'
import { ZuoraAnswer } from './zuora-answer.tsx'

const Rows = dynamic(() => import('./rows.tsx').then((m) => m.Rows), { ssr: false })

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['submission-filter', 'csv-builder', 'csv-bookkeeper', 'zuora-submitter'],
  means: 'What is not done yet waits; what is written here stays true.',
  sites: SITE_AWAY,
}

export function FileDetail({ id }: { id: string }) {
  const pipeline = usePipeline()
  const answer = useQuery({
    ...q<CsvFileDetail>(api.file(id)),
    // a file in its final state does not change any more
    refetchInterval: (query) => !(query.state.data && isFinal(query.state.data.state)) && liveMs(api.file(id)),
  })
  const file = answer.data
  const unknown = answer.error instanceof ApiProblem && answer.error.status === 404
  return (
    <Page
      behind={BEHIND}
      title={file ? shortFileName(file.name) : `file ${id}`}
      parent={{ href: to.files(), title: 'Files' }}
      mono
      heardAt={answer.dataUpdatedAt || null}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {file && answer.error && <StaleNote heardAt={answer.dataUpdatedAt} />}
      {file ? (
        <Sheet file={file} />
      ) : unknown ? (
        <Empty title={`No file has the id ${id}`}>
          Files are found by name in the search box above or in the ledger; ids never change, not even after a replay.
        </Empty>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The file" />
      ) : (
        <SkeletonTable columns={[90, 180, 120, 160]} rows={14} />
      )}
    </Page>
  )
}

function Sheet({ file }: { file: CsvFileDetail }) {
  const look = FILE_STATE_LOOK[file.state]
  const profile = file.profile as { dateFormat?: unknown; rendererVersion?: unknown; uniqueKey?: unknown }
  return (
    <>
      <Verdict
        reading={{
          glyph: look.glyph,
          title: file.reading,
          detail: file.difference ? `Why: ${file.difference}.` : originWords(file),
        }}
      >
        {file.objectKey && (
          <a className="btn btn-big" href={api.fileContent(file.id)} download={file.name}>
            Download {count(file.rows)} rows
          </a>
        )}
      </Verdict>
      <dl className="meta">
        <Fact name="State">{look.word}</Fact>
        <Fact name="Partition">{file.partition}</Fact>
        <Fact name="Sequence">{count(file.sequence)}</Fact>
        {file.revision > 1 && <Fact name="Revision">{file.revision}</Fact>}
        <Fact name="Offsets">
          {count(file.firstOffset)}–{file.lastOffset === null ? '' : count(file.lastOffset)}
        </Fact>
        <Fact name="Bytes">{count(file.bytes)}</Fact>
        {file.sha256 && (
          <Fact name="SHA-256">
            <span className="mono" title={file.sha256}>
              {file.sha256.slice(0, 8)} {file.sha256.slice(8, 16)} …
            </span>{' '}
            <Copy text={file.sha256} what="the SHA-256" />
          </Fact>
        )}
        <Fact name="Renderer">
          {String(profile.rendererVersion ?? '?')}, {String(profile.dateFormat ?? '?')} UTC
          {profile.uniqueKey === true ? ', with UNIQUE_KEY' : ''}
        </Fact>
      </dl>
      <section className="grid grid-cols-[minmax(0,1fr)_352px] max-lg:grid-cols-1">
        <div className="min-w-0 border-r border-rule pr-5 max-lg:border-r-0 max-lg:pr-0">
          <ControlTotals file={file} />
          <Rows id={file.id} rows={file.rows} growing={file.state === 'open' || file.state === 'closing'} />
        </div>
        <div className="min-w-0 pl-5 max-lg:border-t max-lg:border-rule-2 max-lg:pl-0">
          <Timeline file={file} />
          <ZuoraAnswer file={file} />
          <BySku file={file} />
        </div>
      </section>
    </>
  )
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div className="whitespace-nowrap">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const originWords = (file: CsvFileDetail): string => {
  const bySite = new Map<string, number>()
  for (const origin of file.byOrigin) bySite.set(origin.site, (bySite.get(origin.site) ?? 0) + origin.rows)
  const parts = [...bySite].map(([site, rows]) => `${plural(rows, 'row')} from ${site}`)
  return parts.length > 0 ? `${parts.join(', ')}.` : 'Where its rows come from is counted when it balances.'
}

const STEP_GLYPH: Readonly<Record<string, GlyphName>> = {
  opened: 'open',
  closing: 'closed',
  closed: 'closed',
  balanced: 'balanced',
  submitting: 'submitting',
  submitted: 'submitting',
  imported: 'imported',
  refused: 'stop',
  unknown: 'unknown',
  quarantined: 'stop',
}

function Timeline({ file }: { file: CsvFileDetail }) {
  const zone = useZone()
  const first = file.timeline[0]
  return (
    <>
      <div className="sec">
        <h3>What happened</h3>
        <span className="q">
          {first ? `${zone === 'UTC' ? 'UTC' : 'local time'}, ${dayMonth(first.at, zone)}` : ''}
        </span>
      </div>
      <ol>
        {file.timeline.map((moment, index) => (
          <li
            key={`${moment.at} ${moment.what} ${moment.words}`}
            className="relative grid grid-cols-[58px_12px_minmax(0,1fr)] gap-[9px] pb-1.5 text-12 leading-4"
          >
            <Time
              at={moment.at}
              show={(at, _, z) => clockMillis(at, z).slice(0, 8)}
              className="text-right text-ink-3"
            />
            <span className="pt-0.5">
              <Glyph name={STEP_GLYPH[moment.what] ?? STEP_GLYPH[moment.what.split('_')[0] ?? ''] ?? 'ok'} />
              {index < file.timeline.length - 1 && (
                <i className="absolute top-[17px] -bottom-px left-[72.5px] border-l border-rule-2" aria-hidden="true" />
              )}
            </span>
            <div className="min-w-0">
              <b className="font-medium!">{moment.words}</b>
              <p className="text-ink-3">{moment.actor}</p>
            </div>
          </li>
        ))}
      </ol>
      {file.timeline.length === 0 && <p className="pb-2 text-12 text-ink-3">Nothing is recorded yet.</p>}
    </>
  )
}

function BySku({ file }: { file: CsvFileDetail }) {
  if (file.bySku.length === 0) return null
  return (
    <div className="border-t border-rule">
      <div className="sec">
        <h3>By SKU</h3>
        <span className="q">exact quantities</span>
      </div>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">SKU</th>
            <th scope="col" className="n">
              Rows
            </th>
            <th scope="col" className="n">
              Quantity
            </th>
          </tr>
        </thead>
        <tbody className="plain">
          {file.bySku.map((line) => (
            <tr key={line.sku}>
              <td className="py-1! leading-4 wrap-anywhere whitespace-normal!">{line.sku}</td>
              <td className="n">{count(line.rows)}</td>
              <td className="n font-medium">
                {exact(line.quantity)} <span className="font-normal text-ink-3">{line.unitOfMeasure}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
