'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import type { AlertItem, AlertsAnswer } from '../../domain/api/alerts.ts'
import { Time, useNow, useZone } from '../clock.tsx'
import { count, duration, plural, timeOrDay } from '../format.ts'
import { Page } from '../frame/page.tsx'
import type { StemMark } from '../frame/stem.tsx'
import { Glyph, type GlyphName } from '../glyph.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { Verdict } from '../overview/readings.tsx'
import { api } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { live, q } from '../query.ts'
import { Empty, Failure, SkeletonRows } from '../states.tsx'
import { Channels } from './channels.tsx'
import { type Command, useCommand, useMayChange } from './command.ts'
import { Rules } from './rules.tsx'

export const alertGlyph = (alert: Pick<AlertItem, 'severity' | 'state'>): GlyphName =>
  alert.state === 'resolved' ? 'ok' : alert.severity === 'page' ? 'stop' : 'warn'

const reading = (answer: AlertsAnswer, now: number, zone: string, isJudged: boolean) => {
  const firing = answer.items.filter((a) => a.state === 'firing')
  const worst = firing[0]
  const pending = answer.items.length - firing.length
  const on = answer.rules.filter((r) => r.enabled).length
  const waits = pending > 0 ? ` ${plural(pending, 'more')} may fire soon.` : ''
  if (worst)
    return {
      glyph: alertGlyph(worst),
      title: firing.length === 1 ? worst.title : `${count(firing.length)} alerts fire; the worst: ${worst.title}`,
      detail: `Since ${timeOrDay(worst.since, now, zone)}. ${worst.detail}${waits}`,
      action: { href: worst.href, words: 'Go there' },
    }
  if (!isJudged)
    return {
      glyph: 'missing' as const,
      title: 'Whether anything is wrong is not known: nobody judges the rules',
      detail: 'lag-monitor does that, each 10 s, and it is not heard. What fired before is below.',
    }
  const last = answer.resolved[0]
  const told = answer.channels.filter((c) => c.enabled).length
  return {
    glyph: 'ok' as const,
    title: 'Nothing fires',
    detail: `${plural(on, 'rule')} looked at each 10 s.${last?.resolvedAt ? ` The last alert ended ${timeOrDay(last.resolvedAt, now, zone)}: ${last.title}.` : ''}${waits} ${told === 0 ? 'Nobody is told: add a webhook or an address below.' : `${plural(told, 'channel')} would be told.`}`,
  }
}

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: [
    'usage-relay',
    'submission-filter',
    'csv-builder',
    'csv-bookkeeper',
    'account-directory',
    'zuora-submitter',
    'warehouse-archiver',
    'lag-monitor',
  ],
  means:
    'lag-monitor judges the rules: while it is away, nobody is told of anything. Of another, its rule tells after its time.',
  sites: SITE_AWAY,
}

export function Alerts() {
  const zone = useZone()
  const now = useNow(10_000)
  const alerts = useQuery(live(q<AlertsAnswer>(api.alerts)))
  const command = useCommand()
  const data = alerts.data
  const pipeline = usePipeline()
  const monitor = pipeline.data?.jobs.find(({ name }) => name === 'lag-monitor')
  const isJudged = monitor?.state !== 'stale' && monitor?.state !== 'down'
  return (
    <Page
      behind={BEHIND}
      title="Alerts"
      heardAt={alerts.dataUpdatedAt || null}
      stem={{ marks: data ? marksOf(data) : [] }}
    >
      {data ? <Verdict reading={reading(data, now, zone, isJudged)} /> : <div className="h-[75px] max-md:h-[150px]" />}
      {alerts.error && !data && <Failure error={alerts.error} retry={() => alerts.refetch()} what="The alerts" />}
      <div aria-live="polite">
        {command.data && (
          <p className="note bg-paper-2">
            <Glyph name="ok" />
            {command.data.words}
          </p>
        )}
        {command.error && <Failure error={command.error} what="The command" />}
      </div>
      {data ? (
        <>
          <Open items={data.items} now={now} command={command} />
          {data.mutes.length > 0 && <Mutes answer={data} command={command} />}
          <Rules rules={data.rules} command={command} />
          <Channels channels={data.channels} command={command} />
          <Resolved items={data.resolved} />
        </>
      ) : (
        !alerts.error && (
          <table className="tbl">
            <tbody>
              <SkeletonRows columns={[60, 320, 200, 60, 60]} rows={8} />
            </tbody>
          </table>
        )
      )}
    </Page>
  )
}

const marksOf = (answer: AlertsAnswer): StemMark[] =>
  [...answer.items.filter((a) => a.state === 'firing'), ...answer.resolved].map((alert) => ({
    from: alert.since,
    to: alert.resolvedAt,
    state: alert.severity === 'page' ? 'stop' : 'warn',
    words: alert.title,
  }))

function Open({ items, now, command }: { items: readonly AlertItem[]; now: number; command: Command }) {
  const [muting, setMuting] = useState<string | null>(null)
  const mayChange = useMayChange()
  if (items.length === 0) return null
  return (
    <table className="tbl mb-5" aria-label="Open alerts, worst first">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">What</th>
          <th scope="col" className="max-lg:hidden">
            Rule
          </th>
          <th scope="col" className="n">
            Since
          </th>
          <th scope="col" className="n max-md:hidden">
            For
          </th>
          <th scope="col" className="n">
            <span className="sr-only">Mute</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((alert) => (
          <tr key={alert.id} className="roomy align-top">
            <td className="align-top! pt-1.5!">
              <span
                className={`st ${alert.state === 'pending' ? 'text-ink-3' : alert.severity === 'page' ? 'text-stop-ink' : 'text-warn-ink'}`}
              >
                <Glyph name={alertGlyph(alert)} />
                {alert.state === 'pending' ? 'Pending' : alert.severity === 'page' ? 'Page' : 'Warn'}
              </span>
            </td>
            <td className="whitespace-normal! py-1.5!">
              <Link href={alert.href} className="link font-medium">
                {alert.title}
              </Link>
              <p className="text-ink-2">{alert.detail}</p>
              {alert.mutedUntil && (
                <p className="text-ink-3">
                  Muted until <Time at={alert.mutedUntil} />: nobody is told.
                </p>
              )}
              {muting === alert.id && (
                <MuteForm
                  busy={command.isPending}
                  onMute={(minutes, why) =>
                    command.mutate(
                      {
                        path: '/alerts/mute',
                        body: { ruleId: alert.ruleId, subject: alert.subject, minutes, why },
                      },
                      { onSuccess: () => setMuting(null) },
                    )
                  }
                  onCancel={() => setMuting(null)}
                />
              )}
            </td>
            <td className="whitespace-normal! align-top! pt-1.5! text-ink-2 max-lg:hidden">{alert.rule}</td>
            <td className="n align-top! pt-1.5!">
              <Time at={alert.since} />
            </td>
            <td className="n align-top! pt-1.5! max-md:hidden">
              {duration(Math.max(0, (now - Date.parse(alert.since)) / 1000))}
            </td>
            <td className="n align-top! pt-1!">
              {mayChange && muting !== alert.id && (
                <button
                  type="button"
                  className="link text-12"
                  aria-label={`Mute ${alert.title}`}
                  onClick={() => setMuting(alert.id)}
                >
                  Mute
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const MUTES = [
  { minutes: 60, words: '1 hour' },
  { minutes: 240, words: '4 hours' },
  { minutes: 1_440, words: '1 day' },
  { minutes: 10_080, words: '7 days' },
] as const

function MuteForm({
  busy,
  onMute,
  onCancel,
}: {
  busy: boolean
  onMute: (minutes: number, why: string) => void
  onCancel: () => void
}) {
  const [minutes, setMinutes] = useState(60)
  const [why, setWhy] = useState('')
  return (
    <form
      className="flex flex-wrap items-center gap-2 py-2"
      onSubmit={(event) => {
        event.preventDefault()
        onMute(minutes, why)
      }}
    >
      <select
        className="field"
        aria-label="For how long"
        value={minutes}
        onChange={(event) => setMinutes(Number(event.target.value))}
      >
        {MUTES.map((m) => (
          <option key={m.minutes} value={m.minutes}>
            {m.words}
          </option>
        ))}
      </select>
      <input
        className="field w-[280px] max-w-full"
        placeholder="Why (kept in the audit log)"
        aria-label="Why"
        // biome-ignore lint/a11y/noAutofocus: the field was just asked for
        autoFocus
        value={why}
        onChange={(event) => setWhy(event.target.value)}
      />
      <button type="submit" className="btn" disabled={busy || why.trim() === ''}>
        Mute 1 alert
      </button>
      <button type="button" className="link text-12" onClick={onCancel}>
        Cancel
      </button>
    </form>
  )
}

function Mutes({ answer, command }: { answer: AlertsAnswer; command: Command }) {
  const mayChange = useMayChange()
  return (
    <section aria-label="Mutes" className="border-t border-rule-2 pb-4">
      <div className="sec">
        <h2>Muted</h2>
        <span className="q">shown, and nobody is told</span>
      </div>
      <ul className="text-12 leading-6">
        {answer.mutes.map((m) => (
          <li key={m.id} className="flex flex-wrap gap-x-3">
            <b>{m.words}</b>
            <span className="text-ink-2">
              until <Time at={m.until} />, by {m.actor}: {m.reason}
            </span>
            {mayChange && (
              <button
                type="button"
                className="link"
                disabled={command.isPending}
                onClick={() => command.mutate({ path: '/alerts/unmute', body: { id: m.id } })}
              >
                Unmute
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Resolved({ items }: { items: readonly AlertItem[] }) {
  return (
    <section aria-label="Resolved alerts" className="border-t border-rule-2 pb-8">
      <div className="sec">
        <h2>Resolved</h2>
        <span className="q">newest first</span>
      </div>
      {items.length === 0 ? (
        <Empty title="Nothing was resolved yet">What fired and is over stays here.</Empty>
      ) : (
        <table className="tbl" aria-label="Resolved alerts, newest first">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" className="n">
                From
              </th>
              <th scope="col" className="n">
                For
              </th>
            </tr>
          </thead>
          <tbody>
            {items.slice(0, 30).map((alert) => (
              <tr key={alert.id}>
                <td className="max-w-0 w-full">
                  <Link href={alert.href} className="cut link block">
                    {alert.title}
                  </Link>
                </td>
                <td className="n">
                  <Time at={alert.since} />
                </td>
                <td className="n">
                  {alert.resolvedAt ? duration((Date.parse(alert.resolvedAt) - Date.parse(alert.since)) / 1000) : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
