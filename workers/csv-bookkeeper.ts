/**
 * csv-bookkeeper does the bookkeeping: which CSV file, and which row, a line item is in. When a file closes it checks
 * the books; only a file that balances gets, in the same transaction, its submission job (R18, R19).
 */
import type { CsvFileEvent, RowsAppended } from '../domain/csv-file-event.ts'
import { processor } from '../domain/pipeline.ts'
import type { MeasuredAs, StepLatency } from '../domain/step-latency.ts'
import { reach, type TimeRun } from '../domain/time-runs.ts'
import { balanceFile, readStoredDigest } from '../server/books/balance-file.ts'
import { type BookingRun, writeBookingRuns } from '../server/books/booking-runs.ts'
import { noteAttempt } from '../server/books/note-attempt.ts'
import { type PlacedRows, placeRows } from '../server/books/place-rows.ts'
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

    let run: TimeRun | undefined
    let runOfFile = -1
    /** By when rows were in their file and booked. What was placed before has its time already, or none was kept. */
    const timesOf = (placed: readonly PlacedRows[], reads: readonly Read[]): BookingRun[] => {
      const atMs = Date.now()
      const changed = new Map<TimeRun, BookingRun>()
      for (const { nth, event, from, to } of placed) {
        const { record } = reads[nth]!
        if (record.offset < at.cursor.rebuildTo) continue // a fresh database (R21): it was booked before
        const [first, end] = [event.firstRow + from, event.firstRow + to]
        run = reach(runOfFile === event.fileId ? run : undefined, { first, end, atMs, beforeAtMs: record.timestampMs })
        runOfFile = event.fileId
        changed.set(run, { fileId: event.fileId, run })
      }
      return [...changed.values()]
    }

    const place = async (reads: readonly Read[]) => {
      const events = reads.map(({ event }) => event as RowsAppended)
      const placed = await at.decide(async (tx) => {
        const rows = await placeRows(tx, events)
        await writeBookingRuns(tx, timesOf(rows, reads))
        return { ...moveTo(reads.at(-1)!), result: rows }
      })
      const now = Date.now()
      for (const { nth, event, from, to } of placed) {
        const { record } = reads[nth]!
        if (record.offset >= at.cursor.rebuildTo)
          observe(at.latency, event, from, to, Math.max(0, now - record.timestampMs))
      }
      for (const event of events) at.count('booked', event.attempts.length)
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

/** Rows `from` to `to` of an announcement, announced so long ago. */
const observe = (latency: StepLatency, event: RowsAppended, from: number, to: number, sinceMs: number): void => {
  const { eventAgesMs, measuredAs, rowMeasuredAs } = event
  for (let row = from; row < Math.min(to, eventAgesMs.length); row++) {
    const as = measuredAs[rowMeasuredAs[row] ?? 0] ?? NOT_MEASURED_BY
    latency.observe(as.product, as.site, eventAgesMs[row]! + sinceMs)
  }
}
const NOT_MEASURED_BY: MeasuredAs = { product: '', site: '' }

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
