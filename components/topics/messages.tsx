'use client'

import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { Fragment, useState } from 'react'
import type { TopicAt, TopicMessage } from '../../domain/api/topics.ts'
import { Time } from '../clock.tsx'
import { clockMillis, count, plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Empty, Failure, SkeletonTable } from '../states.tsx'
import { LookForm } from './look-form.tsx'
import { Message } from './message.tsx'
import { LOOKS, type LookView, useLook } from './use-look.ts'

/** Messages of one topic: asked for, never shown unasked, because each look is in the audit log. */
export function Messages({ at, partitions }: { at: TopicAt; partitions: number }) {
  const [view, setView] = useQueryStates(
    {
      look: parseAsStringLiteral(LOOKS),
      partition: parseAsString,
      offset: parseAsString,
      at: parseAsString,
      key: parseAsString,
      tail: parseAsBoolean.withDefault(false),
      message: parseAsString,
    },
    { history: 'replace' },
  )
  const look = useLook(at, view)
  const [held, setHeld] = useState<readonly TopicMessage[] | null>(null)
  const items = held ?? look.items
  const waiting = held && look.items ? look.items.filter((m) => !held.some((h) => idOf(h) === idOf(m))).length : 0
  const open = items?.find((message) => idOf(message) === view.message)
  return (
    <div
      // While someone reads, a live tail waits: the order holds until they leave, or ask for what is new.
      onPointerEnter={() => view.tail && setHeld(look.items ?? null)}
      onPointerLeave={() => setHeld(null)}
    >
      <div className="sec mt-2 border-t border-rule-2">
        <h3>Messages</h3>
        <span className="q">decoded by the schema of {look.schema ?? at.topic}; each look is in the audit log</span>
      </div>
      <LookForm
        partitions={partitions}
        view={view}
        onLook={(asked) => {
          setHeld(null)
          // The same once more: what has come since.
          if (placeOf(asked) === placeOf(view) && asked.tail === view.tail) look.again()
          else void setView({ ...asked, message: null })
        }}
      />
      {waiting > 0 && (
        <button type="button" className="btn mt-1" onClick={() => setHeld(look.items ?? null)}>
          Show {count(waiting)} new
        </button>
      )}
      {view.look === null ? (
        <Empty title="Nothing was looked at yet">
          Choose where to begin: the newest, an offset, a time, or a key. At most 200 messages are shown at once.
        </Empty>
      ) : look.error && !items ? (
        <Failure error={look.error} retry={look.again} what="The messages" />
      ) : items === null || items === undefined ? (
        <SkeletonTable columns={[80, 20, 60, 60, 40, 260]} rows={8} />
      ) : (
        <>
          <p className="py-1 text-12 text-ink-3" role="status">
            {plural(items.length, 'message')} of {count(look.searched)} looked at
            {look.bounded ? '; the look ended at its bound of records or time, there may be more' : ''}
            {view.tail ? '. Live: what arrives is added on top' : ''}
          </p>
          {items.length === 0 ? (
            <Empty title="No message there">
              {view.key
                ? 'No message of this key is in the records that were looked at.'
                : 'The log has nothing from there on. What arrives later shows with the live tail.'}
            </Empty>
          ) : (
            <table className="tbl" aria-label="Messages">
              <thead>
                <tr>
                  <th scope="col">Recorded</th>
                  <th scope="col" className="n">
                    Part.
                  </th>
                  <th scope="col" className="n">
                    Offset
                  </th>
                  <th scope="col">Key</th>
                  <th scope="col" className="n max-md:hidden">
                    Bytes
                  </th>
                  <th scope="col" className="max-md:hidden">
                    Value
                  </th>
                </tr>
              </thead>
              <tbody
                onKeyDown={(event) =>
                  rowKeys(event, (id) => void setView({ message: view.message === id ? null : id }))
                }
              >
                {items.map((message, index) => (
                  <Fragment key={idOf(message)}>
                    <tr
                      className="cursor-pointer"
                      tabIndex={index === 0 ? 0 : -1}
                      data-id={idOf(message)}
                      data-copy={`${at.topic}:${message.partition}:${message.offset}@${at.site}`}
                      aria-selected={idOf(message) === view.message}
                      onClick={() => void setView({ message: view.message === idOf(message) ? null : idOf(message) })}
                    >
                      <td>
                        <Time at={message.at} show={(t, _, zone) => clockMillis(t, zone)} />
                      </td>
                      <td className="n">{message.partition}</td>
                      <td className="n mono">{count(message.offset)}</td>
                      <td className="mono cut max-w-[110px]" title={message.key ?? undefined}>
                        {message.key ?? '–'}
                      </td>
                      <td className="n text-ink-3 max-md:hidden">{count(message.bytes)}</td>
                      <td className="mono cut max-w-[380px] max-md:hidden">{summary(message)}</td>
                    </tr>
                    {message === open && (
                      <tr>
                        <td colSpan={6} className="h-auto! p-0! whitespace-normal! hover:bg-paper!">
                          <Message message={message} at={at} />
                        </td>
                      </tr>
                    )}
                  </Fragment>
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
    </div>
  )
}

const placeOf = ({ look, partition, offset, at, key }: LookView): string =>
  JSON.stringify([look, partition, offset, at, key])

const idOf = (message: TopicMessage): string => `${message.partition}:${message.offset}`

/** One line of what is inside; the whole opens below. */
const summary = (message: TopicMessage): string => {
  if (message.decoded === null) return message.decodeError ?? 'no value'
  return Object.entries(message.decoded)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('  ')
    .slice(0, 300)
}
