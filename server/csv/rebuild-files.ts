/**
 * R21: with an empty database, boundaries are read from billing.csv-files before any is decided, so that files come out
 * byte for byte as they were. A file that was announced as started is never submitted by itself again.
 */
import { RENDERER_VERSION, type RenderProfile } from '../../domain/csv.ts'
import { fileIdOf } from '../../domain/csv-file.ts'
import type { FileClosed } from '../../domain/csv-file-event.ts'
import { type LogBounds, logBounds, readLog } from '../kafka/log-reader.ts'
import type { PartitionContext } from '../kafka/processor.ts'
import { decodeCsvFileEvent } from '../proto/codec.ts'
import type { BuilderDeps, BuilderMemory } from './builder-memory.ts'
import { stateOf } from './builder-memory.ts'
import { closeFile, insertFile } from './file-rows.ts'
import { restoreClosedFile } from './finish-file.ts'
import { foldRange } from './fold-range.ts'
import type { FileOpening } from './open-file.ts'

export type FilePolicy = { readonly profile: RenderProfile; readonly maxBytes: number; readonly maxAgeSeconds: number }

type Boundaries = {
  /** By sequence: one small record per file that was ever closed. */
  readonly closed: Map<number, FileClosed>
  readonly attempted: Set<number>
  /** file id → the offset after the last row that was announced. */
  readonly announced: Map<number, number>
}

const readBoundaries = async (deps: BuilderDeps, partition: number): Promise<Boundaries> => {
  const found: Boundaries = { closed: new Map(), attempted: new Set(), announced: new Map() }
  const log = readLog(deps.hydro, { site: deps.hydro.home.name, topic: 'billing.csv-files', partition, from: 0 })
  for await (const record of log) {
    const event = decodeCsvFileEvent(record.value)
    if (event.kind === 'file_closed') {
      found.closed.set(event.sequence, event)
      found.announced.delete(event.fileId)
    } else if (event.kind === 'rows_appended') {
      if (event.nextOffset > (found.announced.get(event.fileId) ?? 0))
        found.announced.set(event.fileId, event.nextOffset)
    } else if (event.kind === 'attempt_started') found.attempted.add(event.fileId)
  }
  return found
}

/** True when the log holds files that this database does not know. */
export const logHoldsFiles = async (deps: BuilderDeps, partition: number): Promise<boolean> => {
  const topic = 'billing.csv-files'
  const bounds = await logBounds(deps.hydro, deps.hydro.home.name, new Map([[topic, [partition]]]))
  return ((bounds.get(topic)?.get(partition) as LogBounds | undefined)?.end ?? 0) > 0
}

/** Rebuilds every file of the partition up to what was announced. Goes on where an earlier try ended. */
export const rebuildFiles = async (
  at: PartitionContext,
  deps: BuilderDeps,
  memory: BuilderMemory,
  policy: FilePolicy,
): Promise<void> => {
  const { partition } = at.source
  const boundaries = await readBoundaries(deps, partition)
  for (;;) {
    const closed = boundaries.closed.get(memory.sequence)
    if (!closed) break
    const opening: FileOpening = {
      installation: deps.installation,
      partition,
      sequence: closed.sequence,
      firstOffset: closed.firstOffset,
      openingMarks: closed.openingMarks,
      profile: closed.profile,
      maxBytes: policy.maxBytes,
      maxAgeSeconds: policy.maxAgeSeconds,
    }
    const { file, marks } = await foldRange(deps.hydro, opening, closed.nextOffset, async () => {})
    if (!file.digest().equals(closed.sha256))
      throw new Error(`${file.name} cannot be rebuilt: the log says ${closed.sha256.toString('hex')}`)
    const next: BuilderMemory = {
      sequence: closed.sequence + 1,
      marks,
      file: undefined,
      from: closed.nextOffset,
      fromMarks: marks.list(),
    }
    await at.decide(async (tx) => {
      file.openedAtMs = await insertFile(tx, file, closed.nextOffset)
      await closeFile(tx, file, 'rebuilt from the log', null)
      await tx.query(
        `update csv_file set opened_at = to_timestamp($2::float8 / 1000), closed_at = to_timestamp($3::float8 / 1000),
                attempt_in_log = $4 where id = $1`,
        [file.id, closed.openedAtMs, closed.closedAtMs, boundaries.attempted.has(file.id)],
      )
      // Not yet `rebuilt`: a crash in here goes on with the next file.
      return { nextOffset: closed.nextOffset, state: { ...stateOf(next), rebuilt: false }, result: undefined }
    })
    file.openedAtMs = closed.openedAtMs
    await restoreClosedFile(deps, file, closed)
    Object.assign(memory, next)
  }
  await reopenAnnounced(at, deps, memory, policy, boundaries)
}

/** Rows that were announced are in the next file, whatever its age or size: placements never move (R18). */
const reopenAnnounced = async (
  at: PartitionContext,
  deps: BuilderDeps,
  memory: BuilderMemory,
  policy: FilePolicy,
  boundaries: Boundaries,
): Promise<void> => {
  const { partition } = at.source
  const announced = boundaries.announced.get(fileIdOf(memory.sequence, partition)) ?? 0
  if (announced > memory.from) {
    const opening: FileOpening = {
      installation: deps.installation,
      partition,
      sequence: memory.sequence,
      firstOffset: memory.from,
      openingMarks: memory.fromMarks,
      ...policy,
    }
    const { file, marks } = await foldRange(deps.hydro, opening, announced, async () => {})
    memory.file = file
    memory.marks = marks
    await at.decide(async (tx) => {
      file.openedAtMs = await insertFile(tx, file, announced)
      return { nextOffset: announced, state: stateOf(memory), result: undefined }
    })
  } else await at.remember({ ...stateOf(memory) })
}

export const currentProfile = (env: { ZUORA_DATE_FORMAT: string; ZUORA_UNIQUE_KEY: 'on' | 'off' }): RenderProfile => ({
  dateFormat: env.ZUORA_DATE_FORMAT,
  uniqueKey: env.ZUORA_UNIQUE_KEY === 'on',
  rendererVersion: RENDERER_VERSION,
})

export const sameProfile = (a: RenderProfile, b: RenderProfile): boolean =>
  a.dateFormat === b.dateFormat && a.uniqueKey === b.uniqueKey && a.rendererVersion === b.rendererVersion
