/**
 * The real decision code of filter, builder and bookkeeper through seeded interleavings: crashes, zombies, sends that
 * land late or unheard, replays, repeats, releases, a lost database. `SEED=123` runs one seed and prints its trace;
 * `SEEDS=10000` runs more of them.
 */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { inWords, Runs } from './interleavings/run.ts'

const SEED = process.env.SEED ? Number(process.env.SEED) : undefined
const SEEDS = SEED === undefined ? Number(process.env.SEEDS ?? 500) : 1

describe('interleavings', () => {
  let runs: Runs
  beforeAll(async () => {
    runs = await Runs.open()
  })
  afterAll(async () => {
    await runs?.close()
  })

  it(`leaves every event in exactly one place, ${SEEDS} times`, async () => {
    const [broken] = await runs.broken(SEED ?? 1, SEEDS)
    if (broken) throw new Error(inWords(broken))
  }, 3_600_000)
})
