/**
 * The one wrapper of every route handler: who asks and may they, is the request what the endpoint takes, answer or
 * problem. What an endpoint takes, answers and needs is in domain/api/endpoints.ts.
 */
import type { z } from 'zod'
import { type EndpointName, type Endpoints, endpoints } from '../../domain/api/endpoints.ts'
import { RIGHTS, type Right, roleMay } from '../../domain/roles.ts'
import type { Actor, Asker } from '../auth/who-asks.ts'
import { type ApiContext, apiContext } from './context.ts'
import { checkOrigin } from './origin.ts'
import { ApiProblem, problemOf, problemResponse } from './problem.ts'

/** A command with 1,000 ids has some 40 kB. */
const BODY_BYTES_MAX = 256 * 1024

type Output<N extends EndpointName, F extends 'params' | 'query' | 'body'> = z.output<Endpoints[N][F]>
export type Handle<N extends EndpointName> = (
  request: {
    readonly params: Output<N, 'params'>
    readonly query: Output<N, 'query'>
    readonly body: Output<N, 'body'>
    /** Whoever asks has the right that the endpoint needs; where it is for anyone, nobody was asked for. */
    readonly actor: Endpoints[N]['right'] extends 'anyone' ? null : Actor
    readonly headers: Headers
    readonly signal: AbortSignal
  },
  context: ApiContext,
) => Promise<z.output<Endpoints[N]['answer']> | Response>

export type RouteHandler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

const read = (schema: z.ZodType, value: unknown, place: 'path' | 'query' | 'body'): unknown => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => ({
    in: place,
    field: issue.path.join('.'),
    message: issue.message,
  }))
  const words = faults.map((f) => `${f.field || place}: ${f.message}`).join('; ')
  throw new ApiProblem('invalid_request', `The ${place} cannot be read: ${words}. Nothing was done.`, faults)
}

const readBody = async (request: Request): Promise<unknown> => {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  // A form of another site cannot send this type without asking first (CORS): half of the guard against forged commands.
  if (type !== 'application/json')
    throw new ApiProblem(
      'wrong_content_type',
      'Commands are JSON: send the header content-type: application/json. Nothing was done.',
    )
  const text = await request.text()
  if (Buffer.byteLength(text) > BODY_BYTES_MAX)
    throw new ApiProblem(
      'too_large',
      `The body has more than ${BODY_BYTES_MAX} bytes. Nothing was done; select by cause or reason instead of ids.`,
    )
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiProblem('invalid_request', 'The body is not JSON. Nothing was done.')
  }
}

const log = (name: string, error: unknown): void => {
  process.stderr.write(
    `${JSON.stringify({ level: 'error', time: new Date().toISOString(), route: name, error: error instanceof Error ? error.stack : String(error) })}\n`,
  )
}

/** null for an endpoint that is open to anyone. @throws ApiProblem 401 or 403 */
const whoMay = async (request: Request, right: Right, context: () => ApiContext): Promise<Asker | null> => {
  if (right === 'anyone') return null
  const asker = await context().whoAsks(request.headers)
  if (!asker)
    throw new ApiProblem(
      'not_signed_in',
      'This needs a session or an API key in the header x-api-key. Nothing was done; sign in at /sign-in.',
    )
  const { role } = asker.actor
  if (!roleMay(role, right))
    throw new ApiProblem(
      'not_allowed',
      `The role ${role} may not ${RIGHTS[right].words}. ${RIGHTS[right].roles.join(', ')} may. Nothing was done.`,
    )
  return asker
}

const sendCookies = (response: Response, cookies: readonly string[]): Response => {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}

export const route = <N extends EndpointName>(name: N, handle: Handle<N>): RouteHandler => {
  const endpoint = endpoints[name]
  return async (request, { params }) => {
    const url = new URL(request.url)
    try {
      if (endpoint.method !== 'GET') checkOrigin(request)
      const asker = await whoMay(request, endpoint.right, apiContext)
      const input = {
        // Where the path has no parameters Next gives undefined, whatever its types say.
        params: read(endpoint.params, (await params) ?? {}, 'path') as Output<N, 'params'>,
        query: read(endpoint.query, Object.fromEntries(url.searchParams), 'query') as Output<N, 'query'>,
        body: (endpoint.method === 'POST' ? read(endpoint.body, await readBody(request), 'body') : {}) as Output<
          N,
          'body'
        >,
        actor: (asker?.actor ?? null) as Parameters<Handle<N>>[0]['actor'],
        headers: request.headers,
        signal: request.signal,
      }
      const answer = await handle(input, apiContext())
      const response =
        answer instanceof Response ? answer : Response.json(answer, { headers: { 'cache-control': 'no-store' } })
      return sendCookies(response, asker?.cookies ?? [])
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'defect') log(name, error)
      return problemResponse(problem, url.pathname)
    }
  }
}
