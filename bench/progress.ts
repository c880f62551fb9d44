/** How far a run of the pipeline is, asked from outside and cheaply: a handful of rows and log ends, several times a second. */
import type { QueryResultRow } from 'pg'
import { logBounds } from '../server/kafka/log-reader.ts'
import { until } from '../server/testing/index.ts'
import type { Stack } from '../test/stack.ts'

const POLL_MS = 50
const SAY_EVERY_MS = 5_000
const STANDSTILL_MS = 120_000

const IN_FILES = 'select coalesce(sum(rows), 0)::bigint as n from csv_file'
const BOOKKEEPER = `select coalesce(sum(next_offset), 0)::bigint as n from stream_cursor
                     where processor = 'csv-bookkeeper' and topic = 'billing.csv-files'`
const BOOKED = 'select count(*) as n from placement'

/** A busy machine takes longer to connect than a worker may wait; a run of minutes must not end because of that. */
const CONNECT_DEADLINE_MS = 60_000

export const ask = async <Row extends QueryResultRow>(stack: Stack, sql: string): Promise<Row[]> => {
  for (const startedAt = performance.now(); ; ) {
    try {
      return (await stack.pool.query<Row>(sql)).rows
    } catch (error) {
      if (performance.now() - startedAt > CONNECT_DEADLINE_MS) throw error
    }
  }
}

const number = async (stack: Stack, sql: string): Promise<number> =>
  Number((await ask<{ n: string }>(stack, sql))[0]?.n ?? 0)

const partitions = Array.from({ length: 6 }, (_, partition) => partition)

const announced = async (stack: Stack): Promise<number> => {
  const home = stack.hydro.home.name
  const bounds = await logBounds(stack.hydro, home, new Map([['billing.csv-files', partitions]]))
  return [...(bounds.get('billing.csv-files')?.values() ?? [])].reduce((sum, { end }) => sum + end, 0)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Resolves with the time (performance.now) at which all `accepted` rows were seen to be booked. Rows are counted in
 * `placement` only once files and cursors say that they should be there, because counting them is not cheap.
 */
export const awaitBooked = async (stack: Stack, accepted: number, say: (text: string) => void): Promise<number> => {
  let [saidAt, movedAt, lastRows] = [performance.now(), performance.now(), -1]
  for (;;) {
    const now = performance.now()
    const rows = await number(stack, IN_FILES)
    if (rows >= accepted && (await number(stack, BOOKKEEPER)) >= (await announced(stack))) {
      const seenAt = performance.now()
      if ((await number(stack, BOOKED)) >= accepted) return seenAt
    }
    if (rows !== lastRows) [lastRows, movedAt] = [rows, now]
    if (now - saidAt > SAY_EVERY_MS) {
      say(`${rows.toLocaleString('en')} of ${accepted.toLocaleString('en')} rows in files`)
      saidAt = now
    }
    if (now - movedAt > STANDSTILL_MS)
      throw new Error(
        `No row was added for ${STANDSTILL_MS / 1_000} s, at ${rows} of ${accepted}: see the workers' logs in ${stack.dir}`,
      )
    await pause(POLL_MS)
  }
}

type Closing = { closed_at: Date; balanced_at: Date }

/**
 * Waits until every file is balanced. Resolves with the seconds after `bookedAt` (Unix ms) in which at least one file was
 * between the decision to close it and balanced: the work of closing, without the wait until a file is old enough.
 */
export const awaitBalanced = async (stack: Stack, bookedAt: number, maxAgeSeconds: number): Promise<number> => {
  const open = () => number(stack, 'select count(*) as n from csv_file where balanced_at is null')
  await until(async () => (await open()) === 0, {
    deadlineMs: (maxAgeSeconds + 60) * 1_000,
    everyMs: 100,
    what: 'every file balanced',
    seen: async () =>
      (await stack.pool.query('select name, state, difference from csv_file where balanced_at is null')).rows,
  })
  const { rows } = await stack.pool.query<Closing>(
    'select closed_at, balanced_at from csv_file where balanced_at > $1 order by closed_at',
    [new Date(bookedAt)],
  )
  let [covered, reached] = [0, bookedAt]
  for (const { closed_at, balanced_at } of rows) {
    const from = Math.max(closed_at.getTime(), reached)
    covered += Math.max(0, balanced_at.getTime() - from)
    reached = Math.max(reached, balanced_at.getTime())
  }
  return covered / 1_000
}

/** Resolves when the first consumer of a group has its partitions: its first read follows at once. */
export const awaitGroup = async (stack: Stack, group: string): Promise<number> => {
  const admins = await Promise.all(stack.sites.map(({ name }) => stack.hydro.admin(name)))
  const isStable = async () => {
    const answers = await Promise.all(admins.map((admin) => admin.describeGroups([group])))
    return answers.some(({ groups }) => groups.some(({ state }) => state === 'Stable'))
  }
  await until(isStable, { deadlineMs: 60_000, everyMs: 10, what: `a member of ${group}` })
  return performance.now()
}
