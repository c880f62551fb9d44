/** What needs a person, worst first, and the interruptions that the Stem shows. Pure. */
import type { Pipeline } from './api/pipeline.ts'
import { type ReadingFacts, siteAway } from './readings.ts'
import { count, duration, plural } from './words.ts'
import { zuoraWait } from './zuora-wait.ts'

type Alert = Pipeline['alerts'][number]
type Mark = Pipeline['marks'][number]

const RANK: Record<Alert['status'], number> = { stop: 0, missing: 1, stall: 2, warn: 3, dead: 4, ok: 5 }

const fileAlerts = (facts: ReadingFacts): Alert[] =>
  facts.filesInTrouble.map((file) => ({
    status: file.state === 'unknown' ? 'warn' : 'stop',
    title: `${{ quarantined: 'Quarantined', refused: 'Refused', unknown: 'Outcome unknown' }[file.state as string] ?? file.state}: ${file.name}`,
    detail: `${plural(file.rows, 'row')}. ${file.words}`.trim(),
    since: file.since,
    href: `/files/${file.id}`,
  }))

const waitAlerts = (facts: ReadingFacts): Alert[] => {
  const wait = zuoraWait(facts)
  return wait
    ? [{ status: 'warn', ...wait, since: facts.waitingForZuora?.since ?? facts.at, href: '/files?state=submitting' }]
    : []
}

const siteAlerts = (facts: ReadingFacts): Alert[] =>
  facts.sites
    .filter(({ stale }) => stale)
    .map((site) => ({ status: 'missing', ...siteAway(site, facts.at), since: site.heardAt ?? facts.at, href: '/lag' }))

const processorAlerts = (facts: ReadingFacts): Alert[] =>
  [...facts.processors, ...facts.jobs].flatMap((p): Alert[] => {
    const href = `/lag?group=${p.name}`
    const stops = p.partitions.flatMap(({ stop, partition }): Alert[] =>
      stop
        ? [
            {
              status: 'stop',
              title: `${p.name} · ${p.site} stands still on partition ${partition}`,
              detail: stop.whatHappened,
              since: stop.since,
              href,
            },
          ]
        : [],
    )
    if (stops.length > 0) return stops
    if (p.state === 'stale' || p.state === 'down')
      return [
        {
          status: 'missing',
          title: `${p.name} · ${p.site} is not heard`,
          detail: 'Its work waits in the log.',
          since: p.heardAt ?? facts.at,
          href,
        },
      ]
    if (p.state === 'waiting')
      return [
        { status: 'warn', title: `${p.name} · ${p.site} waits`, detail: p.message, since: p.since ?? facts.at, href },
      ]
    const late = p.partitions.filter((t) => t.status !== 'ok' && t.status !== 'missing')
    const worst = late.sort((a, b) => (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0))[0]
    if (!worst) return []
    const age = worst.timeLagSeconds ?? 0
    return [
      {
        status: worst.status === 'stop' || worst.status === 'rewind' ? 'stop' : 'warn',
        title: `${p.name} · ${p.site} is behind`,
        detail: `${age > 0 ? `${duration(age)} on` : 'On'} partition ${worst.partition} of ${worst.topic}, ${plural(worst.lag ?? '0', 'record')}.`,
        since: new Date(Date.parse(facts.at) - age * 1000).toISOString(),
        href,
      },
    ]
  })

const letterAlerts = (facts: ReadingFacts): Alert[] => {
  const { open, groups, largest } = facts.deadLetters
  if (!largest) return []
  return [
    {
      status: 'dead',
      title: `${plural(open, 'dead letter')} of ${plural(groups, 'cause')}`,
      detail: `Largest: ${count(largest.open)}, ${largest.errorMessage}`,
      since: largest.since,
      href: '/dead-letters',
    },
  ]
}

export const alerts = (facts: ReadingFacts): Alert[] =>
  [
    ...fileAlerts(facts),
    ...waitAlerts(facts),
    ...siteAlerts(facts),
    ...processorAlerts(facts),
    ...letterAlerts(facts),
  ].sort((a, b) => RANK[a.status] - RANK[b.status] || (a.since < b.since ? 1 : -1))

/** What goes on now and since when. What ended is not kept anywhere yet, so it is not shown. */
export const marks = (facts: ReadingFacts): Mark[] =>
  alerts(facts).map((alert) => {
    const file = facts.filesInTrouble.find((f) => alert.href === `/files/${f.id}`)
    const kind = file
      ? (file.state as 'quarantined' | 'refused' | 'unknown')
      : alert.status === 'missing' || alert.status === 'ok'
        ? ('warn' as const)
        : alert.status
    return { from: alert.since, to: null, kind, words: alert.title, href: alert.href }
  })
