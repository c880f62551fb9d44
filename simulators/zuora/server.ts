/** The simulator's HTTP side: routes, headers, tokens, faults. What a call does stands in the file named after it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { accountUsage } from './account-usage.ts'
import { Accounts } from './accounts.ts'
import { type Answer, crudFailure, failure, newRequestId, Refusal, reason } from './answers.ts'
import { controlCall, streamRecords } from './control.ts'
import { type Fault, Faults, faultAnswer, type RequestKind } from './faults.ts'
import { bodyDigest, IdempotencyKeys } from './idempotency.ts'
import { getFile, importStatus, postImport, postUsage, usageStatus } from './import-calls.ts'
import { Importer } from './imports.ts'
import { TenantLimits } from './limits-of-tenant.ts'
import { IDEMPOTENCY_KEY_CHARS_MAX, type SimulatorOptions } from './options.ts'
import { createTables } from './schema.ts'
import { Tokens } from './tokens.ts'
import { readBody } from './upload.ts'
import { deleteUsage, queryUsages } from './usage-query.ts'

/** Zuora compresses answers over 1,000 bytes for clients that ask for it. */
const COMPRESS_BYTES_MIN = 1_000
const CLEAN_INTERVAL_MS = 10 * 60_000
const POOL_CONNECTIONS_MAX = 8

type Call = { kind: RequestKind; url: URL; raw: Buffer; id: string; request: IncomingMessage; fault: Fault | null }
type Route = { method: string; path: RegExp; kind: RequestKind }

const ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/oauth\/token$/, kind: 'token' },
  { method: 'POST', path: /^\/v1\/usage$/, kind: 'upload' },
  { method: 'GET', path: /^\/v1\/usage\/([^/]+)\/status$/, kind: 'status' },
  { method: 'POST', path: /^\/v1\/object\/import$/, kind: 'import_upload' },
  { method: 'GET', path: /^\/v1\/object\/import\/([^/]+)$/, kind: 'import_status' },
  { method: 'GET', path: /^\/object-query\/usages$/, kind: 'query' },
  { method: 'GET', path: /^\/v1\/usage\/accounts\/([^/]+)$/, kind: 'account_usage' },
  { method: 'DELETE', path: /^\/v1\/object\/usage\/([^/]+)$/, kind: 'delete' },
  { method: 'GET', path: /^\/v1\/files\/([^/]+)$/, kind: 'file' },
]

/** Thrown to close a connection without an answer. */
class Hangup extends Error {}

export type Simulator = { baseUrl: string; stop(): Promise<void> }

/** Told about accounts from elsewhere; started before the first import, so that none is refused too early. */
export type Follow = (accounts: Accounts, pool: pg.Pool) => Promise<{ catchUp(): Promise<void>; stop(): Promise<void> }>

export const startSimulator = async (
  options: SimulatorOptions,
  log: (message: string) => void = () => {},
  follow?: Follow,
): Promise<Simulator> => {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: POOL_CONNECTIONS_MAX })
  pool.on('error', (error) => log(`Postgres closed an idle connection: ${error.message}`))
  await createTables(pool)
  const accounts = new Accounts(pool, options.accounts)
  const follower = await follow?.(accounts, pool)
  if (follower) accounts.followWith(() => follower.catchUp())
  const importer = new Importer(pool, accounts, options, log)
  const keys = new IdempotencyKeys(pool)
  const tokens = new Tokens(pool, options)
  const faults = new Faults()
  const limits = new TenantLimits(options)

  const upload = async (call: Call): Promise<Answer> => {
    const key = call.request.headers['idempotency-key'] as string | undefined
    if (key !== undefined && (key.length === 0 || key.length > IDEMPOTENCY_KEY_CHARS_MAX))
      return failure(400, [
        reason('invalid', `Idempotency-Key must have 1 to ${IDEMPOTENCY_KEY_CHARS_MAX} characters.`),
      ])
    const { fault } = call
    const post = call.kind === 'upload' ? postUsage : postImport
    const answer = await keys.run(
      key,
      bodyDigest(call.raw, call.request.headers),
      () => wait(fault?.delayMs ?? 0),
      (tx) => {
        const instead = fault && faultAnswer(fault)
        const { raw, request } = call
        return instead
          ? Promise.resolve(instead)
          : post(tx, { raw, headers: request.headers, forcedOutcome: fault?.importOutcome ?? null }, options)
      },
    )
    importer.wake()
    return answer
  }

  const handle = async (call: Call): Promise<Answer> => {
    if (call.kind === 'upload' || call.kind === 'import_upload') return upload(call)
    if (call.fault?.delayMs) await wait(call.fault.delayMs)
    const instead = call.fault && faultAnswer(call.fault)
    if (instead) return instead
    switch (call.kind) {
      case 'token':
        return tokens.issue(new URLSearchParams(call.raw.toString('utf8')))
      case 'status':
        return usageStatus(pool, call.id)
      case 'import_status':
        return importStatus(pool, call.id, `http://${call.request.headers.host ?? options.host}`)
      case 'query':
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: await queryUsages(pool, call.url.searchParams),
        }
      case 'account_usage':
        return accountUsage(pool, call.id, call.url.searchParams)
      case 'delete':
        return { status: 200, body: await deleteUsage(pool, call.id) }
      case 'file':
        return getFile(pool, call.id)
    }
  }

  const answerTo = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<Answer | null> => {
    if (url.pathname.startsWith('/simulator/')) {
      const route = `${request.method} ${url.pathname}`
      if (route === 'GET /simulator/records') {
        await streamRecords(pool, url.searchParams.get('fileName'), response)
        return null
      }
      const answer = await controlCall(route, url, await readBody(request), { pool, faults, tokens })
      return answer ?? crudFailure(404, 'NOT_FOUND', 'The simulator has no such call.')
    }
    const found = findRoute(request.method ?? '', url.pathname)
    if (!found) return crudFailure(404, 'NOT_FOUND', 'There is no such call.')
    const { kind, id } = found
    // Read before anything is refused: an answer to a request that is half-sent can be lost with its connection.
    const raw = await readBody(request)
    if (kind !== 'token' && !(await tokens.accepts(request.headers.authorization)))
      return { status: 401, body: { message: 'Authentication error' } }
    const track = request.headers['zuora-track-id'] as string | undefined
    if (track !== undefined && !/^[\x20-\x7e]{0,64}$/.test(track.replace(/[:;"']/g, '\u0000')))
      return failure(400, [reason('invalid', 'Zuora-Track-Id takes 64 US-ASCII characters without : ; " and \'.')])
    const fault = faults.take(kind)
    if (fault?.dropRequest) throw new Hangup()
    const answer = await handle({ kind, url, raw, id, request, fault })
    if (fault?.dropAnswerAfterAccepting) throw new Hangup()
    return answer
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isControl = request.url?.startsWith('/simulator/') === true
    const tooMany = isControl ? null : limits.enter(Date.now())
    try {
      const url = new URL(request.url ?? '/', 'http://simulator')
      const answer = tooMany ?? (await answerTo(request, response, url))
      if (answer) send(request, response, answer, limits.headers(Date.now()))
    } catch (error) {
      if (error instanceof Hangup || response.headersSent) response.destroy()
      else if (error instanceof Refusal) send(request, response, error.answer, limits.headers(Date.now()))
      else {
        log(`${request.method} ${request.url}: ${(error as Error).message}`)
        const answer = failure(503, [
          reason('temporary', 'The simulator cannot answer just now; is its Postgres there?'),
        ])
        send(request, response, answer, limits.headers(Date.now()))
      }
    } finally {
      if (!isControl) limits.leave()
    }
  }

  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  importer.wake() // what a crash left Pending or Processing
  const cleaning = setInterval(
    () => void keys.clean().catch((e: Error) => log(`Cleaning keys: ${e.message}`)),
    CLEAN_INTERVAL_MS,
  )
  const { port } = server.address() as AddressInfo

  return {
    baseUrl: `http://${options.host}:${port}`,
    stop: async () => {
      clearInterval(cleaning)
      server.close()
      server.closeAllConnections()
      await importer.stop()
      await follower?.stop()
      await pool.end()
    },
  }
}

/** A path that is badly encoded names nothing. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

const findRoute = (method: string, path: string): { kind: RequestKind; id: string } | null => {
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(path) : null
    if (match) return { kind: route.kind, id: decode(match[1] ?? '') }
  }
  return null
}

const send = (
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  limits: Record<string, string>,
): void => {
  // What is left of a request that was refused half-read must not hold the connection.
  if (!request.complete) response.setHeader('connection', 'close')
  for (const [name, value] of Object.entries(limits)) response.setHeader(name, value)
  response.setHeader('zuora-request-id', newRequestId())
  const track = request.headers['zuora-track-id']
  if (typeof track === 'string' && /^[\x20-\x7e]{1,64}$/.test(track)) response.setHeader('zuora-track-id', track)
  const isBytes = Buffer.isBuffer(answer.body)
  let body = isBytes ? (answer.body as Buffer) : Buffer.from(JSON.stringify(answer.body))
  response.setHeader('content-type', 'application/json')
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  if (body.length > COMPRESS_BYTES_MIN && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    body = gzipSync(body, { level: 1 })
    response.setHeader('content-encoding', 'gzip')
  }
  response.setHeader('content-length', body.length)
  response.statusCode = answer.status
  response.end(body)
}
