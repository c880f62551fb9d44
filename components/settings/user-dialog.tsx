'use client'

import { useState } from 'react'
import type { CreateKeyAnswer, User } from '../../domain/api/users.ts'
import { RIGHTS, type Right, ROLES, type Role, roleMay } from '../../domain/roles.ts'
import { plural } from '../format.ts'
import { api } from '../paths.ts'
import { postJson } from '../query.ts'
import { ActDialog } from './act-dialog.tsx'
import { KEY_SPANS } from './key-rows.tsx'

export type Act =
  | { readonly verb: 'create' }
  | { readonly verb: 'role' | 'reset-password' | 'disable' | 'enable' | 'key'; readonly user: User }
/** `secret`: a password or a key that is shown this once. */
export type Told = { readonly words: string; readonly secret?: string }

type Props = { onDone: (told: Told) => Promise<void>; onClose: () => void }

export function UserDialog({ act, ...props }: Props & { act: Act }) {
  if (act.verb === 'create') return <CreateUser {...props} />
  if (act.verb === 'role') return <ChangeRole user={act.user} {...props} />
  if (act.verb === 'key') return <CreateKey user={act.user} {...props} />
  return <PlainAct verb={act.verb} user={act.user} {...props} />
}

function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  return (
    <label className="grid gap-1 text-12">
      Role
      <select className="field h-8" value={value} onChange={(event) => onChange(event.target.value as Role)}>
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </select>
      <span className="text-11 leading-4 text-ink-2">
        {value} may{' '}
        {(Object.keys(RIGHTS) as Right[])
          .filter((right) => right !== 'anyone' && right !== 'own' && roleMay(value, right))
          .map((right) => RIGHTS[right].words)
          .join('; ')}
        .
      </span>
    </label>
  )
}

function CreateUser({ onDone, onClose }: Props) {
  const [role, setRole] = useState<Role>('support')
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  return (
    <ActDialog
      question="Make 1 user?"
      meaning="A password is made up and shown to you this once. They change it under Settings."
      verb="Make 1 user"
      onClose={onClose}
      act={async (why) => {
        const made = await postJson<{ email: string; password: string }>(api.user('create'), { email, name, role, why })
        await onDone({ words: `${made.email} may sign in as ${role}, with this password.`, secret: made.password })
      }}
    >
      <label className="grid gap-1 text-12">
        E-mail
        <input
          className="field h-8"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          required
          maxLength={254}
          autoComplete="off"
        />
      </label>
      <label className="grid gap-1 text-12">
        <span>
          Name <span className="text-ink-3">if you like</span>
        </span>
        <input
          className="field h-8"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={100}
          autoComplete="off"
        />
      </label>
      <RoleField value={role} onChange={setRole} />
    </ActDialog>
  )
}

function ChangeRole({ user, onDone, onClose }: Props & { user: User }) {
  const [role, setRole] = useState<Role>(user.role)
  return (
    <ActDialog
      question={`Give ${user.email} another role?`}
      meaning={`It is ${user.role} now. The new one holds from the next request on, for ${plural(user.sessions, 'session')} and ${plural(user.keys, 'key')}.`}
      verb={`Make it ${role}`}
      onClose={onClose}
      act={async (why) => {
        const { words } = await postJson<{ words: string }>(api.user('role'), { id: user.id, role, why })
        await onDone({ words })
      }}
    >
      <RoleField value={role} onChange={setRole} />
    </ActDialog>
  )
}

function CreateKey({ user, onDone, onClose }: Props & { user: User }) {
  const [name, setName] = useState('')
  const [days, setDays] = useState<number | null>(KEY_SPANS[0].days)
  return (
    <ActDialog
      question={`Make 1 API key for ${user.email}?`}
      meaning={`Whoever has it may what ${user.role} may, in the name of ${user.email}. It is shown to you this once.`}
      verb="Make 1 key"
      onClose={onClose}
      act={async (why) => {
        const made = await postJson<CreateKeyAnswer>(api.createKey, { userId: user.id, name, days, why })
        await onDone({ words: `The key “${made.name}” of ${made.email}.`, secret: made.key })
      }}
    >
      <label className="grid gap-1 text-12">
        What it is for
        <input
          className="field h-8"
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={100}
        />
      </label>
      <label className="grid gap-1 text-12">
        Works
        <select
          className="field h-8"
          value={days ?? ''}
          onChange={(event) => setDays(event.target.value ? Number(event.target.value) : null)}
        >
          {KEY_SPANS.map((span) => (
            <option key={span.words} value={span.days ?? ''}>
              {span.words}
            </option>
          ))}
        </select>
      </label>
    </ActDialog>
  )
}

function PlainAct({
  verb,
  user,
  onDone,
  onClose,
}: Props & { verb: 'reset-password' | 'disable' | 'enable'; user: User }) {
  const sessions = plural(user.sessions, 'session')
  const keys = plural(user.keys, 'key')
  const words = {
    'reset-password': {
      question: `Make a new password for ${user.email}?`,
      meaning: `${sessions} of theirs end now; the old password no longer works. The new one is shown to you this once.`,
      verb: 'Make 1 password',
    },
    disable: {
      question: `Disable ${user.email}?`,
      meaning: `${sessions} end now, ${keys} no longer work, and nobody can sign in as ${user.email}. What they did stays; an admin can enable them again.`,
      verb: 'Disable 1 user',
    },
    enable: {
      question: `Enable ${user.email} again?`,
      meaning: `They may sign in with the password that they had, and ${keys} of theirs work again.`,
      verb: 'Enable 1 user',
    },
  }[verb]
  return (
    <ActDialog
      {...words}
      onClose={onClose}
      act={async (why) => {
        const done = await postJson<{ words: string; password?: string }>(api.user(verb), { id: user.id, why })
        await onDone({ words: done.words, ...(done.password ? { secret: done.password } : {}) })
      }}
    />
  )
}
