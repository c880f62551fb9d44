/**
 * csv-bookkeeper does the bookkeeping: which CSV file, and which row, a line item is in. When a file closes it checks
 * the books; only a file that balances gets, in the same transaction, its submission job (R18, R19).
 */
import type { CsvFileEvent, RowsAppended } from '../domain/csv-file-event.ts'
import { processor } from '../domain/pipeline.ts'
import { balanceFile, readStoredDigest } from '../server/books/balance-file.ts'
import { noteAttempt } from '../server/books/note-attempt.ts'
import { placeRows } from '../server/books/place-rows.ts'
import { awaitDecisions } from '../server/decisions/restore-decisions.ts'
import type { LogRecord } from '../server/kafka/log-reader.ts'
import type { PartitionHandler, StreamProcessor } from '../server/kafka/processor.ts'
import { recordSha256 } from '../server/kafka/record-digest.ts'
import { PLACEMENTS_MAX } from '../server/limits.ts'
import { decodeCsvFileEvent } from '../server/proto/codec.ts'
import type { WorkerDeps } from './deps.ts'

type Read = { readonly record: LogRecord; readonly event: CsvFileEvent }

export const csvBookkeeper = (deps: WorkerDeps): StreamProcessor => ({
  spec: processor('csv-bookkeeper'),
  lingerMs: 20,
  tickMs: 1_000,
  resumesAtCursor: false,

  async open(at): Promise<PartitionHandler> {
    const moveTo = ({ record }: Read) => ({
      nextOffset: record.offset + 1,
      priorSha256: recordSha256(record),
      result: undefined,
    })

    const place = async (reads: readonly Read[]) => {
      const events = reads.map(({ event }) => event as RowsAppended)
      await at.decide(async (tx) => {
        await placeRows(tx, events)
        return moveTo(reads.at(-1)!)
      })
      const now = Date.now()
      for (const [index, event] of events.entries()) {
        const sinceAnnounced = Math.max(0, now - reads[index]!.record.timestampMs)
        for (const age of event.eventAgesMs) at.latency(age + sinceAnnounced, 1)
        at.count('booked', event.attempts.length)
      }
    }

    /** A process that has just started is slow: what it does first is one announcement, and then more. */
    let placementsMost = 0
    let isDecided = false
    const close = async (read: Read) => {
      // A rebuilt file (R21) may be here before the decisions about its rows are: that is no difference.
      if (!isDecided) await awaitDecisions(deps)
      isDecided = true
      const stored = await readStoredDigest(deps.pool, deps.objects, read.event.fileId)
      const reference = await deps.reference()
      const state = await at.decide(async (tx) => {
        const moved = stored && (await balanceFile(tx, read.event.fileId, stored.hex, reference))
        return { ...moveTo(read), result: moved }
      })
      if (state) at.count(state, 1)
    }

    const note = async (read: Read) => {
      await at.decide(async (tx) => {
        if (read.event.kind === 'attempt_started') await noteAttempt(tx, read.event)
        return moveTo(read)
      })
    }

    return {
      async handle(batch) {
        if (batch.isReplay) return // placements and balances are written with the cursor: nothing is left to repeat
        const { records } = batch
        for (let from = 0; from < records.length; ) {
          const rows = rowsFrom(records, from, placementsMost)
          if (rows.length > 0) {
            await place(rows)
            placementsMost = PLACEMENTS_MAX
          } else {
            const read = readEvent(records[from]!)
            await (read.event.kind === 'file_closed' ? close(read) : note(read))
          }
          from += Math.max(rows.length, 1)
        }
      },
    }
  },
})

const readEvent = (record: LogRecord): Read => ({ record, event: decodeCsvFileEvent(record.value) })

/**
 * The run of row announcements from here on, as many as one transaction takes: one, or up to so many placements. No more
 * are read: an announcement of thousands of rows is many times its size in memory, and a backlog has hundreds of them.
 */
const rowsFrom = (records: readonly LogRecord[], from: number, most: number): Read[] => {
  const run: Read[] = []
  let placements = 0
  for (let at = from; at < records.length; at++) {
    const read = readEvent(records[at]!)
    if (read.event.kind !== 'rows_appended') break
    placements += read.event.attempts.length
    if (run.length > 0 && placements > most) break
    run.push(read)
  }
  return run
}
