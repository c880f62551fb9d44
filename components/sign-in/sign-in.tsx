'use client'

import { useEffect, useState } from 'react'
import { RIGHTS, type Right, type Role, roleMay } from '../../domain/roles.ts'
import { Brand } from '../frame/brand.tsx'
import { Stem } from '../frame/stem.tsx'
import { ThemeButton } from '../frame/theme-button.tsx'
import { Glyph } from '../glyph.tsx'
import { api } from '../paths.ts'
import { ApiProblem, postJson } from '../query.ts'
import { useViewer } from '../viewer.tsx'

type DemoUser = { readonly role: Role; readonly email: string; readonly password: string }

/** Who are you? In the embedded demo one click answers for each role. */
export function SignIn({ wanted, demoUsers }: { wanted: string; demoUsers: readonly DemoUser[] }) {
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const viewer = useViewer()
  useEffect(() => {
    // Came here from a page whose session had ended: its frame must go with it.
    if (viewer) location.reload()
  }, [viewer])

  const signIn = async (email: string, password: string) => {
    setBusy(email)
    setProblem(null)
    try {
      await postJson(api.signIn, { email, password })
      location.assign(wanted) // a page of its own: nothing of before is kept
    } catch (error) {
      setProblem(
        error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown', 'It did not work', 'Nobody is signed in.'),
      )
      setBusy(null)
    }
  }
  if (viewer) return null
  return (
    <div className="min-h-dvh">
      <header className="head h-(--head)">
        <span className="flex items-center gap-2 text-15 font-semibold tracking-[-0.01em]">
          <Brand />
        </span>
        <span className="flex-1" />
        <ThemeButton />
      </header>
      <div className="h-(--stem) [&>.stem]:h-full">
        <Stem />
      </div>
      <main className="px-(--gutter)" id="main">
        <section className="verdict" aria-label="The Reading">
          <div>
            <h1 className="text-20 font-semibold tracking-[-0.012em]">Sign in to read the books</h1>
            <p className="pl-0!">
              Each usage event has one place, from its site to the row that Zuora bills. Who may see and do what goes by
              role, and every change is kept with the name of whoever made it.
            </p>
          </div>
        </section>
        <div className="cols grid-cols-[340px_minmax(0,1fr)]">
          <form
            className="grid content-start gap-3 py-3"
            aria-label="Sign in"
            onSubmit={(event) => {
              event.preventDefault()
              const form = new FormData(event.currentTarget)
              void signIn(String(form.get('email')), String(form.get('password')))
            }}
          >
            <label className="grid gap-1 text-11 text-ink-2">
              E-mail
              <input
                className="field h-8"
                name="email"
                type="email"
                autoComplete="username"
                required
                maxLength={254}
                // biome-ignore lint/a11y/noAutofocus: the one thing that this page is for
                autoFocus
              />
            </label>
            <label className="grid gap-1 text-11 text-ink-2">
              Password
              <input
                className="field h-8"
                name="password"
                type="password"
                autoComplete="current-password"
                required
                maxLength={128}
              />
            </label>
            <div className="min-h-[34px] text-12 leading-[17px]" role="alert">
              {problem && (
                <>
                  <b className="st text-stop-ink whitespace-normal">
                    <Glyph name="stop" />
                    {problem.title}
                  </b>
                  <p className="text-ink-2">{problem.message}</p>
                </>
              )}
            </div>
            <button type="submit" className="btn btn-big btn-go" disabled={busy !== null}>
              {busy ? 'Signing in …' : 'Sign in'}
            </button>
            <p className="text-11 leading-4 text-ink-3">
              No account, or the password is lost: an admin makes a new one under Settings.
            </p>
          </form>
          {demoUsers.length > 0 && <DemoUsers users={demoUsers} busy={busy} signIn={signIn} />}
        </div>
      </main>
    </div>
  )
}

function DemoUsers({
  users,
  busy,
  signIn,
}: {
  users: readonly DemoUser[]
  busy: string | null
  signIn: (email: string, password: string) => Promise<void>
}) {
  return (
    <section aria-labelledby="demo">
      <div className="sec">
        <h2 id="demo">Embedded demo</h2>
        <span className="q max-md:hidden">one person per role; only this machine can reach it</span>
      </div>
      <table className="tbl" aria-label="Users of the demo">
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col" className="max-lg:hidden">
              May
            </th>
            <th scope="col" className="max-md:hidden">
              E-mail
            </th>
            <th scope="col" className="max-md:hidden">
              Password
            </th>
            <th scope="col" className="n">
              <span className="sr-only">Sign in</span>
            </th>
          </tr>
        </thead>
        <tbody className="plain">
          {users.map(({ role, email, password }) => (
            <tr key={role}>
              <td className="h-11! font-medium max-md:h-14!">{role}</td>
              <td className="max-w-[340px] py-1.5! text-ink-2 whitespace-normal! max-lg:hidden">{MAY[role]}</td>
              <td className="mono select-all max-md:hidden">{email}</td>
              <td className="mono select-all max-md:hidden">{password}</td>
              <td className="n">
                <button
                  type="button"
                  className="btn"
                  disabled={busy !== null}
                  onClick={() => void signIn(email, password)}
                >
                  Sign in as {role}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The rights that tell a role from the others, in few words. */
const SHORT: readonly [Right, string][] = [
  ['operations', 'lag, throughput, dead letters, audit'],
  ['payloads', 'payloads, topics, SQL'],
  ['repair', 'redrive, release, resume'],
  ['money', 'approve and hold files'],
  ['export', 'export usage'],
  ['users', 'users and keys'],
]
const MAY = Object.fromEntries(
  RIGHTS.overview.roles.map((role) => [
    role,
    `Overview, files, customers; ${SHORT.filter(([right]) => roleMay(role, right))
      .map(([, words]) => words)
      .join(', ')}`,
  ]),
) as Record<Role, string>
