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

type JudgeMutant = { rule: string; judge: (real: typeof judge) => typeof judge; troubles?: readonly Trouble[] }
const JUDGES: readonly JudgeMutant[] = [
  {
    rule: 'R11: a release undoes the attempt that it names, and no other',
    judge: (real) => (row, arrival, isLost) =>
      real(row, arrival.releases === null ? arrival : { ...arrival, releases: row.attempt }, isLost),
    troubles: ['release', 'account'],
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

  it('R16: the builder passes over claims at or below its mark', async () => {
    vi.spyOn(Marks.prototype, 'isSeen').mockReturnValue(false)
    const found = await runs.broken(1, SEEDS_MAX)
    expect(found, `not found in ${SEEDS_MAX} seeds`).not.toEqual([])
  }, 600_000)
})
