'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { RIGHTS, type Right, type Role, roleMay } from '../domain/roles.ts'
import { Page } from './frame/page.tsx'
import { Glyph } from './glyph.tsx'

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

/** Which role, what it may not, who may: instead of a page, or (`NoRightNote`) of a part of one. */
export function NoRight({ right }: { right: Right }) {
  return (
    <Page title="Not for your role" heardAt={null}>
      <div className="py-4">
        <NoRightNote right={right} />
      </div>
    </Page>
  )
}

export function NoRightNote({ right }: { right: Right }) {
  const viewer = useViewer()
  return (
    <div className="max-w-[60ch] py-2.5 text-12 leading-[17px]" role="note">
      <b className="st">
        <Glyph name="missing" />
        {viewer ? `The role ${viewer.role} may not ${RIGHTS[right].words}` : 'Nobody is signed in'}
      </b>
      <p className="text-ink-2">
        {RIGHTS[right].roles.join(', ')} may. Nothing is missing and nothing was changed: ask one of them, or an admin
        for another role.
      </p>
    </div>
  )
}
