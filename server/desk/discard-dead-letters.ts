/** Decides that dead letters are never processed: their events stay unbilled, counted as dead letters in the books. */
import type { CommandAnswer, DeadLettersCommand } from '../../domain/api/commands.ts'
import { plural } from '../../domain/words.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { writeAudit } from './audit.ts'
import { COMMAND_ROWS_MAX, countDeadLetters, moveOpen, skippedOf, whereOf } from './change-dead-letters.ts'

export const discardDeadLetters = (pool: Pool, actor: string, command: DeadLettersCommand): Promise<CommandAnswer> =>
  inTransaction(pool, async (tx) => {
    const where = whereOf(command.select)
    const counts = await countDeadLetters(tx, where)
    const skipped = skippedOf(counts, where, () => null)
    const open = counts.filter((c) => c.state === 'open').reduce((sum, c) => sum + c.count, 0)
    const selected = where.ids ? where.ids.length : counts.reduce((sum, c) => sum + c.count, 0)
    const moved = command.dryRun
      ? null
      : await moveOpen(tx, where, { state: 'discarded', actor, why: command.why, processors: null })
    const acted = moved ? [...moved.values()].reduce((sum, n) => sum + n, 0) : open
    const more = !command.dryRun && open > acted && acted === COMMAND_ROWS_MAX
    const auditId =
      command.dryRun || acted === 0
        ? null
        : await writeAudit(tx, {
            actor,
            action: 'discard',
            subject: plural(acted, 'dead letter'),
            why: command.why,
            detail: { select: command.select, acted },
          })
    return {
      dryRun: command.dryRun,
      selected,
      acted,
      skipped:
        open > acted
          ? [
              ...skipped,
              {
                why: more ? `is more than ${COMMAND_ROWS_MAX} at once` : 'changed in the meantime',
                count: open - acted,
              },
            ]
          : skipped,
      to: [],
      more,
      words: `${plural(acted, 'dead letter')} ${command.dryRun ? 'would be discarded' : `${acted === 1 ? 'is' : 'are'} discarded`}: their events are not billed.`,
      auditId,
    }
  })
