/**
 * One partition in the archive: its records wait in a buffer; then a range is decided, written and recorded (decision 13).
 * What an owner before decided and did not finish is filled to exactly its range.
 */
import { archiveKey, dayAndHour } from '../../domain/archive.ts'
import type { LogRecord } from '../kafka/log-reader.ts'
import type { Batch, PartitionContext } from '../kafka/processor.ts'
import { recordSha256 } from '../kafka/record-digest.ts'
import { StopPartition } from '../kafka/stop.ts'
import { killPoint } from '../kill-point.ts'
import { ARCHIVE_FILE_BYTES_MAX, ARCHIVE_FILE_ROWS_MAX } from '../limits.ts'
import type { ObjectStore } from '../objects/object.ts'
import type { Pool } from '../postgres/pool.ts'
import { type ArchiveDesk, fileFacts, type Holder } from './archive-desk.ts'
import { type Decided, insertDecided, markWritten } from './archive-files.ts'
import { compactPartition } from './compact-partition.ts'
import { RecordBuffer } from './record-buffer.ts'
import { writeParquet } from './write-parquet.ts'

export type PartitionArchiveDeps = {
  readonly pool: Pool
  readonly desk: ArchiveDesk
  readonly objects: ObjectStore
  readonly schema: string | undefined
  /** A file is written when its first record has waited this long. */
  readonly ageMs: () => number
}

type Prior = Pick<LogRecord, 'key' | 'value'>
const copyOf = ({ key, value }: Prior): Prior => ({ key: key && Buffer.from(key), value: value && Buffer.from(value) })

export class PartitionArchive implements Holder {
  readonly #at: PartitionContext
  readonly #deps: PartitionArchiveDeps
  #buffer: RecordBuffer
  #since = 0
  /** The last record that was added. Between two batches a copy: as it came it would keep its whole fetch in memory. */
  #prior: Prior | undefined
  /** The file that is being written, if any. */
  #held: RecordBuffer | undefined
  /** Decided by an owner before: the next file has this range. */
  #decided: Decided | undefined
  #writing: Promise<void> | undefined
  #failure: unknown

  constructor(at: PartitionContext, deps: PartitionArchiveDeps, decided: Decided | undefined) {
    this.#at = at
    this.#deps = deps
    this.#decided = decided
    this.#buffer = new RecordBuffer(deps.desk.blocks)
    deps.desk.hold(this)
  }

  get bytes(): number {
    return this.#buffer.bytes + (this.#held?.bytes ?? 0)
  }

  close(): void {
    this.#deps.desk.release(this)
  }

  /** A write that went wrong in the background drops this memory as any error does: it is loaded again. */
  check(): void {
    if (this.#failure) throw this.#failure
  }

  async add(batch: Batch): Promise<void> {
    this.check()
    for (const record of batch.records) {
      if (this.#decided && record.offset > this.#decided.lastOffset) this.#refuse(this.#decided)
      if (this.#buffer.rows === 0) this.#since = Date.now()
      this.#buffer.add(record)
      this.#prior = record
      const { bytes, rows } = this.#buffer
      const isFull = this.#decided
        ? record.offset === this.#decided.lastOffset
        : bytes >= ARCHIVE_FILE_BYTES_MAX || rows >= ARCHIVE_FILE_ROWS_MAX
      if (isFull) await this.#write()
    }
    if (this.#prior) this.#prior = copyOf(this.#prior)
    // A decided range is filled whatever the others hold: nobody could make room by giving it up.
    if (!this.#decided) await this.#deps.desk.room()
    this.check()
  }

  async tick(): Promise<void> {
    this.check()
    const { rows } = this.#buffer
    if (rows > 0 && !this.#decided && Date.now() - this.#since >= this.#deps.ageMs()) await this.#write()
  }

  giveUp(): void {
    if (this.#writing || this.#decided || this.#buffer.rows === 0) return
    void this.#write().catch(() => {}) // kept in #failure
  }

  /** One file at a time: the one before must be recorded first, because a file begins at the cursor. */
  async #write(): Promise<void> {
    while (this.#writing) await this.#writing
    this.check()
    if (this.#buffer.rows === 0) return
    this.#held = this.#buffer
    const prior = this.#prior!
    const decided = this.#decided
    this.#buffer = new RecordBuffer(this.#deps.desk.blocks)
    this.#decided = undefined
    await this.#alone(() => this.#writeFile(this.#held!, prior, decided))
  }

  /** Runs what moves or compares the cursor; nothing else of this partition does meanwhile. */
  async #alone(work: () => Promise<void>): Promise<void> {
    const ended = () => {
      this.#held?.release()
      this.#held = undefined
      this.#writing = undefined
      this.#deps.desk.roomMade()
    }
    this.#writing = work()
      .catch((error: unknown) => {
        this.#failure = error
      })
      .finally(ended)
    await this.#writing
    this.check()
  }

  /** Joins files of hours and days that are over. Only the partition's owner does, between two files. */
  async compact(): Promise<void> {
    while (this.#writing) await this.#writing
    await this.#alone(() => compactPartition(this.#at, this.#deps))
  }

  async #writeFile(buffer: RecordBuffer, prior: Prior, before: Decided | undefined): Promise<void> {
    const { desk, objects, schema } = this.#deps
    const { site, topic, partition } = this.#at.source
    const { file, facts } = await desk.write(async (connection, path) => {
      // Decided when its turn comes: after a crash one range of this process is to be filled again, not one of each
      // partition.
      const file = before ? this.#same(buffer, before) : await this.#decide(buffer)
      killPoint('warehouse-archiver/file-decided')
      await writeParquet(connection, buffer, { topic, site, partition, schema }, path)
      const facts = await fileFacts(path)
      killPoint('warehouse-archiver/file-written')
      await objects.putFile(file.objectKey, path)
      return { file, facts }
    })
    killPoint('warehouse-archiver/file-stored')
    await this.#at.decide(async (tx) => {
      await markWritten(tx, file.id, facts)
      return { nextOffset: file.nextOffset, priorSha256: recordSha256(prior), result: undefined }
    })
    this.#at.count('archived', buffer.rows)
    this.#at.count('files', 1)
  }

  /** The range, the place and the name, before the first byte: the cursor does not move yet. */
  async #decide(buffer: RecordBuffer): Promise<Pick<Decided, 'id' | 'objectKey' | 'nextOffset'>> {
    const { cursor, source } = this.#at
    const { site, topic, partition } = source
    const place = { site, topic, partition, epoch: cursor.epoch }
    const { firstOffset, lastOffset, rows } = buffer
    const range = { fromOffset: cursor.nextOffset, firstOffset, lastOffset, nextOffset: lastOffset + 1 }
    const at = dayAndHour(buffer.firstTimestampMs)
    const objectKey = archiveKey(place, range, at)
    const file = {
      ...{ ...place, ...range, ...at, objectKey, rows, level: 0 as const },
      rowsSha256: buffer.rowsSha256(),
      leastTimestampMs: buffer.leastTimestampMs,
      greatestTimestampMs: buffer.greatestTimestampMs,
      schema: this.#deps.schema,
    }
    const id = await this.#at.decide(async (tx) => ({
      nextOffset: cursor.nextOffset,
      result: await insertDecided(tx, file),
    }))
    return { id, objectKey, nextOffset: range.nextOffset }
  }

  /** The records of a decided range are the ones that it was decided for. */
  #same(buffer: RecordBuffer, decided: Decided): Decided {
    const isSame =
      buffer.firstOffset === decided.firstOffset &&
      buffer.rows === decided.rows &&
      decided.rowsSha256?.equals(buffer.rowsSha256()) === true
    return isSame ? decided : this.#refuse(decided)
  }

  #refuse(decided: Decided): never {
    const { site, topic, partition } = this.#at.source
    throw new StopPartition(
      'defect',
      decided.firstOffset,
      `${topic}:${partition}@${site} no longer has the records ${decided.firstOffset} to ${decided.lastOffset} for which an archive file was decided`,
      'The log or the database is not the one it was. Nothing was written, and what is in the archive stays as it is.',
      'Find out which of the two was restored or changed. Nothing else of the pipeline waits for the archive.',
    )
  }
}
