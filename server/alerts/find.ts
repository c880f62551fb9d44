/** What holds just now, by rule: each finding is one thing that is wrong, with its words. Nothing is changed here. */
import { type Rule, topicMatches } from '../../domain/alert-rules.ts'
import { commitsLate, PROCESSORS } from '../../domain/pipeline.ts'
import { siteAway, WORKER_AWAY } from '../../domain/readings.ts'
import { isSilent, usualGapSeconds } from '../../domain/silence.ts'
import { count, duration, momentUtc, plural } from '../../domain/words.ts'
import { zuoraWait } from '../../domain/zuora-wait.ts'
import { remember } from '../api/remember.ts'
import type { Hydro } from '../kafka/client.ts'
import type { Pool } from '../postgres/pool.ts'
import { poolName } from '../queries/catalogue.ts'
import { readWaitingForZuora } from '../queries/pipeline-money.ts'
import { reconcile } from '../queries/reconciliation.ts'
import { DAY_MS, utcDay } from '../queries/time.ts'
import { allInstances } from '../supervisor/instances.ts'

export type Finding = {
  /** What it is about, within the rule: the same thing has the same subject at every look. */
  readonly subject: string
  readonly title: string
  readonly detail: string
  readonly href: string
}
export type Sources = { readonly pool: Pool; readonly hydro: () => Hydro; readonly now: Date }

const search = (path: string, params: Record<string, string>): string => `${path}?${new URLSearchParams(params)}`

// The worst partition of each group, judged by the monitor within the last minutes. A foreign group that was dead before
// anybody watched is no news, and a group that is late on purpose within its own wait ($8) neither, unless a rule names it.
// index: lag_sample_pkey, lag_group_pkey
const LAG = `
  select distinct on (site, consumer_group) site, consumer_group as "group", topic, partition, status,
         time_lag_seconds as "timeLag", greatest(0, stable_end - greatest(coalesce(committed, low), low)) as waits,
         greatest(0, low - coalesce(committed, low)) as lost, margin_seconds as margin
    from lag_sample s
   where ($1::text is null or consumer_group = $1) and ($2::text is null or site = $2)
     and ($3::float8 is null
          or time_lag_seconds >= case when $1 is null then greatest($3, ($8::jsonb ->> consumer_group)::float8) else $3 end
             and ($1 is not null or status <> 'ok' or not $8::jsonb ? consumer_group))
     and ($4::text[] is null or status = any($4))
     and (not $5 or retention_risk or committed < low) and sampled_at > $6::timestamptz - interval '2 minutes'
     and ($1::text is not null or consumer_group = any($7)
          or exists (select 1 from lag_group g where g.site = s.site and g.consumer_group = s.consumer_group and g.alive_at is not null))
   order by site, consumer_group, time_lag_seconds desc nulls last`
const OURS: readonly string[] = PROCESSORS.map(({ name }) => name)
const LATE_ON_PURPOSE = JSON.stringify(Object.fromEntries(OURS.map((name) => [name, commitsLate(name)])))
type Late = {
  site: string
  group: string
  topic: string
  partition: number
  status: string
  timeLag: number | null
  waits: number
  lost: number
  margin: number | null
}
const lateGroups = async (
  { pool, now }: Sources,
  where: { group?: string | undefined; site?: string | undefined },
  more: { seconds?: number; statuses?: readonly string[]; isRisk?: boolean },
): Promise<Late[]> => {
  const filter = [where.group ?? null, where.site ?? null, more.seconds ?? null, more.statuses ?? null]
  return (await pool.query<Late>(LAG, [...filter, more.isRisk ?? false, now, OURS, LATE_ON_PURPOSE])).rows
}
const lagFinding = (row: Late, title: string, more = ''): Finding => ({
  subject: `${row.group}@${row.site}`,
  title,
  detail: `Partition ${row.partition} of ${row.topic}: ${plural(row.waits, 'record waits', 'records wait')}${row.timeLag === null ? '' : `, the oldest for ${duration(row.timeLag)}`}.${more}`,
  href: search('/lag', { site: row.site, group: row.group }),
})

const STATUS_TITLE: Record<string, string> = {
  stop: 'stopped: records wait and nobody commits',
  stall: 'stalls: the same offset again, and records wait',
  rewind: 'went back: an offset fell, and records are read again',
  warn: 'gets behind',
}

const STOPS = `select processor, site, topic, partition, kind, what_happened as "whatHappened", what_to_do as "whatToDo" from stream_stop`
// A monitor that starts with everything else first gives it time to report: what nobody heard while nothing ran is no news. Less
// than CLEAR_MS, so that a monitor that starts anew ends no alert.
const HAS_WATCHED = `coalesce((select max(started_at) from worker_report where worker = 'lag-monitor'), '-infinity') < $1::timestamptz - interval '30 seconds'`
// Of all that there must be, however long ago, and of what never reported while the monitor itself did. Sites that are no more
// are forgotten (forget-sites.ts).
const WORKERS = `
  select w.instance, r.reported_at as at, r.state
    from unnest($3::text[]) w (instance) left join worker_report r on r.instance = w.instance
   where coalesce(r.reported_at, (select started_at from worker_report where worker = 'lag-monitor'))
         < $1::timestamptz - make_interval(secs => $2)
     and ${HAS_WATCHED}
   order by 1`
const SITES = `
  select site, sampled_at as at from lag_round where sampled_at < $1::timestamptz - make_interval(secs => $2) and ${HAS_WATCHED}`
const ACTIVITY = `
  select site, topic, extract(epoch from $1::timestamptz - moved_at)::float8 as quiet,
         extract(epoch from $1::timestamptz - watched_since)::float8 as watched, longest_gaps as gaps, moved_at as "movedAt"
    from topic_activity
   where moved_at is not null and topic not like '\\_\\_%'
     and site in (select site from lag_round where sampled_at > $1::timestamptz - interval '1 minute')`
// index: dead_letter_failed_at
const LETTERS = `
  select processor, count(*)::int as letters, count(distinct fingerprint)::int as causes from dead_letter
   where failed_at > $1::timestamptz - make_interval(mins => $2) group by 1 having count(*) >= $3`
// index: csv_file_state
const FILES = `select id::text as id, name, state, rows, coalesce(difference, '') as words from csv_file where state = any($1)`

const STATE_WORDS: Record<string, string> = {
  quarantined: 'is quarantined: its books differ, and it does not leave',
  refused: 'was refused by Zuora: none of it is billed',
  unknown: 'has an unknown outcome: it is not sent again before that is settled',
}

export const findings = async (rule: Rule, sources: Sources): Promise<Finding[]> => {
  const { pool, now } = sources
  switch (rule.kind) {
    case 'time_lag': {
      const rows = await lateGroups(sources, rule.parameters, { seconds: rule.parameters.seconds })
      return rows.map((row) => lagFinding(row, `${row.group} at ${row.site} is ${duration(row.timeLag ?? 0)} behind`))
    }
    case 'lag_status': {
      const rows = await lateGroups(sources, rule.parameters, { statuses: rule.parameters.statuses })
      return rows.map((row) => lagFinding(row, `${row.group} at ${row.site} ${STATUS_TITLE[row.status] ?? row.status}`))
    }
    case 'retention_risk': {
      const rows = await lateGroups(sources, rule.parameters, { isRisk: true })
      return rows.map((row) =>
        row.lost > 0
          ? lagFinding(row, `${row.group} at ${row.site} lost ${plural(row.lost, 'record')} to retention`)
          : lagFinding(
              row,
              `Retention deletes what ${row.group} at ${row.site} has not read in ${duration(row.margin ?? 0)}`,
              ' Raise retention.ms of the topic, or make the group faster.',
            ),
      )
    }
    case 'stopped_partition': {
      const { rows } = await pool.query<Record<string, string> & { partition: number }>(STOPS)
      return rows.map((row) => ({
        subject: `${row.processor}@${row.site} ${row.topic}:${row.partition}`,
        title: `${row.processor} at ${row.site} stands still on partition ${row.partition} (${row.kind?.replaceAll('_', ' ')})`,
        detail: `${row.whatHappened} ${row.whatToDo}`,
        href: search('/lag', { site: row.site ?? '', group: row.processor ?? '' }),
      }))
    }
    case 'worker_away': {
      const { rows } = await pool.query<{ instance: string; at: Date | null; state: string | null }>(WORKERS, [
        now,
        rule.parameters.seconds,
        allInstances(sources.hydro().sites).map(({ name }) => name),
      ])
      return rows.map(({ instance, at, state }) => ({
        subject: instance,
        title: `${instance} ${at ? 'is not heard' : 'was never heard'}`,
        detail: `${at ? `It last reported at ${momentUtc(at, now)} (${state}).` : 'No such process has reported yet.'} ${WORKER_AWAY}`,
        href: '/lag',
      }))
    }
    case 'site_away': {
      const { rows } = await pool.query<{ site: string; at: Date }>(SITES, [now, rule.parameters.seconds])
      return rows.map((row) => ({
        subject: row.site,
        ...siteAway({ name: row.site, heardAt: row.at }, now),
        href: '/lag',
      }))
    }
    case 'silence': {
      const { rows } = await pool.query<{
        site: string
        topic: string
        quiet: number
        watched: number
        gaps: Record<string, number>
        movedAt: Date
      }>(ACTIVITY, [now])
      return rows.flatMap((row) => {
        const activity = { quietSeconds: row.quiet, watchedSeconds: row.watched, longestGaps: row.gaps }
        if (!topicMatches(rule.parameters.topics, row.topic) || !isSilent(activity, rule.parameters)) return []
        return [
          {
            subject: `${row.topic}@${row.site}`,
            title: `${row.topic} at ${row.site} is silent for ${duration(row.quiet)}`,
            detail: `Its last record came at ${momentUtc(row.movedAt, now)}; its longest usual gap is ${duration(usualGapSeconds(activity) ?? 0)}. Ask the producers: missing usage is missing revenue.`,
            href: search('/throughput', { by: 'site' }),
          },
        ]
      })
    }
    case 'dead_letters': {
      const { rows } = await pool.query<{ processor: string; letters: number; causes: number }>(LETTERS, [
        now,
        rule.parameters.minutes,
        rule.parameters.count,
      ])
      return rows.map((row) => ({
        subject: row.processor,
        title: `${row.processor} made ${plural(row.letters, 'dead letter')} in ${duration(rule.parameters.minutes * 60)}`,
        detail: `${plural(row.causes, 'cause')}. ${row.processor === 'account-directory' ? 'No account changes by them until they are redriven.' : 'None of them is billed until it is redriven.'}`,
        href: search('/dead-letters', { processor: row.processor }),
      }))
    }
    case 'file_trouble': {
      const { rows } = await pool.query<{ id: string; name: string; state: string; rows: number; words: string }>(
        FILES,
        [rule.parameters.states],
      )
      return rows.map((row) => ({
        subject: row.id,
        title: `${row.name} ${STATE_WORDS[row.state] ?? row.state}`,
        detail: `${plural(row.rows, 'row')}. ${row.words}`.trim(),
        href: `/files/${row.id}`,
      }))
    }
    case 'files_waiting': {
      const waits = await readWaitingForZuora(pool, now, rule.parameters.minutes * 60)
      const words = zuoraWait({ waitingForZuora: waits, at: now.toISOString() })
      return words ? [{ subject: 'zuora', ...words, href: '/files?state=submitting' }] : []
    }
    case 'books_differ': {
      const day = utcDay(now)
      // Counted once a minute: it reads the rows of a day.
      const minute = Math.floor(now.getTime() / 60_000)
      const books = await remember(`${poolName(pool)} alerts books ${minute}`, 60_000, () =>
        reconcile(pool, sources.hydro, day, new Date(day.getTime() + DAY_MS), now),
      )
      // Without the log's word, what is in flight is not proven and a difference neither.
      if (books.logHolds === null || books.total.difference === '0') return []
      const name = day.toISOString().slice(0, 10)
      return [
        {
          subject: name,
          title: `The books of ${name} differ by ${count(books.total.difference)}`,
          detail: `Of ${plural(books.total.eventsIn, 'event')} in. A positive number has no place, a negative one more than one.`,
          href: search('/reconciliation', { from: name }),
        },
      ]
    }
  }
}
