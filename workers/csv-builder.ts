/**
 * csv-builder builds, in real time, the CSV files submitted to Zuora. A file is a range of offsets of one partition of
 * billing.submittable: the log is its write-ahead log, and any file can be rebuilt byte for byte (R15–R17). Nothing that
 * reaches it can fail to render; if it does, the partition stops and shows it (R7).
 */
import { type FoldRecord, type FoldStep, foldStep } from '../domain/file-fold.ts'
import { processor } from '../domain/pipeline.ts'
import type { StepLatency } from '../domain/step-latency.ts'
import { rowsAppended } from '../server/csv/announce.ts'
import {
  type BuilderMemory,
  emptyMemory,
  loadMemory,
  openRecords,
  productsOf,
  stateOf,
} from '../server/csv/builder-memory.ts'
import { closeFile, growFile, insertFile } from '../server/csv/file-rows.ts'
import { finishFile } from '../server/csv/finish-file.ts'
import { OpenFile, type ProductOf } from '../server/csv/open-file.ts'
import { currentProfile, logHoldsFiles, rebuildFiles, sameProfile } from '../server/csv/rebuild-files.ts'
import { shortestFirst } from '../server/csv/shortest-first.ts'
import type { LogRecord } from '../server/kafka/log-reader.ts'
import type { PartitionHandler, StreamProcessor } from '../server/kafka/processor.ts'
import { recordSha256 } from '../server/kafka/record-digest.ts'
import { decodeSubmittable } from '../server/proto/codec.ts'
import type { WorkerDeps } from './deps.ts'

export const csvBuilder = (deps: WorkerDeps, loadInTurn = shortestFirst()): StreamProcessor => ({
  spec: processor('csv-builder'),
  lingerMs: 200,
  tickMs: 1_000,
  resumesAtCursor: false,

  async open(at): Promise<PartitionHandler> {
    const { installation } = await deps.reference()
    const csv = { ...deps, installation }
    const policy = {
      profile: currentProfile(deps.env),
      maxBytes: deps.env.CSV_MAX_BYTES,
      maxAgeSeconds: deps.env.CSV_MAX_AGE_SECONDS,
    }
    let memory: BuilderMemory = emptyMemory()
    if (at.cursor.state.rebuilt !== true) {
      memory = at.cursor.nextOffset > 0 ? await loadMemory(at, csv) : memory
      if (await logHoldsFiles(csv, at.source.partition)) await rebuildFiles(at, csv, memory, policy)
      else await at.remember({ ...stateOf(memory) })
    }
    // Reading open files again is a second of CPU for all partitions: the one that has least to read goes on first.
    memory = await loadInTurn(openRecords(at.cursor), () => loadMemory(at, csv))

    /** One decision: the file's new rows, and its close if it ends here. */
    const append = async (step: FoldStep, nextOffset: number, prior: LogRecord | undefined, closes?: string) => {
      const file = memory.file as OpenFile
      const rowsBefore = file.rows
      file.add(step)
      const ends = closes !== undefined && file.rows > 0
      const after: BuilderMemory = ends
        ? {
            sequence: memory.sequence + 1,
            marks: memory.marks,
            file: undefined,
            from: nextOffset,
            fromMarks: memory.marks.list(),
          }
        : memory
      const productOf = productsOf(await deps.reference())
      const closedAtMs = await at.decide(async (tx) => {
        if (rowsBefore === 0 && file.rows > 0) file.openedAtMs = await insertFile(tx, file, nextOffset)
        else if (file.rows > 0) await growFile(tx, file, nextOffset)
        const closed = ends ? await closeFile(tx, file, closes, file.ages(Date.now(), productOf)) : 0
        return { nextOffset, ...(prior && { priorSha256: recordSha256(prior) }), state: stateOf(after), result: closed }
      })
      memory = after
      await at.send('billing.csv-files', rowsAppended(file, rowsBefore + 1, step.rows, productOf))
      observe(at.latency, step.rows, productOf)
      at.count('rows', step.rows.length)
      if (ends) await finishFile(at, csv, file, { nextOffset, closedAtMs })
    }

    const closeNow = async (why: string) => {
      const nothing: FoldStep = { rows: [], text: '', bytes: 0, consumed: 0, isFull: false }
      await append(nothing, at.cursor.nextOffset, undefined, why)
    }

    // A deploy with another renderer or profile closes open files first: a file has one profile (R15).
    if (memory.file && !sameProfile(memory.file.profile, policy.profile)) await closeNow('the render profile changed')

    return {
      async handle(batch) {
        if (batch.isReplay) return
        const records = batch.records.map(({ offset, timestampMs, value }) => ({
          offset,
          timestampMs,
          row: decodeSubmittable(value),
        }))
        for (let from = 0; from < records.length; ) {
          memory.file ??= new OpenFile({
            installation,
            partition: at.source.partition,
            sequence: memory.sequence,
            firstOffset: memory.from,
            openingMarks: memory.fromMarks,
            ...policy,
          })
          const step = foldStep(records, from, memory.marks, memory.file)
          from += step.consumed
          const next = records[from]
          // Undefined where the first record of the batch is one row too many: nothing was consumed, the cursor stays.
          const prior = batch.records[from - 1]
          await append(step, next?.offset ?? batch.nextOffset, prior, step.isFull ? 'it is full' : undefined)
        }
      },

      async tick() {
        const { file } = memory
        if (!file || file.rows === 0) return
        if (Date.now() - file.openedAtMs >= file.opening.maxAgeSeconds * 1_000) await closeNow('it is old enough')
      },
    }
  },
})

/** Rows that are durable and announced. Those of one SKU often follow each other. */
const observe = (latency: StepLatency, rows: readonly FoldRecord[], productOf: ProductOf): void => {
  const now = Date.now()
  let [sku, product] = ['', '']
  for (const { row, timestampMs } of rows) {
    if (row.sku !== sku) [sku, product] = [row.sku, productOf(row.sku)]
    latency.observe(product, row.originSite, now - timestampMs)
  }
}
