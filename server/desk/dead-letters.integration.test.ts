/** Dead letters by hand: redrive and discard, each wish once, with its audit row; and what guards every command. */
import { describe, expect, it } from 'vitest'
import { GET as getGroups } from '../../app/api/v1/dead-letter-groups/route.ts'
import { GET as getLetter } from '../../app/api/v1/dead-letters/[id]/route.ts'
import { POST as discard } from '../../app/api/v1/dead-letters/discard/route.ts'
import { POST as redrive } from '../../app/api/v1/dead-letters/redrive/route.ts'
import { GET as getLetters } from '../../app/api/v1/dead-letters/route.ts'
import { call, TESTER } from '../queries/testing/context.ts'
import { at, seedLetter } from '../queries/testing/seed.ts'
import { testDesk } from './testing/desk.ts'

const desk = testDesk()

describe('redrive', () => {
  it('says what would happen, does it once, and sends the original bytes', async () => {
    const ids = [
      await desk.deadLetter(11),
      await desk.deadLetter(12),
      await desk.deadLetter(13, { state: 'discarded' }),
    ]
    const dry = await desk.post(redrive, 'dead-letters/redrive', { select: { ids: [...ids, '999'] } })
    expect(dry.body).toMatchObject({
      dryRun: true,
      selected: 4,
      acted: 2,
      to: [{ topic: 'usage-relay.retry', count: 2 }],
      auditId: null,
    })
    expect(dry.body.skipped).toEqual([
      { why: 'was discarded', count: 1 },
      { why: 'is not known', count: 1 },
    ])
    expect(await desk.states()).toEqual(['open', 'open', 'discarded'])

    const done = await desk.post(redrive, 'dead-letters/redrive', {
      select: { ids },
      dryRun: false,
      why: 'the SKU exists now',
    })
    expect(done.body).toMatchObject({ acted: 2, words: '2 dead letters will be sent to usage-relay.retry again.' })
    const again = await desk.post(redrive, 'dead-letters/redrive', { select: { ids }, dryRun: false, why: 'twice' })
    expect(again.body).toMatchObject({ acted: 0, auditId: null })
    expect(await desk.audits()).toEqual([
      { actor: TESTER.actor.name, action: 'redrive', subject: '2 dead letters', reason: 'the SKU exists now' },
    ])

    expect(await desk.send()).toEqual({ redriven: 2, released: 0, unreadable: 0 })
    expect(await desk.send()).toEqual({ redriven: 0, released: 0, unreadable: 0 })
    expect(await desk.states()).toEqual(['redriven', 'redriven', 'discarded'])
    const [first, ...rest] = desk.log.read('usage-relay.retry')
    expect(rest).toHaveLength(1)
    expect(first).toMatchObject({ partition: 4, key: '7', value: Buffer.from('bytes 11') })
    expect(first?.headers).toEqual({
      traceparent: 'theirs',
      'hydro-attempt': '2',
      'hydro-origin-site': 'iad',
      'hydro-origin-topic': 'usage.actions',
      'hydro-origin-partition': '4',
      'hydro-origin-offset': '11',
      'hydro-origin-timestamp': String(at(62).getTime()),
    })
  })

  it('sends again after a send that failed, and says when the bytes are gone', async () => {
    await desk.deadLetter(11)
    const gone = await seedLetter(desk.pool, { offset: 12, letterOffset: 77 })
    await desk.post(redrive, 'dead-letters/redrive', {
      select: { processor: 'usage-relay', fingerprint: 'aaaa' },
      dryRun: false,
      why: 'x',
    })
    desk.log.sender.failNext = true
    await expect(desk.send()).rejects.toThrow('did not answer')
    expect(await desk.states()).toEqual(['redriving', 'redriving'])
    expect(await desk.send()).toEqual({ redriven: 1, released: 0, unreadable: 1 })
    expect(await desk.states()).toEqual(['redriven', 'open'])
    const { rows } = await desk.pool.query('select state_reason from dead_letter where id = $1', [gone])
    expect(rows[0].state_reason).toContain('no longer in the dead-letter topic')
  })

  it('means what was read from one partition only, where that is said, and finds just that', async () => {
    const mine = await desk.deadLetter(11, { partition: 5 })
    await desk.deadLetter(12)
    await desk.deadLetter(13, { partition: 5, site: 'sea' })
    const source = 'usage.actions:5@iad'
    const listed = await call(getLetters, `/api/v1/dead-letters?source=${source}`)
    expect((listed.body.items as { id: string }[]).map(({ id }) => id)).toEqual([mine])
    const groups = await call(getGroups, `/api/v1/dead-letter-groups?source=${source}`)
    expect(groups.body.items).toMatchObject([{ open: 1, sites: ['iad'] }])
    expect((await call(getLetters, '/api/v1/dead-letters?source=usage.actions')).status).toBe(400)

    const select = { processor: 'usage-relay', source }
    expect((await desk.post(redrive, 'dead-letters/redrive', { select })).body).toMatchObject({ selected: 1, acted: 1 })
    await desk.post(redrive, 'dead-letters/redrive', { select, dryRun: false, why: 'this partition alone' })
    expect(await desk.states()).toEqual(['redriving', 'open', 'open'])
  })

  it('leaves one alone whose letter is not acknowledged yet', async () => {
    await seedLetter(desk.pool, { offset: 1, letterOffset: null })
    await desk.post(redrive, 'dead-letters/redrive', { select: { processor: 'usage-relay' }, dryRun: false, why: 'x' })
    expect(await desk.send()).toMatchObject({ redriven: 0 })
    expect(await desk.states()).toEqual(['redriving'])
  })
})

describe('discard', () => {
  it('discards what is open, with its reason', async () => {
    await desk.deadLetter(11)
    await desk.deadLetter(12, { state: 'redriving' })
    const done = await desk.post(discard, 'dead-letters/discard', {
      select: { processor: 'usage-relay' },
      dryRun: false,
      why: 'a test event',
    })
    expect(done.body).toMatchObject({
      selected: 2,
      acted: 1,
      skipped: [{ why: 'is being redriven already', count: 1 }],
    })
    expect(await desk.states()).toEqual(['discarded', 'redriving'])
    expect((await desk.audits())[0]).toMatchObject({ action: 'discard', reason: 'a test event' })
  })
})

describe('one dead letter', () => {
  it('shows its bytes and why they do not decode', async () => {
    const id = await desk.deadLetter(11)
    const { body } = await call(getLetter, `/api/v1/dead-letters/${id}`, { params: { id } })
    expect(body.payload).toMatchObject({
      key: '7',
      bytes: 8,
      base64: Buffer.from('bytes 11').toString('base64'),
      truncated: false,
      decoded: null,
    })
    expect((body.payload as { decodeError: string }).decodeError).toBeTruthy()
  })
})

describe('commands are guarded', () => {
  const body = { select: { processor: 'usage-relay' }, dryRun: false, why: 'x' }
  it('refuses foreign pages, forms, unknown hosts, and acting without a reason', async () => {
    await desk.deadLetter(11)
    const code = async (given: unknown, headers: Record<string, string>) =>
      (await desk.post(discard, 'dead-letters/discard', given, headers)).body.code
    expect(await code(body, { origin: 'https://evil.example' })).toBe('wrong_origin')
    expect(await code(body, { 'sec-fetch-site': 'cross-site' })).toBe('wrong_origin')
    expect(await code(body, { host: 'evil.example:3000', origin: 'http://evil.example:3000' })).toBe('wrong_origin')
    expect(await code(body, { 'content-type': 'application/x-www-form-urlencoded' })).toBe('wrong_content_type')
    expect(await code('{', {})).toBe('invalid_request')
    expect(await code({ ...body, why: ' ' }, {})).toBe('invalid_request')
    expect(await code({ ...body, select: {} }, {})).toBe('invalid_request')
    expect(await code({ ...body, select: { ids: ['9'.repeat(19)] } }, {})).toBe('invalid_request')
    expect(await desk.states()).toEqual(['open'])
    expect(await code(body, { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' })).toBeUndefined()
    expect(await desk.states()).toEqual(['discarded'])
  })
})
