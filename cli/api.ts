/** Asking the dashboard's API. Addresses and types come from domain/api/endpoints.ts. */
import { type Problem, problem } from '../domain/api/common.ts'
import { type Answer, address, type Body, type EndpointName, endpoints, type Query } from '../domain/api/endpoints.ts'
import type { Context } from './context.ts'
import { CommandError, EXIT, messageOf } from './errors.ts'

/** A redrive of a thousand messages takes a second or two; a query may run for a minute. */
const DEADLINE_MS = 75_000

/** The API answered a problem. `code` is of the closed set of domain/api/common.ts. */
export class ApiRefusal extends CommandError {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(
      detail,
      ['database_away', 'log_away', 'objects_away', 'not_ready'].includes(code) ? EXIT.unreachable : EXIT.refused,
    )
  }
}

export type Api = {
  get<N extends EndpointName>(name: N, params?: Record<string, string>, query?: Query<N>): Promise<Answer<N>>
  post<N extends EndpointName>(name: N, body: Body<N>): Promise<Answer<N>>
  /** For answers that are files. */
  postForFile<N extends EndpointName>(name: N, body: Body<N>): Promise<Buffer>
}

export const openApi = (context: Context): Api => {
  const base = context.dashboard()
  const send = async (name: EndpointName, path: string, body?: unknown): Promise<Buffer> => {
    const isCommand = endpoints[name].method === 'POST'
    const apiKey = context.apiKey(endpoints[name].right)
    const response = await fetch(`${base}${path}`, {
      method: endpoints[name].method,
      headers: {
        accept: 'application/json',
        ...(isCommand && { 'content-type': 'application/json' }),
        ...(apiKey && { 'x-api-key': apiKey }),
      },
      ...(isCommand && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    }).catch((error: unknown) => {
      const meaning = isCommand ? 'Look before you try again: it may have been done.' : 'Nothing was changed.'
      throw new CommandError(
        `The dashboard at ${base} does not answer (${messageOf(error)}). ${meaning} Start it with \`npm start\`, or set HYDROMETER_URL to where it is.`,
        EXIT.unreachable,
      )
    })
    const answer = Buffer.from(await response.arrayBuffer())
    if (response.ok) return answer
    throw refusalOf(response.status, answer.toString(), base, Boolean(apiKey))
  }
  const ask = async (name: EndpointName, path: string, body?: unknown): Promise<unknown> =>
    JSON.parse((await send(name, path, body)).toString())
  return {
    get: async (name, params = {}, query) =>
      (await ask(name, address(name, params, (query ?? {}) as Record<string, unknown>))) as Answer<typeof name>,
    postForFile: (name, body) => send(name, endpoints[name].path, body),
    post: async (name, body) => (await ask(name, endpoints[name].path, body)) as Answer<typeof name>,
  }
}

const inWordsOf = ({ code, detail }: Problem, hadKey: boolean): string =>
  code === 'not_signed_in' && !hadKey
    ? 'The dashboard wants to know who asks. Nothing was done. Set HYDROMETER_API_KEY to a key of yours: under Settings in the dashboard you make one.'
    : detail

const refusalOf = (status: number, text: string, base: string, hadKey: boolean): CommandError => {
  try {
    const parsed = problem.safeParse(JSON.parse(text))
    if (parsed.success) return new ApiRefusal(parsed.data.code, inWordsOf(parsed.data, hadKey))
  } catch {
    // no JSON: not our API
  }
  return new CommandError(
    `${base} answered HTTP ${status} without saying why; is this Hydrometer's dashboard? Nothing is known to be changed. Check HYDROMETER_URL.`,
  )
}
