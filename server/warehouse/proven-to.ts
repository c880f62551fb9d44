/** How far a partition's archive goes without a gap, proven: what may leave Kafka or Postgres is judged by this. */
import type { Hydro } from '../kafka/client.ts'
import type { Pool } from '../postgres/pool.ts'

type FileRow = { from_offset: number; next_offset: number; greatest_timestamp: Date; proven: boolean }

const FILES = `
  select f.from_offset, f.next_offset, f.greatest_timestamp, f.proven_at is not null as proven
    from archive_file f
   where f.site = $1 and f.topic = $2 and f.partition = $3 and f.state = 'written'
     and f.epoch = (select c.epoch from stream_cursor c where c.processor = 'warehouse-archiver'
                       and c.site = $1 and c.topic = $2 and c.partition = $3)
   order by f.from_offset`
const CURSORS = `select processor, next_offset, committed_offset from stream_cursor
                  where site = $1 and topic = $2 and partition = $3`

export type Proven = {
  readonly to: number
  /** Why not further. */
  readonly because: string
}

/** From `from` on. Without `olderThan` a record may be of any time. */
export const provenTo = async (
  pool: Pool,
  place: { readonly site: string; readonly topic: string; readonly partition: number },
  from: number,
  olderThan?: Date,
): Promise<Proven> => {
  const { rows: files } = await pool.query<FileRow>(FILES, [place.site, place.topic, place.partition])
  const first = files.findIndex((file) => file.next_offset > from)
  if (first < 0) return { to: from, because: 'nothing of it is archived' }
  let to = from
  for (const file of files.slice(first)) {
    if (file.from_offset > to) return { to, because: `offset ${to} is not archived` }
    if (!file.proven) return { to, because: `offset ${to} is archived, but not proven: run \`hydro archive prove\`` }
    if (olderThan && file.greatest_timestamp >= olderThan) return { to, because: 'what follows is not old enough' }
    to = file.next_offset
  }
  return { to, because: `offset ${to} is not archived yet` }
}

/**
 * Where each processor is in a partition: both its work and its committed offset. A cursor knows the commit of the decision
 * before; `commits` (by processor) is what the groups hold now.
 */
export const readersAt = async (
  pool: Pool,
  place: { readonly site: string; readonly topic: string; readonly partition: number },
  commits: ReadonlyMap<string, number> = new Map(),
): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await pool.query<{ processor: string; next_offset: number; committed_offset: number }>(CURSORS, [
    place.site,
    place.topic,
    place.partition,
  ])
  return new Map(
    rows.map(({ processor, next_offset, committed_offset }) => [
      processor,
      Math.min(next_offset, Math.max(committed_offset, commits.get(processor) ?? 0)),
    ]),
  )
}

/** What groups have committed of a topic, by group and partition: for `readersAt`. A group that committed nothing has −1. */
export const commitsOf = async (
  hydro: Hydro,
  site: string,
  topic: string,
  groups: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> => {
  const admin = await hydro.admin(site)
  const found = new Map<string, ReadonlyMap<number, number>>()
  for (const groupId of groups) {
    const [answer] = await admin.fetchOffsets({ groupId, topics: [topic] })
    found.set(groupId, new Map(answer?.partitions.map(({ partition, offset }) => [partition, Number(offset)])))
  }
  return found
}
