import { Failure } from '../states.tsx'
import type { Command, useDryRun } from './command.ts'
import { Numbers, numbersOf } from './numbers.tsx'

/** What a command would do, as soon as that is known; what keeps it from being known, with a way to ask again. */
export function DryRunNumbers({
  dryRun,
  command,
}: {
  dryRun: ReturnType<typeof useDryRun>
  command: Command | undefined
}) {
  if (dryRun.data && command) return <Numbers rows={numbersOf(dryRun.data, command)} />
  if (dryRun.error) return <Failure error={dryRun.error} retry={() => dryRun.refetch()} what="The dry run" />
  return (
    <div className="grid gap-3 py-2" aria-busy="true">
      <span className="skeleton w-[120px]" />
      <span className="skeleton w-[220px]" />
    </div>
  )
}
