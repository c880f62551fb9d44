'use client'

import type { ReactNode } from 'react'
import { plural } from '../format.ts'
import { NoRightNote, useMay } from '../viewer.tsx'
import { useBeginAct } from './acts.tsx'
import { type Command, useDryRun } from './command.ts'
import { DryRunNumbers } from './dry-run-numbers.tsx'

/** A dry run's numbers on the page, and the buttons that open the dialog. The first command is the one that is planned. */
export function Plan({
  commands,
  progress,
  none,
}: {
  commands: readonly Command[]
  progress?: ReactNode
  none: string
}) {
  const may = useMay()
  const [first] = commands
  const plan = useDryRun(may('repair') ? (first ?? null) : null)
  // A dry run is a command, too: who may not give it is told who may.
  if (!may('repair')) return <NoRightNote right="repair" />
  return (
    <>
      {plan.data?.selected === 0 ? (
        <p className="py-2 text-12 text-ink-2">{none}</p>
      ) : (
        <DryRunNumbers dryRun={plan} command={first} />
      )}
      <div className="mt-3 grid gap-2">
        {commands.map((command, index) => (
          <PlanButton key={command.verb} command={command} progress={progress} big={index === 0} />
        ))}
      </div>
    </>
  )
}

/** Its own dry run: what can be redriven and what can be discarded are not the same messages. */
export function PlanButton({ command, progress, big }: { command: Command; progress?: ReactNode; big: boolean }) {
  const may = useMay()
  const begin = useBeginAct()
  const dryRun = useDryRun(may('repair') ? command : null)
  const acted = dryRun.data?.acted ?? 0
  if (!may('repair')) return null
  return (
    <button
      type="button"
      className={`btn ${big ? 'btn-big btn-ink' : ''}`}
      disabled={acted === 0}
      onClick={() => begin({ command, ...(command.verb === 'Discard' ? {} : { progress }) })}
    >
      {dryRun.data ? `${command.verb} ${plural(acted, command.thing)} …` : `${command.verb} …`}
    </button>
  )
}
