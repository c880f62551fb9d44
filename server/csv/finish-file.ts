/** Carries a file whose close is decided to `closed`: object, FileClosed, state, in this order (R17). */
import { moveFile } from '../files/move-file.ts'
import type { PartitionContext } from '../kafka/processor.ts'
import { killPoint } from '../kill-point.ts'
import type { ObjectStore } from '../objects/store.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { fileClosed } from './announce.ts'
import type { OpenFile } from './open-file.ts'

export const manifestKey = (objectKey: string): string => objectKey.replace(/\.csv$/, '.manifest.json')

const storeFile = async (
  objects: ObjectStore,
  file: OpenFile,
  nextOffset: number,
  closedAtMs: number,
): Promise<void> => {
  const { opening } = file
  await objects.put(file.objectKey, file.bytes)
  const manifest = {
    file: file.name,
    rows: file.rows,
    bytes: file.size,
    sha256: file.digest().toString('hex'),
    totals: file.totals(),
    topic: 'billing.submittable',
    partition: opening.partition,
    firstOffset: opening.firstOffset,
    lastOffset: nextOffset - 1,
    openingMarks: opening.openingMarks,
    profile: opening.profile,
    openedAt: new Date(file.openedAtMs).toISOString(),
    closedAt: new Date(closedAtMs).toISOString(),
  }
  await objects.put(manifestKey(file.objectKey), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`))
}

export const finishFile = async (
  at: PartitionContext,
  deps: { pool: Pool; objects: ObjectStore },
  file: OpenFile,
  closed: { nextOffset: number; closedAtMs: number },
): Promise<void> => {
  await storeFile(deps.objects, file, closed.nextOffset, closed.closedAtMs)
  killPoint('csv-builder/stored')
  await at.send('billing.csv-files', [fileClosed(file, closed.nextOffset, closed.closedAtMs)])
  killPoint('csv-builder/sent-closed')
  // The bookkeeper may have been faster: then the file is past `closed` already.
  await inTransaction(deps.pool, (tx) =>
    moveFile(tx, {
      fileId: file.id,
      from: ['closing'],
      to: 'closed',
      what: 'closed',
      detail: {},
      actor: 'csv-builder',
    }),
  )
  at.count('files', 1)
}

/** While rebuilding (R21): the log has its FileClosed already; only object and state are missing. */
export const restoreClosedFile = async (
  deps: { pool: Pool; objects: ObjectStore },
  file: OpenFile,
  closed: { nextOffset: number; closedAtMs: number },
): Promise<void> => {
  await storeFile(deps.objects, file, closed.nextOffset, closed.closedAtMs)
  await inTransaction(deps.pool, (tx) =>
    moveFile(tx, {
      fileId: file.id,
      from: ['closing'],
      to: 'closed',
      what: 'closed',
      detail: { rebuilt: true },
      actor: 'csv-builder',
    }),
  )
}
