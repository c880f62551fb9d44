/**
 * Who asks. Until sign-in exists every request is the actor `local`: the server listens on 127.0.0.1 only, and a request
 * must name this machine as its host, so that no web page can reach it under a name of its own (DNS rebinding).
 */
import type { Role } from '../../domain/roles.ts'
import { ApiProblem } from './problem.ts'

export type Actor = { readonly name: string; readonly role: Role }

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

export const actorOf = (request: Request): Actor => {
  const host = request.headers.get('host')
  if (host !== null && !LOOPBACK.test(host))
    throw new ApiProblem(
      'wrong_origin',
      `The request is for ${host}. Without sign-in Hydrometer answers only as localhost or 127.0.0.1; open it under one of these names.`,
    )
  return { name: 'local', role: 'admin' }
}

/** Commands come from this site's own pages or from programs, which send no Origin: a foreign page can do nothing. */
export const checkOrigin = (request: Request): void => {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const sameHost = origin === null || hostOf(origin) === (request.headers.get('host') ?? new URL(request.url).host)
  if (sameHost && (site === null || site === 'same-origin' || site === 'none')) return
  throw new ApiProblem(
    'wrong_origin',
    `A page of ${origin ?? 'another site'} may not give commands. Nothing was changed.`,
  )
}

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}
