'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import type { CommandAnswer } from '../../domain/api/commands.ts'
import { plural } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { Failure } from '../states.tsx'
import { type Command, runCommand, useDryRun } from './command.ts'
import { DryRunNumbers } from './dry-run-numbers.tsx'
import { ActButtons, ActFrame, Why } from './frame.tsx'
import { Numbers, numbersOf } from './numbers.tsx'

/**
 * The confirm-with-numbers dialog: the question holds the count, the table adds up, nothing happens without a reason.
 * What came of it, partly or wholly, stays until it is closed.
 */
export function ActDialog({
  command,
  onClose,
  progress,
}: {
  command: Command
  onClose: () => void
  /** What goes on after the command is accepted, live. */
  progress?: ReactNode
}) {
  const client = useQueryClient()
  const dryRun = useDryRun(command)
  const { data: plan } = dryRun
  const [why, setWhy] = useState('')
  const [state, setState] = useState<'asking' | 'running'>('asking')
  const [done, setDone] = useState<CommandAnswer | null>(null)
  const [error, setError] = useState<unknown>(null)
  const field = useRef<HTMLInputElement>(null)
  const act = async () => {
    if (state === 'running' || why.trim() === '') return
    setState('running')
    setError(null)
    try {
      setDone(await runCommand(command, why.trim()))
      await client.invalidateQueries()
    } catch (failure) {
      setError(failure)
    } finally {
      setState('asking')
    }
  }
  const acted = plan?.acted ?? 0
  // Where no page has worked the numbers out before, the dialog does: until then it asks nothing.
  const many = plan ? plural(acted, command.thing) : `${command.thing}s`
  return (
    <ActFrame onClose={onClose} focus={field} title={done ? done.words.replace(/\.$/, '') : `${command.verb} ${many}?`}>
      {done ? (
        <Done answer={done} command={command} progress={progress} onClose={onClose} />
      ) : (
        <>
          <p className="mt-1 mb-2 text-12 leading-[17px] text-ink-2">{command.warning}</p>
          <DryRunNumbers dryRun={dryRun} command={command} />
          <Why value={why} onChange={setWhy} field={field} disabled={state === 'running'} onEnter={act} />
          {error !== null && <Failure error={error} what={`To ${command.verb.toLowerCase()} them`} />}
          <ActButtons
            onCancel={onClose}
            onAct={act}
            words={state === 'running' ? `${command.verb.replace(/e?$/, 'ing')} …` : `${command.verb} ${many}`}
            disabled={why.trim() === '' || state === 'running' || acted === 0}
            running={state === 'running'}
          />
        </>
      )}
    </ActFrame>
  )
}

function Done({
  answer,
  command,
  progress,
  onClose,
}: {
  answer: CommandAnswer
  command: Command
  progress?: ReactNode
  onClose: () => void
}) {
  const complete = answer.skipped.length === 0 && !answer.more
  return (
    <div aria-live="polite">
      <p className="mt-1 mb-2 flex gap-2 text-12 leading-[17px] text-ink-2">
        <span className="mt-[3px]">
          <Glyph name={complete ? 'ok' : 'warn'} />
        </span>
        <span>
          {answer.acted === 0
            ? 'Nothing was changed.'
            : `${complete ? 'All that were chosen.' : 'Not all that were chosen.'}${answer.auditId ? ` In the audit log as ${answer.auditId}.` : ''}`}
          {answer.more && ` There are more than one command takes: ${command.verb.toLowerCase()} again for the rest.`}
        </span>
      </p>
      <Numbers rows={numbersOf(answer, command)} />
      {progress}
      <div className="mt-3 flex justify-end">
        <button type="button" className="btn btn-big" onClick={onClose}>
          Close
        </button>
      </div>
    </div>
  )
}
