/** Who looks at a page: asked once per request, of Postgres, whatever the proxy let through. */
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { Viewer } from '../components/viewer.tsx'
import { apiContext } from '../server/api/context.ts'
import { problemOf } from '../server/api/problem.ts'
import { signInAddress } from '../server/http-headers.ts'

export type Looking =
  | { readonly is: 'viewer'; readonly viewer: Viewer }
  | { readonly is: 'nobody' }
  /** Postgres is away: who looks cannot be known, so nothing is shown. */
  | { readonly is: 'unknown'; readonly words: string }

export const whoLooks = cache(async (): Promise<Looking> => {
  try {
    // A page cannot set a cookie: the session's week is prolonged by the API, which every page asks anyway.
    const asker = await apiContext().whoAsks(await headers(), { refresh: false })
    if (!asker) return { is: 'nobody' }
    return {
      is: 'viewer',
      viewer: { email: asker.actor.name, name: asker.displayName, role: asker.actor.role },
    }
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code === 'not_signed_in') return { is: 'nobody' }
    return { is: 'unknown', words: problem.message }
  }
})

/** Nobody is sent to sign in and comes back to the page that they wanted. */
export const goToSignIn = async (): Promise<never> =>
  redirect(signInAddress((await headers()).get('x-hydrometer-page') ?? '/'))
