// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
'use client'

import type { TopicMessage } from '../../domain/api/topics.ts'
import { count } from '../format.ts'
import { Id } from '../frame/copy.tsx'
import { hexDump } from '../hex.ts'

const RAW_BYTES = 256

/** One message whole: decoded, headers, raw. Payloads are text, whatever they hold. */
export function Message({ message, at }: { message: TopicMessage; at: { site: string; topic: string } }) {
  return (
    // Inside of a cell: no width of its own, or one long line would stretch the whole table.
    <section className="w-0 min-w-full border-l-2 border-ink pb-3 pl-3" aria-label="The chosen message">
      <div className="sec">
        <h3>Message</h3>
        <Id value={`${at.topic}:${message.partition}:${message.offset}@${at.site}`} what="the place of the message" />
        <span className="q">{count(message.bytes)} bytes</span>
      </div>
      <div className="grid grid-cols-2 gap-5 max-md:grid-cols-1">
        <div className="min-w-0">
          {message.decoded ? (
            <pre
              className="mono max-h-80 overflow-auto border border-rule bg-paper-2 px-2.5 py-2 leading-[18px]"
              tabIndex={0}
            >
              {JSON.stringify(message.decoded, null, 2)}
            </pre>
          ) : (
            <p className="text-12 text-ink-2">
              {message.decodeError ? `It does not decode: ${message.decodeError}` : 'It has no value.'}
            </p>
          )}
        </div>
        <div className="min-w-0">
          <dl className="kv">
            <dt>key</dt>
            <dd className="mono leading-[22px]!">{message.key ?? 'none'}</dd>
            {message.headers.map(({ name, value }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice, and the order is the record's
              <div key={`${name} ${index}`} className="contents">
                <dt>{name}</dt>
                <dd className="mono leading-[22px]!" title={value}>
                  {value}
                </dd>
              </div>
            ))}
          </dl>
          {message.bytes > 0 && (
            <pre
              className="mono mt-2 overflow-auto border border-rule bg-paper-2 px-2.5 py-2 leading-[18px]"
              tabIndex={0}
            >
              {hexDump(message.base64, RAW_BYTES)}
            </pre>
          )}
        </div>
      </div>
    </section>
  )
}
