/** Where a partition resumes (R4), and that a topic made anew is noticed (R5), on the real broker. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resumeProcessor } from '../desk/resume-processor.ts'
import { awaitLeaders, until } from '../testing/index.ts'
import { copier } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

const numbers = (count: number, first = 0) => Array.from({ length: count }, (_, i) => `v${first + i}`)

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

/** A stream that read ten records, committed, and ended. */
const afterTen = async (prefix?: string) => {
  const topic = await stage.topic({ ...(prefix && { prefix }) })
  const name = stage.name()
  await stage.produce(topic, numbers(10))
  const running = await stage.run(copier({ name, from: topic }))
  await stage.untilDecided(topic, 9)
  await running.stop()
  expect(await stage.committed(name, topic)).toBe(10)
  return { topic, name }
}
const setCursor = (name: string, set: { next?: number; committed?: number }) =>
  stage.pool.query(
    `update stream_cursor set next_offset = coalesce($2, next_offset), committed_offset = coalesce($3, committed_offset),
            prior_sha256 = null where processor = $1`,
    [name, set.next ?? null, set.committed ?? null],
  )
const forgetCommit = async (groupId: string) => (await stage.hydro.admin(stage.site)).deleteGroups([groupId])
const acceptNewEpoch = (name: string) =>
  resumeProcessor(stage.pool, 'a person', {
    processor: name,
    newEpoch: true,
    allowDeadLetters: 0,
    dryRun: false,
    why: 'the loss is understood',
  })
/** Runs the stream and gives the first batch that it handled. */
const firstBatch = async (name: string, from: string, more: { resumesAtCursor?: boolean } = {}) => {
  const processor = copier({ name, from })
  const running = await stage.run({ ...processor, ...more })
  await until(() => processor.batches.length > 0 || running.fatal(), {
    deadlineMs: DEADLINE_MS,
    seen: () => stage.stopOf(name),
  })
  await running.stop()
  return processor.batches[0]!
}

describe.concurrent('where a partition resumes (R4)', () => {
  it('at the committed offset, not at the cursor: what was decided and perhaps not sent is repeated', async () => {
    const { topic, name } = await afterTen()
    await stage.commit(name, topic, 6)
    expect(await firstBatch(name, topic)).toMatchObject({ isReplay: true, from: 6, to: 9 })
  })

  it('at its ledger when that is its cursor (R28)', async () => {
    const { topic, name } = await afterTen()
    await setCursor(name, { next: 8 })
    await stage.commit(name, topic, 6)
    expect(await firstBatch(name, topic, { resumesAtCursor: true })).toMatchObject({ isReplay: false, from: 8 })
  })

  it('without a commit, at the one that the cursor row knows; nothing is delivered before the seek', async () => {
    const { topic, name } = await afterTen()
    await forgetCommit(name)
    await setCursor(name, { committed: 7 })
    expect(await firstBatch(name, topic)).toMatchObject({ isReplay: true, from: 7, to: 9 })
  })

  it('without either at the start of the log, never at its end', async () => {
    const topic = await stage.topic()
    await stage.produce(topic, numbers(5))
    await stage.trim(topic, 2)
    const name = stage.name()
    expect(await firstBatch(name, topic)).toMatchObject({ isReplay: false, from: 2, to: 4 })
  })

  it('stops when a new billing topic has already lost its beginning, and goes on when a person accepts that', async () => {
    const topic = await stage.topic({ prefix: 'billing.stage' })
    await stage.produce(topic, numbers(5))
    await stage.trim(topic, 2)
    const name = stage.name()
    await stage.run(copier({ name, from: topic }))
    const stop = await stage.untilStopped(name)
    expect(stop).toMatchObject({ kind: 'lost_range', record_offset: 0 })
    expect(stop.what_happened).toContain('offsets 0 to 1 are gone')
    await acceptNewEpoch(name)
    await stage.untilDecided(topic, 4)
    expect(await stage.decided(topic)).toEqual([2, 3, 4])
  })
})

describe.concurrent('a commit that the log cannot serve (R4)', () => {
  it.each(['stage', 'billing.stage'])(
    'below the start of %s: stops, shows the range, goes on in a new epoch',
    async (prefix) => {
      const { topic, name } = await afterTen(prefix)
      await stage.produce(topic, numbers(10, 10))
      await stage.trim(topic, 15)
      const running = await stage.run(copier({ name, from: topic }))
      const stop = await stage.untilStopped(name)
      expect(stop).toMatchObject({ kind: 'lost_range', record_offset: 10 })
      expect(stop.what_happened).toContain('offsets 10 to 14 are gone')
      expect(stop.what_it_means).toContain('5 records')
      expect(await stage.decided(topic)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      // kafkajs alone would have jumped to 15 and committed that.
      expect(await stage.committed(name, topic)).toBe(10)

      await acceptNewEpoch(name)
      await stage.untilDecided(topic, 19)
      expect(await stage.decided(topic)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 18, 19])
      expect(await stage.cursor(name)).toMatchObject({ epoch: 2 })
      await running.stop()
    },
  )

  it.each([-2, -5])(
    'of %i: stops although the log has everything, and goes on for good once accepted',
    async (offset) => {
      const { topic, name } = await afterTen()
      await stage.commit(name, topic, offset)
      const running = await stage.run(copier({ name, from: topic }))
      const stop = await stage.untilStopped(name)
      expect(stop.kind).toBe('lost_range')
      expect(stop.what_happened).toContain(`the committed offset is ${offset}`)
      expect(stop.what_happened).not.toMatch(/offsets (\d+) to .* are gone/)
      await stage.pool.query('delete from decided where topic = $1', [topic])
      await acceptNewEpoch(name)
      // It is committed before there is anything new: another start finds no −2 again.
      await until(async () => (await stage.committed(name, topic)) === 10, { deadlineMs: DEADLINE_MS })
      await running.stop()
      await stage.produce(topic, ['more'])
      const again = await stage.run(copier({ name, from: topic }))
      await stage.untilDecided(topic, 10)
      expect(await stage.stopOf(name)).toBeUndefined()
      await again.stop()
    },
  )

  it('of −2 when the log lost records too: shows exactly those', async () => {
    const { topic, name } = await afterTen()
    await stage.produce(topic, numbers(10, 10))
    await stage.trim(topic, 15)
    await stage.commit(name, topic, -2)
    await setCursor(name, { committed: 10 })
    await stage.run(copier({ name, from: topic }))
    expect((await stage.untilStopped(name)).what_happened).toContain('offsets 10 to 14 are gone')
  })

  it('beyond the cursor: stops, the database is behind the log (R27)', async () => {
    const { topic, name } = await afterTen()
    await stage.commit(name, topic, 14)
    await stage.run(copier({ name, from: topic }))
    expect(await stage.untilStopped(name)).toMatchObject({ kind: 'database_behind_log', record_offset: 10 })
    // Only a recovery helps: a person who resumes is refused.
    expect((await acceptNewEpoch(name)).partitions[0]).toMatchObject({ resumed: false })
  })

  it('beyond the end of the log, as the cursor: stops, the log lost its end', async () => {
    const { topic, name } = await afterTen()
    await setCursor(name, { next: 25, committed: 25 })
    await stage.commit(name, topic, 25)
    await stage.run(copier({ name, from: topic }))
    const stop = await stage.untilStopped(name)
    expect(stop).toMatchObject({ kind: 'topic_made_anew', record_offset: 25 })
    expect(stop.what_happened).toContain('ends at 10')
  })
})

// One after the other: kafkajs asks for all of a process's topics at once, and gets none while one of them is not there.
describe('a topic deleted and made again (R5)', () => {
  const makeAnew = async (topic: string) => {
    const admin = await stage.hydro.admin(stage.site)
    // Asked again after a late answer, the broker says that there is no such topic.
    await admin.deleteTopics({ topics: [topic] }).catch(() => undefined)
    await until(async () => !(await admin.listTopics()).includes(topic), { deadlineMs: DEADLINE_MS })
    // Deleting goes on for a moment after the topic is no longer listed.
    await until(() => admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false }), {
      deadlineMs: DEADLINE_MS,
    })
    await awaitLeaders(admin, topic, 1)
    await (await stage.hydro.cluster(stage.site)).refreshMetadata()
  }

  it.each([3, 12])('with %i records: stops instead of reading on, and a new epoch reads all of it', async (count) => {
    const { topic, name } = await afterTen()
    await makeAnew(topic)
    await stage.produce(topic, numbers(count, 100))
    const running = await stage.run(copier({ name, from: topic }))
    expect(await stage.untilStopped(name)).toMatchObject({ kind: 'topic_made_anew', record_offset: 10 })
    // Plain "resume" is refused: offsets no longer name the same records.
    const refused = await resumeProcessor(stage.pool, 'a person', {
      processor: name,
      newEpoch: false,
      allowDeadLetters: 0,
      dryRun: false,
      why: 'try',
    })
    expect(refused.partitions[0]!.resumed).toBe(false)

    await stage.pool.query('delete from decided where topic = $1', [topic])
    await acceptNewEpoch(name)
    await stage.untilDecided(topic, count - 1)
    await until(async () => (await stage.committed(name, topic)) === count, { deadlineMs: DEADLINE_MS })
    expect(await stage.cursor(name)).toMatchObject({ epoch: 2, next_offset: count })
    await running.stop()
    await stage.produce(topic, ['later'])
    const again = await stage.run(copier({ name, from: topic }))
    await stage.untilDecided(topic, count)
    await again.stop()
  })

  it('reads on where only retention took the record before the cursor', async () => {
    const { topic, name } = await afterTen()
    await stage.produce(topic, ['v10'])
    await stage.trim(topic, 10)
    const running = await stage.run(copier({ name, from: topic }))
    await stage.untilDecided(topic, 10)
    expect(await stage.stopOf(name)).toBeUndefined()
    await running.stop()
  })
})
