// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { DeadLetterDetail } from '../../domain/api/dead-letters.ts'
import { PlanButton } from '../act/plan.tsx'
import { Time } from '../clock.tsx'
import { clockMillis, count } from '../format.ts'
import { Id } from '../frame/copy.tsx'
import { hexDump } from '../hex.ts'
import { api, to } from '../paths.ts'
import { q } from '../query.ts'
import { Failure } from '../states.tsx'
import { NoRightNote, useMay } from '../viewer.tsx'
import { repairs } from './repair.tsx'

/** One dead letter: decoded, raw, why it failed, its headers. Payloads are text, whatever they hold. */
export function Letter({ id }: { id: string }) {
  const may = useMay()
  const answer = useQuery({ ...q<DeadLetterDetail>(api.deadLetter(id)), enabled: may('payloads') })
  const letter = answer.data
  if (!may('payloads')) return <NoRightNote right="payloads" what="The payload of a message" />
  if (answer.error && !letter) return <Failure error={answer.error} retry={() => answer.refetch()} what="The message" />
  if (!letter)
    return (
      <div className="grid gap-3 py-3" aria-busy="true">
        {[200, 320, 280, 300].map((width) => (
          <span key={width} className="skeleton" style={{ width }} />
        ))}
      </div>
    )
  const { payload } = letter
  return (
    <>
      <div className="sec">
        <h3>Message {letter.id}</h3>
        <span className="q">
          {payload ? `${count(payload.bytes)} bytes; your look is in the audit log` : STATE_WORDS[letter.state]}
        </span>
      </div>
      {letter.state !== 'open' && letter.stateActor && (
        <p className="pb-2 text-12 leading-[17px] text-ink-2">
          {STATE_WORDS[letter.state]} by {letter.stateActor}
          {letter.stateChangedAt && (
            <>
              {' '}
              <Time at={letter.stateChangedAt} />
            </>
          )}
          {letter.stateReason ? `: ${letter.stateReason}` : ''}
        </p>
      )}
      <div className="mb-2 border-l-2 border-stop py-px pl-2.5 text-12 leading-[17px] [overflow-wrap:anywhere]">
        <b>{letter.errorClass}</b> {letter.errorMessage}
      </div>
      {letter.state === 'open' && (
        <div className="mb-1 flex flex-wrap gap-2">
          {repairs({ ids: [letter.id] }).map((command) => (
            <PlanButton key={command.verb} command={command} big={false} />
          ))}
        </div>
      )}
      {payload?.decoded ? (
        <>
          <div className="sec">
            <h3>Decoded</h3>
            <span className="q">{payload.decoded.type}</span>
          </div>
          <pre
            className="mono max-h-72 overflow-auto border border-rule bg-paper-2 px-2.5 py-2 leading-[18px]"
            tabIndex={0}
          >
            {JSON.stringify(payload.decoded.fields, null, 2)}
          </pre>
        </>
      ) : (
        <p className="py-2 text-12 text-ink-2">
          {letter.payloadMissing ?? payload?.decodeError ?? 'It does not decode.'}
        </p>
      )}
      {payload && payload.bytes > 0 && (
        <>
          <div className="sec">
            <h3>Raw</h3>
            <span className="q">
              first {count(Math.min(RAW_BYTES, payload.bytes))} of {count(payload.bytes)} bytes
            </span>
          </div>
          <pre className="mono overflow-auto border border-rule bg-paper-2 px-2.5 py-2 leading-[18px]" tabIndex={0}>
            {hexDump(payload.base64, RAW_BYTES)}
          </pre>
        </>
      )}
      <div className="sec">
        <h3>Where from</h3>
      </div>
      <dl className="kv pb-3">
        <dt>origin</dt>
        <dd>
          <Id value={place(letter.origin)} what="the origin" />
        </dd>
        <dt>failed at</dt>
        <dd>
          <Time at={letter.failedAt} show={(at, _, zone) => clockMillis(at, zone)} />, in {letter.processor}, attempt{' '}
          {letter.attempt}
        </dd>
        {letter.accountId && (
          <>
            <dt>account</dt>
            <dd>
              <Link className="link" href={to.customer(letter.accountId)}>
                {letter.accountId}
              </Link>
            </dd>
          </>
        )}
        <dt>fingerprint</dt>
        <dd>
          <Id value={letter.fingerprint} what="the fingerprint" />
        </dd>
        {letter.letter && (
          <>
            <dt>kept at</dt>
            <dd>
              <Id value={place(letter.letter)} what="the place of the dead letter" />
            </dd>
          </>
        )}
        {Object.entries(payload?.headers ?? {}).map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="mono leading-[22px]!" title={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

const STATE_WORDS: Readonly<Record<DeadLetterDetail['state'], string>> = {
  open: 'Waits for a repair',
  redriving: 'To be sent again',
  redriven: 'Sent again',
  discarded: 'Discarded',
}

const place = (p: { site: string; topic: string; partition: number; offset: string }) =>
  `${p.topic}:${p.partition}:${p.offset}@${p.site}`

const RAW_BYTES = 256
