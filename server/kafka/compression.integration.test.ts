/** Real producers compress, and brokers too: kafkajs' consumer ends at a batch whose codec it lacks. */
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../testing/index.ts'
import { copier } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

const { CompressionCodecs, CompressionTypes, KafkaJSNotImplemented } = kafkajs as typeof kafkajs & {
  KafkaJSNotImplemented: new (
    message: string,
  ) => Error // exported, and missing in its types
}
const CODECS = { snappy: CompressionTypes.Snappy, lz4: CompressionTypes.LZ4, zstd: CompressionTypes.ZSTD }
// Compressible, with what is not; larger than one block of Java's snappy (32 KiB) and lz4 (64 KiB).
const VALUES = Array.from({ length: 500 }, (_, i) => `${i} ${'minutes of a job '.repeat(20)}${Math.sin(i)}`)

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const readThrough = async (topic: string) => {
  const out = await stage.topic()
  const name = stage.name()
  const running = await stage.run(copier({ name, from: topic, to: out }))
  await until(async () => (await stage.committed(name, topic)) === VALUES.length || running.fatal(), {
    deadlineMs: DEADLINE_MS,
  })
  expect(running.fatal()).toBeUndefined()
  expect(await stage.values(out)).toEqual(VALUES)
  await running.stop()
}
/** Counts how often a codec is asked, so that a test knows that the batches were compressed. */
const counted = (type: number) => {
  const codecs = CompressionCodecs as Record<
    number,
    () => { compress: unknown; decompress(buffer: Buffer): Promise<Buffer> }
  >
  const make = codecs[type]!
  const calls = { decompress: 0 }
  const counting = () => {
    const codec = make()
    return {
      ...codec,
      decompress: (buffer: Buffer) => {
        calls.decompress++
        return codec.decompress(buffer)
      },
    }
  }
  codecs[type] = counting
  const restore = () => {
    codecs[type] = make
  }
  return { calls, restore }
}

describe('batches compressed by Kafka’s own Java code', () => {
  it.each(Object.entries(CODECS))('%s is read', async (name, type) => {
    // The broker compresses anew what a topic wants otherwise than its producer.
    const topic = await stage.topic({ config: { 'compression.type': name } })
    await stage.produce(topic, VALUES)
    const { calls, restore } = counted(type)
    await readThrough(topic)
    restore()
    expect(calls.decompress).toBeGreaterThan(0)
  })
})

describe('batches compressed by their producer', () => {
  it.each([
    ['gzip', CompressionTypes.GZIP],
    ['snappy without Java’s frame', CompressionTypes.Snappy],
    ['lz4', CompressionTypes.LZ4],
  ])('%s is read', async (_, compression) => {
    const topic = await stage.topic()
    const messages = VALUES.map((value) => ({ partition: 0, value }))
    await (await stage.producer()).send({ topic, compression, messages })
    await readThrough(topic)
  })
})

describe('a batch whose codec is missing', () => {
  it('ends the process instead of standing still without a word: what kafkajs calls not retriable', async () => {
    const topic = await stage.topic({ config: { 'compression.type': 'zstd' } })
    await stage.produce(topic, ['a'])
    const make = CompressionCodecs[CompressionTypes.ZSTD]!
    // What kafkajs has in place of a codec that nobody registered.
    CompressionCodecs[CompressionTypes.ZSTD] = () => {
      throw new KafkaJSNotImplemented('ZSTD compression not implemented')
    }
    const running = await stage.run(copier({ name: stage.name(), from: topic }))
    const error = await running.stream.fatal
    CompressionCodecs[CompressionTypes.ZSTD] = make
    expect(error.name).toMatch(/KafkaJS/)
    expect(await stage.decided(topic)).toEqual([])
  })
})
