// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the listbox of a combobox, as ARIA describes it
'use client'

import { Dialog } from '@base-ui/react/dialog'
import { useRouter } from 'next/navigation'
import { useEffect, useId, useRef, useState } from 'react'
import { Glyph } from '../glyph.tsx'
import { ApiProblem } from '../query.ts'
import { find, type Hit } from './find.ts'

/** One box takes any identifier and goes to its page: type or paste, arrows choose, Enter goes. */
const TYPING_MS = 120

type Answer =
  | { state: 'idle' }
  | { state: 'asking' }
  | { state: 'found'; text: string; hits: readonly Hit[] }
  | { state: 'failed'; words: string }

export function SearchDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter()
  const [text, setText] = useState('')
  const [answer, setAnswer] = useState<Answer>({ state: 'idle' })
  const [chosen, setChosen] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()

  useEffect(() => {
    if (text.trim() === '') {
      setAnswer({ state: 'idle' })
      return
    }
    const asking = new AbortController()
    const timer = setTimeout(() => {
      setAnswer((before) => (before.state === 'found' ? before : { state: 'asking' }))
      find(text, asking.signal).then(
        (hits) => {
          setAnswer({ state: 'found', text: text.trim(), hits })
          setChosen(0)
        },
        (error: unknown) => {
          if (asking.signal.aborted) return
          setAnswer({ state: 'failed', words: error instanceof ApiProblem ? error.title : 'The search did not answer' })
        },
      )
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [text])

  const hits = answer.state === 'found' ? answer.hits : []
  const go = (hit: Hit | undefined) => {
    if (!hit) return
    onOpenChange(false)
    setText('')
    router.push(hit.href)
  }
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-20 bg-(--scrim)" />
        <Dialog.Popup
          initialFocus={input}
          className="fixed top-[12vh] left-1/2 z-30 w-[540px] max-w-[calc(100vw-32px)] -translate-x-1/2 border-t-2 border-ink bg-raised pb-2 shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Find anything</Dialog.Title>
          <input
            ref={input}
            className="h-11 w-full border-b border-rule bg-transparent px-4 text-15 outline-none placeholder:text-ink-3"
            placeholder="Line item, event, login, Zuora number, file"
            aria-label="An identifier"
            role="combobox"
            aria-expanded={hits.length > 0}
            aria-controls={listId}
            aria-activedescendant={hits[chosen] ? `${listId}-${chosen}` : undefined}
            autoComplete="off"
            spellCheck={false}
            maxLength={300}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                event.preventDefault()
                const step = event.key === 'ArrowDown' ? 1 : -1
                setChosen((at) => (hits.length === 0 ? 0 : (at + step + hits.length) % hits.length))
              } else if (event.key === 'Enter') go(hits[chosen])
            }}
          />
          <ul id={listId} role="listbox" aria-label="Found">
            {hits.map((hit, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the input's, as in every combobox
              <li
                key={`${hit.href} ${hit.kind} ${hit.title}`}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                className={`grid h-9 cursor-pointer grid-cols-[14px_minmax(0,auto)_minmax(0,1fr)_auto] items-center gap-2 px-4 text-12 max-md:h-11 ${index === chosen ? 'bg-select shadow-[inset_2px_0_0_var(--ink)]' : ''}`}
                onMouseMove={() => setChosen(index)}
                onClick={() => go(hit)}
              >
                <Glyph name={hit.glyph} />
                <b className="cut">{hit.title}</b>
                <span className="cut text-ink-2">{hit.detail}</span>
                <span className="text-11 text-ink-2">{hit.kind}</span>
              </li>
            ))}
          </ul>
          <p className="px-4 pt-2 text-12 leading-[17px] text-ink-2" role="status">
            {answer.state === 'idle' &&
              'A whole line item or event id, the start of a login, an account or Zuora number, part of a file name, or topic:partition:offset@site. Without a site: home for billing topics, else every site.'}
            {answer.state === 'asking' && 'Looking …'}
            {answer.state === 'failed' && `${answer.words}. Nothing was changed; type on to try again.`}
            {answer.state === 'found' &&
              (hits.length === 0
                ? `Nothing is called ${answer.text.length > 60 ? `${answer.text.slice(0, 60)} …` : answer.text}. Logins are found by their start, ids only whole.`
                : 'Enter opens, arrows choose, Esc closes.')}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
