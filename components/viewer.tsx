'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { RIGHTS, type Right, type Role, roleMay } from '../domain/roles.ts'
import { Page } from './frame/page.tsx'
import { to } from './paths.ts'
import { usePipeline } from './pipeline-query.ts'
import { Failure } from './states.tsx'

/** Who looks. What they may is checked by the server at every answer; here it only decides what is offered to them. */
export type Viewer = { readonly email: string; readonly name: string; readonly role: Role }

const ViewerContext = createContext<Viewer | null>(null)

export function ViewerProvider({ viewer, children }: { viewer: Viewer | null; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>
}

/** null: nobody is signed in. */
export const useViewer = (): Viewer | null => useContext(ViewerContext)

/** `const may = useMay()`, then `may('repair') && <button …>`: what a role may not do is not offered to it. */
export const useMay = (): ((right: Right) => boolean) => {
  const viewer = useViewer()
  return (right) => viewer !== null && roleMay(viewer.role, right)
}

/** Which right is needed, who has it: in place of a page, or (`NoRightNote`) of a part of one. */
export function NoRight({ right }: { right: Right }) {
  const { heardAt } = usePipeline()
  return (
    <Page title="Not for your role" heardAt={heardAt}>
      <div className="py-3">
        <NoRightNote right={right} what="This page" />
        <Link className="link text-12" href={to.overview()}>
          To the Overview
        </Link>
      </div>
    </Page>
  )
}

export function NoRightNote({ right, what = 'This' }: { right: Right; what?: string }) {
  const viewer = useViewer()
  const { roles, words } = RIGHTS[right]
  const others = roles.filter((role) => role !== 'admin')
  return (
    <div className="max-w-[64ch] py-2.5 text-12 leading-[17px]" role="note">
      <b className="text-13">
        {what} needs the role {orList(others.length > 0 ? others : roles)}
      </b>
      <p className="text-ink-2">
        You are {viewer?.role ?? 'not signed in'}, and may not {words}. Nothing is missing and nothing was changed.
        Whoever has the role {orList(roles)} can show you this; an admin can give you another role.
      </p>
    </div>
  )
}

const orList = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

/** Postgres is away: who looks cannot be known. With the frame when one was drawn before, else by itself. */
export function NotKnown({ words }: { words: string }) {
  const router = useRouter()
  const viewer = useViewer()
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [router])
  const state = (
    <Failure
      what="Who you are"
      error={new Error(`${words} Until it does nobody can be let in. Billing goes on; this page asks again by itself.`)}
      retry={() => router.refresh()}
    />
  )
  if (!viewer) return <main className="px-(--gutter) py-6">{state}</main>
  return (
    <Page title="Not known who you are" heardAt={null}>
      {state}
    </Page>
  )
}
const ASK_AGAIN_MS = 5_000
