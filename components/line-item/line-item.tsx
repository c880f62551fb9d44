'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { Passport } from '../../domain/api/line-items.ts'
import { archivedSql } from '../../domain/archived-sql.ts'
import { unitOf } from '../../domain/words.ts'
import { Time, useNow, useZone } from '../clock.tsx'
import { clock, count, dayMonthYear, exact, monthYear, plural, shortFileName, timeOrDay } from '../format.ts'
import { Copy, Id } from '../frame/copy.tsx'
import { Page } from '../frame/page.tsx'
import { FILE_STATE_LOOK, Glyph, type GlyphName } from '../glyph.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { ApiProblem, liveMs, q } from '../query.ts'
import { Empty, Failure, SkeletonTable, StaleNote } from '../states.tsx'
import { Journey } from './journey.tsx'

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['usage-relay', 'submission-filter', 'csv-builder', 'csv-bookkeeper', 'zuora-submitter'],
  means: 'What is not done yet waits; what is written here stays true.',
  sites: SITE_AWAY,
}

export function LineItem({ id }: { id: string }) {
  const pipeline = usePipeline()
  const answer = useQuery({
    ...q<Passport>(api.lineItem(id)),
    refetchInterval: (query) => query.state.data?.state !== 'imported' && liveMs(api.lineItem(id)),
  })
  const unknown = answer.error instanceof ApiProblem && [400, 404].includes(answer.error.status)
  const dropped = answer.error instanceof ApiProblem && answer.error.status === 410 ? answer.error : null
  return (
    <Page
      behind={BEHIND}
      title={id}
      parent={{ href: to.customers(), title: 'Line items' }}
      mono
      heardAt={answer.dataUpdatedAt || null}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {answer.data && answer.error && <StaleNote heardAt={answer.dataUpdatedAt} />}
      {answer.data ? (
        <Sheet passport={answer.data} />
      ) : dropped ? (
        <Empty title="Its month is in the archive">
          {dropped.message}{' '}
          <Link className="link" href={to.warehouse({ sql: archivedSql(id) })}>
            Ask the warehouse
          </Link>
        </Empty>
      ) : unknown ? (
        <Empty title="No line item has this id">
          The search box above also takes event ids. An event that could not be read has no line item: it is among the{' '}
          <Link className="link" href={to.deadLetters()}>
            dead letters
          </Link>
          . One that just happened appears within seconds; this page asks again by itself.
        </Empty>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The line item" />
      ) : (
        <SkeletonTable columns={[90, 260, 180]} rows={12} />
      )}
    </Page>
  )
}

function Sheet({ passport }: { passport: Passport }) {
  const zone = useZone()
  const now = useNow(60_000)
  const reading = verdict(passport, now, zone)
  return (
    <>
      <Verdict reading={reading}>
        <Copy text={typeof location === 'undefined' ? '' : location.href} what="the link" words="Copy link" />
      </Verdict>
      <section className="grid grid-cols-[minmax(0,1fr)_396px] border-t border-rule-2 max-lg:grid-cols-1">
        <Journey passport={passport} />
        <div className="min-w-0 border-l border-rule pb-3 pl-5 max-lg:border-t max-lg:border-l-0 max-lg:pl-0">
          <Facts passport={passport} />
          <div className="border-t border-rule">
            <div className="sec">
              <h3>In words for the customer</h3>
              <span className="flex-1" />
              <Copy text={passport.reading} what="the words for the customer" words="Copy" />
            </div>
            <p className="mb-3 border-l-2 border-density-6 py-px pl-3 text-13 leading-[19px]">{passport.reading}</p>
          </div>
          <Checks passport={passport} />
        </div>
      </section>
    </>
  )
}

const STATE_GLYPH: Readonly<Record<Passport['state'], GlyphName>> = {
  rejected: 'rejected',
  accepted: 'accepted',
  in_file: 'closed',
  submitted: 'submitting',
  imported: 'imported',
  set_aside: 'aside',
}

/** The one sentence: is it billed, where, since when; and what the row is in. */
const verdict = (passport: Passport, now: number, zone: string) => {
  const amount = `${exact(passport.quantity)} ${unitOf(passport.quantity, passport.unitOfMeasure)}`
  const file = passport.file
  const place =
    file && passport.rowNumber !== null
      ? `In row ${count(passport.rowNumber)} of ${shortFileName(file.name)}.`
      : passport.state === 'accepted'
        ? 'Its row in a file is decided within seconds.'
        : ''
  const attempts = passport.attempt > 1 ? ` Decided ${passport.attempt} times: the last decision counts.` : ''
  const glyph =
    file && FILE_STATE_LOOK[file.state].needsPerson ? FILE_STATE_LOOK[file.state].glyph : STATE_GLYPH[passport.state]
  const since = file?.importedAt ? ` since ${timeOrDay(file.importedAt, now, zone)}` : ''
  const titles: Readonly<Record<Passport['state'], string>> = {
    rejected: `Not billed: ${(passport.reasonWords ?? 'left out by a rule').replace(/^./, (c) => c.toLowerCase())}`,
    accepted: `Accepted: ${amount}, on its way into a file`,
    in_file:
      file?.state === 'quarantined'
        ? `Held back with its file: ${amount}, books differ`
        : file?.state === 'refused'
          ? `Refused by Zuora with its file: ${amount}`
          : file?.state === 'unknown'
            ? `Sent, outcome not known yet: ${amount}`
            : `Booked once: ${amount}, not at Zuora yet`,
    submitted: `Sent to Zuora: ${amount}, being imported`,
    imported: `Billed once: ${amount}, at Zuora${since}`,
    set_aside: `Set aside: ${amount}, waits for a person`,
  }
  return {
    glyph,
    title: titles[passport.state],
    detail: `${place}${attempts}` || 'Each decision is kept with its time and reason.',
  }
}

function Facts({ passport }: { passport: Passport }) {
  const { account, event } = passport
  return (
    <>
      <div className="sec">
        <h3>The line item</h3>
      </div>
      <p className="text-28 leading-[34px] font-semibold tracking-[-0.015em]">
        {exact(passport.quantity)}{' '}
        <small className="ml-1 text-15 font-normal tracking-normal text-ink-2">
          {unitOf(passport.quantity, passport.unitOfMeasure)}
        </small>
      </p>
      <dl className="kv py-3">
        <dt>Customer</dt>
        <dd>
          <Link className="link" href={to.customer(passport.accountId)}>
            {account?.login ?? `account ${passport.accountId}`}
          </Link>
          {account && `, account ${passport.accountId}`}
        </dd>
        <dt>Zuora</dt>
        <dd>
          {account === null
            ? 'Hydrometer has not heard of the account yet'
            : account.zuoraAccountNumber === ''
              ? 'no account number yet'
              : `${account.zuoraAccountNumber}${account.zuoraSubscriptionNumber ? `, subscription ${account.zuoraSubscriptionNumber}` : ''}`}
        </dd>
        <dt>Product</dt>
        <dd>{passport.product}</dd>
        <dt>SKU</dt>
        <dd>{passport.sku}</dd>
        {event?.repositoryName && (
          <>
            <dt>Repository</dt>
            <dd title={event.repositoryName}>
              {event.repositoryName}
              {event.repositoryVisibility ? `, ${event.repositoryVisibility.toLowerCase()}` : ''}
            </dd>
          </>
        )}
        {event?.actorLogin && (
          <>
            <dt>By</dt>
            <dd>{event.actorLogin}</dd>
          </>
        )}
        <dt>Started</dt>
        <dd>
          <When at={passport.startedAt} />
        </dd>
        <dt>Ended</dt>
        <dd>
          <When at={passport.endedAt} />
        </dd>
        <dt>Billed for</dt>
        <dd>
          {dayMonthYear(passport.startedAt, 'UTC')} UTC, {monthYear(passport.startedAt, 'UTC').split(' ')[0]}
        </dd>
        <dt>Line item</dt>
        <dd>
          <Id value={passport.id} what="the line item id" />
        </dd>
        <dt>Event</dt>
        <dd>
          <Id value={passport.eventId} what="the event id" />
        </dd>
        <dt>Came from</dt>
        <dd>
          <Id
            value={`${passport.origin.topic}:${passport.origin.partition}:${passport.origin.offset}@${passport.origin.site}`}
            what="the place in the log"
          />
        </dd>
      </dl>
      {passport.eventMissing && <p className="pb-2 text-12 text-ink-3">{passport.eventMissing}</p>}
    </>
  )
}

const When = ({ at }: { at: string }) => (
  <>
    <Time at={at} show={(t, _, zone) => clock(t, zone)} /> <span className="text-ink-3">{clock(at, 'UTC')} UTC</span>
  </>
)

function Checks({ passport }: { passport: Passport }) {
  const balanced = passport.file?.balancedAt !== null && passport.file !== null
  const checks: { glyph: GlyphName; words: string }[] = [
    {
      glyph: 'ok',
      words: passport.file
        ? 'One event id, one line item, one row'
        : passport.decision === 'rejected'
          ? 'One event id, one line item, in no file'
          : 'One event id, one line item',
    },
    ...(passport.history.length > 0
      ? [
          {
            glyph: 'ok' as const,
            words: `${plural(passport.history.length, 'earlier decision')} kept, none overwritten`,
          },
        ]
      : []),
    ...(passport.file
      ? [
          balanced
            ? { glyph: 'ok' as const, words: `The books of its file are equal: ${plural(passport.file.rows, 'row')}` }
            : { glyph: 'missing' as const, words: 'The books of its file are checked when it closes' },
        ]
      : []),
    ...(passport.releaseRequested
      ? [
          {
            glyph: 'warn' as const,
            words: `Release asked for by ${passport.releaseRequested.actor}: ${passport.releaseRequested.why}`,
          },
        ]
      : []),
  ]
  return (
    <div className="border-t border-rule">
      <div className="sec">
        <h3>Checks</h3>
      </div>
      <ul className="text-12 leading-[22px]">
        {checks.map((check) => (
          <li key={check.words} className="flex items-center gap-2">
            <Glyph name={check.glyph} />
            {check.words}
          </li>
        ))}
      </ul>
    </div>
  )
}
