import { afterEach, describe, expect, it, vi } from 'vitest'
import { find, kindsOf } from './find.ts'

const never = new AbortController().signal
const answer = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

afterEach(() => vi.unstubAllGlobals())

describe('the search box', () => {
  it.each([
    ['01a20813-fd4a-8f40-9b2d-1f6f3a92c07e', ['uuid']],
    ['usage.actions:3:11402118@sea', ['place']],
    ['billing.submittable:0:7', ['place']],
    ['usage-a1b2c3-p4-00000247-r2.csv', ['file']],
    ['48213', ['account', 'file']],
    ['octo-org', ['account', 'file']],
    ['A00019384', ['account', 'file']],
  ])('knows what %s is', (text, kinds) => expect(kindsOf(text)).toEqual(kinds))

  it('asks for a line item and for an event under one UUID, and says nothing of the one that is not there', async () => {
    const asked: string[] = []
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url)
      if (url.includes('eventId'))
        return answer({
          items: [
            {
              id: '01a20813-fd4a-8f40-9b2d-1f6f3a92c07e',
              quantity: '14',
              unitOfMeasure: 'Minutes',
              sku: 'actions_linux',
              state: 'imported',
            },
          ],
          nextCursor: null,
        })
      return answer({ title: 'There is no such thing', status: 404, code: 'not_found', detail: '' }, 404)
    })
    const hits = await find(' 5B0C8D1E-62f4-4c7a-9e11-d07f3b24a6c9 ', never)
    expect(hits).toMatchObject([
      { kind: 'Line item of the event', href: '/line-items/01a20813-fd4a-8f40-9b2d-1f6f3a92c07e' },
    ])
    expect(asked.sort()).toEqual([
      '/api/v1/line-items/5b0c8d1e-62f4-4c7a-9e11-d07f3b24a6c9',
      '/api/v1/line-items?eventId=5b0c8d1e-62f4-4c7a-9e11-d07f3b24a6c9',
    ])
  })

  it('sends a line item of a dropped month to the warehouse', async () => {
    const id = '01920813-fd4a-8f40-9b2d-1f6f3a92c07e'
    vi.stubGlobal('fetch', async (url: string) =>
      url.includes('eventId')
        ? answer({ items: [], nextCursor: null })
        : answer({ title: 'It is no longer kept', status: 410, code: 'gone', detail: '' }, 410),
    )
    const hits = await find(id, never)
    expect(hits).toMatchObject([{ kind: 'In the archive', title: id }])
    expect(new URL(hits[0]!.href, 'http://x').searchParams.get('sql')).toContain(`line_item_id = '${id}'`)
  })

  it('offers the archive for an event id that is not found when months were dropped', async () => {
    const id = '01920813-fd4a-4f40-9b2d-1f6f3a92c07e'
    vi.stubGlobal('fetch', async (url: string) =>
      url.includes('eventId')
        ? answer({ items: [], nextCursor: null, keptFrom: '2024-11-01T00:00:00.000Z' })
        : answer({ title: 'Not found', status: 404, code: 'not_found', detail: '' }, 404),
    )
    const hits = await find(id, never)
    expect(hits).toMatchObject([
      { kind: 'Perhaps in the archive', title: id, detail: expect.stringMatching(/2024-11/) },
    ])
    expect(new URL(hits[0]!.href, 'http://x').searchParams.get('sql')).toContain(`event_id = '${id}'`)
  })

  it('goes from a place in the log to its dead letter, line item, file or message', async () => {
    const asked: string[] = []
    const none = { lineItemId: null, fileId: null, deadLetter: null, words: '' }
    const letter = { id: '7', processor: 'usage-relay', fingerprint: 'ab cd', state: 'discarded' }
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url)
      return answer({
        items: [
          { ...none, site: 'iad', deadLetter: letter },
          { ...none, site: 'iad', lineItemId: '01a20813-fd4a-8f40-9b2d-1f6f3a92c07e' },
          { ...none, site: 'iad', fileId: '65536' },
          { ...none, site: 'sea' },
        ],
        nextCursor: null,
      })
    })
    expect((await find('usage.actions:3:99', never)).map(({ href }) => href)).toEqual([
      '/dead-letters?processor=usage-relay&state=discarded&cause=usage-relay+ab+cd&letter=7',
      '/line-items/01a20813-fd4a-8f40-9b2d-1f6f3a92c07e',
      '/files/65536',
      '/topics?site=sea&topic=usage.actions&partition=3&offset=99',
    ])
    expect(asked).toEqual(['/api/v1/place?offset=99&partition=3&topic=usage.actions'])
    await find('usage.actions:3:99@SEA', never)
    expect(asked[1]).toBe('/api/v1/place?offset=99&partition=3&site=sea&topic=usage.actions')
  })

  it('lets a server that is away be an error, not an empty answer', async () => {
    vi.stubGlobal('fetch', async () =>
      answer({ title: 'Postgres does not answer', status: 503, code: 'database_away', detail: '' }, 503),
    )
    await expect(find('octo-org', never)).rejects.toThrow()
  })
})
