'use client'

import { useState } from 'react'
import type { QueriesAnswer, WarehouseTableAnswer } from '../../domain/api/warehouse.ts'
import { READY_QUERIES } from '../../domain/warehouse.ts'
import { useNow } from '../clock.tsx'
import { age, count, plural } from '../format.ts'

const megabytes = (bytes: string): string => {
  const number = Number(bytes)
  return number >= 1e9
    ? `${(number / 1e9).toFixed(1)} GB`
    : number >= 1e5
      ? `${(number / 1e6).toFixed(1)} MB`
      : `${count(Math.ceil(number / 1000))} kB`
}

/** Tables with what is in them; one opens to its columns. */
export function Tables({
  tables,
  onName,
  onSnapshot,
}: {
  tables: readonly WarehouseTableAnswer[]
  onName: (table: string) => void
  onSnapshot: (name: string) => void
}) {
  const [open, setOpen] = useState<string | null>(null)
  const now = useNow(1000)
  const known = [...tables].sort(
    (a, b) => Number(a.topic === null) - Number(b.topic === null) || (a.name < b.name ? -1 : 1),
  )
  return (
    <table className="tbl" aria-label="Tables of the warehouse">
      <thead>
        <tr>
          <th scope="col">Table</th>
          <th scope="col" className="n">
            Rows
          </th>
          <th scope="col" className="n">
            Age
          </th>
        </tr>
      </thead>
      <tbody>
        {known.map((table) => (
          <TableRows
            key={table.name}
            table={table}
            now={now}
            isOpen={open === table.name}
            onOpen={() => setOpen(open === table.name ? null : table.name)}
            onName={onName}
            onSnapshot={onSnapshot}
          />
        ))}
      </tbody>
    </table>
  )
}

function TableRows({
  table,
  now,
  isOpen,
  onOpen,
  onName,
  onSnapshot,
}: {
  table: WarehouseTableAnswer
  now: number
  isOpen: boolean
  onOpen: () => void
  onName: (table: string) => void
  onSnapshot: (name: string) => void
}) {
  const newest = table.newestAt ? age(Math.max(0, now - Date.parse(table.newestAt))) : 'none yet'
  return (
    <>
      <tr aria-selected={isOpen}>
        <td className="cut max-w-[170px]">
          <button
            type="button"
            className="cut max-w-full text-left hover:underline"
            aria-expanded={isOpen}
            onClick={onOpen}
          >
            {table.name}
          </button>
        </td>
        <td className="n" title={`${plural(table.files, 'file')}, ${megabytes(table.bytes)}`}>
          {count(table.rows)}
        </td>
        <td className="n text-ink-3">{newest}</td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={3} className="h-auto! py-1!">
            <p className="flex flex-wrap gap-2 text-12">
              <button type="button" className="link" onClick={() => onName(table.name)}>
                First rows
              </button>
              {table.topic === null && (
                <button
                  type="button"
                  className="link"
                  disabled={table.isAsked}
                  onClick={() => onSnapshot(table.name.slice('snapshot.'.length))}
                >
                  {table.isAsked ? 'A newer one is being taken' : 'Take a newer one'}
                </button>
              )}
            </p>
            <ul className="mt-1 text-11">
              {table.columns.map((column) => (
                <li key={column.name} className="flex gap-2">
                  <span className="mono">{column.name}</span>
                  <span className="cut text-ink-3" title={column.type}>
                    {column.type.replace('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ')}
                  </span>
                </li>
              ))}
            </ul>
          </td>
        </tr>
      )}
    </>
  )
}

export function QueryList({
  queries,
  onPick,
  onRemove,
}: {
  queries: QueriesAnswer | undefined
  onPick: (sql: string) => void
  onRemove: (id: string) => void
}) {
  return (
    <>
      <div className="sec">
        <h2>Ready</h2>
      </div>
      <ul className="text-12">
        {READY_QUERIES.map(({ name, question, sql }) => (
          <li key={name} className="py-[3px]">
            <button type="button" className="link text-left" title={question} onClick={() => onPick(sql)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      {queries && queries.saved.length > 0 && (
        <>
          <div className="sec">
            <h2>Saved</h2>
          </div>
          <ul className="text-12">
            {queries.saved.map((saved) => (
              <li key={saved.id} className="flex items-baseline gap-2 py-[3px]">
                <button
                  type="button"
                  className="link cut text-left"
                  title={saved.sql}
                  onClick={() => onPick(saved.sql)}
                >
                  {saved.name}
                </button>
                <span className="text-11 text-ink-3">{saved.isShared ? `shared by ${saved.owner}` : ''}</span>
                <button
                  type="button"
                  className="link ml-auto text-11 text-ink-3"
                  aria-label={`Remove ${saved.name}`}
                  onClick={() => onRemove(saved.id)}
                >
                  Remove
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {queries && queries.history.length > 0 && (
        <>
          <div className="sec">
            <h2>History</h2>
          </div>
          <ul className="text-11">
            {queries.history.slice(0, 12).map((run) => (
              <li key={run.id} className="flex items-baseline gap-2 py-[3px]">
                <button
                  type="button"
                  className="mono cut text-left hover:underline"
                  title={run.sql}
                  onClick={() => onPick(run.sql)}
                >
                  {run.sql.replace(/\s+/g, ' ').slice(0, 80)}
                </button>
                <span className="ml-auto whitespace-nowrap text-ink-3">
                  {run.outcome === 'done' ? `${count(run.milliseconds)} ms` : run.outcome}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
