/**
 * The way to Zuora: four calls, each with a total deadline, each answer a value. Nothing here retries (a 401 apart):
 * what a doubt means is decided by the submitter (R22–R26).
 */
import { Agent, request } from 'undici'
import {
  type ImportStatusAnswer,
  type RawAnswer,
  readImportStatus,
  readRetryAfter,
  readUsageAnswer,
  type UsageAnswer,
} from './answers.ts'
import { usageForm } from './multipart.ts'
import { TokenKeeper, TokenRefused } from './token.ts'
import { readUsagesPage, type UsagesPage } from './usages.ts'

export type ZuoraClient = {
  /** Never throws: what cannot be told is `unknown`, what surely did not reach Zuora is `retryable`. */
  postUsage(file: {
    fileName: string
    bytes: Uint8Array
    idempotencyKey: string
    trackId: string
    /** Total time from now to the whole answer, in milliseconds. */
    deadlineMs: number
    /** Asked straight before the file is sent: the key's check may have become too old while a token was fetched. */
    mayStart: () => boolean
  }): Promise<UsageAnswer>
  /** Never throws. `path` as Zuora gave it. */
  importStatus(path: string): Promise<ImportStatusAnswer>
  /** Count and totals of every record that came from files of this name. Throws while Zuora does not answer. */
  usagesByFileName(name: string): Promise<{ rows: number; totals: Map<string, bigint> }>
  close(): Promise<void>
}

export type ZuoraSettings = { baseUrl: string; clientId: string; clientSecret: string }

const CONNECT_TIMEOUT_MS = 10_000
/** For calls that are small: tokens, status, pages of records. */
const CALL_DEADLINE_MS = 60_000
/** Zuora allows 40 at once; the submitter has a few files in hand. */
const CONNECTIONS_MAX = 8
/** Zuora's limit (zuora.md). */
const PAGE_SIZE = 50
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

/** Errors that come before a single byte was sent: Zuora cannot have seen the request. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const codeOf = (error: unknown): string => {
  const { code, cause } = error as { code?: string; cause?: { code?: string } }
  return code ?? cause?.code ?? ''
}
const wordsOf = (error: unknown): string => {
  const { name, message } = error as Error
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer within the deadline'
  return message || codeOf(error) || 'the connection broke'
}

type Call = { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: Buffer | string; deadlineMs?: number }

export const connectZuora = (settings: ZuoraSettings, now: () => number = Date.now): ZuoraClient => {
  const base = new URL(settings.baseUrl)
  const dispatcher = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    connections: CONNECTIONS_MAX,
    // The deadline of each call is the bound; undici's own are as long as the longest.
    headersTimeout: 300_000,
    bodyTimeout: 300_000,
  })

  /** Only ever to the origin that the token belongs to, whatever address an answer holds. */
  const at = (path: string): URL => {
    const given = new URL(path, base)
    const url = new URL(base)
    url.pathname = base.pathname.replace(/\/$/, '') + given.pathname
    url.search = given.search
    return url
  }

  const call = async (url: URL, { method, headers, body, deadlineMs = CALL_DEADLINE_MS }: Call): Promise<RawAnswer> => {
    const signal = AbortSignal.timeout(Math.max(1, deadlineMs))
    const answer = await request(url, { method, headers, body, dispatcher, signal })
    const length = Number(answer.headers['content-length'] ?? 0)
    if (length > ANSWER_BYTES_MAX) {
      await answer.body.dump()
      throw new Error(`Zuora's answer of ${length} bytes is too large`)
    }
    const retryAfter = answer.headers['retry-after']
    const text = await answer.body.text()
    return {
      status: answer.statusCode,
      retryAfterMs: readRetryAfter(String(retryAfter ?? '') || undefined, now()),
      text,
    }
  }

  const tokens = new TokenKeeper(
    () =>
      call(at('/oauth/token'), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          client_id: settings.clientId,
          client_secret: settings.clientSecret,
          grant_type: 'client_credentials',
        }).toString(),
      }),
    now,
  )

  /** A 401 means: fetch a token once more. Anything after that is an answer. */
  const authorized = async (url: URL, options: Call): Promise<RawAnswer> => {
    const token = await tokens.get()
    const answer = await call(url, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } })
    if (answer.status !== 401) return answer
    tokens.drop(token)
    const fresh = await tokens.get()
    return call(url, { ...options, headers: { ...options.headers, authorization: `Bearer ${fresh}` } })
  }

  const nothing = { httpStatus: null, processId: null, requestId: null, reasons: [] }
  /** The file was surely not seen. */
  const notSent = (message: string, answer?: RawAnswer): UsageAnswer => ({
    ...nothing,
    httpStatus: answer?.status ?? null,
    kind: 'retryable',
    sent: false,
    message,
    retryAfterMs: answer?.retryAfterMs ?? null,
  })

  const postUsage: ZuoraClient['postUsage'] = async (file) => {
    const until = now() + file.deadlineMs
    const { contentType, body } = usageForm(file.fileName, file.bytes)
    const post = (token: string) =>
      call(at('/v1/usage'), {
        method: 'POST',
        headers: {
          'content-type': contentType,
          authorization: `Bearer ${token}`,
          'idempotency-key': file.idempotencyKey,
          'zuora-track-id': file.trackId,
        },
        body,
        deadlineMs: until - now(),
      })
    for (let round = 0; ; round++) {
      let token: string
      try {
        token = await tokens.get()
      } catch (error) {
        return notSent(tokenTrouble(error), error instanceof TokenRefused ? error.answer : undefined)
      }
      if (!file.mayStart()) return notSent('the file was not sent: the check of its key had become too old')
      try {
        const answer = await post(token)
        // Zuora looks at the token first: a 401 has not seen the file.
        if (answer.status !== 401 || round > 0) return readUsageAnswer(answer)
        tokens.drop(token)
      } catch (error) {
        if (NOT_SENT.has(codeOf(error))) return notSent(`Zuora cannot be reached: ${wordsOf(error)}`)
        const message = `It is not known whether Zuora took the file: ${wordsOf(error)}`
        return { ...nothing, kind: 'unknown', message, personNeeded: false }
      }
    }
  }

  const importStatus: ZuoraClient['importStatus'] = async (path) => {
    try {
      return readImportStatus(await authorized(at(path), { method: 'GET' }))
    } catch (error) {
      const retryAfterMs = error instanceof TokenRefused ? error.answer.retryAfterMs : null
      return { kind: 'not-now', message: tokenTrouble(error), retryAfterMs }
    }
  }

  const usagesByFileName: ZuoraClient['usagesByFileName'] = async (name) => {
    const totals = new Map<string, bigint>()
    let rows = 0
    let cursor: string | null = null
    do {
      const query = new URLSearchParams({ pageSize: String(PAGE_SIZE), 'filter[]': `fileName.EQ:${name}` })
      if (cursor !== null) query.set('cursor', cursor)
      const answer = await authorized(at(`/object-query/usages?${query}`), { method: 'GET' })
      const page: UsagesPage = readUsagesPage(answer)
      rows += page.records.length
      for (const { unit, nanos } of page.records) totals.set(unit, (totals.get(unit) ?? 0n) + nanos)
      if (page.next !== null && page.next === cursor) throw new Error('Zuora gave the same page twice')
      cursor = page.next
    } while (cursor !== null)
    return { rows, totals }
  }

  return { postUsage, importStatus, usagesByFileName, close: () => dispatcher.close() }
}

const tokenTrouble = (error: unknown): string =>
  error instanceof TokenRefused ? error.message : `Zuora cannot be reached: ${wordsOf(error)}`
