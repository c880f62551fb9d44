import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeContext } from '../context.ts'
import { run } from '../program.ts'

/** The dashboard's API as far as commands see it: answers by path, and keeps what it was asked. */
type Asked = { method: string; path: string; body: Record<string, unknown> | null; key: string | undefined }
let server: Server
let asked: Asked[] = []
let answers: Record<string, (body: Record<string, unknown> | null) => { status?: number; body: unknown }> = {}
let out = ''
let err = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const body = text === '' ? null : (JSON.parse(text) as Record<string, unknown>)
      const path = request.url ?? ''
      asked.push({ method: request.method ?? '', path, body, key: request.headers['x-api-key'] as string | undefined })
      const found = Object.entries(answers).find(([prefix]) => path.startsWith(prefix))
      const { status = 200, body: answer } = found?.[1](body) ?? {
        status: 404,
        body: problem('not_found', 'no such thing'),
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())
beforeEach(() => {
  asked = []
  answers = {}
  out = ''
  err = ''
  process.exitCode = undefined
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

const hydro = (...args: string[]) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const env = { HYDROMETER_URL: url, HYDROMETER_API_KEY: 'secret', HYDROMETER_DATA: '/nonexistent' }
  return run(args, () => makeContext(env))
}
const problem = (code: string, detail: string) => ({
  type: `urn:hydrometer:problem:${code}`,
  title: code,
  status: 404,
  code,
  detail,
})
const answer = (more: object) => ({
  dryRun: true,
  selected: 0,
  acted: 0,
  skipped: [],
  to: [],
  more: false,
  words: '',
  auditId: null,
  ...more,
})

describe('redrive, discard and release', () => {
  it('shows what would happen, then does it, with the key and the reason why', async () => {
    answers['/api/v1/dead-letters/redrive'] = (body) => ({
      body: answer({
        dryRun: body?.dryRun,
        selected: 3,
        acted: 2,
        skipped: [{ why: 'already redriven', count: 1 }],
        to: [{ topic: 'usage-relay.retry', count: 2 }],
        auditId: body?.dryRun ? null : '9',
      }),
    })
    expect(await hydro('redrive', '1', '2', '3', '--yes', '--why', 'SKU added')).toBe(0)
    expect(asked.map((a) => [a.path, a.body?.dryRun, a.body?.why, a.key])).toEqual([
      ['/api/v1/dead-letters/redrive', true, '', 'secret'],
      ['/api/v1/dead-letters/redrive', false, 'SKU added', 'secret'],
    ])
    expect(asked[1]?.body?.select).toEqual({ ids: ['1', '2', '3'] })
    expect(out).toContain(
      'Would redrive 2 of 3 dead letters.\n  2 to usage-relay.retry\n  1 left as they are: already redriven',
    )
    expect(out).toContain('2 dead letters will be redriven, each once.')
    expect(out).toContain('Audit log entry 9.')
  })

  it('changes nothing in a dry run, without an answer, or when nothing is selected', async () => {
    answers['/api/v1/dead-letters/discard'] = () => ({ body: answer({ selected: 1, acted: 1 }) })
    expect(await hydro('discard', '1', '--dry-run')).toBe(0)
    expect(await hydro('discard', '1')).toBe(1) // no terminal to ask on
    expect(err).toContain('Add --yes')
    answers['/api/v1/dead-letters/discard'] = () => ({ body: answer({}) })
    expect(await hydro('discard', '1', '--yes')).toBe(1)
    expect(asked.every((a) => a.body?.dryRun === true)).toBe(true)
  })

  it('goes on while more are selected than one command takes', async () => {
    let left = 25
    answers['/api/v1/line-items/release'] = (body) => {
      const acted = Math.min(10, left)
      if (body?.dryRun === false) left -= acted
      return { body: answer({ dryRun: body?.dryRun, selected: acted, acted, more: left > (body?.dryRun ? acted : 0) }) }
    }
    expect(await hydro('release', '--reason', 'account_suspended', '--account', '42', '--yes')).toBe(0)
    expect(left).toBe(0)
    expect(asked[0]?.body?.select).toEqual({ reason: 'account_suspended', accountId: '42' })
    expect(out).toContain('25 line items will be decided again, each once.')
  })

  it('takes an error class as all of its groups', async () => {
    const group = {
      errorMessage: '',
      open: 1,
      redriving: 0,
      redriven: 0,
      discarded: 0,
      sites: [],
      topics: [],
      accounts: 0,
      lastDay: [],
    }
    answers['/api/v1/dead-letter-groups'] = () => ({
      body: {
        items: [
          { ...group, processor: 'usage-relay', fingerprint: 'a', errorClass: 'unknown_sku' },
          { ...group, processor: 'usage-relay', fingerprint: 'b', errorClass: 'bad_time' },
          { ...group, processor: 'usage-relay', fingerprint: 'c', errorClass: 'unknown_sku' },
        ],
        nextCursor: null,
      },
    })
    answers['/api/v1/dead-letters/redrive'] = () => ({ body: answer({ selected: 1, acted: 1 }) })
    expect(await hydro('redrive', '--reason', 'unknown_sku', '--dry-run')).toBe(0)
    expect(asked.slice(1).map((a) => a.body?.select)).toEqual([
      { processor: 'usage-relay', fingerprint: 'a' },
      { processor: 'usage-relay', fingerprint: 'c' },
    ])
    expect(out).toContain('Would redrive 2 of 2 dead letters.')
    expect(await hydro('redrive', '--reason', 'no_such_class')).toBe(1)
  })

  it('says what the API said, and what is wrong with the command line', async () => {
    answers['/api/v1/dead-letters/redrive'] = () => ({
      status: 403,
      body: { ...problem('not_allowed', 'Your role may not.'), status: 403 },
    })
    expect(await hydro('redrive', '1', '--yes')).toBe(1)
    expect(err).toContain('Your role may not.')
    answers['/api/v1/dead-letters/redrive'] = () => ({
      status: 503,
      body: { ...problem('database_away', 'Postgres is away.'), status: 503 },
    })
    expect(await hydro('redrive', '1', '--yes')).toBe(3)
    expect(await hydro('redrive')).toBe(2)
    expect(await hydro('redrive', 'one')).toBe(2)
    expect(await hydro('release', '--reason', 'boredom')).toBe(2)
    expect(await hydro('resume', 'usage-relay', '--partition', 'everything')).toBe(2)
    expect(await hydro('redrive', '1', '--yes', '--dry-run')).toBe(2)
  })
})

describe('resume', () => {
  it('shows what stopped, then lets it go on', async () => {
    const partition = {
      site: 'sea',
      topic: 'usage.actions',
      partition: 2,
      kind: 'dead_letter_storm',
      recordOffset: '71',
      whatHappened: '31 % of 600 messages failed',
      why: 'would go on',
    }
    answers['/api/v1/processors/resume'] = (body) => ({
      body: {
        dryRun: body?.dryRun,
        partitions: [{ ...partition, resumed: body?.dryRun === false }],
        words: 'Resumed.',
        auditId: '4',
      },
    })
    const status = await hydro(
      'resume',
      'usage-relay',
      '--partition',
      'usage.actions:2@sea',
      '--allow-dead-letters',
      '500',
      '--yes',
    )
    expect(status).toBe(0)
    expect(asked[1]?.body).toMatchObject({
      processor: 'usage-relay',
      site: 'sea',
      topic: 'usage.actions',
      partition: 2,
      allowDeadLetters: 500,
      dryRun: false,
    })
    expect(out).toContain('usage.actions[2]@sea at 71  dead letter storm\n  31 % of 600 messages failed')
  })
})

describe('dead-letters', () => {
  it('lists what was read from one partition, or belongs to a site or a topic', async () => {
    answers['/api/v1/dead-letter'] = () => ({ body: { items: [], nextCursor: null } })
    const askedOf = async (...args: string[]) => {
      asked = []
      expect(await hydro('dead-letters', ...args)).toBe(0)
      return asked.map(({ path }) => decodeURIComponent(path))
    }
    expect(await askedOf('--source', 'usage.actions:3@iad')).toEqual([
      '/api/v1/dead-letter-groups?limit=200&show=open&source=usage.actions:3@iad',
    ])
    expect(await askedOf('list', '--source', 'usage.actions:3@iad', '--processor', 'usage-relay')).toEqual([
      '/api/v1/dead-letters?limit=50&processor=usage-relay&source=usage.actions:3@iad&state=open',
    ])
    expect(await askedOf('list', '--site', 'sea', '--topic', 'usage.storage', '--state', 'all')).toEqual([
      '/api/v1/dead-letters?limit=50&site=sea&topic=usage.storage',
    ])
    asked = []
    expect(await hydro('dead-letters', 'list', '--source', 'usage.actions')).toBe(2)
    expect(err).toContain('--source takes a partition such as usage.actions:3@iad, not "usage.actions".')
    expect(asked).toEqual([])
  })

  it('shows one with its headers and its bytes when they do not decode', async () => {
    const place = { site: 'iad', topic: 'usage.actions', partition: 1, offset: '5' }
    answers['/api/v1/dead-letters/7'] = () => ({
      body: {
        id: '7',
        processor: 'usage-relay',
        source: place,
        origin: place,
        sourceAt: '2026-11-23T10:00:00.000Z',
        originAt: '2026-11-23T10:00:00.000Z',
        errorClass: 'undecodable',
        errorMessage: 'the value is no ActionsUsage',
        fingerprint: 'f',
        attempt: 1,
        failedAt: '2026-11-23T10:00:01.000Z',
        letter: null,
        accountId: null,
        state: 'open',
        stateChangedAt: null,
        payload: {
          key: '42',
          bytes: 3,
          base64: Buffer.from('\u0007ab').toString('base64'),
          truncated: false,
          headers: { 'producer-trace': 'x\u001b[31m' },
          decoded: null,
          decodeError: 'invalid wire type',
        },
        payloadMissing: null,
      },
    })
    expect(await hydro('dead-letters', 'show', '7')).toBe(0)
    expect(out).toContain('Dead letter 7 of usage-relay: undecodable, open')
    expect(out).toContain('producer-trace: x\\u001b[31m')
    expect(out).toMatch(/0000 {2}07 61 62 +\.ab/)
  })
})
