/** Every kind of rule on the real database: what it names fires once while it lasts, and is over once. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { RULE_KINDS, type RuleKind } from '../../domain/alert-rules.ts'
import { CLEAR_MS } from '../../domain/alert-state.ts'
import { forgetAll } from '../api/remember.ts'
import { memoryLog } from '../queries/testing/memory-hydro.ts'
import { at, seedCount, seedFile, seedLetter, seedReport } from '../queries/testing/seed.ts'
import { allInstances } from '../supervisor/instances.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { writeDefaultRules } from './default-rules.ts'
import { evaluateAlerts } from './evaluate.ts'
import { saveChannel } from './save-channel.ts'

const ROUND_MS = 10_000
/** Ten in the morning of today: no day ends while a case runs. */
const MORNING = at(600)

let db: FreshDatabase
let now = MORNING
const { hydro } = memoryLog(6)

type Case = {
  readonly kind: RuleKind
  /** What people are told. */
  readonly title: string
  /** What makes it true, written anew before each look while it lasts. */
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
}

const sql = (text: string, values: readonly unknown[] = []) => db.pool.query(text, [...values])
const lag = (values: { low?: number; status?: string; seconds?: number; risk?: boolean }) =>
  sql(
    `insert into lag_sample (site, consumer_group, topic, partition, committed, log_end, stable_end, low, time_lag_seconds,
                             time_lag_method, status, retention_risk, margin_seconds, sampled_at)
     values ('iad', 'usage-relay', 'usage.actions', 3, 10, 100, 100, $1, $2, 'first_unread_record', $3, $4, 600, $5)
     on conflict (site, consumer_group, topic, partition) do update set low = $1, time_lag_seconds = $2, status = $3,
       retention_risk = $4, sampled_at = $5`,
    [values.low ?? 0, values.seconds ?? 5, values.status ?? 'ok', values.risk ?? false, now],
  )
const round = (sampledAt: Date) =>
  sql(
    `insert into lag_round values ('iad', $1, 1, 7, 1, 1, 0) on conflict (site) do update set sampled_at = excluded.sampled_at`,
    [sampledAt],
  )
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
/** Written by the first look only: what happened once. */
const once = (write: () => Promise<unknown>) => {
  let isWritten = false
  return async () => {
    if (!isWritten) await write()
    isWritten = true
  }
}

const CASES: readonly Case[] = [
  {
    kind: 'time_lag',
    title: 'usage-relay at iad is 1 min 30 s behind',
    begin: () => lag({ seconds: 90 }),
    end: () => lag({ seconds: 2 }),
  },
  {
    kind: 'lag_status',
    title: 'usage-relay at iad stalls: the same offset again, and records wait',
    begin: () => lag({ status: 'stall', seconds: 30 }),
    end: () => lag({ status: 'ok' }),
  },
  {
    kind: 'retention_risk',
    title: 'Retention deletes what usage-relay at iad has not read in 10 min',
    begin: () => lag({ risk: true }),
    end: () => lag({}),
  },
  {
    kind: 'stopped_partition',
    title: 'usage-relay at iad stands still on partition 4 (dead letter storm)',
    begin: once(() =>
      sql(
        `insert into stream_stop (processor, site, topic, partition, kind, record_offset, what_happened, what_it_means, what_to_do)
         values ('usage-relay', 'iad', 'usage.actions', 4, 'dead_letter_storm', 17, 'Too many dead letters.', 'Nothing is lost.', 'Mend the cause.')`,
      ),
    ),
    end: () => sql('delete from stream_stop'),
  },
  {
    kind: 'worker_away',
    title: 'csv-builder@iad is not heard',
    begin: once(() => seedReport(db.pool, 'csv-builder', 'iad', {}, ago(61))),
    end: () => sql('update worker_report set reported_at = $1', [now]),
  },
  {
    kind: 'site_away',
    title: 'Hydro at iad is not heard',
    begin: once(() => round(ago(61))),
    end: () => round(now),
  },
  {
    kind: 'silence',
    title: 'usage.storage at iad is silent for 10 min 10 s', // its look comes 10 s later
    begin: async () => {
      await round(now)
      await sql(
        `insert into topic_activity (site, topic, watched_since, moved_at, total_end, longest_gaps)
         values ('iad', 'usage.storage', $1, $2, 5, '{"2026-11-25": 20}') on conflict do nothing`,
        [ago(86_400), ago(600)],
      )
    },
    end: async () => {
      await round(now)
      await sql('update topic_activity set moved_at = $1', [now])
    },
  },
  {
    kind: 'dead_letters',
    title: 'usage-relay made 50 dead letters in 10 min',
    begin: once(async () => {
      for (let offset = 0; offset < 50; offset++) await seedLetter(db.pool, { offset, failedAt: now })
    }),
    // Nothing happens: it is over when they are ten minutes old.
    end: async () => undefined,
  },
  {
    kind: 'file_trouble',
    title: 'usage-k3f9a2-p1-00000007.csv is quarantined: its books differ, and it does not leave',
    begin: once(() =>
      seedFile(db.pool, { sequence: 7, state: 'quarantined', rows: 12, difference: 'Row 3 has no decision.' }),
    ),
    end: () => sql(`update csv_file set state = 'balanced', difference = null`),
  },
  {
    kind: 'files_waiting',
    title: '1 file waits for Zuora',
    begin: once(async () => {
      const id = await seedFile(db.pool, { sequence: 8, state: 'submitting', rows: 12 })
      await sql('update csv_file set balanced_at = $2 where id = $1', [id, ago(15 * 60 + 1)])
      await sql(
        `insert into submission_attempt (file_id, revision, number, idempotency_key, state, tries, answered_at, http_status, message)
         values ($1, 1, 1, 'k3f9a2/p1-00000008/r1/1', 'retryable', 3, $2, 503, 'Zuora answered HTTP 503')`,
        [id, now],
      )
    }),
    end: () => sql(`update csv_file set state = 'submitted'`),
  },
  {
    kind: 'books_differ',
    title: `The books of ${MORNING.toISOString().slice(0, 10)} differ by 5`,
    begin: once(() => seedCount(db.pool, 'usage-relay', 'relayed', 5)),
    end: () => sql('truncate event_count, event_count_day'),
  },
]

const look = async () => {
  now = new Date(now.getTime() + ROUND_MS)
  const { fired, resolved, failed } = await evaluateAlerts({ pool: db.pool, hydro: () => hydro, now })
  expect(failed).toEqual([])
  return { fired, resolved }
}
/** Looks until someone is told, at most for 13 minutes: twelve looks per two minutes of the slowest rule, and its end. */
const until = async (what: 'fired' | 'resolved', before: () => Promise<unknown>): Promise<number> => {
  for (let looks = 1; looks <= 78; looks++) {
    await before()
    const told = await look()
    expect(what === 'fired' ? told.resolved : told.fired).toBe(0)
    if (told[what] > 0) {
      expect(told[what]).toBe(1)
      return looks
    }
  }
  throw new Error(`nothing was ${what}`)
}
const untilQuiet = async (before: () => Promise<unknown>, looks: number) => {
  for (let i = 0; i < looks; i++) {
    await before()
    expect(await look()).toEqual({ fired: 0, resolved: 0 })
  }
}

beforeAll(async () => {
  db = await freshDatabase()
  await writeDefaultRules(db.pool)
  await saveChannel(db.pool, 'ada', {
    kind: 'webhook',
    target: 'http://127.0.0.1:9/never-asked',
    secret: 'a secret of sixteen characters and more',
    severity: 'warn',
    enabled: true,
  })
})
afterAll(() => db?.drop())
beforeEach(async () => {
  now = MORNING
  forgetAll() // the books of a minute are counted once, and every case has the same minutes
  await sql(`truncate lag_sample, lag_round, topic_activity, stream_stop, worker_report, dead_letter, event_count,
                      csv_file, csv_file_event, placement, alert, alert_delivery cascade`)
})

it.each(CASES)('$kind is told of once when it fires and once when it is over', async ({ kind, title, begin, end }) => {
  await untilQuiet(async () => undefined, 2)
  await until('fired', begin)
  await untilQuiet(begin, 5)
  const isOver = await until('resolved', end)
  expect(isOver * ROUND_MS).toBeGreaterThanOrEqual(CLEAR_MS) // what is gone for a shorter time was never gone
  await untilQuiet(end, 5)
  const { rows } = await sql(
    `select r.kind, (array_agg(d.body ->> 'title' order by d.id))[1] as title, array_agg(d.what order by d.id) as told
       from alert a join alert_rule r on r.id = a.rule_id join alert_delivery d on d.alert_id = a.id group by a.id, r.kind`,
  )
  expect(rows).toEqual([{ kind, title, told: ['firing', 'resolved'] }])
})

it('goes on about a worker that has been away for a week', async () => {
  await seedReport(db.pool, 'csv-builder', 'iad', {}, ago(7 * 86_400))
  await until('fired', async () => undefined)
  await untilQuiet(async () => undefined, 30)
  const { rows } = await sql('select detail, resolved_at as "resolvedAt" from alert')
  expect(rows).toEqual([{ detail: expect.stringMatching(/^It last reported at \d+ \w{3} /), resolvedAt: null }])
})

it('gives everybody half a minute after a start: what nobody reported while nothing ran is no news', async () => {
  const all = allInstances(hydro.sites)
  const stopped = ago(3_600)
  for (const { worker, site = '' } of all) await seedReport(db.pool, worker, site, {}, stopped)
  await round(stopped)
  await sql(`update worker_report set started_at = $1, reported_at = $1 where worker = 'lag-monitor'`, [now])
  await untilQuiet(async () => undefined, 3)
  const allReport = async () => {
    await sql('update worker_report set reported_at = $1', [now])
    await round(now)
  }
  await untilQuiet(allReport, 5)
  await sql(`update worker_report set started_at = $1 where worker = 'lag-monitor'`, [now])
  const oneIsSilent = () => sql(`update worker_report set reported_at = $1 where instance <> 'csv-builder@iad'`, [now])
  await round(now)
  await until('fired', oneIsSilent)
})

it('tells of workers that never reported, once the monitor has run for as long as one may be silent', async () => {
  const others = allInstances(hydro.sites).filter(({ name }) => name !== 'csv-builder@iad')
  for (const { worker, site = '' } of others) await seedReport(db.pool, worker, site, {}, now)
  await sql('update worker_report set started_at = $1', [MORNING])
  const allReport = () => sql('update worker_report set reported_at = $1', [now])
  const looks = await until('fired', allReport)
  expect(looks * ROUND_MS).toBeGreaterThan(60_000)
  await untilQuiet(allReport, 5)
  const { rows } = await sql('select title from alert')
  expect(rows).toEqual([{ title: 'csv-builder@iad was never heard' }])
})

it('has a case of every kind', () => {
  expect(CASES.map(({ kind }) => kind).sort()).toEqual([...RULE_KINDS].sort())
})

it('a group that is late on purpose is told of beyond its own wait only', async () => {
  const archiver = (seconds: number, status: string) => () =>
    sql(
      `insert into lag_sample (site, consumer_group, topic, partition, committed, log_end, stable_end, low, time_lag_seconds, status, sampled_at)
       values ('iad', 'warehouse-archiver', 'usage.actions', 3, 10, 100, 100, 0, $1, $3, $2)
       on conflict (site, consumer_group, topic, partition) do update set time_lag_seconds = $1, sampled_at = $2, status = $3`,
      [seconds, now, status],
    )
  await untilQuiet(archiver(890, 'ok'), 20)
  // It has just started, and what it has not copied is of before the stop (domain/lag-status.ts).
  await untilQuiet(archiver(1_200, 'ok'), 20)
  await until('fired', archiver(910, 'warn'))
})
