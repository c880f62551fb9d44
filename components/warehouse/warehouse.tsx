'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useRef, useState } from 'react'
import type { QueriesAnswer, QueryResult, WarehouseAnswer } from '../../domain/api/warehouse.ts'
import { QUERY_LIMITS, type QueryLimit, READY_QUERIES } from '../../domain/warehouse.ts'
import { count } from '../format.ts'
import { Page } from '../frame/page.tsx'
import { Glyph } from '../glyph.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { q } from '../query.ts'
import { Empty, Failure } from '../states.tsx'
import { download, post, runSql } from './ask.ts'
import { Chart } from './chart.tsx'
import { Editor } from './editor.tsx'
import { archiveReading } from './reading.ts'
import { Plan, Result } from './result.tsx'
import { QueryList, Tables } from './side.tsx'

const VIEWS = ['table', 'chart', 'plan'] as const
const FIRST = READY_QUERIES[0]!.sql
/** The manifest changes with the files: some minutes apart. */
const REFRESH_MS = 10_000

type Answered = { readonly sql: string; readonly result: QueryResult; readonly isPlan: boolean }

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['warehouse-archiver'],
  means: 'What came since is not in the archive yet; queries see what was before.',
  sites: SITE_AWAY,
}

export function Warehouse() {
  const [{ sql, limit, view }, setAddress] = useQueryStates(
    {
      sql: parseAsString.withDefault(FIRST),
      limit: parseAsStringLiteral(Object.keys(QUERY_LIMITS) as QueryLimit[]).withDefault('quick'),
      view: parseAsStringLiteral(VIEWS).withDefault('table'),
    },
    { history: 'replace', throttleMs: 500 },
  )
  const client = useQueryClient()
  const pipeline = usePipeline()
  const warehouse = useQuery({ ...q<WarehouseAnswer>(api.warehouse), refetchInterval: REFRESH_MS })
  const queries = useQuery(q<QueriesAnswer>(api.queries))
  const [answered, setAnswered] = useState<Answered | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [doing, setDoing] = useState<string | null>(null)
  const running = useRef<AbortController | null>(null)

  /** One thing at a time; another begins by cancelling it. */
  const act = async (words: string, work: (signal: AbortSignal) => Promise<void>) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setDoing(words)
    setFailure(null)
    try {
      await work(controller.signal)
    } catch (error) {
      if (!controller.signal.aborted) setFailure(error)
    } finally {
      if (running.current === controller) {
        running.current = null
        setDoing(null)
      }
      void client.invalidateQueries({ queryKey: [api.queries] })
    }
  }
  const run = (text = sql, explain = false) =>
    act(explain ? 'Explaining' : 'Running', async (signal) => {
      const result = await runSql(text, { limit, explain }, signal)
      setAnswered({ sql: text, result, isPlan: explain })
      if (explain !== (view === 'plan')) void setAddress({ view: explain ? 'plan' : 'table' })
    })
  const pick = (text: string) => {
    void setAddress({ sql: text })
    void run(text)
  }
  const command = (path: string, body: unknown, key: string) =>
    act('Saving', async () => {
      await post(path, body)
      await client.invalidateQueries({ queryKey: [key] })
    })

  return (
    <Page
      behind={BEHIND}
      title="Warehouse"
      heardAt={warehouse.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {warehouse.data ? (
        <Verdict reading={archiveReading(warehouse.data)} />
      ) : (
        <div className="h-[75px] py-4">
          <span className="skeleton h-4! w-[420px] max-w-full" />
        </div>
      )}
      <div className="grid grid-cols-[300px_minmax(0,1fr)] gap-5 border-t border-rule max-md:grid-cols-1">
        <aside
          className="border-r border-rule pr-4 max-md:order-2 max-md:border-0 max-md:pr-0"
          aria-label="Tables and queries"
        >
          {warehouse.data ? (
            <Tables
              tables={warehouse.data.tables}
              onName={(table) => pick(`select * from ${table} limit 100`)}
              onSnapshot={(name) => void command(api.takeSnapshot, { name }, api.warehouse)}
            />
          ) : (
            warehouse.error && (
              <Failure error={warehouse.error} retry={() => warehouse.refetch()} what="The list of tables" />
            )
          )}
          <QueryList
            queries={queries.data}
            onPick={pick}
            onRemove={(id) => void command(api.removeQuery, { id }, api.queries)}
          />
        </aside>
        <div className="min-w-0 pt-2">
          <Editor
            sql={sql}
            tables={warehouse.data?.tables ?? []}
            onChange={(text) => void setAddress({ sql: text })}
            onRun={() => void run()}
          />
          <Actions
            doing={doing}
            limit={limit}
            onLimit={(next) => void setAddress({ limit: next })}
            onRun={() => void run()}
            onCancel={() => running.current?.abort()}
            onExplain={() => void run(sql, true)}
            onDownload={(format) => void act(`Writing ${format}`, (signal) => download(sql, format, signal))}
            onSave={(name, isShared) => void command(api.saveQuery, { name, sql, isShared }, api.queries)}
          />
          {failure !== null && <Failure error={failure} what="The result" />}
          {!answered && failure === null && !doing && (
            <Empty title="Nothing asked yet">
              Run, or Ctrl Enter in the statement, shows rows here. A table at the left shows its first hundred, a ready
              query its result. Only statements that read are run.
            </Empty>
          )}
          {answered && (
            <>
              <div className="sec">
                <h2>
                  {answered.isPlan
                    ? 'Plan'
                    : `${count(answered.result.rows.length)} ${answered.result.rows.length === 1 ? 'row' : 'rows'}`}
                </h2>
                <span className="q">
                  {answered.result.isCut && (
                    <span className="st text-warn-ink">
                      <Glyph name="warn" />
                      cut here: the download has more
                    </span>
                  )}{' '}
                  {count(answered.result.milliseconds)} ms
                  {answered.sql !== sql && ', of the statement before it was changed'}
                </span>
                {!answered.isPlan && (
                  <fieldset className="ml-auto flex gap-3 text-12" aria-label="Show as">
                    {(['table', 'chart'] as const).map((name) => (
                      <button
                        key={name}
                        type="button"
                        className={view === name ? 'font-semibold' : 'link'}
                        aria-pressed={view === name}
                        onClick={() => void setAddress({ view: name })}
                      >
                        {name === 'table' ? 'Table' : 'Chart'}
                      </button>
                    ))}
                  </fieldset>
                )}
              </div>
              {answered.isPlan ? (
                <Plan result={answered.result} />
              ) : view === 'chart' ? (
                <Chart result={answered.result} />
              ) : (
                <Result result={answered.result} />
              )}
            </>
          )}
        </div>
      </div>
    </Page>
  )
}

function Actions({
  doing,
  limit,
  onLimit,
  onRun,
  onCancel,
  onExplain,
  onDownload,
  onSave,
}: {
  doing: string | null
  limit: QueryLimit
  onLimit: (limit: QueryLimit) => void
  onRun: () => void
  onCancel: () => void
  onExplain: () => void
  onDownload: (format: 'csv' | 'parquet') => void
  onSave: (name: string, isShared: boolean) => void
}) {
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  return (
    <div className="flex flex-wrap items-center gap-2 py-2 text-12">
      {doing ? (
        <button type="button" className="btn bg-ink! text-paper!" onClick={onCancel}>
          Cancel
        </button>
      ) : (
        <button
          type="button"
          className="btn bg-ink! text-paper!"
          aria-keyshortcuts="Control+Enter Meta+Enter"
          onClick={onRun}
        >
          Run
        </button>
      )}
      <button type="button" className="btn" disabled={doing !== null} onClick={onExplain}>
        Explain
      </button>
      <label className="flex items-center gap-1 text-ink-2">
        for at most
        <select className="field" value={limit} onChange={(event) => onLimit(event.target.value as QueryLimit)}>
          {Object.entries(QUERY_LIMITS).map(([key, { words }]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="btn" disabled={doing !== null} onClick={() => onDownload('csv')}>
        CSV
      </button>
      <button type="button" className="btn" disabled={doing !== null} onClick={() => onDownload('parquet')}>
        Parquet
      </button>
      <span className="text-ink-3" role="status">
        {doing ? `${doing} …` : ''}
      </span>
      <form
        className="ml-auto flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() === '') return
          onSave(name, isShared)
          setName('')
        }}
      >
        <input
          className="field w-[160px]"
          aria-label="Name to save it under"
          placeholder="Save as"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <label className="flex items-center gap-1 text-ink-2">
          <input type="checkbox" checked={isShared} onChange={(event) => setShared(event.target.checked)} />
          for all
        </label>
        <button type="submit" className="btn" disabled={name.trim() === ''}>
          Save
        </button>
      </form>
    </div>
  )
}
