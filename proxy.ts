/**
 * Before every page: a Content-Security-Policy with a nonce of its own, and nobody without a session cookie gets further
 * than the sign-in page. Whether the cookie is good is asked of Postgres by the page itself (app/session.ts): a proxy is
 * a courtesy, never the check.
 */
import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { contentSecurityPolicy, signInAddress } from './server/http-headers.ts'

const DEV = process.env.NODE_ENV === 'development'
const TLS = (process.env.HYDROMETER_URL ?? '').startsWith('https:')

export const proxy = (request: NextRequest): NextResponse => {
  const { pathname, search } = request.nextUrl
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), { dev: DEV, tls: TLS })
  const answer = mayGoOn(request, pathname)
    ? NextResponse.next({ request: { headers: forPage(request, policy, `${pathname}${search}`) } })
    : NextResponse.redirect(new URL(signInAddress(`${pathname}${search}`), request.url))
  answer.headers.set('content-security-policy', policy)
  if (TLS) answer.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
  return answer
}

const mayGoOn = (request: NextRequest, pathname: string): boolean =>
  pathname === '/sign-in' ||
  request.headers.has('x-api-key') ||
  request.cookies.getAll().some(({ name }) => name.endsWith('hydrometer.session_token'))

/** Next puts the nonce of this header on its own scripts; the layout puts it on ours. */
const forPage = (request: NextRequest, policy: string, page: string): Headers => {
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  headers.set('x-nonce', /'nonce-([^']+)'/.exec(policy)?.[1] ?? '')
  headers.set('x-hydrometer-page', page)
  return headers
}

export const config = {
  // Not the API, whose every handler checks for itself, nor files of the build.
  matcher: ['/((?!api/|metrics$|_next/static/|_next/image|icon\\.svg$|favicon\\.ico$).*)'],
}
