/**
 * Lets a stopped processor go on. What a stop means decides what going on needs: after a loss or a topic made anew a
 * person must accept a new epoch (R4, R5); a database behind the log is recovered, never resumed (R27).
 */
import type { ResumeAnswer, ResumeCommand } from '../../domain/api/commands.ts'
import { plural } from '../../domain/words.ts'
import { type Client, inTransaction, type Pool } from '../postgres/pool.ts'
import { writeAudit } from './audit.ts'

// R8: cursors are locked first, in the order of their key, then stops.
const STOPS = `
  select s.site, s.topic, s.partition, s.kind, s.record_offset::text as "recordOffset", s.what_happened as "whatHappened"
    from stream_stop s
   where s.processor = $1 and ($2::text is null or s.site = $2) and ($3::text is null or s.topic = $3) and ($4::int is null or s.partition = $4)
   order by s.site, s.topic, s.partition`
const LOCK_CURSORS = `
  select 1 from stream_cursor c
   where c.processor = $1 and ($2::text is null or c.site = $2) and ($3::text is null or c.topic = $3) and ($4::int is null or c.partition = $4)
   order by c.site, c.topic, c.partition for update`
const ALLOW = `
  update stream_cursor set accept_start = accept_start or $5, dead_letter_allowance = dead_letter_allowance + $6
   where processor = $1 and site = $2 and topic = $3 and partition = $4`
const RESUME = 'delete from stream_stop where processor = $1 and site = $2 and topic = $3 and partition = $4'

type Stop = { site: string; topic: string; partition: number; kind: string; recordOffset: string; whatHappened: string }

const NEEDS_NEW_EPOCH = new Set(['lost_range', 'topic_made_anew'])

const refusal = (stop: Stop, command: ResumeCommand): string | null => {
  if (stop.kind === 'database_behind_log') return 'the database is behind the log: stop all workers and recover it'
  if (NEEDS_NEW_EPOCH.has(stop.kind) && !command.newEpoch)
    return 'records are lost or the topic was made anew: accept that with newEpoch (--new-epoch)'
  return null
}

const resume = async (tx: Client, processor: string, stop: Stop, command: ResumeCommand): Promise<void> => {
  const at = [processor, stop.site, stop.topic, stop.partition]
  await tx.query(ALLOW, [
    ...at,
    NEEDS_NEW_EPOCH.has(stop.kind),
    stop.kind === 'dead_letter_storm' ? command.allowDeadLetters : 0,
  ])
  await tx.query(RESUME, at)
}

export const resumeProcessor = (pool: Pool, actor: string, command: ResumeCommand): Promise<ResumeAnswer> =>
  inTransaction(pool, async (tx) => {
    const where = [command.processor, command.site ?? null, command.topic ?? null, command.partition ?? null]
    if (!command.dryRun) await tx.query(LOCK_CURSORS, where)
    const { rows: stops } = await tx.query<Stop>(STOPS, where)
    const partitions = stops.map((stop) => ({ ...stop, refused: refusal(stop, command) }))
    const going = partitions.filter((p) => p.refused === null)
    if (!command.dryRun) for (const stop of going) await resume(tx, command.processor, stop, command)
    const auditId =
      command.dryRun || going.length === 0
        ? null
        : await writeAudit(tx, {
            actor,
            action: command.newEpoch ? 'resume with a new epoch' : 'resume',
            subject: `${command.processor}, ${plural(going.length, 'partition')}`,
            why: command.why,
            detail: {
              partitions: going.map(({ refused: _, ...stop }) => stop),
              newEpoch: command.newEpoch,
              allowDeadLetters: command.allowDeadLetters,
            },
          })
    const verb = command.dryRun ? 'would go on' : 'goes on'
    const words =
      stops.length === 0
        ? `No partition of ${command.processor} stands still.`
        : `${command.processor} ${verb} at ${plural(going.length, 'partition')}; ${partitions.length - going.length} stay as they are.`
    return {
      dryRun: command.dryRun,
      partitions: partitions.map(({ refused, ...stop }) => ({
        ...stop,
        resumed: refused === null && !command.dryRun,
        why: refused ?? verb,
      })),
      words,
      auditId,
    }
  })
