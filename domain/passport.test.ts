import { describe, expect, it } from 'vitest'
import type { Passport } from './api/line-items.ts'
import { passportTimeline } from './passport.ts'

const at = '2026-11-27T10:00:00.000Z'
const place = { site: 'iad', topic: 'usage.actions', partition: 1, offset: '84' }
const file = {
  name: 'usage-aaaaaa-p1-00000002',
  state: 'open',
  closedAt: null,
  balancedAt: null,
  submittedAt: null,
  importedAt: null,
}
const facts = (over: object) =>
  ({
    quantity: '4',
    unitOfMeasure: 'Minutes',
    sku: 'actions_linux',
    endedAt: at,
    event: { recordedAt: at },
    origin: place,
    history: [],
    attempts: [],
    attempt: 1,
    decision: 'accepted',
    reasonWords: null,
    decidedAt: at,
    claim: place,
    account: null,
    rowNumber: 1,
    file,
    ...over,
  }) as unknown as Passport

const done = (over: object) => Object.fromEntries(passportTimeline(facts(over)).map((s) => [s.step, s.isDone]))

describe('the timeline of a passport', () => {
  it('has a row in an open file behind it, and the close of that file before it', () => {
    expect(done({})).toMatchObject({ accepted: true, booked: true, closed: false, imported: false })
  })
  it('has no row behind it while there is none', () => {
    expect(done({ file: null, rowNumber: null })).toMatchObject({ accepted: true, booked: false })
  })
  it('says of a held file that it is held, not that this is to come', () => {
    expect(done({ file: { ...file, state: 'quarantined', closedAt: at } })).toMatchObject({ quarantined: true })
    expect(done({ file: { ...file, state: 'unknown', closedAt: at, balancedAt: at } })).toMatchObject({ unknown: true })
  })
  it('was recorded though its log does not answer', () => {
    expect(done({ event: null })).toMatchObject({ recorded: true })
  })
})
