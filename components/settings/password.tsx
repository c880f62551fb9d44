'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import type { ChangePasswordCommand, OwnAnswer } from '../../domain/api/users.ts'
import { PASSWORD_CHARS } from '../../domain/password-chars.ts'
import { api } from '../paths.ts'
import { postJson, queryKey } from '../query.ts'
import { Outcome } from './outcome.tsx'

export function Password() {
  const client = useQueryClient()
  const hint = useId()
  const change = useMutation({
    mutationFn: (command: ChangePasswordCommand) => postJson<OwnAnswer>(api.ownPassword, command),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKey(api.ownSessions) }),
  })
  return (
    <section aria-labelledby="password" className="pr-5 max-md:pr-0">
      <div className="sec">
        <h2 id="password">Password</h2>
      </div>
      <form
        className="grid gap-2 pb-3 text-11 text-ink-2"
        onSubmit={(event) => {
          event.preventDefault()
          const form = event.currentTarget
          const data = new FormData(form)
          change.mutate(
            { current: String(data.get('current')), next: String(data.get('next')) },
            { onSuccess: () => form.reset() },
          )
        }}
      >
        <label className="grid gap-1">
          Current password
          <input className="field" name="current" type="password" autoComplete="current-password" required />
        </label>
        <label className="grid gap-1">
          New password
          <input
            className="field"
            name="next"
            type="password"
            autoComplete="new-password"
            aria-describedby={hint}
            minLength={PASSWORD_CHARS.min}
            maxLength={PASSWORD_CHARS.max}
            required
          />
        </label>
        <p id={hint} className="leading-4 text-ink-3">
          {PASSWORD_CHARS.min} characters at least. Every other session ends.
        </p>
        <button type="submit" className="btn justify-self-start" disabled={change.isPending}>
          Change the password
        </button>
        <Outcome done={change.data?.words} error={change.error} />
      </form>
    </section>
  )
}
