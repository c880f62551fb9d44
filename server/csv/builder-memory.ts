/**
 * What csv-builder knows of one partition: the marks, the file that is open, and where the next one begins. All of it is
 * in the cursor's row and the log; this is where it is read back after every assignment and every error (R15–R17, R21).
 */
import type { RenderProfile } from '../../domain/csv.ts'
import { fileName } from '../../domain/csv-file.ts'
import { Marks } from '../../domain/file-fold.ts'
import type { Claim } from '../../domain/line-item.ts'
import type { Hydro } from '../kafka/client.ts'
import type { PartitionContext } from '../kafka/processor.ts'
import type { ObjectStore } from '../objects/store.ts'
import { type Cursor, FenceLost } from '../postgres/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import type { ReadReference, Reference } from '../postgres/reference.ts'
import { rowsAppended } from './announce.ts'
import { finishFile } from './finish-file.ts'
import { foldRange } from './fold-range.ts'
import type { FileOpening, OpenFile, ProductOf } from './open-file.ts'

/** The cursor's state of csv-builder, as JSON. */
export type BuilderState = {
  /** Of the next file. */
  readonly sequence: number
  readonly marks: readonly Claim[]
  readonly openFile: number | null
  /** Where the open or the next file's range begins, and the marks there. */
  readonly from: number
  readonly fromMarks: readonly Claim[]
  readonly rebuilt: true
}

export type BuilderMemory = {
  sequence: number
  marks: Marks
  file: OpenFile | undefined
  from: number
  fromMarks: readonly Claim[]
}

export type BuilderDeps = {
  pool: Pool
  hydro: Hydro
  objects: ObjectStore
  installation: string
  reference: ReadReference
}

export const productsOf = ({ catalogue }: Reference): ProductOf => {
  const { bySku } = catalogue
  return (sku) => bySku.get(sku)?.product ?? ''
}

export const emptyMemory = (): BuilderMemory => ({
  sequence: 1,
  marks: new Marks(),
  file: undefined,
  from: 0,
  fromMarks: [],
})

export const stateOf = (memory: BuilderMemory): BuilderState => ({
  sequence: memory.sequence,
  marks: memory.marks.list(),
  openFile: memory.file && memory.file.rows > 0 ? memory.file.id : null,
  from: memory.from,
  fromMarks: [...memory.fromMarks],
  rebuilt: true,
})

/** How many records `loadMemory` reads again for the open file. */
export const openRecords = ({ nextOffset, state }: Pick<Cursor, 'nextOffset' | 'state'>): number =>
  nextOffset - ((state as Partial<BuilderState>).from ?? 0)

type FileRow = {
  id: number
  sequence: number
  state: string
  first_offset: number
  next_offset: number
  opening_marks: Claim[]
  profile: RenderProfile
  max_bytes: number
  max_age_seconds: number
  digest: Buffer
  opened_at: Date
  closed_at: Date | null
}

const openingOf = (row: FileRow, partition: number, installation: string): FileOpening => ({
  installation,
  partition,
  sequence: row.sequence,
  firstOffset: row.first_offset,
  openingMarks: row.opening_marks,
  profile: row.profile,
  maxBytes: row.max_bytes,
  maxAgeSeconds: row.max_age_seconds,
})

/**
 * Reads the memory back. Files found half-closed are finished first, oldest first; then the open file's rows are folded
 * from the log, checked against the recorded digest, and announced again from row 1 (R17).
 */
export const loadMemory = async (at: PartitionContext, deps: BuilderDeps): Promise<BuilderMemory> => {
  const { partition } = at.source
  // One look at cursor and files: whoever took the cursor since then may have opened or closed files, too.
  const { cursor } = at
  const { rows: found } = await deps.pool.query<FileRow | { id: null }>(
    `select f.id, f.sequence, f.state, f.first_offset, f.next_offset, f.opening_marks, f.profile, f.max_bytes,
            f.max_age_seconds, f.digest, f.opened_at, f.closed_at
       from stream_cursor c
       left join csv_file f on f.partition = c.partition and f.revision = 1 and f.state in ('closing', 'open')
      where c.processor = $1 and c.site = $2 and c.topic = $3 and c.partition = $4 and c.token = $5
      order by f.sequence`,
    [cursor.processor, cursor.site, cursor.topic, partition, cursor.token],
  )
  if (found.length === 0) throw new FenceLost(cursor)
  const rows = found.filter((row): row is FileRow => row.id !== null)
  const productOf = productsOf(await deps.reference())
  const refold = async (row: FileRow) => {
    const opening = openingOf(row, partition, deps.installation)
    // Rows go out while the next ones are read and rendered.
    let announced: Promise<unknown> = Promise.resolve()
    const folded = await foldRange(deps.hydro, opening, row.next_offset, async (file, firstRow, fresh) => {
      await announced
      announced = at.send('billing.csv-files', rowsAppended(file, firstRow, fresh, productOf))
      announced.catch(() => {}) // thrown where it is awaited
    })
    await announced
    folded.file.openedAtMs = row.opened_at.getTime()
    if (!folded.file.digest().equals(row.digest))
      throw new Error(
        `${fileName(deps.installation, partition, row.sequence)} cannot be rebuilt from the log: recorded digest ${row.digest.toString('hex')}, rebuilt ${folded.file.digest().toString('hex')}`,
      )
    return folded
  }
  for (const row of rows.filter(({ state }) => state === 'closing')) {
    const { file } = await refold(row)
    await finishFile(at, deps, file, { nextOffset: row.next_offset, closedAtMs: row.closed_at!.getTime() })
  }
  const state = at.cursor.state as Partial<BuilderState>
  const memory: BuilderMemory = {
    sequence: state.sequence ?? 1,
    marks: Marks.of(state.marks ?? []),
    file: undefined,
    from: state.from ?? 0,
    fromMarks: state.fromMarks ?? [],
  }
  const open = rows.find(({ state: s }) => s === 'open')
  if ((open?.id ?? null) !== (state.openFile ?? null))
    throw new Error(`the cursor of partition ${partition} and its files disagree about which file is open`)
  if (open) memory.file = (await refold(open)).file
  return memory
}
