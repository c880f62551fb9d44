'use client'

import { useQuery } from '@tanstack/react-query'
import type { CommandAnswer } from '../../domain/api/commands.ts'
import { postJson } from '../query.ts'

/** A command of the desk: where it goes, what it selects, and how people call it. */
export type Command = {
  readonly path: string
  readonly select: Readonly<Record<string, unknown>>
  /** `Redrive`, `Discard`, `Release` */
  readonly verb: string
  /** `message`, `line item` */
  readonly thing: string
  /** What would happen to those that it acts on, in words that follow their number. */
  readonly effect: string
  /** What cannot be undone, and what is safe. */
  readonly warning: string
}

/** Counting a reason of millions takes a moment: often enough to be true when the button is pressed. */
const DRY_RUN_EVERY_MS = 15_000

/** The numbers stand on the page before the dialog opens: a dry run changes nothing, so it may be asked again and again. */
export const useDryRun = (command: Command | null) =>
  useQuery({
    queryKey: [command?.path ?? '', 'dry run', command?.select ?? {}],
    queryFn: ({ signal }) =>
      postJson<CommandAnswer>(command?.path ?? '', { select: command?.select, dryRun: true }, signal),
    enabled: command !== null,
    staleTime: DRY_RUN_EVERY_MS / 2,
    refetchInterval: DRY_RUN_EVERY_MS,
  })

export const runCommand = (command: Command, why: string): Promise<CommandAnswer> =>
  postJson<CommandAnswer>(command.path, { select: command.select, dryRun: false, why })
