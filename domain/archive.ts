/** The archive's files: their names and places, what adjoins what, and what is to be compacted. Pure. */

/** decided: its range is fixed, its bytes are not in the store yet. Only `written` files count. */
export const ARCHIVE_STATES = ['decided', 'written', 'replaced', 'removed', 'abandoned'] as const
export type ArchiveState = (typeof ARCHIVE_STATES)[number]

/** 0 as it was cut, 1 an hour's files together, 2 a day's. */
export type ArchiveLevel = 0 | 1 | 2

/** Offsets of one partition: the records that are in [from, next), the first and the last of them. */
export type ArchiveRange = {
  readonly fromOffset: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly nextOffset: number
}

export type ArchivePlace = {
  readonly site: string
  readonly topic: string
  readonly partition: number
  readonly epoch: number
}

const HOUR_MS = 3_600_000
/** Years 1 to 9999: what a folder's name can say. Kafka takes any 64 bits as a time. */
const LEAST_MS = -62_135_596_800_000
const GREATEST_MS = 253_402_300_799_999

/** Day and hour (UTC) of a record's timestamp. */
export const dayAndHour = (timestampMs: number): { day: string; hour: number } => {
  const at = new Date(Math.max(LEAST_MS, Math.min(GREATEST_MS, timestampMs)))
  return { day: at.toISOString().slice(0, 10), hour: at.getUTCHours() }
}

/** The root of all archived files in the object store. */
export const ARCHIVE_ROOT = 'archive'

/** Offsets begin anew in a topic that was made anew (R5), so that its epoch is part of the name from the second one on. */
export const archiveKey = (place: ArchivePlace, range: ArchiveRange, at: { day: string; hour: number }): string => {
  const epoch = place.epoch > 1 ? `-e${place.epoch}` : ''
  const hour = String(at.hour).padStart(2, '0')
  const name = `p${place.partition}${epoch}-${range.firstOffset}-${range.lastOffset}.parquet`
  return `${ARCHIVE_ROOT}/topic=${place.topic}/site=${place.site}/dt=${at.day}/hr=${hour}/${name}`
}

export const manifestKey = (topic: string, day: string): string => `manifest/topic=${topic}/dt=${day}.json`

export type ArchivedFile = ArchivePlace &
  ArchiveRange & {
    readonly id: number
    readonly level: ArchiveLevel
    readonly day: string
    readonly hour: number
    readonly rows: number
    readonly bytes: number
  }

export type RangeFault = {
  readonly kind: 'gap' | 'overlap' | 'count'
  readonly at: ArchivePlace
  readonly offsets: readonly [number, number]
}

const samePartition = (a: ArchivePlace, b: ArchivePlace): boolean =>
  a.site === b.site && a.topic === b.topic && a.partition === b.partition && a.epoch === b.epoch

/** Files in order of place and offset: each must begin where the one before ended. */
export const rangeFaults = (files: readonly (ArchivePlace & ArchiveRange & { rows: number })[]): RangeFault[] => {
  const faults: RangeFault[] = []
  for (const [index, file] of files.entries()) {
    const at = { site: file.site, topic: file.topic, partition: file.partition, epoch: file.epoch }
    const before = files[index - 1]
    if (before && samePartition(before, file) && before.nextOffset !== file.fromOffset) {
      const kind = before.nextOffset < file.fromOffset ? 'gap' : 'overlap'
      faults.push({ kind, at, offsets: [before.nextOffset, file.fromOffset] })
    }
    const isOrdered =
      file.fromOffset <= file.firstOffset && file.firstOffset <= file.lastOffset && file.lastOffset < file.nextOffset
    // Compaction and control records leave offsets without a record; no offset has two.
    if (!isOrdered || file.rows < 1 || file.rows > file.lastOffset - file.firstOffset + 1)
      faults.push({ kind: 'count', at, offsets: [file.firstOffset, file.nextOffset] })
  }
  return faults
}

export type CompactionBounds = { readonly bytesMax: number; readonly filesMax: number }
/** A batch that was under way when the hour ended still belongs to it. */
const HOUR_GRACE_MS = 10 * 60_000
const DAY_GRACE_MS = HOUR_MS

/**
 * Runs of adjoining files of one partition that become one, oldest first. Hours that are over first; a day that is over
 * takes what its hours are by then. A run ends where the place changes, so that every file stays in its day.
 * @param files of one partition and epoch, in order of offsets
 */
export const compactions = (
  files: readonly ArchivedFile[],
  nowMs: number,
  bounds: CompactionBounds,
): { level: 1 | 2; files: readonly ArchivedFile[] }[] => {
  const hourEnd = (f: ArchivedFile) => Date.parse(`${f.day}T00:00:00Z`) + (f.hour + 1) * HOUR_MS
  const dayEnd = (f: ArchivedFile) => Date.parse(`${f.day}T00:00:00Z`) + 24 * HOUR_MS
  const days = runs(files, bounds, (a, b) => a.day === b.day && a.level < 2 && b.level < 2)
    .filter((run) => nowMs >= dayEnd(run[0]!) + DAY_GRACE_MS)
    .map((run) => ({ level: 2 as const, files: run }))
  const taken = new Set(days.flatMap((day) => day.files.map((f) => f.id)))
  const hours = runs(
    files.filter((f) => !taken.has(f.id)),
    bounds,
    (a, b) => a.day === b.day && a.hour === b.hour && a.level === 0 && b.level === 0,
  )
    .filter((run) => nowMs >= hourEnd(run[0]!) + HOUR_GRACE_MS)
    .map((run) => ({ level: 1 as const, files: run }))
  return [...days, ...hours].sort((a, b) => a.files[0]!.fromOffset - b.files[0]!.fromOffset)
}

const runs = (
  files: readonly ArchivedFile[],
  bounds: CompactionBounds,
  belong: (a: ArchivedFile, b: ArchivedFile) => boolean,
): ArchivedFile[][] => {
  const found: ArchivedFile[][] = []
  let run: ArchivedFile[] = []
  let bytes = 0
  for (const file of files) {
    const last = run.at(-1)
    const fits = bytes + file.bytes <= bounds.bytesMax && run.length < bounds.filesMax
    if (last && fits && last.nextOffset === file.fromOffset && belong(last, file)) {
      run.push(file)
      bytes += file.bytes
    } else {
      found.push(run)
      run = [file]
      bytes = file.bytes
    }
  }
  return [...found, run].filter((r) => r.length > 1)
}

/** What a compacted file is: the range and place of its parts. */
export const compactedRange = (files: readonly ArchivedFile[]): ArchiveRange & { rows: number } => {
  const [first, last] = [files[0]!, files.at(-1)!]
  return {
    fromOffset: first.fromOffset,
    firstOffset: first.firstOffset,
    lastOffset: last.lastOffset,
    nextOffset: last.nextOffset,
    rows: files.reduce((sum, f) => sum + f.rows, 0),
  }
}

/** Partitions that were filled together are not all written in the same second. */
export const fileAgeMs = (maxAgeSeconds: number, topicCode: number, partition: number): number =>
  Math.round(maxAgeSeconds * 1_000 * (1 - ((topicCode * 31 + partition * 7) % 20) / 100))
