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
    times: { relayedBy: null, inFileBy: null, bookedBy: null },
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
  it('has the times of relay, file and booking in their order, and says that they are kept to the second', () => {
    const [relayedBy, inFileBy, bookedBy] = ['10:00:01', '10:00:03', '10:00:04'].map((t) => `2026-11-27T${t}.000Z`)
    const times = { relayedBy, inFileBy, bookedBy }
    const of = (over: object) =>
      passportTimeline(facts({ decidedAt: '2026-11-27T10:00:02.000Z', times, ...over })).filter((s) => s.at !== null)
    expect(of({}).map(({ step, at: t, isBy }) => [step, t?.slice(17, 19), isBy])).toEqual([
      ['happened', '00', false],
      ['recorded', '00', false],
      ['relayed', '01', true],
      ['accepted', '02', false],
      ['in_file', '03', true],
      ['booked', '04', true],
    ])
    // The last rows: in the file when it closed, booked after that; and booked when the file balanced.
    const closed = { ...file, state: 'balanced', closedAt: '2026-11-27T10:00:02.500Z' }
    const last = of({ file: { ...closed, balancedAt: '2026-11-27T10:00:03.900Z' } })
    expect(last.slice(4).map(({ step, at: t }) => [step, t?.slice(17, 21)])).toEqual([
      ['in_file', '02.5'],
      ['closed', '02.5'],
      ['booked', '03.9'],
      ['balanced', '03.9'],
    ])
    for (const steps of [of({}), last]) expect(steps.map((s) => s.at)).toEqual(steps.map((s) => s.at).toSorted())
  })
  it('has no time where none was kept, and no step of its own for it', () => {
    const steps = passportTimeline(facts({}))
    expect(steps.find(({ step }) => step === 'relayed')).toMatchObject({ at: null, isDone: true, isBy: false })
    expect(steps.find(({ step }) => step === 'booked')).toMatchObject({ at: null, isDone: true, isBy: false })
    expect(steps.some(({ step }) => step === 'in_file')).toBe(false)
  })
  it('was recorded though its log does not answer', () => {
    expect(done({ event: null })).toMatchObject({ recorded: true })
  })
})
