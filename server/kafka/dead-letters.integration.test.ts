/** Dead letters are decisions (R7), a processor without them stops, and a storm of them stops any. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Poison } from '../../domain/poison.ts'
import { resumeProcessor } from '../desk/resume-processor.ts'
import { decodeUsage } from '../proto/codec.ts'
import { until } from '../testing/index.ts'
import { headerText } from './headers.ts'
import type { Sender } from './sender.ts'
import { type CopierOptions, copier } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

type Letter = { source_offset: number; error_class: string; letter_offset: number | null; attempt: number }
const lettersOf = async (processor: string) =>
  (
    await stage.pool.query<Letter>(
      'select source_offset, error_class, letter_offset, attempt from dead_letter where processor = $1 order by 1',
      [processor],
    )
  ).rows
const scene = async () => {
  const name = stage.name()
  const topics = [stage.topic(), stage.topic(), stage.topic({ name: `${name}.dead-letter` })]
  const [topic, out, deadLetter] = (await Promise.all(topics)) as [string, string, string]
  const processor = (more: Partial<CopierOptions> = {}) => copier({ name, from: topic, to: out, deadLetter, ...more })
  return { topic, out, deadLetter, name, processor }
}
const resume = (processor: string, allowDeadLetters = 0) =>
  resumeProcessor(stage.pool, 'a person', {
    processor,
    newEpoch: false,
    allowDeadLetters,
    dryRun: false,
    why: 'mended',
  })
const everything = (record: { value: Buffer | null }) => String(record.value)
/** A sender that never hears from one topic. */
const deafFor = (topic: string, sender: Sender): Sender => ({
  ...sender,
  send: (to, records) => (to === topic ? new Promise<never>(() => {}) : sender.send(to, records)),
})

describe.concurrent('a dead letter (R7)', () => {
  it('is recorded before it is produced, and repeated although the code of today could read it', async () => {
    const { topic, out, deadLetter, name, processor } = await scene()
    await stage.produce(topic, ['a', 'bad b', 'c'])
    const first = await stage.run(processor(), { sender: deafFor(deadLetter, await stage.sender()) })
    await until(async () => (await lettersOf(name)).length === 1, { deadlineMs: DEADLINE_MS })
    expect(await stage.values(deadLetter)).toEqual([])
    expect(await stage.values(out)).toEqual([]) // dead letters are acknowledged before what goes on (R2)
    await first.stop(200)
    expect(await stage.committed(name, topic)).toBeNull()

    await stage.run(processor({ parse: everything }))
    await until(async () => (await stage.committed(name, topic)) === 3, { deadlineMs: DEADLINE_MS })
    expect(await stage.values(deadLetter)).toEqual(['bad b'])
    expect(await stage.values(out)).toEqual(['a', 'c'])
    expect(await lettersOf(name)).toMatchObject([{ source_offset: 1, error_class: 'undecodable', letter_offset: 0 }])
    expect(await stage.decided(topic)).toEqual([0, 2])
  })

  it('is not made below the cursor: what was passed on then is not judged by the code of today', async () => {
    const { topic, out, deadLetter, name, processor } = await scene()
    await stage.produce(topic, ['a', 'b'])
    const first = await stage.run(processor())
    await stage.untilDecided(topic, 1)
    await first.stop()
    await stage.commit(name, topic, 0)
    const strict = (): string => {
      throw new Poison('undecodable', 'nothing is good enough')
    }
    const second = processor({ parse: strict })
    await stage.run(second)
    await until(() => second.batches.length > 0, { deadlineMs: DEADLINE_MS })
    await stage.produce(topic, ['c'])
    await until(async () => (await lettersOf(name)).length === 1, { deadlineMs: DEADLINE_MS })
    expect(await lettersOf(name)).toMatchObject([{ source_offset: 2 }])
    await until(async () => (await stage.committed(name, topic)) === 3, { deadlineMs: DEADLINE_MS })
    expect(await stage.values(deadLetter)).toEqual(['c'])
    expect(await stage.values(out)).toEqual(['a', 'b'])
  })

  it('carries the original bytes, key and headers, where it came from and why; ours replace ours', async () => {
    const { topic, deadLetter, name, processor } = await scene()
    const value = Buffer.concat([Buffer.from('bad '), Buffer.from([0, 255, 254, 10, 13])])
    const headers = { traceparent: 'theirs', 'hydro-error-class': 'forged', 'hydro-attempt': '3' }
    await (await stage.producer()).send({ topic, messages: [{ key: 'k', value, headers, timestamp: '1700000000000' }] })
    await stage.run(processor())
    await until(async () => (await lettersOf(name))[0]?.letter_offset === 0, { deadlineMs: DEADLINE_MS })
    const [letter] = await stage.records(deadLetter)
    expect(letter!.value).toEqual(value)
    expect(String(letter!.key)).toBe('k')
    const said = Object.fromEntries(Object.keys(letter!.headers).map((h) => [h, headerText(letter!, h)]))
    expect(said).toMatchObject({
      traceparent: 'theirs',
      'hydro-source-site': stage.site,
      'hydro-source-topic': topic,
      'hydro-source-partition': '0',
      'hydro-source-offset': '0',
      'hydro-source-timestamp': '1700000000000',
      'hydro-origin-topic': topic,
      'hydro-origin-offset': '0',
      'hydro-processor': name,
      'hydro-error-class': 'undecodable',
      'hydro-attempt': '3',
    })
    expect(said['hydro-error-message']).toContain('is bad')
    expect(said['hydro-fingerprint']).toMatch(/^[0-9a-f]{16}$/)
    expect(Buffer.byteLength(said['hydro-error-stack']!)).toBeLessThanOrEqual(4_096)
  })

  it('is what bad UTF-8 in protobuf becomes, not a crash', async () => {
    const { topic, deadLetter, name, processor } = await scene()
    // Field 1, event_id, two bytes that are no UTF-8; and a length that is not met.
    await stage.produce(topic, [Buffer.from([0x0a, 0x02, 0xc3, 0x28]), Buffer.from([0x0a, 0x40, 0x61]), null])
    const running = await stage.run(processor({ parse: ({ value }) => decodeUsage('usage.actions', value).eventId }))
    await until(async () => (await stage.committed(name, topic)) === 3, { deadlineMs: DEADLINE_MS })
    expect((await lettersOf(name)).map((l) => l.error_class)).toEqual(['undecodable', 'undecodable', 'null_value'])
    expect((await stage.records(deadLetter)).map(({ value }) => value!.length)).toEqual([4, 3, 0])
    expect(running.fatal()).toBeUndefined()
  })

  it('is not what a defect of ours becomes: that ends the process', async () => {
    const { topic, name, processor } = await scene()
    await stage.produce(topic, ['a'])
    const defect = (): string => {
      throw new TypeError('undefined is not a function')
    }
    const running = await stage.run(processor({ parse: defect }))
    expect((await running.stream.fatal).message).toContain('not a function')
    expect(await lettersOf(name)).toEqual([])
    expect(await stage.committed(name, topic)).toBeNull()
  })
})

describe.concurrent('a processor without dead letters (R7)', () => {
  it('stops at the first record that can never work, shows it, and goes on only when a person resumes it', async () => {
    const topic = await stage.topic()
    const name = stage.name()
    await stage.produce(topic, ['a'])
    const first = await stage.run(copier({ name, from: topic }))
    await stage.untilDecided(topic, 0)
    await stage.produce(topic, ['bad b', 'c'])
    const stop = await stage.untilStopped(name)
    expect(stop).toMatchObject({ kind: 'poison', record_offset: 1 })
    expect(stop.what_happened).toContain('bad b is bad')
    await first.stop()

    // A stop outlives the process, and code that was mended: a person looks first.
    const mended = copier({ name, from: topic, parse: everything })
    const second = await stage.run(mended)
    await until(() => second.run(0)?.state === 'stopped', { deadlineMs: DEADLINE_MS })
    expect(second.run(0)?.message).toBe(stop.what_happened)
    expect(mended.batches).toEqual([])
    await resume(name)
    await stage.untilDecided(topic, 2)
    expect(await lettersOf(name)).toEqual([])
  })
})

describe.concurrent('a storm of dead letters', () => {
  const mixed = (count: number, bad: number) =>
    Array.from({ length: count }, (_, i) => (i < bad ? `bad ${i}` : `good ${i}`))

  it('stops before anything of the batch is decided; resumed it stops again, with an allowance it goes on', async () => {
    const { topic, deadLetter, name, processor } = await scene()
    await stage.produce(topic, mixed(600, 150))
    await stage.run(processor({ lingerMs: 200 }))
    const stop = await stage.untilStopped(name)
    expect(stop).toMatchObject({ kind: 'dead_letter_storm', record_offset: 0 })
    expect([await lettersOf(name), await stage.decided(topic)]).toEqual([[], []])
    await resume(name)
    await until(async () => (await stage.stopOf(name)) !== undefined, { deadlineMs: DEADLINE_MS })
    await resume(name, 150)
    await until(async () => (await stage.committed(name, topic)) === 600, { deadlineMs: DEADLINE_MS })
    expect(await lettersOf(name)).toHaveLength(150)
    expect(await stage.values(deadLetter)).toHaveLength(150)
    expect(await stage.stopOf(name)).toBeUndefined()
    // Used up: it holds for one start.
    expect(await stage.cursor(name)).toMatchObject({ dead_letter_allowance: 0 })
  })

  it('is no storm among enough that works, nor among few', async () => {
    const { topic, name, processor } = await scene()
    await stage.run(processor({ lingerMs: 200 }))
    await stage.produce(topic, mixed(100, 100))
    await until(async () => (await stage.committed(name, topic)) === 100, { deadlineMs: DEADLINE_MS })
    await stage.produce(topic, mixed(2_000, 0))
    await until(async () => (await stage.committed(name, topic)) === 2_100, { deadlineMs: DEADLINE_MS })
    await stage.produce(topic, mixed(500, 150))
    await until(async () => (await stage.committed(name, topic)) === 2_600 || (await stage.stopOf(name)), {
      deadlineMs: DEADLINE_MS,
    })
    expect(await stage.stopOf(name)).toBeUndefined()
    expect(await lettersOf(name)).toHaveLength(250)
  })
})
