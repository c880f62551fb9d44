'use client'

import { COMMAND_IDS_MAX } from '../../domain/command-limits.ts'
import { useBeginAct } from '../act/acts.tsx'
import type { Command } from '../act/command.ts'
import { Plan } from '../act/plan.tsx'
import { plural } from '../format.ts'
import { api } from '../paths.ts'
import { useMay } from '../viewer.tsx'

/** A release of accepted line items whose row is lost: the same command, which proves each loss anew. */
const repair = (ids: readonly string[]): Command => ({
  path: api.release,
  select: { ids },
  verb: 'Repair',
  thing: 'lost row',
  effect: 'decided again',
  warning:
    'Each loss is proven anew, then the submission-filter decides the line item once more, by the rules and accounts of now. What it accepts gets a new row and is billed; the lost row never was.',
})

/** Of one lost row. Its numbers are worked out when the dialog opens: a proof waits for the books, and there may be many. */
export function RepairButton({ lineItemId }: { lineItemId: string }) {
  const begin = useBeginAct()
  return (
    <button type="button" className="btn" onClick={() => begin({ command: repair([lineItemId]) })}>
      Repair …
    </button>
  )
}

/** Of all that were found, as many as one command takes. */
export function RepairPlan({ lineItemIds }: { lineItemIds: readonly string[] }) {
  const may = useMay()
  const ids = lineItemIds.slice(0, COMMAND_IDS_MAX)
  return (
    <section className="mt-2 max-w-[520px]" aria-label="Repair plan">
      <div className="sec">
        <h3>Repair plan</h3>
        <span className="q">{plural(ids.length, 'lost row')}</span>
      </div>
      <Plan commands={[repair(ids)]} none="No lost row is left to repair." />
      {may('repair') && (
        <p className="mt-3 text-12 leading-[17px] text-ink-3">
          A lost row is a defect: keep the log, and tell who develops this, also when it is repaired.
        </p>
      )}
    </section>
  )
}
