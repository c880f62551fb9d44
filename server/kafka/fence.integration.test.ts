/** The order of durable steps (R2) and the fence (R3), with two owners, lost answers and a stop between two steps. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decide, takeCursor } from '../postgres/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { until } from '../testing/index.ts'
import type { Sender } from './sender.ts'
import { copier, gate } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

/** A sender that never hears of its sends to one partition, as if the broker had died before they reached it. */
const deafFor = (partition: number, sender: Sender): Sender & { asked: number } => {
  const deaf = {
    ...sender,
    asked: 0,
    send: (topic: string, records: Parameters<Sender['send']>[1]) => {
      if (records[0]?.partition !== partition) return sender.send(topic, records)
      deaf.asked++
      return new Promise<never>(() => {})
    },
  }
  return deaf
}

describe.concurrent('the order of durable steps (R2)', () => {
  it('nothing is committed before its send is acknowledged; the next start sends it and decides nothing twice', async () => {
    const topic = await stage.topic({ partitions: 2 })
    const out = await stage.topic({ partitions: 2 })
    const name = stage.name()
    await stage.produce(topic, ['a', 'b'], 0)
    await stage.produce(topic, ['c'], 1)
    const sender = deafFor(0, await stage.sender())
    const first = await stage.run(copier({ name, from: topic, to: out }), { sender })
    await until(() => sender.asked > 0, { deadlineMs: DEADLINE_MS })
    // Partition 1 goes on: once two more of its commits are known, the other could have been committed as well.
    for (const offset of [1, 2]) {
      await until(async () => (await stage.committed(name, topic, 1)) === offset, { deadlineMs: DEADLINE_MS })
      await stage.produce(topic, ['more'], 1)
    }
    expect(await stage.decided(topic, 0)).toEqual([0, 1])
    expect(await stage.committed(name, topic, 0)).toBeNull()
    expect(await stage.values(out, 0)).toEqual([])
    await first.stop(200)
    expect(await stage.committed(name, topic, 0)).toBeNull()

    const again = copier({ name, from: topic, to: out })
    await stage.run(again)
    await until(async () => (await stage.committed(name, topic, 0)) === 2, { deadlineMs: DEADLINE_MS })
    expect(await stage.values(out, 0)).toEqual(['a', 'b'])
    expect(again.batches.filter((batch) => batch.partition === 0)).toMatchObject([{ isReplay: true, from: 0, to: 1 }])
  })

  it('a batch never mixes what was decided with what was not', async () => {
    const topic = await stage.topic()
    const out = await stage.topic()
    const name = stage.name()
    await stage.produce(topic, ['a', 'b'])
    const first = await stage.run(copier({ name, from: topic }), { sender: deafFor(0, await stage.sender()) })
    await stage.untilDecided(topic, 1)
    await first.stop(200)
    await stage.produce(topic, ['c'])
    await stage.commit(name, topic, 1)
    const again = copier({ name, from: topic, to: out })
    await stage.run(again)
    await stage.untilDecided(topic, 2)
    expect(again.batches).toMatchObject([
      { isReplay: true, from: 1, to: 1 },
      { isReplay: false, from: 2, to: 2 },
    ])
    await until(async () => (await stage.values(out)).join('') === 'bc', { deadlineMs: DEADLINE_MS })
  })
})

describe.concurrent('the fence (R3)', () => {
  /** A worker that is about to decide while somebody else takes its cursor. */
  const zombie = async (moves: (cursor: Awaited<ReturnType<typeof takeCursor>>) => Promise<void>) => {
    const topic = await stage.topic()
    const out = await stage.topic()
    const name = stage.name()
    await stage.produce(topic, ['a', 'b', 'c'])
    const door = gate()
    const processor = copier({
      name,
      from: topic,
      to: out,
      beforeDecide: async ({ isReplay }) => (isReplay ? undefined : door.pass()),
    })
    const running = await stage.run(processor)
    await until(() => door.state.waiting > 0, { deadlineMs: DEADLINE_MS })
    const key = { processor: name, site: stage.site, topic, partition: 0 }
    const cursor = await takeCursor(stage.pool, key, { low: 0, groupCommitted: null })
    await moves(cursor)
    door.open()
    await until(() => processor.opened.length > 1, { deadlineMs: DEADLINE_MS })
    return { topic, out, name, processor, running }
  }

  it('a zombie decides nothing, drops its memory, and repeats what the other decided', async () => {
    const { topic, out, name, processor, running } = await zombie((cursor) =>
      decide(stage.pool, cursor, async (tx) => {
        await tx.query('insert into decided select $1, 0, generate_series(0, 2), $2', [cursor.topic, 'by another'])
        return { nextOffset: 3, result: undefined }
      }),
    )
    await until(async () => (await stage.committed(name, topic)) === 3, { deadlineMs: DEADLINE_MS })
    const { rows } = await stage.pool.query('select distinct value from decided where topic = $1', [topic])
    expect(rows).toEqual([{ value: 'by another' }])
    expect(processor.batches.map(({ isReplay, opening }) => ({ isReplay, opening }))).toEqual([
      { isReplay: false, opening: 1 },
      { isReplay: true, opening: 2 },
    ])
    expect(await stage.values(out)).toEqual(['a', 'b', 'c'])
    expect(running.fatal()).toBeUndefined()
  })

  it('the token counts, not the offset: a decision that moves no offset fences as well', async () => {
    let state: unknown
    const { topic, processor } = await zombie((cursor) =>
      decide(stage.pool, cursor, async () => {
        state = { closed: 'by age' }
        return { nextOffset: 0, state: { closed: 'by age' }, result: undefined }
      }),
    )
    await stage.untilDecided(topic, 2)
    expect(processor.opened[1]!.cursor.state).toEqual(state)
    // The first opening could not decide on the state that it remembered.
    expect(processor.batches.map(({ opening }) => opening)).toEqual([1, 2])
  })

  it('a COMMIT whose answer was lost is no failure and no success: memory is dropped, nothing is decided twice', async () => {
    const topic = await stage.topic()
    const out = await stage.topic()
    const name = stage.name()
    await stage.produce(topic, ['a', 'b'])
    let lost = 0
    const pool = new Proxy(stage.pool, {
      get: (target, property) => {
        if (property !== 'connect') {
          const value: unknown = Reflect.get(target, property)
          return typeof value === 'function' ? value.bind(target) : value
        }
        return async () => {
          const client = await target.connect()
          const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
          return Object.assign(Object.create(client) as typeof client, {
            query: async (...args: unknown[]) => {
              const answer = await query(...args)
              if (args[0] === 'commit' && lost++ === 0) throw new Error('Connection terminated unexpectedly')
              return answer
            },
          })
        }
      },
    }) as Pool
    const processor = copier({ name, from: topic, to: out })
    const running = await stage.run(processor, { pool })
    await until(async () => (await stage.committed(name, topic)) === 2, { deadlineMs: DEADLINE_MS })
    expect(lost).toBeGreaterThan(0)
    expect(processor.opened).toHaveLength(2)
    expect(processor.batches.map(({ isReplay }) => isReplay)).toEqual([false, true])
    expect(await stage.values(out)).toEqual(['a', 'b'])
    await stage.produce(topic, ['c'])
    await stage.untilDecided(topic, 2)
    expect(running.fatal()).toBeUndefined()
  })
})
