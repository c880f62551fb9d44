'use client'

import { useState } from 'react'
import type { AlertChannel } from '../../domain/api/alerts.ts'
import { Time } from '../clock.tsx'
import { Glyph } from '../glyph.tsx'
import { Empty } from '../states.tsx'
import { type Command, useMayChange } from './command.ts'

/** Whom to tell: signed webhooks and addresses of mail, each with a test that takes the way of the real thing. */
const WHAT: Record<string, string> = { firing: 'an alert', resolved: 'that an alert ended', test: 'a test' }

export function Channels({ channels, command }: { channels: readonly AlertChannel[]; command: Command }) {
  const [adding, setAdding] = useState(false)
  const mayChange = useMayChange()
  return (
    <section aria-label="Who is told" className="border-t border-rule-2 pb-5">
      <div className="sec">
        <h2>Who is told</h2>
        <span className="q">once when it fires and once when it ends; tried again for some five hours</span>
        <span className="flex-1" />
        {mayChange && (
          <button type="button" className="link text-12" onClick={() => setAdding(!adding)}>
            Add one
          </button>
        )}
      </div>
      {adding && <ChannelForm command={command} onDone={() => setAdding(false)} />}
      {channels.length === 0 ? (
        !adding && (
          <Empty title="Nobody is told yet">
            A webhook gets JSON signed with your secret (header hydrometer-signature); mail needs SMTP_URL.
          </Empty>
        )
      ) : (
        <table className="tbl" aria-label="Channels">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Of</th>
              <th scope="col">Last</th>
              <th scope="col" className="n">
                <span className="sr-only">Commands</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <tr key={channel.id} className="roomy">
                <td className="max-w-[380px]">
                  <span className="cut block font-medium" title={channel.target}>
                    {channel.target}
                  </span>
                </td>
                <td className="text-ink-2">{channel.severity === 'page' ? 'pages' : 'pages and warnings'}</td>
                <td className="whitespace-normal!">
                  <Last last={channel.last} />
                </td>
                <td className="n">
                  <span className="inline-flex gap-3" hidden={!mayChange}>
                    <button
                      type="button"
                      className="link"
                      disabled={command.isPending}
                      aria-label={`Send a test to ${channel.target}`}
                      onClick={() => command.mutate({ path: '/alerts/channels/test', body: { id: channel.id } })}
                    >
                      Send 1 test
                    </button>
                    <button
                      type="button"
                      className="link"
                      disabled={command.isPending}
                      aria-label={`Remove ${channel.target}`}
                      onClick={() => command.mutate({ path: '/alerts/channels/delete', body: { id: channel.id } })}
                    >
                      Remove
                    </button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Last({ last }: { last: AlertChannel['last'] }) {
  if (!last) return <span className="text-ink-3">told nothing yet</span>
  const what = WHAT[last.what] ?? last.what
  if (last.state === 'sent')
    return (
      <span className="st text-ink-2">
        <Glyph name="ok" size={10} />
        took {what} <Time at={last.at} />
      </span>
    )
  return (
    <span className={last.state === 'failed' ? 'text-stop-ink' : 'text-warn-ink'}>
      {last.error === ''
        ? `${what} goes out now`
        : `${last.state === 'failed' ? 'gave up' : 'tried again'}: ${last.error}`}
    </span>
  )
}

function ChannelForm({ command, onDone }: { command: Command; onDone: () => void }) {
  const [kind, setKind] = useState<'webhook' | 'email'>('webhook')
  const [target, setTarget] = useState('')
  const [secret, setSecret] = useState('')
  const [severity, setSeverity] = useState<'page' | 'warn'>('warn')
  return (
    <form
      className="flex flex-wrap items-end gap-x-3 gap-y-2 py-2 text-12"
      onSubmit={(event) => {
        event.preventDefault()
        const body = { kind, target, severity, ...(kind === 'webhook' ? { secret } : {}) }
        command.mutate({ path: '/alerts/channels/save', body }, { onSuccess: onDone })
      }}
    >
      <label className="flex flex-col gap-0.5 text-ink-3">
        by
        <select
          className="field"
          value={kind}
          onChange={(event) => setKind(event.target.value === 'email' ? 'email' : 'webhook')}
        >
          <option value="webhook">Webhook</option>
          <option value="email">Mail</option>
        </select>
      </label>
      <label className="flex flex-col gap-0.5 text-ink-3">
        {kind === 'webhook' ? 'address (https)' : 'address of mail'}
        <input
          className="field w-[280px]"
          type={kind === 'webhook' ? 'url' : 'email'}
          required
          value={target}
          onChange={(event) => setTarget(event.target.value)}
        />
      </label>
      {kind === 'webhook' && (
        <label className="flex flex-col gap-0.5 text-ink-3">
          secret (16 characters or more)
          <input
            className="field w-[200px]"
            type="password"
            autoComplete="off"
            minLength={16}
            required
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
      )}
      <label className="flex flex-col gap-0.5 text-ink-3">
        of
        <select
          className="field"
          value={severity}
          onChange={(event) => setSeverity(event.target.value === 'page' ? 'page' : 'warn')}
        >
          <option value="warn">pages and warnings</option>
          <option value="page">pages only</option>
        </select>
      </label>
      <button type="submit" className="btn" disabled={command.isPending}>
        Add 1 channel
      </button>
      <button type="button" className="link mb-1" onClick={onDone}>
        Cancel
      </button>
    </form>
  )
}
