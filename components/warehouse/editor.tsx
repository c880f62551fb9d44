'use client'

import type { EditorView } from 'codemirror'
import { useEffect, useRef, useState } from 'react'
import type { WarehouseTableAnswer } from '../../domain/api/warehouse.ts'

/** How the tokens look in the editor: ink, no colours that mean something elsewhere. */
const LOOK = {
  '&': { backgroundColor: 'var(--raised)', color: 'var(--ink)', fontSize: '0.75rem', height: '100%' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--face-mono)', lineHeight: '1.15rem' },
  '.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--ink-3)', borderRight: '1px solid var(--rule)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--paper-2)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--select) !important' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', border: '1px solid var(--edge)', color: 'var(--ink)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--ink)', color: 'var(--paper)' },
  '.cm-line span': { color: 'inherit' },
} as const

const completionOf = (tables: readonly WarehouseTableAnswer[]): Record<string, string[]> =>
  Object.fromEntries(tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]))

/** A plain text field until the editor is there, and for good where it cannot be. */
export function Editor({
  sql,
  tables,
  onChange,
  onRun,
}: {
  sql: string
  tables: readonly WarehouseTableAnswer[]
  onChange: (sql: string) => void
  onRun: () => void
}) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const [isReady, setReady] = useState(false)
  const latest = useRef({ sql, onChange, onRun })
  latest.current = { sql, onChange, onRun }
  const schema = JSON.stringify(completionOf(tables))

  useEffect(() => {
    let isGone = false
    void Promise.all([import('codemirror'), import('@codemirror/lang-sql')]).then(
      ([{ basicSetup, EditorView }, lang]) => {
        if (isGone || !place.current) return
        view.current?.destroy()
        view.current = new EditorView({
          doc: latest.current.sql,
          parent: place.current,
          extensions: [
            EditorView.domEventHandlers({
              keydown: (event) => {
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return false
                event.preventDefault()
                latest.current.onRun()
                return true
              },
            }),
            basicSetup,
            lang.sql({ dialect: lang.PostgreSQL, schema: JSON.parse(schema) as Record<string, string[]> }),
            EditorView.lineWrapping,
            EditorView.contentAttributes.of({ 'aria-label': 'SQL' }),
            EditorView.theme(LOOK),
            EditorView.cspNonce.of(document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''),
            EditorView.updateListener.of((update) => {
              if (update.docChanged) latest.current.onChange(update.state.doc.toString())
            }),
          ],
        })
        setReady(true)
      },
    )
    return () => {
      isGone = true
      view.current?.destroy()
      view.current = null
    }
  }, [schema])

  useEffect(() => {
    const editor = view.current
    if (editor && editor.state.doc.toString() !== sql)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: sql } })
  }, [sql])

  return (
    <div className="h-[220px] border border-edge max-md:h-[180px]">
      <div ref={place} className={isReady ? 'h-full' : 'hidden'} />
      {!isReady && (
        <textarea
          className="mono h-full w-full resize-none bg-raised p-2"
          aria-label="SQL"
          spellCheck={false}
          value={sql}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onRun()
          }}
        />
      )}
    </div>
  )
}
