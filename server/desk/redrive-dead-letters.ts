/**
 * Asks for dead letters to be sent to their processor again (R7: only this undoes that decision). The sending itself is
 * `send-waiting.ts`, a worker's; here the wish and its audit row are written, in one transaction, for each letter once.
 */
import type { CommandAnswer, DeadLettersCommand } from '../../domain/api/commands.ts'
import { PROCESSORS } from '../../domain/pipeline.ts'
import { plural } from '../../domain/words.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { writeAudit } from './audit.ts'
import { COMMAND_ROWS_MAX, countDeadLetters, moveOpen, skippedOf, whereOf } from './change-dead-letters.ts'

const RETRY = new Map<string, string>(PROCESSORS.flatMap((spec) => ('retry' in spec ? [[spec.name, spec.retry]] : [])))

export const redriveDeadLetters = (pool: Pool, actor: string, command: DeadLettersCommand): Promise<CommandAnswer> =>
  inTransaction(pool, async (tx) => {
    const where = whereOf(command.select)
    const counts = await countDeadLetters(tx, where)
    const skipped = skippedOf(counts, where, ({ processor }) =>
      RETRY.has(processor) ? null : 'its processor has no retry topic',
    )
    const ready = counts.filter((c) => c.state === 'open' && RETRY.has(c.processor))
    const selected = where.ids ? where.ids.length : counts.reduce((sum, c) => sum + c.count, 0)
    const acting = command.dryRun
      ? new Map(ready.map((c) => [c.processor, c.count]))
      : await moveOpen(tx, where, { state: 'redriving', actor, why: command.why, processors: [...RETRY.keys()] })
    const acted = [...acting.values()].reduce((sum, n) => sum + n, 0)
    const to = [...acting].map(([processor, count]) => ({ topic: RETRY.get(processor) as string, count }))
    const auditId =
      command.dryRun || acted === 0
        ? null
        : await writeAudit(tx, {
            actor,
            action: 'redrive',
            subject: plural(acted, 'dead letter'),
            why: command.why,
            detail: { select: command.select, acted, to },
          })
    const verb = command.dryRun ? 'would be sent' : 'will be sent'
    const readyCount = ready.reduce((sum, c) => sum + c.count, 0)
    const more = !command.dryRun && readyCount > acted && acted === COMMAND_ROWS_MAX
    return {
      dryRun: command.dryRun,
      selected,
      acted,
      // What a limit left over is not skipped for a reason of its own: say so, and the numbers still add up.
      skipped:
        !command.dryRun && readyCount > acted
          ? [
              ...skipped,
              {
                why: more ? `is more than ${COMMAND_ROWS_MAX} at once` : 'changed in the meantime',
                count: readyCount - acted,
              },
            ]
          : skipped,
      to,
      more,
      words: `${plural(acted, 'dead letter')} ${verb} to ${to.map((t) => t.topic).join(' and ') || 'nowhere'} again.`,
      auditId,
    }
  })
