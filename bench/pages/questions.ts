/**
 * What pages ask for: every GET of the API with the parameters that a page gives it, the default view first and then what
 * is hardest about it. A new endpoint has no place here until somebody says how it is asked, or why no page asks it.
 */
import type pg from 'pg'
import { address, type EndpointName, type Endpoints } from '../../domain/api/endpoints.ts'
import { FILE_STATES } from '../../domain/file-states.ts'
import { askedMonth, customersOf, FIRST_OTHER_ACCOUNT, OTHER_ACCOUNTS, RECORDS_PER_PARTITION } from '../lookup/build.ts'
import type { ReadTopic } from './streams.ts'

export type Question = {
  readonly endpoint: string
  readonly what: string
  /** What must hold for p95; null where the answer is Kafka's and not Postgres'. */
  readonly p95Max: number | null
  /** Asked as support, who sees no payload: Postgres alone answers. */
  readonly asSupport?: true
  /** A dry run, which a page asks for to say what a command would do. */
  readonly body?: (index: number) => unknown
  /** Asked again after so long, as an open page does: what is kept for a moment must not be measured as if it were free. */
  readonly everyMs?: number
  readonly at: (index: number) => string
}

/** For programs and downloads: no page asks for them to draw something. */
type NotOfPages = 'health' | 'ready' | 'metrics' | 'openApi' | 'fileContent' | 'exportAccountUsage' | 'auditCsv'
type OfPages = {
  [N in EndpointName]: Endpoints[N]['method'] extends 'GET' ? (N extends NotOfPages ? never : N) : never
}[EndpointName]

const LIMIT_MS = 50
const [EVENT_MS, LARGEST_MS] = [100, 1_000]
const DAY_MS = 86_400_000

export type Samples = {
  readonly items: readonly { id: string; eventId: string }[]
  readonly files: readonly string[]
  readonly largestFile: string
  readonly largestFileRows: number
  /** All that are open: their sums are not written down yet. */
  readonly openFiles: readonly string[]
  readonly letters: readonly string[]
  readonly causes: readonly { processor: string; fingerprint: string }[]
}

/** A sample spread over all months and states. */
export const readSamples = async (client: pg.Client, lineItems: number): Promise<Samples> => {
  const rows = async <T extends object>(text: string, values: unknown[] = []) =>
    (await client.query<T>(text, values)).rows
  const [largest] = await rows<{ id: string; rows: number }>(
    'select id::text as id, rows from csv_file order by rows desc limit 1',
  )
  return {
    items: await rows(
      `select id::text as id, event_id::text as "eventId" from line_item tablesample bernoulli ($1) order by random() limit 500`,
      [Math.min(100, (300_000 / lineItems) * 100)],
    ),
    files: (await rows<{ id: string }>('select id::text as id from csv_file order by random() limit 500')).map(
      ({ id }) => id,
    ),
    largestFile: largest!.id,
    largestFileRows: largest!.rows,
    openFiles: (await rows<{ id: string }>(`select id::text as id from csv_file where state = 'open'`)).map(
      ({ id }) => id,
    ),
    letters: (await rows<{ id: string }>('select id::text as id from dead_letter order by random() limit 200')).map(
      ({ id }) => id,
    ),
    causes: await rows('select distinct processor, fingerprint from dead_letter order by 1, 2'),
  }
}

export const questionsOf = (samples: Samples, reads: readonly ReadTopic[], lineItems: number): Question[] => {
  const now = Date.now()
  const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
  const isoOf = (ms: number): string => new Date(ms).toISOString()
  const of = <T>(list: readonly T[], index: number): T => list[(index * 7) % list.length]!
  const other = (index: number): string => String(FIRST_OTHER_ACCOUNT + ((index * 7_919) % OTHER_ACCOUNTS))
  const read = (index: number): ReadTopic => of(reads, index)
  const month = { from: dayOf(askedMonth().from.getTime()), to: dayOf(askedMonth().to.getTime()) }
  /** A whole day among the last 200, another at each request. */
  const pastDay = (index: number) => {
    const start = now - (2 + ((index * 5) % 200)) * DAY_MS
    return { from: dayOf(start), to: dayOf(start + DAY_MS) }
  }
  const lastDays = (days: number) => ({ from: dayOf(now - (days - 1) * DAY_MS), to: dayOf(now + DAY_MS) })
  const span = (hours: number) => ({ from: isoOf(now - hours * 3_600_000), to: isoOf(now) })
  const closed = FILE_STATES.filter((state) => state !== 'open').join(',')
  const customers = customersOf(lineItems)

  type Asked = Record<string, unknown>
  const question = (
    name: OfPages,
    what: string,
    ask: (index: number) => { params?: Record<string, string>; query?: Asked } = () => ({}),
    more: Partial<Pick<Question, 'p95Max' | 'asSupport' | 'everyMs'>> = {},
  ): Question => ({
    endpoint: name,
    what,
    p95Max: LIMIT_MS,
    ...more,
    at: (index) => {
      const { params, query } = ask(index)
      return address(name, params, query)
    },
  })
  const asking =
    (name: OfPages) =>
    (what: string, query: Asked | ((index: number) => Asked) = {}, more = {}) =>
      question(name, what, (index) => ({ query: typeof query === 'function' ? query(index) : query }), more)
  const ofCustomers = (name: 'accountUsage' | 'accountLineItems', query: (index: number) => Asked, what: string) =>
    customers.map(({ accountId, items }) =>
      question(
        name,
        `${what} of a customer of ${items.toLocaleString('en')} items`,
        (index) => ({ params: { id: String(accountId) }, query: query(index) }),
        {
          p95Max: items > 50_000 ? LARGEST_MS : LIMIT_MS,
        },
      ),
    )

  const byEndpoint: Record<OfPages, readonly Question[]> = {
    pipeline: [question('pipeline', 'all of the Overview, each 2 s', undefined, { everyMs: 2_000 })],
    throughput: [
      asking('throughput')('3 h by processor', { by: 'processor', ...span(3) }),
      asking('throughput')('24 h by outcome', { by: 'outcome', ...span(24) }),
      asking('throughput')('7 days by outcome', { by: 'outcome', ...span(24 * 7) }),
      asking('throughput')('31 days by processor', { by: 'processor', ...span(24 * 31) }),
      asking('throughput')('31 days by outcome', { by: 'outcome', ...span(24 * 31) }),
      asking('throughput')('31 days by product', { by: 'product', ...span(24 * 31) }),
      asking('throughput')('24 h by partition', { by: 'partition', processor: 'usage-relay', ...span(24) }),
      asking('throughput')('31 days by partition', { by: 'partition', processor: 'usage-relay', ...span(24 * 31) }),
    ],
    latency: [
      asking('latency')('3 h of every step', span(3)),
      asking('latency')('24 h of every step', span(24)),
      asking('latency')('7 days of every step', span(24 * 7)),
      asking('latency')('13 months of every step', span(24 * 396)),
    ],
    lag: [
      asking('lag')('all partitions'),
      asking('lag')('one group', (i) => ({ group: read(i).processor, site: read(i).site })),
    ],
    lagGroups: [question('lagGroups', 'all groups, each 2 s', undefined, { everyMs: 2_000 })],
    lagHistory: [
      asking('lagHistory')('6 h of all groups', span(6)),
      asking('lagHistory')('24 h of all groups', span(24)),
      asking('lagHistory')('7 days of all groups', span(24 * 7)),
      asking('lagHistory')('30 days of all groups', span(24 * 30)),
      asking('lagHistory')('13 months of all groups', span(24 * 396)),
      ...[1, 6, 24, 24 * 7, 24 * 30].map((hours) =>
        asking('lagHistory')(`${hours} h of one topic by partition`, (i) => {
          const { site, processor, topic } = read(i)
          return { site, group: processor, topic, by: 'partitions', points: 220, ...span(hours) }
        }),
      ),
    ],
    lagPartition: [
      asking('lagPartition')('one partition', (i) => {
        const { site, processor, topic } = read(i)
        return { site, group: processor, topic, partition: i % 6 }
      }),
    ],
    alerts: [question('alerts', 'all alerts')],
    deadLetters: [
      asking('deadLetters')('newest', { limit: 100 }),
      asking('deadLetters')('open of a cause', (i) => ({ ...of(samples.causes, i), state: 'open', limit: 100 })),
      asking('deadLetters')('being sent: none', { state: 'redriving', limit: 100 }),
      asking('deadLetters')('of an account', (i) => ({ accountId: other(i), limit: 100 })),
    ],
    deadLetter: [
      question('deadLetter', 'one, its payload from Kafka', (i) => ({ params: { id: of(samples.letters, i) } }), {
        p95Max: null,
      }),
    ],
    deadLetterGroups: [
      asking('deadLetterGroups')('open causes', { limit: 100 }),
      asking('deadLetterGroups')('all causes', { show: 'all', limit: 100 }),
      asking('deadLetterGroups')('of a processor', { processor: 'submission-filter', limit: 100 }),
      asking('deadLetterGroups')('of a partition', { source: 'usage.actions:0@iad', show: 'all', limit: 100 }),
    ],
    files: [
      asking('files')('newest 9', { limit: 9 }),
      asking('files')('the ledger', { state: closed, limit: 100 }),
      asking('files')('in one state', (i) => ({ state: of(FILE_STATES, i), limit: 100 })),
      asking('files')('search by name', (i) => ({ state: closed, q: `p${i % 6}-0000${(i * 13) % 10}`, limit: 100 })),
      asking('files')('search without a hit', { state: closed, q: 'nothing-has-this-name', limit: 100 }),
    ],
    file: [
      question('file', 'any', (i) => ({ params: { id: of(samples.files, i) } })),
      question('file', `the one of ${samples.largestFileRows.toLocaleString('en')} rows`, () => ({
        params: { id: samples.largestFile },
      })),
      question('file', 'an open one', (i) => ({ params: { id: of(samples.openFiles, i) } })),
    ],
    fileRows: [
      question('fileRows', 'rows anywhere in the largest file', (i) => ({
        params: { id: samples.largestFile },
        query: { from: 1 + ((i * 7_919) % Math.max(1, samples.largestFileRows - 200)), limit: 200 },
      })),
      question('fileRows', 'first rows of any file', (i) => ({
        params: { id: of(samples.files, i) },
        query: { limit: 200 },
      })),
    ],
    lineItems: [
      asking('lineItems')('by event id', (i) => ({ eventId: of(samples.items, i).eventId }), { p95Max: EVENT_MS }),
    ],
    lineItem: [
      question('lineItem', 'passport without its event', (i) => ({ params: { id: of(samples.items, i).id } }), {
        asSupport: true,
      }),
      question(
        'lineItem',
        'passport with its event, from Kafka',
        (i) => ({ params: { id: of(samples.items, i).id } }),
        { p95Max: null },
      ),
    ],
    accounts: [
      asking('accounts')('first', { query: '', limit: 50 }),
      asking('accounts')('by login', (i) => ({ query: `customer-${other(i).slice(0, 5)}`, limit: 50 })),
      asking('accounts')('by Zuora number', (i) => ({ query: `A0${other(i)}`, limit: 50 })),
    ],
    account: [question('account', 'one', (i) => ({ params: { id: other(i) } }))],
    accountUsage: [
      question('accountUsage', 'month of any customer', (i) => ({
        params: { id: other(i) },
        query: { ...month, by: 'day' },
      })),
      ...ofCustomers('accountUsage', (i) => ({ ...month, by: i % 2 === 0 ? 'day' : 'sku' }), 'month'),
    ],
    accountLineItems: [
      question('accountLineItems', 'of any customer', (i) => ({
        params: { id: other(i) },
        query: { ...month, limit: 50 },
      })),
      ...ofCustomers('accountLineItems', () => ({ ...month, limit: 50 }), 'newest'),
      ...ofCustomers('accountLineItems', () => ({ ...month, reason: 'account_suspended', limit: 50 }), 'of a reason'),
      ...ofCustomers(
        'accountLineItems',
        () => ({ ...month, reason: 'period_closed', limit: 50 }),
        'of a reason that is not there,',
      ),
    ],
    rejections: [
      asking('rejections')('today'),
      asking('rejections')('a day', pastDay),
      asking('rejections')('31 days', lastDays(31)),
    ],
    rejectedLineItems: [
      asking('rejectedLineItems')('today', { limit: 50 }),
      asking('rejectedLineItems')('a day, of a reason', (i) => ({
        ...pastDay(i),
        reason: 'account_suspended',
        limit: 50,
      })),
      asking('rejectedLineItems')('31 days, of a reason', { ...lastDays(31), reason: 'flagged_as_spam', limit: 50 }),
    ],
    duplicates: [
      asking('duplicates')('today', { limit: 50 }),
      asking('duplicates')('31 days', { ...lastDays(31), limit: 50 }),
    ],
    place: [
      asking('place')(
        'an origin',
        (i) => ({
          site: 'iad',
          topic: 'usage.actions',
          partition: i % 6,
          offset: String((i * 31) % RECORDS_PER_PARTITION),
        }),
        { p95Max: null },
      ),
    ],
    topics: [question('topics', 'all, from Kafka', undefined, { p95Max: null })],
    topicMessages: [
      question(
        'topicMessages',
        '50 messages, from Kafka',
        (i) => ({
          params: { topic: 'usage.actions' },
          query: { site: 'iad', partition: i % 6, offset: '0', limit: 50 },
        }),
        {
          p95Max: null,
        },
      ),
    ],
    unplacedEvents: [
      asking('unplacedEvents')(
        'a stretch of the log, from Kafka',
        (i) => ({ site: 'iad', topic: 'usage.actions', partition: i % 6, ...lastDays(2) }),
        { p95Max: null },
      ),
    ],
    reconciliation: [
      asking('reconciliation')('today'),
      asking('reconciliation')('a day', pastDay),
      asking('reconciliation')('7 days', lastDays(7)),
      asking('reconciliation')('31 days', lastDays(31)),
    ],
    warehouse: [question('warehouse', 'what the archive holds')],
    queries: [question('queries', 'saved queries')],
    me: [question('me', 'who asks')],
    ownSessions: [question('ownSessions', 'own sessions')],
    ownKeys: [question('ownKeys', 'own keys')],
    users: [asking('users')('all')],
    keys: [asking('keys')('all')],
    audit: [
      asking('audit')('newest', { limit: 50 }),
      asking('audit')('of an actor and an action', (i) => ({
        actor: 'engineer@hydrometer.example',
        action: i % 2 ? 'redrive' : 'discard',
        limit: 50,
      })),
      asking('audit')('words that are there', (i) => ({ q: `ticket ${i}`, limit: 50 })),
      asking('audit')('words that are not there', { q: 'nobody wrote this', limit: 50 }),
    ],
    auditNames: [question('auditNames', 'actors and actions')],
  }
  const dryRun = (name: EndpointName, what: string, select: (index: number) => unknown): Question => ({
    endpoint: name,
    what,
    p95Max: LIMIT_MS,
    at: () => address(name),
    body: (index) => ({ select: select(index), dryRun: true }),
  })
  return [
    ...Object.values(byEndpoint).flat(),
    dryRun('redriveDeadLetters', 'what it would do for a cause', (i) => of(samples.causes, i)),
    dryRun('discardDeadLetters', 'what it would do for a cause', (i) => of(samples.causes, i)),
    dryRun('releaseLineItems', 'what it would do for a reason', () => ({ reason: 'account_suspended' })),
  ]
}
