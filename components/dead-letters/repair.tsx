'use client'

import { useQuery } from '@tanstack/react-query'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { DeadLetterGroup } from '../../domain/api/dead-letters.ts'
import type { Command } from '../act/command.ts'
import { Numbers } from '../act/numbers.tsx'
import { Plan } from '../act/plan.tsx'
import { count, plural } from '../format.ts'
import { LETTERS_PAGE } from '../page-queries.ts'
import { api } from '../paths.ts'
import { q } from '../query.ts'

export const repairs = (select: Command['select']): [redrive: Command, discard: Command] => [
  {
    path: api.redrive,
    select,
    verb: 'Redrive',
    thing: 'message',
    effect: 'sent to their processor again',
    warning:
      'Each goes to the retry topic of its processor, byte for byte. What still fails comes back here with its next attempt; what was billed already is not billed again.',
  },
  {
    path: api.discard,
    select,
    verb: 'Discard',
    thing: 'message',
    effect: 'never billed',
    warning:
      'Their events stay in the books as dead letters and are never billed. The bytes are kept, but a discarded message cannot be redriven from here.',
  },
]

/** What redriving or discarding would do now, in numbers, before anything is asked. */
export function Repair({
  cause,
  source,
  marked,
  onUnmark,
}: {
  cause: { processor: string; fingerprint: string }
  /** The partition that the page is narrowed to, if it is: then the plan is of nothing else. */
  source: string | undefined
  marked: ReadonlySet<string>
  onUnmark: () => void
}) {
  const ids = [...marked]
  const select =
    ids.length > 0 ? { ids } : { processor: cause.processor, fingerprint: cause.fingerprint, ...(source && { source }) }
  return (
    <div className="min-w-0">
      <div className="sec">
        <h3>Repair plan</h3>
        <span className="q">
          {ids.length > 0
            ? 'of the marked messages'
            : source
              ? `of this cause, from ${source}`
              : 'of all of this cause'}
        </span>
        <span className="flex-1" />
        {ids.length > 0 && (
          <button type="button" className="link text-12 text-ink-2" onClick={onUnmark}>
            Unmark {plural(ids.length, 'message')}
          </button>
        )}
      </div>
      <Plan
        commands={repairs(select)}
        progress={<Progress {...cause} />}
        none="Nothing of this cause is left to redrive or discard."
      />
      <p className="mt-3 text-12 leading-[17px] text-ink-3">
        Mend the cause first: a redrive runs the code and the catalogue of now. Each message is sent once; what was sent
        twice is billed once.
      </p>
    </div>
  )
}

const PROGRESS_MS = 1_000

/** What became of the cause since: live, until the dialog is closed. */
function Progress({ processor, fingerprint }: { processor: string; fingerprint: string }) {
  const groups = useQuery({
    ...q<ListPage<DeadLetterGroup>>(api.deadLetterGroups, { processor, show: 'all', limit: LETTERS_PAGE }),
    refetchInterval: PROGRESS_MS,
  })
  const group = groups.data?.items.find((g) => g.fingerprint === fingerprint)
  if (!group) return null
  const parts = [
    { key: 'redriven', n: group.redriven, words: 'sent again', fill: 'var(--density-4)' },
    { key: 'redriving', n: group.redriving, words: 'not sent yet', fill: 'var(--paper-3)' },
    {
      key: 'open',
      n: group.open,
      words: 'of this cause wait here, those that failed again among them',
      fill: 'var(--dead)',
    },
  ]
  return (
    <div className="mt-3 border-t border-rule pt-2">
      <p className="text-12 font-medium">The whole cause now</p>
      <div className="my-1.5 flex h-2.5 gap-px" aria-hidden="true">
        {parts.map(({ key, n, fill }) =>
          n === 0 ? null : <span key={key} className="min-w-0.5" style={{ flex: `${n} 0 0`, background: fill }} />,
        )}
      </div>
      <Numbers rows={parts.map(({ key, n, words }) => ({ key, count: count(n), words }))} />
    </div>
  )
}
