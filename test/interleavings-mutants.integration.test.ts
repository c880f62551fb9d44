/** Takes one rule of the protocol away and expects the interleavings to find it: a proof that finds nothing proves nothing. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { judge } from '../domain/claim.ts'
import { Marks } from '../domain/file-fold.ts'
import { MUTANTS } from './interleavings/mutants.ts'
import { Runs } from './interleavings/run.ts'
import type { Trouble } from './interleavings/world.ts'

const SEEDS_MAX = 400

/** R10 and R11 are one pure function: the mutants of it stand in for the module. */
const rules = vi.hoisted(() => ({ judge: undefined as ((real: typeof judge) => typeof judge) | undefined }))
vi.mock('../domain/claim.ts', async (load) => {
  const real = await load<typeof import('../domain/claim.ts')>()
  return { ...real, judge: (...of: Parameters<typeof judge>) => (rules.judge?.(real.judge) ?? real.judge)(...of) }
})

/** What a repair is checked by, and what a logged decision takes out of the ledger (R20, R21). */
type Undone = typeof import('../server/decisions/undone-attempts.ts')
const undone = vi.hoisted(() => ({ mutant: {} as Partial<Undone>, real: undefined as Undone | undefined }))
vi.mock('../server/decisions/undone-attempts.ts', async (load) => {
  const real = await load<Undone>()
  undone.real = real
  const lostAttempts: Undone['lostAttempts'] = (...of) => (undone.mutant.lostAttempts ?? real.lostAttempts)(...of)
  const countedBefore: Undone['countedBefore'] = (...of) => (undone.mutant.countedBefore ?? real.countedBefore)(...of)
  return { ...real, lostAttempts, countedBefore }
})

type JudgeMutant = { rule: string; judge: (real: typeof judge) => typeof judge; troubles?: readonly Trouble[] }
const JUDGES: readonly JudgeMutant[] = [
  {
    rule: 'R11: a release undoes the attempt that it names, and no other',
    judge: (real) => (row, arrival, isLost) =>
      real(row, arrival.releases === null ? arrival : { ...arrival, releases: row.attempt }, isLost),
    troubles: ['release', 'account'],
  },
  {
    rule: 'R20: a repair undoes only what has no row',
    judge: (real) => (row, arrival) => real(row, arrival, true),
    troubles: ['repair', 'crash'],
  },
  {
    rule: 'R10: a redelivery is not counted',
    judge: (real) => (row, arrival, isLost) => {
      const verdict = real(row, arrival, isLost)
      return verdict === 'redelivery' ? 'duplicate' : verdict
    },
  },
  {
    rule: 'R10: only the claim that was decided is repeated',
    judge: (real) => (row, arrival, isLost) => {
      const verdict = real(row, arrival, isLost)
      return verdict === 'redelivery' ? 'replay' : verdict
    },
  },
]

type UndoneMutant = { rule: string; undone: () => Partial<Undone>; troubles: readonly Trouble[] }
const UNDONE: readonly UndoneMutant[] = [
  {
    rule: 'R20: a repair is decided by books that were read as far as its proof',
    undone: () => ({
      lostAttempts: (tx, repairs) =>
        (undone.real as Undone).lostAttempts(
          tx,
          repairs.map((repair) => ({ ...repair, booksTo: 0 })),
        ),
    }),
    troubles: ['repair', 'empty database', 'fault'],
  },
  {
    rule: 'R21: a logged decision takes back what the log has of the one before it, and nothing else',
    undone: () => ({
      countedBefore: async (_, logged) =>
        new Map(logged.filter(({ ruling }) => ruling.attempt > 1).map((one) => [one, 'rejected'])),
    }),
    troubles: ['lose', 'repair', 'empty database'],
  },
]

describe('without the rule, something breaks', () => {
  let runs: Runs
  beforeAll(async () => {
    runs = await Runs.open()
  })
  afterAll(async () => {
    await runs?.close()
  })
  afterEach(() => {
    rules.judge = undefined
    undone.mutant = {}
    vi.restoreAllMocks()
  })

  it.each(MUTANTS)(
    '$rule',
    async ({ mutant, troubles }) => {
      const found = await runs.broken(1, SEEDS_MAX, { mutant, ...(troubles && { troubles, faults: 12 }) })
      expect(found, `not found in ${SEEDS_MAX} seeds`).not.toEqual([])
    },
    600_000,
  )

  it.each(JUDGES)(
    '$rule',
    async ({ judge: mutant, troubles }) => {
      rules.judge = mutant
      const found = await runs.broken(1, SEEDS_MAX, troubles && { troubles, faults: 12 })
      expect(found, `not found in ${SEEDS_MAX} seeds`).not.toEqual([])
    },
    600_000,
  )

  it.each(UNDONE)(
    '$rule',
    async ({ undone: mutant, troubles }) => {
      undone.mutant = mutant()
      const found = await runs.broken(1, SEEDS_MAX, { troubles, faults: 24 })
      expect(found, `not found in ${SEEDS_MAX} seeds`).not.toEqual([])
    },
    600_000,
  )

  it('R16: the builder passes over claims at or below its mark', async () => {
    vi.spyOn(Marks.prototype, 'isSeen').mockReturnValue(false)
    const found = await runs.broken(1, SEEDS_MAX)
    expect(found, `not found in ${SEEDS_MAX} seeds`).not.toEqual([])
  }, 600_000)
})
