import type { CsvFileDetail, SubmissionAttempt } from '../../domain/api/files.ts'
import { Time } from '../clock.tsx'
import { clock, duration } from '../format.ts'
import { Id } from '../frame/copy.tsx'

/** What Zuora said, attempt by attempt, the newest first: each attempt was recorded before it was made. */
export function ZuoraAnswer({ file }: { file: CsvFileDetail }) {
  const attempts = [...file.attempts].reverse()
  return (
    <div className="border-t border-rule">
      <div className="sec">
        <h3>Zuora's answer</h3>
        <span className="q">
          {attempts.length === 0
            ? file.state === 'quarantined'
              ? 'not sent: the books differ'
              : 'not sent yet'
            : attempts.length === 1
              ? 'one attempt'
              : `${attempts.length} attempts, newest first`}
        </span>
      </div>
      {attempts.map((attempt) => (
        <Attempt key={`${attempt.revision} ${attempt.number}`} attempt={attempt} />
      ))}
    </div>
  )
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  started: 'being sent',
  retryable: 'not taken yet, sent again by itself',
  accepted: 'taken, being imported',
  unknown: 'outcome unknown, being asked',
}

function Attempt({ attempt }: { attempt: SubmissionAttempt }) {
  const failed = attempt.state === 'refused' || attempt.state === 'failed'
  const took =
    attempt.answeredAt === null ? null : (Date.parse(attempt.answeredAt) - Date.parse(attempt.startedAt)) / 1000
  return (
    <dl className="kv pb-2.5">
      <dt>Import</dt>
      <dd className={failed ? 'font-semibold text-stop-ink' : attempt.state === 'unknown' ? 'text-warn-ink' : ''}>
        {attempt.importStatus ?? STATE_WORDS[attempt.state] ?? attempt.state}
      </dd>
      {attempt.message && (
        <>
          <dt>In words</dt>
          <dd className="whitespace-normal! py-1 leading-[17px]">{attempt.message}</dd>
        </>
      )}
      {attempt.reasons.map((reason) => (
        <div key={`${reason.code} ${reason.message}`} className="contents">
          <dt>Reason</dt>
          <dd title={reason.message}>
            <span className="mono">{reason.code}</span> {reason.message}
          </dd>
        </div>
      ))}
      <dt>Sent</dt>
      <dd>
        <Time at={attempt.startedAt} show={(at, _, zone) => clock(at, zone)} />
        {took === null ? ', no answer yet' : `, answered in ${duration(took)}`}
        {attempt.tries > 1 ? `, ${attempt.tries} tries` : ''}
        {attempt.httpStatus ? `, HTTP ${attempt.httpStatus}` : ''}
      </dd>
      <dt>Key</dt>
      <dd>
        <Id value={attempt.idempotencyKey} what="the idempotency key" />
      </dd>
      {attempt.processId && (
        <>
          <dt>Process</dt>
          <dd>
            <Id value={attempt.processId} what="the process id" />
          </dd>
        </>
      )}
    </dl>
  )
}
