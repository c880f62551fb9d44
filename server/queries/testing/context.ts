/** An API context on a test's database, without brokers: what asks the log says that it is away. */
import { readFile, writeFile } from 'node:fs/promises'
import type pg from 'pg'
import type { z } from 'zod'
import { type ApiContext, useApiContext } from '../../api/context.ts'
import { forgetAll } from '../../api/remember.ts'
import type { RouteHandler } from '../../api/route.ts'
import { makeAuth } from '../../auth/auth.ts'
import type { Asker } from '../../auth/who-asks.ts'
import type { Hydro } from '../../kafka/client.ts'
import { ObjectNotFound, type ObjectStore } from '../../objects/object.ts'

export const memoryStore = (objects = new Map<string, Buffer>()): ObjectStore & { objects: Map<string, Buffer> } => ({
  objects,
  put: async (key, chunks) => {
    objects.set(key, Buffer.concat(chunks instanceof Uint8Array ? [chunks] : [...chunks]))
  },
  get: async (key) => {
    const bytes = objects.get(key)
    if (!bytes) throw new ObjectNotFound(key, 'memory')
    return bytes
  },
  exists: async (key) => objects.has(key),
  putFile: async (key, path) => {
    objects.set(key, await readFile(path))
  },
  fetchTo: async (key, path) => {
    const bytes = objects.get(key)
    if (!bytes) throw new ObjectNotFound(key, 'memory')
    await writeFile(path, bytes)
  },
  remove: async (key) => {
    objects.delete(key)
  },
})

const away = (): never => {
  throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
}

export const hydroWithoutBrokers = (): Hydro => ({
  sites: [
    { name: 'iad', brokers: ['127.0.0.1:1'], isHome: true },
    { name: 'sea', brokers: ['127.0.0.1:1'], isHome: false },
  ],
  home: { name: 'iad', brokers: ['127.0.0.1:1'], isHome: true },
  site: away,
  kafka: away,
  cluster: async () => away(),
  admin: async () => away(),
  disconnect: async () => {},
})

/** An admin who signed in: what a test's requests come from unless it says otherwise. */
export const TESTER: Asker = {
  actor: { name: 'tester@hydrometer.test', role: 'admin', userId: 'tester', by: { session: 'of-the-tester' } },
  displayName: 'Tester',
  cookies: [],
}

export const testContext = (pool: pg.Pool, more: Partial<ApiContext> = {}): ApiContext => {
  const hydro = hydroWithoutBrokers()
  const context: ApiContext = {
    pool,
    auth: makeAuth(pool, { secret: 'a secret of 32 characters or more', origin: 'http://127.0.0.1:3000' }),
    whoAsks: async () => TESTER,
    objects: memoryStore(),
    hydro: () => hydro,
    zuoraBaseUrl: undefined,
    ...more,
  }
  forgetAll()
  useApiContext(context)
  return context
}

/** Calls a route handler as Next would, as a page of this site. */
export const call = async (
  handler: RouteHandler,
  url: string,
  options: { params?: Record<string, string>; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{
  status: number
  body: Record<string, unknown> & { items?: Record<string, unknown>[] }
  response: Response
}> => {
  const { params, body, headers = {} } = options
  const request = new Request(`http://127.0.0.1:3000${url}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      host: '127.0.0.1:3000',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  // Next gives undefined, whatever its types say, where the path has no parameters.
  const response = await handler(request, { params: Promise.resolve(params as Record<string, string>) })
  const text = await response.clone().text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return { status: response.status, body: isJson ? JSON.parse(text) : { text }, response }
}

/** The answer is what the endpoint promises. */
export const answers = <T extends z.ZodType>(schema: T, body: unknown): z.output<T> => {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Error(JSON.stringify(parsed.error.issues, null, 1))
  return parsed.data
}
