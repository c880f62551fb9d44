/**
 * One helper makes every query key and its fetch, so that the server's prefetch and the client's refetch can't differ.
 * The key is the path and its parameters: what is in the address is what is cached.
 */
export type Params = Readonly<Record<string, string | number | undefined | null>>

/** RFC 9457 problem details, as every refusal of the API comes. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly title: string
  constructor(status: number, code: string, title: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
    this.title = title
  }
}

const clean = (params: Params): Record<string, string> => {
  const kept: Record<string, string> = {}
  for (const key of Object.keys(params).sort()) {
    const value = params[key]
    if (value !== undefined && value !== null && value !== '') kept[key] = String(value)
  }
  return kept
}

/** What Postgres holds is on the screen after so long at most, and not asked for at all while the tab is hidden. */
const LIVE_MS = 2_000

/** By path: how long its last answer took, in ms. */
const tookMs = new Map<string, number>()

/**
 * When a path is to be asked again, in ms: an answer that took long is left alone for four times as long, so that a page of
 * a million line items is no load. A list is asked for all of its `pages`, as rarely.
 */
export const liveMs = (path: string, pages = 1): number => Math.max(LIVE_MS, 4 * (tookMs.get(path) ?? 0)) * pages

/** A slow answer is an answer that the page must be able to talk about: after this it says so. */
const TIMEOUT_MS = 10_000

export async function getJson<T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> {
  const search = new URLSearchParams(clean(params)).toString()
  const askedAt = performance.now()
  const answer = await ask<T>(`/api/v1${path}${search ? `?${search}` : ''}`, {}, TIMEOUT_MS, signal)
  tookMs.set(path, performance.now() - askedAt)
  return answer
}

/** A command moves up to 50,000 rows in one transaction of at most 15 s. */
const COMMAND_TIMEOUT_MS = 20_000

/** A command, or what it would do: the answer, or the problem in words. It is never repeated by itself. */
export const postJson = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  ask<T>(
    path.startsWith('/api/') ? path : `/api/v1${path}`,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    COMMAND_TIMEOUT_MS,
    signal,
  )

async function ask<T>(url: string, init: RequestInit, timeoutMs: number, signal?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(timeoutMs)
  let response: Response
  try {
    response = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
  } catch (error) {
    if (signal?.aborted) throw error
    const slow = limit.aborted
    throw new ApiProblem(
      0,
      slow ? 'timeout' : 'unreachable',
      slow ? `The dashboard's server did not answer within ${timeoutMs / 1000} s` : "The dashboard's server is away",
      init.method === 'POST'
        ? 'Look before you try again: it may have been done.'
        : 'The workers do not need it: they go on. This page asks again by itself.',
    )
  }
  if (response.ok) return (await response.json()) as T
  throw await problemOf(response)
}

/** What a refused answer says. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => ({}))) as { title?: string; detail?: string; code?: string }
  // The session ended elsewhere: nothing of this page may stay.
  if (problem.code === 'not_signed_in' && !location.pathname.startsWith('/sign-in'))
    location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`)
  return new ApiProblem(
    response.status,
    problem.code ?? `http_${response.status}`,
    problem.title ?? `The server answered ${response.status}`,
    problem.detail ?? 'Nothing was changed. This page asks again by itself.',
  )
}

export const queryKey = (path: string, params: Params = {}) => [path, clean(params)] as const

/** Options for useQuery: `useQuery(q<FileDetail>('/files/17'))`. `live(q(…))` keeps asking. */
export const q = <T>(path: string, params: Params = {}) => ({
  queryKey: queryKey(path, params),
  queryFn: ({ signal }: { signal: AbortSignal }) => getJson<T>(path, params, signal),
})

/** What is not there, or not this person's, may come: asked for again, though not each 2 s. */
const REFUSED_MS = 10_000

/** Asked again and again: `useQuery(live(q<FileDetail>('/files/17')))`. */
export const live = <Options extends { readonly queryKey: ReturnType<typeof queryKey> }>(options: Options) => ({
  ...options,
  refetchInterval: ({ state: { error } }: { state: { error: Error | null } }) =>
    error instanceof ApiProblem && error.status >= 400 && error.status < 500 ? REFUSED_MS : liveMs(options.queryKey[0]),
})
