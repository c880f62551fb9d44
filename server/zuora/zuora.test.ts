import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImportStatus, readRetryAfter, readUsageAnswer } from './answers.ts'
import { usageForm } from './multipart.ts'
import { TokenKeeper, TokenRefused } from './token.ts'
import { readUsagesPage, toNanos } from './usages.ts'

const answer = (status: number, body: unknown, retryAfterMs: number | null = null) => ({
  status,
  retryAfterMs,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})
const failed = (...codes: (string | number)[]) => ({
  success: false,
  processId: 'P',
  reasons: codes.map((code) => ({ code, message: 'm' })),
})

describe('the answer to a posted file', () => {
  it('is accepted only with an address of its status', () => {
    const body = { success: true, size: 9, checkImportStatus: '/v1/usage/1/status', processId: 'P', requestId: 'R' }
    expect(readUsageAnswer(answer(200, body))).toMatchObject({
      kind: 'accepted',
      statusPath: '/v1/usage/1/status',
      processId: 'P',
    })
    expect(readUsageAnswer(answer(200, { success: true })).kind).toBe('unknown')
  })

  it.each([20, 21, 22, 30, 40])('kind %i refuses, with HTTP 200 or 400, as text or number', (kind) => {
    for (const status of [200, 400])
      for (const code of [`581100${kind}`, 58110000 + kind])
        expect(readUsageAnswer(answer(status, failed(code))).kind).toBe('refused')
  })

  it.each([50, 61, 70, 99])('kind %i is tried again, even beside a final one (R24)', (kind) => {
    expect(readUsageAnswer(answer(200, failed(`581100${kind}`))).kind).toBe('retryable')
    expect(readUsageAnswer(answer(400, failed('58110020', `581100${kind}`))).kind).toBe('retryable')
  })

  it.each([401, 403, 409, 429, 500, 502, 503, 504])('HTTP %i is never negative, whatever the body says', (status) => {
    expect(readUsageAnswer(answer(status, failed('58110020'), 1500))).toMatchObject({
      kind: 'retryable',
      retryAfterMs: 1500,
      sent: true,
    })
  })

  it('422 needs a person: the key was seen with another file', () => {
    expect(readUsageAnswer(answer(422, failed('58110030')))).toMatchObject({ kind: 'unknown', personNeeded: true })
  })

  it('what is not understood is unknown, never a refusal', () => {
    for (const [status, body] of [
      [200, '<html>'],
      [400, ''],
      [400, failed()],
      [200, failed('58110088')],
      [200, 'null'],
      [302, ''],
      [404, '{}'],
    ] as const)
      expect(readUsageAnswer(answer(status, body))).toMatchObject({ kind: 'unknown', personNeeded: false })
  })

  it('never throws, and refuses only with a reason of a final kind (any body, any status)', () => {
    const status = fc.integer({ min: 200, max: 599 })
    fc.assert(
      fc.property(status, fc.oneof(fc.string(), fc.json()), (code, text) => {
        const read = readUsageAnswer({ status: code, retryAfterMs: null, text })
        if (read.kind === 'refused') expect(read.reasons.length).toBeGreaterThan(0)
      }),
    )
  })

  it('reads the Errors of the CRUD calls too', () => {
    const body = { Success: false, Errors: [{ Code: '58110021', Message: 'no such account' }] }
    expect(readUsageAnswer(answer(400, body))).toMatchObject({
      kind: 'refused',
      reasons: [{ code: '58110021', message: 'no such account' }],
    })
  })
})

describe('the answer of the status path', () => {
  it.each([
    [{ importStatus: 'Completed' }, 'imported'],
    [{ Status: 'Completed' }, 'imported'],
    [{ status: 'Processing' }, 'waiting'],
    [{ importStatus: 'Pending' }, 'waiting'],
    [{ importStatus: 'Failed', message: 'x' }, 'failed'],
    [{ importStatus: 'Canceled' }, 'failed'],
    [{}, 'not-now'],
    [{ status: 'Confused' }, 'not-now'],
  ])('%o is %s', (body, kind) => {
    expect(readImportStatus(answer(200, body)).kind).toBe(kind)
    expect(readImportStatus(answer(503, body)).kind).toBe('not-now')
  })
})

it('Retry-After is seconds or a date', () => {
  const now = Date.UTC(2026, 10, 23)
  expect(readRetryAfter('7', now)).toBe(7000)
  expect(readRetryAfter('Mon, 23 Nov 2026 00:01:00 GMT', now)).toBe(60_000)
  expect(readRetryAfter('Sun, 22 Nov 2026 00:01:00 GMT', now)).toBe(0)
  expect(readRetryAfter('soon', now)).toBeNull()
  expect(readRetryAfter(undefined, now)).toBeNull()
})

it('the same file is the same request, byte for byte (R23), and its boundary stands nowhere in it', () => {
  const bytes = Buffer.from('ACCOUNT_ID\nA1\n')
  const first = usageForm('usage-k3f9a2-p3-00000042.csv', bytes)
  expect(usageForm('usage-k3f9a2-p3-00000042.csv', bytes)).toEqual(first)
  expect(usageForm('usage-k3f9a2-p3-00000042.csv', Buffer.from('other')).contentType).not.toBe(first.contentType)
  const boundary = first.contentType.split('boundary=')[1] ?? ''
  expect(first.body.toString().split(boundary)).toHaveLength(3)
})

describe('usage records', () => {
  it('quantities keep every digit', () => {
    const text = `{"nextPage":"n","data":[{"quantity":1234567890123.123456789,"uOM":"GB","description":"a \\"quantity\\":7 b"},{"quantity": 1e-9,"uOM":"GB"}]}`
    const page = readUsagesPage({ status: 200, retryAfterMs: null, text })
    expect(page.next).toBe('n')
    expect(page.records).toEqual([
      { unit: 'GB', nanos: 1234567890123123456789n },
      { unit: 'GB', nanos: 1n },
    ])
  })

  it('decimal text and billionths agree', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 22n), (nanos) => {
        const text = `${nanos / 10n ** 9n}.${String(nanos % 10n ** 9n).padStart(9, '0')}`
        expect(toNanos(text)).toBe(nanos)
      }),
    )
    expect(toNanos('1.5E+3')).toBe(1_500_000_000_000n)
    expect(toNanos('1.0000000000')).toBe(1_000_000_000n)
    expect(() => toNanos('0.0000000001')).toThrow(/9 places/)
    expect(() => toNanos('1,5')).toThrow(/decimal/)
  })
})

describe('the token', () => {
  const keeper = () => {
    const state = { now: 0, fetched: 0, expiresIn: 3599 as unknown, status: 200 }
    const tokens = new TokenKeeper(
      async () => {
        state.fetched += 1
        return answer(state.status, { access_token: `t${state.fetched}`, expires_in: state.expiresIn })
      },
      () => state.now,
    )
    return { state, tokens }
  }

  it('is fetched once for many, and again shortly before it expires', async () => {
    const { state, tokens } = keeper()
    expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(['t1', 't1', 't1'])
    state.now = 3_400_000
    expect(await tokens.get()).toBe('t1')
    state.now = 3_480_000
    expect(await tokens.get()).toBe('t2')
  })

  it('is dropped after a 401, but not when a newer one is there', async () => {
    const { tokens } = keeper()
    await tokens.get()
    tokens.drop('t1')
    expect(await tokens.get()).toBe('t2')
    tokens.drop('t1')
    expect(await tokens.get()).toBe('t2')
  })

  it('that is refused says what to set, and is asked for again the next time', async () => {
    const { state, tokens } = keeper()
    state.status = 401
    await expect(tokens.get()).rejects.toThrow(TokenRefused)
    state.status = 200
    expect(await tokens.get()).toBe('t2')
  })
})
