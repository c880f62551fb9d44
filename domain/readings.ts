/**
 * The Reading (look): for each of three people one sentence of what is wrong, how bad, since when, and what next. Pure:
 * computed from the pipeline's figures, never written by hand; when all is well it says so in numbers.
 */
import type { Pipeline, Reading } from './api/pipeline.ts'
import { secondsBehind, TIME_LAG_WARN_SECONDS } from './lag.ts'
import { commitsLate } from './pipeline.ts'
import { count, duration, momentUtc, plural, sentence } from './words.ts'
import { zuoraWait } from './zuora-wait.ts'

export type ReadingFacts = Pick<
  Pipeline,
  | 'at'
  | 'day'
  | 'processors'
  | 'jobs'
  | 'money'
  | 'filesInTrouble'
  | 'waitingForZuora'
  | 'books'
  | 'latency'
  | 'deadLetters'
  | 'rejected'
  | 'sites'
  | 'heard'
  | 'accounts'
>

/** What it means that a worker is not heard, and what to do. */
export const WORKER_AWAY =
  'Its work waits in the log. What ends is started again within seconds; if this lasts, see its log, kill it, start the workers.'
/** Of a site whose brokers do not answer. */
export const siteAway = (
  { name, heardAt }: { readonly name: string; readonly heardAt: string | Date | null },
  at: string | Date,
): { readonly title: string; readonly detail: string } => ({
  title: `Hydro at ${name} is not heard`,
  detail: `${heardAt ? `Its brokers last answered at ${momentUtc(heardAt, at)}.` : 'Its brokers did not answer yet.'} Usage of this site waits there; other sites go on.`,
})
const usd = (text: string): string => `$${count(text.split('.')[0] as string)}`
const rate = (perSecond: number): string => `${perSecond.toFixed(1)}/s`

type File = Pipeline['filesInTrouble'][number]
const TROUBLE: Record<string, { word: string; next: string }> = {
  quarantined: { word: 'held', next: 'Its books differ; it does not leave.' },
  refused: { word: 'refused', next: 'Zuora refused it; none of it is billed.' },
  unknown: { word: 'of unknown outcome', next: 'It is not sent again before that is settled.' },
}

const financeTrouble = (files: readonly File[], now: string): Reading => {
  const counts = ['quarantined', 'refused', 'unknown']
    .map((state) => ({ state, n: files.filter((f) => f.state === state).length }))
    .filter(({ n }) => n > 0)
  const first = files[0] as File
  const title = counts
    .map(
      ({ state, n }, i) =>
        `${i === 0 ? plural(n, 'file') : count(n)} ${n === 1 ? 'is' : 'are'} ${TROUBLE[state]?.word ?? state}`,
    )
    .join(', ')
  return {
    status: first.state === 'unknown' ? 'warn' : 'stop',
    title,
    detail:
      `${first.name}, ${plural(first.rows, 'row')}, since ${momentUtc(first.since, now)}: ${first.words || TROUBLE[first.state]?.next || ''}`.trim(),
    link: { words: 'See file', href: `/files/${first.id}` },
  }
}

const WAITING_FILES = { words: 'See files', href: '/files?state=submitting' }

/** Finance: files first, because a held one costs money; then the books; then how much went out. */
export const financeReading = (facts: ReadingFacts): Reading => {
  const wait = zuoraWait(facts)
  if (facts.filesInTrouble.length > 0) {
    const trouble = financeTrouble(facts.filesInTrouble, facts.at)
    return wait ? { ...trouble, detail: `${sentence(trouble.detail)} ${wait.title}.` } : trouble
  }
  const { books } = facts
  if (books?.proven && books.equation.difference !== '0') {
    const { difference, eventsIn } = books.equation
    const short = difference.startsWith('-')
      ? `${plural(difference.slice(1), 'place')} too many`
      : `${plural(difference, 'event')} without a place`
    return {
      status: 'stop',
      title: `The books of ${facts.day} differ by ${count(difference)}`,
      detail: `Of ${plural(eventsIn, 'event')} in: ${short}.`,
      link: { words: 'See reconciliation', href: `/reconciliation?from=${facts.day}` },
    }
  }
  if (wait) return { status: 'warn', ...wait, link: WAITING_FILES }
  const { total, states } = facts.money
  if (total.rows === 0)
    return {
      status: 'ok',
      title: 'No usage is in a file yet today',
      detail: 'The first accepted line item opens one within a second.',
      link: null,
    }
  const gone = states.filter((s) => s.state === 'imported' || s.state === 'submitted')
  const goneFiles = gone.reduce((sum, s) => sum + s.files, 0)
  const goneRows = gone.reduce((sum, s) => sum + s.rows, 0)
  const est = total.estimate ? `, est. ${usd(total.estimate.usd)}` : ''
  return {
    status: 'ok',
    title: `${plural(goneFiles, 'file')} with ${plural(goneRows, 'row')} went to Zuora today`,
    detail: `${plural(total.rows, 'row')} accepted${est}. No file waits for a person.${books?.proven ? ' Every event has one place.' : ''}`,
    link: { words: 'Files', href: '/files' },
  }
}

/** What a bill waits for: the archive copies minutes later, on purpose. */
const billing = (facts: ReadingFacts) => facts.processors.filter((p) => commitsLate(p.name) === undefined)

const behind = (facts: ReadingFacts) =>
  facts.processors
    .flatMap((p) => p.partitions.map((t) => ({ processor: p, tube: t })))
    .filter(({ tube }) => tube.status !== 'ok' && tube.status !== 'missing')
    .sort((a, b) => (b.tube.timeLagSeconds ?? 0) - (a.tube.timeLagSeconds ?? 0))

/** Engineers: what stands, what was not heard, what gets behind, what died; in this order. */
export const engineerReading = (facts: ReadingFacts): Reading => {
  const nodes = [...facts.processors, ...facts.jobs]
  const stopped = facts.processors.flatMap((p) =>
    p.partitions.filter((t) => t.stop).map((t) => ({ p, stop: t.stop!, partition: t.partition })),
  )
  if (stopped[0]) {
    const { p, stop, partition } = stopped[0]
    return {
      status: 'stop',
      title: `${p.name} at ${p.site} stands still on ${stopped.length === 1 ? `partition ${partition}` : plural(stopped.length, 'partition')}`,
      detail: `Since ${momentUtc(stop.since, facts.at)}: ${stop.whatHappened} ${stop.whatToDo}`,
      link: { words: 'See lag', href: `/lag?group=${p.name}` },
    }
  }
  const silent = nodes.filter((p) => p.state === 'stale' || p.state === 'down')
  if (silent[0]) {
    const p = silent[0]
    return {
      status: 'missing',
      title:
        silent.length === 1 ? `${p.name} at ${p.site} is not heard` : `${count(silent.length)} processes are not heard`,
      detail: `${p.heardAt ? `${p.instance} last reported at ${momentUtc(p.heardAt, facts.at)}.` : `${p.instance} never reported.`} ${WORKER_AWAY}`,
      link: { words: 'See lag', href: '/lag' },
    }
  }
  const site = facts.sites.find(({ stale }) => stale)
  if (site) return { status: 'missing', ...siteAway(site, facts.at), link: { words: 'See lag', href: '/lag' } }
  const waiting = nodes.filter((p) => p.state === 'waiting')
  if (waiting[0]) {
    const p = waiting[0]
    return {
      status: 'warn',
      title: `${p.name} at ${p.site} waits`,
      detail: `${p.since ? `Since ${momentUtc(p.since, facts.at)}: ` : ''}${p.message || 'something it needs does not answer'}. Nothing is lost; it goes on by itself.`,
      link: { words: 'See lag', href: `/lag?group=${p.name}` },
    }
  }
  const late = behind(facts)[0]
  if (late) {
    const { processor, tube } = late
    const at = `${processor.name} at ${processor.site}`
    return {
      status: tube.status === 'stop' || tube.status === 'rewind' ? 'stop' : 'warn',
      title:
        tube.timeLagSeconds === null
          ? `${at} is ${count(tube.lag ?? '0')} behind`
          : `${at} is ${duration(tube.timeLagSeconds)} behind`,
      detail: `Partition ${tube.partition} of ${tube.topic}: ${plural(tube.lag ?? '0', 'record waits', 'records wait')}${processor.inPerSecond === null ? '' : `, read at ${rate(processor.inPerSecond)}`}.`,
      link: { words: 'See partition', href: `/lag?group=${processor.name}&topic=${tube.topic}` },
    }
  }
  const { open, groups, largest } = facts.deadLetters
  if (open > 0 && largest)
    return {
      status: 'dead',
      title: `${plural(open, 'dead letter waits', 'dead letters wait')}`,
      detail: `${plural(groups, 'cause')}; the largest has ${count(largest.open)} since ${momentUtc(largest.since, facts.at)}: ${sentence(largest.errorMessage)}`,
      link: { words: 'See dead letters', href: '/dead-letters' },
    }
  const perSecond = facts.sites.reduce((sum, site) => sum + (site.perSecond ?? 0), 0)
  const worst = Math.max(0, ...facts.processors.map((p) => secondsBehind(p.name, p.timeLagSeconds)))
  return {
    status: 'ok',
    title: `All ${count(nodes.length)} processes keep up`,
    detail: `${rate(perSecond)} from ${plural(facts.sites.length, 'site')}; the furthest behind is ${duration(worst)}. No dead letter waits.`,
    link: null,
  }
}

/** Support: up to when do customers see their usage, and what waits for an account? */
export const supportReading = (facts: ReadingFacts): Reading => {
  const stale = facts.sites.filter((site) => site.stale)
  if (stale[0])
    return {
      status: 'missing',
      title: `Usage of ${stale.map((s) => s.name).join(' and ')} may be missing`,
      detail: `${stale[0].heardAt ? `Last heard at ${momentUtc(stale[0].heardAt, facts.at)}.` : 'It was not heard yet.'} Customers see what arrived before; the rest follows by itself.`,
      link: null,
    }
  const usageLag = Math.max(0, ...billing(facts).map((p) => p.timeLagSeconds ?? 0))
  const seen = new Date(Date.parse(facts.at) - usageLag * 1000).toISOString()
  const waiting = facts.rejected.reasons.filter(
    (r) => r.reason === 'account_not_known' || r.reason === 'no_zuora_account',
  )
  const waitingItems = waiting.reduce((sum, r) => sum + r.today, 0)
  const waits =
    waitingItems > 0
      ? ` ${plural(waitingItems, 'item')} of today ${waitingItems === 1 ? 'waits' : 'wait'} for a Zuora account.`
      : ''
  return {
    status: usageLag >= TIME_LAG_WARN_SECONDS ? 'warn' : 'ok',
    title: `Customers see usage up to ${momentUtc(seen, facts.at)}`,
    detail: `${usageLag >= TIME_LAG_WARN_SECONDS ? `The latest is ${duration(usageLag)} late.` : `Nothing is later than ${duration(Math.max(usageLag, 1))}.`}${waits}`,
    link:
      waitingItems > 0 ? { words: 'See what waits', href: '/rejections' } : { words: 'Customers', href: '/customers' },
  }
}

export const readings = (facts: ReadingFacts): Pipeline['readings'] => ({
  finance: financeReading(facts),
  engineer: engineerReading(facts),
  support: supportReading(facts),
})
