'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { parseAsString, useQueryStates } from 'nuqs'
import type { Reconciliation as Answer, Equation } from '../../domain/api/reconciliation.ts'
import { Time } from '../clock.tsx'
import { DayRange, useDays } from '../day-range.tsx'
import type { Days } from '../days.ts'
import { count, dayMonthYear, plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Page } from '../frame/page.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { Conservation } from '../overview/conservation.tsx'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { live, q } from '../query.ts'
import { Empty, Failure, SkeletonTable, SkeletonVerdict, StaleNote } from '../states.tsx'
import { useMay } from '../viewer.tsx'
import { TERMS } from './terms.ts'
import { Unplaced } from './unplaced.tsx'

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['usage-relay', 'submission-filter', 'csv-builder', 'csv-bookkeeper', 'zuora-submitter'],
  means: 'Its events wait in the log and count as in flight.',
  sites: SITE_AWAY,
}

/** Does every event have exactly one place? By day, and by site, topic and product; each term leads to its list. */
export function Reconciliation() {
  const [days, setDays] = useDays()
  const [view, setView] = useQueryStates({ place: parseAsString }, { history: 'push' })
  const pipeline = usePipeline()
  const answer = useQuery({
    ...live(q<Answer>(api.reconciliation, { from: days.from, to: days.to })),
    placeholderData: keepPreviousData,
  })
  const { data } = answer
  const chosen = data?.items.find((item) => placeKey(item) === view.place)
  return (
    <Page
      behind={BEHIND}
      title="Reconciliation"
      heardAt={answer.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {data && answer.error && <StaleNote heardAt={answer.dataUpdatedAt} />}
      {data ? <Verdict reading={readingOf(data, days)} /> : <SkeletonVerdict />}
      <div className="border-t border-rule">
        <DayRange days={days} onDays={setDays} />
      </div>
      {data ? (
        <>
          <Conservation
            books={{ ...data.total, difference: data.logHolds === null ? null : data.total.difference }}
            day={days.words}
            lists={Object.fromEntries(TERMS.map((term) => [term.key, term.list({}, days)]))}
            note={
              data.logHolds === null
                ? 'Kafka does not answer: what is in flight is not proven'
                : 'counted from the ledgers, in one snapshot'
            }
          />
          {data.items.length === 0 ? (
            <Empty title={`No event of ${days.words} has arrived`}>
              Events are counted by their own time, within a second of their arrival at a site.
            </Empty>
          ) : (
            <>
              <Places
                items={data.items}
                total={data.total}
                days={days}
                proven={data.logHolds !== null}
                chosen={view.place}
                onChoose={(place) => setView({ place: view.place === place ? null : place })}
              />
              {chosen && <Unplaced key={`${placeKey(chosen)} ${days.from} ${days.to}`} place={chosen} days={days} />}
              {data.days.length > 1 && <ByDay data={data} onDay={(day) => setDays({ from: day, to: nextDay(day) })} />}
            </>
          )}
          <p className="py-2 text-12 text-ink-3">
            Counted <Time at={data.countedAt} show={(at) => at.slice(11, 19)} /> UTC.
            {data.logHolds &&
              ` The logs between the steps hold ${count(data.logHolds.beforeRelay)} records before the relay, ${count(data.logHolds.beforeFilter)} before the filter and ${count(data.logHolds.beforeBooks)} before the books: no more can be in flight.`}
          </p>
        </>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The equation" />
      ) : (
        <SkeletonTable columns={[40, 110, 80, 60, 60, 60, 60, 60, 60, 60, 60]} rows={10} />
      )}
    </Page>
  )
}

const nextDay = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
const placeKey = (item: { site: string; topic: string; product: string }): string =>
  `${item.site} ${item.topic} ${item.product}`

const readingOf = (data: Answer, days: Days) => {
  const { total, items, logHolds } = data
  const off = items.filter((item) => item.difference !== '0')
  const [worst] = off.toSorted((a, b) => Math.abs(Number(b.difference)) - Math.abs(Number(a.difference)))
  if (logHolds === null)
    return {
      glyph: 'missing' as const,
      title: `The books of ${days.words} are counted, but not proven`,
      detail:
        'Kafka does not answer, so what is in flight cannot be told from what has no place. Nothing is lost by that.',
    }
  if (total.difference === '0' && !worst)
    return {
      glyph: 'ok' as const,
      title: `${total.eventsIn === '1' ? 'The one event' : `Each of ${count(total.eventsIn)} events`} of ${days.words} has one place`,
      detail: `${count(total.submitted)} are at Zuora, ${count(total.inFiles)} in files, ${count(total.inFlight)} in flight; the rest was left out with a reason.`,
    }
  const difference = worst?.difference ?? total.difference
  const events = difference.replace('-', '')
  const which = `${plural(events, 'event')} of ${days.words} ${events === '1' ? 'has' : 'have'}`
  return {
    glyph: 'stop' as const,
    title: difference.startsWith('-') ? `${which} more than one place` : `${which} no place`,
    detail: worst
      ? `Most of it: ${worst.topic} at ${worst.site}${worst.product ? `, ${worst.product}` : ', undecodable'}. Choose its row to read its log again, offset by offset.`
      : 'It is not within one topic; look at each row below.',
  }
}

function Places({
  items,
  total,
  days,
  proven,
  chosen,
  onChoose,
}: {
  items: Answer['items']
  total: Equation
  days: Days
  proven: boolean
  chosen: string | null
  onChoose: (place: string) => void
}) {
  const may = useMay()
  return (
    <div className="overflow-x-auto border-t border-rule-2">
      <table className="tbl" aria-label="By site, topic and product">
        <thead>
          <tr>
            <th scope="col">Site</th>
            <th scope="col">Topic</th>
            <th scope="col">Product</th>
            <th scope="col" className="n">
              Events in
            </th>
            {TERMS.map((term) => (
              <th key={term.key} scope="col" className="n max-md:hidden">
                {term.head}
              </th>
            ))}
            <th scope="col" className="n">
              Difference
            </th>
          </tr>
        </thead>
        <tbody onKeyDown={(event) => rowKeys(event, onChoose)}>
          {items.map((item, index) => {
            const key = placeKey(item)
            const at = { site: item.site, topic: item.topic, ...(item.product ? { product: item.product } : {}) }
            return (
              <tr
                key={key}
                className="cursor-pointer"
                tabIndex={chosen === null ? (index === 0 ? 0 : -1) : key === chosen ? 0 : -1}
                data-id={key}
                aria-selected={key === chosen}
                onClick={() => onChoose(key)}
              >
                <td>{item.site}</td>
                <td className="mono">{item.topic}</td>
                <td className={item.product ? 'font-medium' : 'text-ink-3'}>{item.product || 'undecodable'}</td>
                <td className="n">
                  {may('payloads') ? (
                    <Link
                      className="link"
                      href={to.topics({ site: item.site, topic: item.topic, at: days.from })}
                      onClick={(event) => event.stopPropagation()}
                    >
                      {count(item.eventsIn)}
                    </Link>
                  ) : (
                    count(item.eventsIn)
                  )}
                </td>
                {TERMS.map((term) => (
                  <td key={term.key} className={`n max-md:hidden ${item[term.key] === '0' ? 'text-ink-3' : ''}`}>
                    {item[term.key] === '0' ? (
                      '0'
                    ) : (
                      <Link className="link" href={term.list(at, days)} onClick={(event) => event.stopPropagation()}>
                        {count(item[term.key])}
                      </Link>
                    )}
                  </td>
                ))}
                <Difference value={proven ? item.difference : null} />
              </tr>
            )
          })}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={3}>{plural(items.length, 'place')}, all</td>
            <td className="n">{count(total.eventsIn)}</td>
            {TERMS.map((term) => (
              <td key={term.key} className="n max-md:hidden">
                {count(total[term.key])}
              </td>
            ))}
            <Difference value={proven ? total.difference : null} />
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function Difference({ value }: { value: string | null }) {
  return (
    <td
      className={`n font-semibold ${value === null ? 'text-ink-3' : value === '0' ? 'text-ok-ink' : 'bg-stop text-paper!'}`}
    >
      {value === null ? '?' : count(value)}
    </td>
  )
}

function ByDay({ data, onDay }: { data: Answer; onDay: (day: string) => void }) {
  const proven = data.logHolds !== null
  return (
    <section className="border-t border-rule-2">
      <div className="sec">
        <h3>By day</h3>
        <span className="q">UTC, newest first; Enter opens a day</span>
      </div>
      <table className="tbl" aria-label="By day">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" className="n">
              Events in
            </th>
            {TERMS.map((term) => (
              <th key={term.key} scope="col" className="n max-md:hidden">
                {term.head}
              </th>
            ))}
            <th scope="col" className="n">
              Difference
            </th>
          </tr>
        </thead>
        <tbody onKeyDown={(event) => rowKeys(event, onDay)}>
          {data.days.toReversed().map((day, index) => (
            <tr
              key={day.day}
              className="cursor-pointer"
              tabIndex={index === 0 ? 0 : -1}
              data-id={day.day}
              onClick={() => onDay(day.day)}
            >
              <td>{dayMonthYear(day.day, 'UTC')}</td>
              <td className="n">{count(day.eventsIn)}</td>
              {TERMS.map((term) => (
                <td key={term.key} className={`n max-md:hidden ${day[term.key] === '0' ? 'text-ink-3' : ''}`}>
                  {count(day[term.key])}
                </td>
              ))}
              <Difference value={proven ? day.difference : null} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
