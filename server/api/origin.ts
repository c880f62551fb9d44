/**
 * Commands come from this site's own pages or from programs: a foreign page can do nothing with a person's cookie.
 * Browsers name the page that a command comes from in Origin; programs send neither that nor a cookie.
 */
import { ApiProblem } from './problem.ts'

export const checkOrigin = (request: Request): void => {
  const { headers } = request
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const isOurs = origin !== null && isOurHost(origin, headers.get('host') ?? new URL(request.url).host)
  if (isOurs && (site === null || site === 'same-origin')) return
  if (origin === null && site === null && !hasSession(headers)) return
  throw new ApiProblem(
    'wrong_origin',
    `A page of ${origin ?? 'another site'} may not give commands. Nothing was changed. If that is this dashboard, HYDROMETER_URL must be its address; a script sends a key in x-api-key instead of a cookie.`,
  )
}

const hasSession = (headers: Headers): boolean =>
  !headers.has('x-api-key') && (headers.get('cookie') ?? '').includes('session_token')

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/**
 * The dashboard is known as HYDROMETER_URL, and as whatever this machine calls it. Any other name may be one that a web
 * page made its own (DNS rebinding), even when Host says the same.
 */
const isOurHost = (origin: string, host: string): boolean => {
  const from = hostOf(origin)
  if (from === null) return false
  return (from === host && LOOPBACK.test(host)) || from === hostOf(process.env.HYDROMETER_URL ?? '')
}

const hostOf = (address: string): string | null => {
  try {
    return new URL(address).host
  } catch {
    return null
  }
}
