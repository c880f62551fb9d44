/**
 * warehouse-archiver copies every record of every topic of its site to Parquet files in the object store, each exactly
 * once (decision 13). Nothing waits for it: when it is away, the log keeps what it has not copied yet.
 */
import { join } from 'node:path'
import { fileAgeMs } from '../domain/archive.ts'
import { processor, topicNamed } from '../domain/pipeline.ts'
import type { PartitionHandler, StreamProcessor } from '../server/kafka/processor.ts'
import {
  ARCHIVE_FETCH_BYTES_MIN,
  ARCHIVE_FETCH_WAIT_MS,
  ARCHIVE_FIRST_AGE_SECONDS,
  ARCHIVE_QUEUE,
  ARCHIVE_UPKEEP_INTERVAL_MS,
  SNAPSHOT_INTERVAL_MS,
  SNAPSHOT_POSTPONED_MAX_MS,
} from '../server/limits.ts'
import { ArchiveDesk } from '../server/warehouse/archive-desk.ts'
import { unfinishedFile } from '../server/warehouse/archive-files.ts'
import { PartitionArchive } from '../server/warehouse/partition-archive.ts'
import { publishManifests } from '../server/warehouse/publish-manifests.ts'
import { removeReplaced } from '../server/warehouse/remove-replaced.ts'
import { takeSnapshots } from '../server/warehouse/take-snapshots.ts'
import { inWords } from '../server/world-away.ts'
import type { WorkerDeps } from './deps.ts'

const HOUR_MS = 3_600_000
/** Files of an hour are joined some minutes into the next one, each partition at a minute of its own. */
const COMPACTION_AFTER_MS = 10 * 60_000

export const warehouseArchiver = (deps: WorkerDeps): StreamProcessor => {
  const { env, pool, objects, log } = deps
  const desk = new ArchiveDesk(join(env.HYDROMETER_DATA, 'archive-scratch'))
  let upkeepAt = 0

  /** Of the whole process: done by whichever partition comes first, waited for by none. */
  const upkeep = async (): Promise<void> => {
    if (Date.now() - upkeepAt < ARCHIVE_UPKEEP_INTERVAL_MS) return
    upkeepAt = Date.now()
    try {
      await publishManifests(pool, objects)
      await removeReplaced(pool, objects)
    } catch (error) {
      log.warn({ error: inWords(error) }, 'manifests could not be written; they are tried again')
    }
  }

  let snapshotsAt = Date.now()
  let isTaking = false
  /**
   * Of the home site's process, in the background. No file is written while DuckDB reads a large table, so that it waits
   * until the archive has caught up.
   */
  const snapshots = (site: string): void => {
    const waitedMs = Date.now() - snapshotsAt
    if (isTaking || site !== deps.hydro.home.name || waitedMs < SNAPSHOT_INTERVAL_MS) return
    if (desk.isBehind && waitedMs < SNAPSHOT_POSTPONED_MAX_MS) return
    isTaking = true
    takeSnapshots(pool, objects, desk)
      .then((taken) => taken.length > 0 && log.info({ taken }, 'snapshots taken'))
      .catch((error) => log.warn({ error: inWords(error) }, 'a snapshot could not be taken; it is tried again'))
      .finally(() => {
        isTaking = false
        snapshotsAt = Date.now()
      })
  }

  return {
    spec: processor('warehouse-archiver'),
    lingerMs: 0,
    patience: { bytes: ARCHIVE_FETCH_BYTES_MIN, ms: ARCHIVE_FETCH_WAIT_MS },
    queue: ARCHIVE_QUEUE,
    inHandMax: Number.POSITIVE_INFINITY, // one that waits for room waits for files of the others
    tickMs: 1_000,
    // What was handled is in memory only; the cursor stands where the last written file ends.
    resumesAtCursor: true,

    async open(at): Promise<PartitionHandler> {
      const { site, topic, partition } = at.source
      const known = topicNamed(topic)
      const { epoch, nextOffset, isNew } = at.cursor
      const isCompacted = known?.compacted === true
      const decided = await unfinishedFile(pool, { site, topic, partition, epoch }, { nextOffset, isCompacted })
      let isFirst = isNew
      const archive = new PartitionArchive(
        at,
        {
          ...{ pool, desk, objects, schema: known?.schema },
          ageMs: () => {
            const seconds = isFirst
              ? Math.min(ARCHIVE_FIRST_AGE_SECONDS, env.ARCHIVE_MAX_AGE_SECONDS)
              : env.ARCHIVE_MAX_AGE_SECONDS
            return fileAgeMs(seconds, known?.code ?? 0, partition)
          },
        },
        decided,
      )
      const compactionHour = () =>
        Math.floor((Date.now() - COMPACTION_AFTER_MS - ((partition * 7 + (known?.code ?? 0)) % 40) * 60_000) / HOUR_MS)
      let compactedHour = compactionHour() - 1

      return {
        handle: (batch) => archive.add(batch),
        async tick() {
          const before = at.cursor.nextOffset
          await archive.tick()
          if (at.cursor.nextOffset > before) isFirst = false
          if (compactedHour < compactionHour()) {
            compactedHour = compactionHour()
            await archive.compact()
          }
          await upkeep()
          snapshots(site)
        },
        // The cursor moves with the files: nothing is to be done, but what went wrong meanwhile must be known.
        settle: async () => archive.check(),
        close: () => archive.close(),
      }
    },
  }
}
