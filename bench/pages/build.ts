/**
 * A database that a dashboard has after two years: ten million line items with their books, 5,000 files, 100,000 dead
 * letters, 200 partitions with their history of lag, in minutes. Line items come from the builder of the lookups; what is
 * derived from them (ledger, sums of files) is derived here as well, so that the books add up.
 */
import pg from 'pg'
import { writeDefaultRules } from '../../server/alerts/default-rules.ts'
import { keepHistory } from '../../server/lag/keep-history.ts'
import { openRollUp } from '../../server/lag/roll-up-lag.ts'
import { foldLetterCounts } from '../../server/ledger/fold-letter-counts.ts'
import { openPool } from '../../server/postgres/pool.ts'
import { type Built, buildLineItems, idsOf, inParallel, monthsOf, type Span } from '../lookup/build.ts'
import { fillLag } from './fill-lag.ts'
import { PARTITIONS, readTopics, type SiteOf } from './streams.ts'

const FILES = 5_000
const DEAD_LETTERS = 100_000
const AUDIT_ROWS = 100_000
const ARCHIVED_DAYS = 400
/** Of all line items are of the day that is running. */
const TODAY_SHARE = 0.01
const [DAY_MS, HOUR_MS] = [86_400_000, 3_600_000]

const todayOf = (now: Date): Date => new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS)

// Products come from topics of their own and from both sites, whatever the one origin that the builder gave them.
const TOPIC = `case k.product when 'actions' then 'usage.actions' when 'packages' then 'usage.packages'
                              when 'git_lfs' then 'usage.storage' else 'usage.metered' end`
const SITE = `case l.origin_partition % 2 when 0 then 'iad' else 'sea' end`

// $1/$2 a span as ids
const COUNTS = `
  insert into csv_file_count (file_id, origin_site, origin_topic, product, day, rows)
  select p.file_id, ${SITE}, ${TOPIC}, k.product, (l.started_at at time zone 'UTC')::date, count(*)
    from placement p join line_item l on l.id = p.line_item_id and l.id >= $1::uuid and l.id < $2::uuid join sku k on k.code = l.sku
   where p.line_item_id >= $1::uuid and p.line_item_id < $2::uuid group by 1, 2, 3, 4, 5`
const SUMS = `
  insert into csv_file_sku (file_id, sku, rows, quantity)
  select p.file_id, l.sku, count(*), sum(l.units) + sum(l.nanos) * 0.000000001
    from placement p join line_item l on l.id = p.line_item_id and l.id >= $1::uuid and l.id < $2::uuid
   where p.line_item_id >= $1::uuid and p.line_item_id < $2::uuid group by 1, 2`
// In the order of time, as a pipeline that ran all the while left them.
const LEDGERS = `
  insert into event_count (processor, source_topic, source_partition, origin_site, origin_topic, product, hour, outcome, events)
  select r.processor, r.source, r.partition, s.site, s.topic, s.product, s.hour, r.outcome, sum(s.events)
    from (select ${SITE} as site, ${TOPIC} as topic, k.product, date_trunc('hour', l.started_at) as hour, l.decision,
                 l.origin_partition, l.decided_by_partition, count(*) as events
            from line_item l join sku k on k.code = l.sku where l.id >= $1::uuid and l.id < $2::uuid group by 1, 2, 3, 4, 5, 6, 7) s,
         lateral (values ('usage-relay', s.topic, s.origin_partition, 'relayed'),
                         ('submission-filter', 'billing.line-items', s.decided_by_partition,
                          case s.decision when 1 then 'accepted' else 'rejected' end)) r (processor, source, partition, outcome)
   group by 1, 2, 3, 4, 5, 6, 7, 8 order by 7`
const DUPLICATES = `
  insert into line_item_duplicate (line_item_id, origin_site, origin_topic, origin_partition, origin_offset, found_at)
  select id, 2, origin_topic, origin_partition, origin_offset, decided_at + interval '1 hour'
    from line_item where id >= $1::uuid and id < $2::uuid and event_id < '03000000-0000-0000-0000-000000000000'`

const TOTALS = `
  update csv_file f set totals = t.totals, manifest_totals = t.totals
    from (select file_id, jsonb_object_agg(unit, quantity) as totals
            from (select s.file_id, k.unit_of_measure as unit, trim_scale(sum(s.quantity))::text as quantity
                    from csv_file_sku s join sku k on k.code = s.sku group by 1, 2) units group by 1) t
   where t.file_id = f.id`
const FILE_EVENTS = `
  insert into csv_file_event (file_id, at, what, detail, actor)
  select f.id, f.opened_at + e.after, e.what, '{}', e.actor
    from csv_file f, (values ('opened', interval '0', 'csv-builder'), ('closed', interval '15 min', 'csv-builder'),
         ('balanced', interval '15 min 1 s', 'csv-bookkeeper'), ('submitting', interval '15 min 2 s', 'zuora-submitter'),
         ('submitted', interval '15 min 4 s', 'zuora-submitter'), ('imported', interval '16 min', 'zuora-submitter')) e (what, after, actor)
   order by f.opened_at, e.after`
// Six open files under load: each holds the rows of eight of the newest, in turns as their partitions' announcements came.
const OPEN_FILES = `
  create temporary table merged as
    select n.id, t.id as open_id
      from (select id, row_number() over (order by opened_at desc, id desc) - 1 as nth from csv_file order by 2 limit 48) n
      join (select id, row_number() over (order by opened_at desc, id desc) - 1 as nth from csv_file order by 2 limit 6) t on t.nth = n.nth % 6;
  create temporary table moved as
    select p.line_item_id, m.open_id as file_id, (row_number() over (partition by m.open_id order by p.line_item_id))::int as row_number
      from placement p join merged m on m.id = p.file_id;
  delete from placement p using moved m where p.line_item_id = m.line_item_id;
  insert into placement (line_item_id, file_id, row_number, attempt) select *, 1 from moved order by row_number / 500, file_id, row_number;
  update csv_file f set rows = m.rows, bytes = m.rows * 150, next_offset = m.rows, first_line_item_id = m.first::uuid, last_line_item_id = m.last::uuid
    from (select file_id, count(*) as rows, min(line_item_id::text) as first, max(line_item_id::text) as last from moved group by 1) m
   where m.file_id = f.id;
  delete from submission_attempt a using merged m where a.file_id = m.id;
  delete from csv_file f using merged m where f.id = m.id and m.id <> m.open_id`
// What is open is not added up yet: that is done when a file balances.
const UNCOUNT = `
  delete from csv_file_count c using merged m where c.file_id = m.open_id;
  delete from csv_file_sku s using merged m where s.file_id = m.open_id;
  update csv_file f set totals = null, manifest_totals = null from merged m where f.id = m.open_id`
// The newest are on their way, and some need a person. [offset from the newest, how many, state]
const STATES = `
  update csv_file f set state = s.state, difference = s.difference,
         closed_at = case when s.state = 'open' then null else f.closed_at end,
         balanced_at = case when s.state in ('open', 'quarantined') then null else f.balanced_at end,
         submitted_at = case when s.state in ('open', 'quarantined', 'balanced') then null else f.submitted_at end, imported_at = null
    from (select id, row_number() over (order by opened_at desc, id desc) as place from csv_file) n,
         (values (1, 6, 'open', null), (7, 12, 'submitted', null), (13, 13, 'balanced', null), (40, 42, 'quarantined', 'One row more in the file than is booked'),
                 (80, 84, 'refused', null), (90, 91, 'unknown', null)) s (first, last, state, difference)
   where n.id = f.id and n.place between s.first and s.last`

// 60 causes, the newest a moment ago, over 30 days; $1 how many
const LETTERS = `
  insert into dead_letter (processor, source_site, source_topic, source_partition, source_offset, source_timestamp, origin_site, origin_topic,
      origin_partition, origin_offset, origin_timestamp, error_class, error_message, fingerprint, failed_at, letter_partition, letter_offset,
      product, account_id, state, state_changed_at, state_actor, state_reason)
  select case when cause < 40 then 'usage-relay' when cause < 55 then 'submission-filter' else 'account-directory' end,
         case when cause < 40 and i % 2 = 1 then 'sea' else 'iad' end,
         case when cause < 40 then topic when cause < 55 then 'billing.line-items' else 'accounts.changed' end, i % ${PARTITIONS}, i, at,
         case when i % 2 = 1 and cause < 55 then 'sea' else 'iad' end, case when cause < 55 then topic else 'accounts.changed' end, i % ${PARTITIONS}, 10000000 + i, at,
         (array['Undecodable', 'MissingField', 'OutOfRange', 'UnknownSku'])[1 + cause % 4], 'cause ' || cause || ': the field quantity has the value ' || i,
         md5(cause::text), at + interval '1 s', i % ${PARTITIONS}, i, case when cause < 55 then 'actions' else '' end,
         case when i % 3 = 0 then null when i % 50 = 1 then 502 else 1000000 + i % 20000 end, state,
         case when state <> 'open' then at + interval '1 hour' end, case when state <> 'open' then 'engineer@hydrometer.example' end,
         case when state <> 'open' then 'a producer was mended' end
    from (select i, (i % 60 * (i % 7)) % 60 as cause, now() - (i * (interval '30 days' / $1)) as at,
                 (array['usage.actions', 'usage.packages', 'usage.storage', 'usage.metered'])[1 + i % 4] as topic,
                 case when i % 10 < 6 then 'open' when i % 10 < 9 then 'discarded' else 'redriven' end as state
            from generate_series(1, $1::int) i) letters`
const LETTER_LEDGER = `
  insert into event_count (processor, source_topic, source_partition, origin_site, origin_topic, product, hour, outcome, events)
  select processor, source_topic, source_partition, origin_site, origin_topic, product, date_trunc('hour', origin_timestamp), 'dead_letter', count(*)
    from dead_letter where processor <> 'account-directory' and state <> 'redriven' group by 1, 2, 3, 4, 5, 6, 7
  on conflict do nothing`
const LEDGER_DAYS = `
  insert into event_count_day
  select processor, source_topic, source_partition, origin_site, origin_topic, product, (hour at time zone 'UTC')::date, outcome, sum(events)
    from event_count group by 1, 2, 3, 4, 5, 6, 7, 8 order by 7`
const AUDIT = `
  insert into audit_log (at, actor, action, subject, reason, detail)
  select now() - (i * interval '20 min'), (array['engineer@hydrometer.example', 'finance@hydrometer.example', 'admin@hydrometer.example', 'local'])[1 + i % 4],
         (array['redrive', 'discard', 'release', 'sign in', 'look at messages', 'create user', 'sign in failed'])[1 + i % 7],
         'subject ' || i, 'because of ticket ' || i % 977, jsonb_build_object('messages', i % 50)
    from generate_series($1::int, 1, -1) i`
// A file of each partition a day, as compaction leaves them. $1 site, $2 topic, $3 days
const ARCHIVE = `
  insert into archive_file (site, topic, partition, epoch, from_offset, first_offset, last_offset, next_offset, level, day, hour, object_key, state,
      rows, least_timestamp, greatest_timestamp, bytes, written_at)
  select $1, $2, p, 1, d * 1000, d * 1000, d * 1000 + 999, (d + 1) * 1000, 2, at::date, 0, 'archive/' || $2 || '/' || $1 || '/' || p || '-' || d, 'written',
         1000, at, at + interval '1 day', 60000, at + interval '1 day'
    from generate_series(0, $3::int - 1) d, generate_series(0, ${PARTITIONS - 1}) p, lateral (select now() - ($3::int - d) * interval '1 day' as at) t`
const ALERTS = `
  insert into alert (rule_id, subject, state, severity, title, detail, href, true_since, last_true_at, fired_at, resolved_at)
  select r.id, 'subject ' || i, case when i <= 6 then 'firing' else 'resolved' end, r.severity, r.kind || ' ' || i, 'as the rule says', '/lag',
         at, at + interval '5 min', at, case when i > 6 then at + interval '1 hour' end
    from generate_series(1, 1000) i, lateral (select now() - i * interval '1 hour' as at) t,
         lateral (select * from alert_rule order by id offset (i % (select count(*) from alert_rule)) limit 1) r`

/** Ranges of time as a monitor that ran all the while left them. */
const makeRanges = async (url: string, now: Date): Promise<void> => {
  const pool = openPool(url, 'bench', 2)
  try {
    for (let ms = now.getTime() - ARCHIVED_DAYS * DAY_MS; ms < now.getTime(); ms += 5 * DAY_MS)
      await keepHistory(pool, new Date(ms))
    for (let back = 48; back >= 0; back -= 12) await keepHistory(pool, new Date(now.getTime() - back * HOUR_MS))
    await writeDefaultRules(pool)
  } finally {
    await pool.end()
  }
}

/** The desk's work, as after every second of the product. */
const foldLetters = async (url: string): Promise<void> => {
  const pool = openPool(url, 'bench', 1)
  try {
    while ((await foldLetterCounts(pool)) > 0);
  } finally {
    await pool.end()
  }
}

/** Days of lag come from its hours, as in the product. */
const rollUpDays = async (url: string): Promise<void> => {
  const pool = openPool(url, 'bench', 1)
  await openRollUp(pool)().finally(() => pool.end())
}

/** What is there in full at ten million line items is there in part at fewer. */
const shareOf = (lineItems: number): number => Math.min(1, Math.max(0.02, lineItems / 10_000_000))

export const buildDatabase = async (
  url: string,
  lineItems: number,
  sites: readonly SiteOf[],
  say: (text: string) => void,
): Promise<Built> => {
  const now = new Date()
  const today = todayOf(now)
  const running: Span = { from: today, to: now, rows: Math.floor(lineItems * TODAY_SHARE), customers: [] }
  const share = shareOf(lineItems)
  const accepted = ((lineItems + running.rows) * 11) / 12
  const built = await buildLineItems(
    url,
    { lineItems, rowsPerFile: Math.ceil(accepted / (FILES * share)), more: [running] },
    say,
  )
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`set synchronous_commit = off; set work_mem = '128MB'`)
    await client.query(OPEN_FILES)
    say('the books: ledger, sums of files, duplicates')
    await inParallel(url, [...monthsOf(lineItems), running], async (client, span) => {
      for (const statement of [COUNTS, SUMS, LEDGERS, DUPLICATES]) await client.query(statement, idsOf(span))
    })
    for (const statement of [TOTALS, UNCOUNT, FILE_EVENTS, STATES]) await client.query(statement)
    say('dead letters, audit log, archive')
    await client.query(LETTERS, [Math.ceil(DEAD_LETTERS * share)])
    await foldLetters(url)
    await client.query(LETTER_LEDGER)
    await client.query(LEDGER_DAYS)
    await client.query(AUDIT, [Math.ceil(AUDIT_ROWS * share)])
    await makeRanges(url, now)
    await client.query(ALERTS)
    const archived = readTopics(sites).filter(({ processor }) => processor === 'warehouse-archiver')
    for (const { site, topic } of archived) await client.query(ARCHIVE, [site, topic, Math.ceil(ARCHIVED_DAYS * share)])
    say('cursors, lag and its history, throughput')
    await fillLag(client, readTopics(sites), share)
    await rollUpDays(url)
    say('vacuum')
    await client.query('vacuum (analyze)')
    const { rows } = await client.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes')
    return { ...built, bytes: Number(rows[0]?.bytes ?? 0) }
  } finally {
    await client.end()
  }
}
