// biome-ignore-all lint/a11y/useSemanticElements: a group of buttons is no fieldset
'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { DeadLetterGroup } from '../../domain/api/dead-letters.ts'
import { readPlace } from '../../domain/partition-place.ts'
import { StoppedPartitions, stoppedPartitions } from '../act/resume.tsx'
import { Choices } from '../choices.tsx'
import { Page } from '../frame/page.tsx'
import { useHeldChoice } from '../held-choice.ts'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { LETTERS_PAGE } from '../page-queries.ts'
import { api } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { live, q } from '../query.ts'
import { Empty, Failure, SkeletonTable, SkeletonVerdict, StaleNote } from '../states.tsx'
import { deadLettersVerdict } from '../verdicts.ts'
import { Causes, causeKey } from './causes.tsx'
import { Letter } from './letter.tsx'
import { Messages, useLetters } from './messages.tsx'
import { DEAD_LETTER_PROCESSORS } from './processors.ts'
import { Repair } from './repair.tsx'

const SHOWS = ['open', 'redriving', 'redriven', 'discarded'] as const
const SHOW_WORDS = { open: 'Open', redriving: 'Being sent', redriven: 'Sent again', discarded: 'Discarded' } as const

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['usage-relay', 'submission-filter', 'account-directory', 'dead-letter-desk'],
  means: 'What fails or is sent again since then is not known; nothing is lost, it waits in the log.',
  sites: SITE_AWAY,
}

/** By cause first, then one message, and what can be done. The URL holds processor, state, cause and the open message. */
export function DeadLetters() {
  const [view, setView] = useQueryStates(
    {
      processor: parseAsStringLiteral(DEAD_LETTER_PROCESSORS),
      state: parseAsStringLiteral(SHOWS).withDefault('open'),
      cause: parseAsString,
      letter: parseAsString,
      source: parseAsString,
    },
    { history: 'push' },
  )
  const source = readPlace(view.source) ? (view.source ?? undefined) : undefined
  const pipeline = usePipeline()
  const groups = useQuery({
    ...live(
      q<ListPage<DeadLetterGroup>>(api.deadLetterGroups, {
        processor: view.processor,
        source,
        show: view.state === 'open' ? undefined : 'all',
        limit: LETTERS_PAGE,
      }),
    ),
    placeholderData: keepPreviousData,
  })
  const items = groups.data?.items.filter((group) => view.state === 'open' || group[view.state] > 0)
  const chosen = useHeldChoice(
    items,
    causeKey,
    items?.find((group) => group.fingerprint === view.cause || causeKey(group) === view.cause),
    { scope: `${view.processor} ${view.state} ${source}`, isOfBefore: groups.isPlaceholderData },
  )
  return (
    <Page
      behind={BEHIND}
      title="Dead letters"
      heardAt={groups.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {groups.data && groups.error && <StaleNote heardAt={groups.dataUpdatedAt} />}
      {pipeline.data ? <Verdict reading={deadLettersVerdict(pipeline.data)} /> : <SkeletonVerdict />}
      <StoppedPartitions stopped={stoppedPartitions(pipeline.data)} />
      <div className="flex flex-wrap items-center justify-between gap-x-6 border-t border-rule">
        <Choices
          label="Processor"
          values={[null, ...DEAD_LETTER_PROCESSORS]}
          chosen={view.processor}
          words={(name) => name ?? 'All processors'}
          onChoose={(processor) => setView({ processor, cause: null, letter: null })}
        />
        <Choices
          label="State of the messages"
          values={SHOWS}
          chosen={view.state}
          words={(state) => SHOW_WORDS[state]}
          onChoose={(state) => setView({ state, cause: null, letter: null })}
        />
      </div>
      {source && (
        <p className="flex items-center gap-3 border-t border-rule py-2 text-12 text-ink-2">
          <span>
            Only what was read from <b className="mono">{source}</b>
          </span>
          <button type="button" className="btn" onClick={() => setView({ source: null, cause: null, letter: null })}>
            Show all partitions
          </button>
        </p>
      )}
      {items && items.length > 0 ? (
        <Causes
          items={items}
          chosen={chosen ? causeKey(chosen) : null}
          onChoose={(key) => setView({ cause: key, letter: null })}
          more={Boolean(groups.data?.nextCursor)}
        />
      ) : items ? (
        <Empty title={emptyTitle(view.processor, view.state)}>
          A message that can never work comes here whole, with where it came from and why; the stream goes on.
        </Empty>
      ) : groups.error ? (
        <Failure error={groups.error} retry={() => groups.refetch()} what="The list of causes" />
      ) : (
        <SkeletonTable columns={[60, 110, 320, 140, 40, 90, 40, 40]} rows={6} />
      )}
      {chosen && (
        <Detail
          key={`${causeKey(chosen)} ${view.state} ${source}`}
          cause={chosen}
          source={source}
          state={view.state}
          letter={view.letter}
          onLetter={(letter) => setView({ letter }, { history: 'replace' })}
        />
      )}
    </Page>
  )
}

const emptyTitle = (processor: string | null, state: (typeof SHOWS)[number]): string => {
  const who = processor ?? 'No processor'
  if (state === 'open') return processor ? `${processor} has no open dead letter` : 'No dead letter is open'
  return processor
    ? `${processor} has no message in the state: ${SHOW_WORDS[state].toLowerCase()}`
    : `${who} has a message in the state: ${SHOW_WORDS[state].toLowerCase()}`
}

/** What is open of one cause: its messages, one of them whole, and what can be done about them. */
function Detail({
  cause,
  source,
  state,
  letter,
  onLetter,
}: {
  cause: DeadLetterGroup
  source: string | undefined
  state: (typeof SHOWS)[number]
  letter: string | null
  onLetter: (id: string) => void
}) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const letters = useLetters(cause.processor, cause.fingerprint, state, source)
  const shown = letter ?? letters.data?.pages[0]?.items[0]?.id ?? null
  const mark = (id: string) =>
    setMarked((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })
  return (
    <section
      className="mt-2 grid grid-cols-[minmax(0,330px)_minmax(0,1fr)_minmax(0,300px)] border-t border-ink max-xl:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)] max-md:grid-cols-1"
      aria-label="The chosen cause"
    >
      <div className="min-w-0 border-r border-rule pr-5 max-md:border-r-0 max-md:pr-0">
        <Messages letters={letters} chosen={shown} marked={marked} onChoose={onLetter} onMark={mark} />
      </div>
      <div className="min-w-0 px-5 max-md:px-0">
        {shown ? (
          <Letter id={shown} />
        ) : (
          <Empty title="No message is chosen">
            Choose one to see what it holds, where it came from and why it failed.
          </Empty>
        )}
      </div>
      <div className="min-w-0 border-l border-rule pl-5 max-xl:col-span-2 max-xl:border-t max-xl:border-l-0 max-xl:pl-0 max-md:col-span-1">
        {state === 'open' ? (
          <Repair cause={cause} source={source} marked={marked} onUnmark={() => setMarked(new Set())} />
        ) : (
          <Empty title="Nothing to do here">
            Only open messages can be redriven or discarded; these were decided about.
          </Empty>
        )}
      </div>
    </section>
  )
}
