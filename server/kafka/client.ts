/**
 * The ways to Hydro's brokers: one kafkajs client per site, and beside it one cluster connection for what kafkajs'
 * public API cannot do (true log ends, single records, LeaveGroup, produce requests of our own).
 */
import { readFileSync } from 'node:fs'
import { decompress as decompressZstd } from 'fzstd'
import kafkajs, { type Admin, type Kafka as KafkaClient, type logLevel as LogLevel } from 'kafkajs'
import lz4 from 'lz4-napi'
import snappy from 'snappy'
import type { Environment, Site } from '../env.ts'
import { hideAbortedInFetches } from './aborted-records.ts'
import { replaceFetchDecoder } from './fetch-decoder.ts'
import type { FetchedRecord } from './fetched-record.ts'
import type { LogRecord } from './log-reader.ts'
import { waitLongerWhenIdle } from './patient-fetch.ts'
import { quietRequestQueue } from './quiet-request-queue.ts'

const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = kafkajs

/** The part of kafkajs' internal cluster that is used here; its version is pinned in package.json. */
export type Broker = {
  listOffsets(request: {
    isolationLevel: 0 | 1
    topics: { topic: string; partitions: { partition: number; timestamp: number | string }[] }[]
  }): Promise<{
    responses: { topic: string; partitions: { partition: number; offset: string; errorCode?: number }[] }[]
  }>
  fetch(request: {
    maxWaitTime: number
    minBytes: number
    maxBytes: number
    isolationLevel: 0 | 1
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[]
  }): Promise<{ responses: { topicName: string; partitions: FetchedPartition[] }[] }>
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>
  offsetFetch(request: {
    groupId: string
    topics: { topic: string; partitions: { partition: number }[] }[]
  }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>
  connectionPool: { send(request: { request: unknown; response: unknown }): Promise<unknown> }
  /** What it speaks, by the key of the request; null before it is connected. */
  versions: Record<number, { minVersion: number; maxVersion: number } | undefined> | null
}
export type FetchedPartition = {
  partition: number
  highWatermark: string
  lastStableOffset: string
  messages: FetchedMessage[]
}
/** What fetch-decoder.ts makes of a record; the log of a test need not know of control records. */
export type FetchedMessage = LogRecord & Partial<Pick<FetchedRecord, 'isControlRecord' | 'batchContext'>>
export type Cluster = {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addMultipleTargetTopics(topics: string[]): Promise<void>
  refreshMetadata(): Promise<void>
  refreshMetadataIfNecessary(): Promise<void>
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[]
  findBroker(at: { nodeId: string | number }): Promise<Broker>
  findGroupCoordinator(at: { groupId: string }): Promise<Broker>
  brokerPool: { metadata: { brokers: { nodeId: number }[] } | null }
}

let isPrepared = false
/** Once per process. kafkajs crashes a consumer at a compressed batch whose codec it lacks, and real producers compress. */
const prepareKafkajs = (): void => {
  if (isPrepared) return
  isPrepared = true
  quietRequestQueue()
  replaceFetchDecoder()
  hideAbortedInFetches()
  waitLongerWhenIdle()
  const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
  const unsnappy = async (buffer: Buffer): Promise<Buffer> => {
    if (!buffer.subarray(0, 8).equals(XERIAL)) return Buffer.from(await snappy.uncompress(buffer, { asBuffer: true }))
    const blocks: Buffer[] = [] // Java clients frame snappy in blocks: 16 bytes of head, then length and block
    for (let at = 16; at < buffer.length; ) {
      const size = buffer.readInt32BE(at)
      blocks.push(Buffer.from(await snappy.uncompress(buffer.subarray(at + 4, at + 4 + size), { asBuffer: true })))
      at += 4 + size
    }
    return Buffer.concat(blocks)
  }
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: async (encoder: { buffer: Buffer }) => snappy.compress(encoder.buffer),
    decompress: unsnappy,
  })
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: async (encoder: { buffer: Buffer }) => lz4.compressFrame(encoder.buffer),
    decompress: async (buffer: Buffer) => lz4.decompressFrame(buffer),
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async () => {
      throw new Error('Hydrometer reads zstd but does not write it')
    },
    decompress: async (buffer: Buffer) => Buffer.from(decompressZstd(buffer)),
  })
}

export type KafkaSecurity = Pick<
  Environment,
  'KAFKA_SSL' | 'KAFKA_SASL_MECHANISM' | 'KAFKA_USERNAME' | 'KAFKA_PASSWORD'
>

const security = (env: Partial<KafkaSecurity>) => ({
  ssl: env.KAFKA_SSL === 'true',
  ...(env.KAFKA_SASL_MECHANISM && {
    sasl: {
      mechanism: env.KAFKA_SASL_MECHANISM,
      username: env.KAFKA_USERNAME ?? '',
      password: env.KAFKA_PASSWORD ?? '',
    } as never, // kafkajs types one variant per mechanism; ours is checked in env.ts
  }),
})

export type Hydro = {
  readonly sites: readonly Site[]
  readonly home: Site
  site(name: string): Site
  kafka(site: string): KafkaClient
  /** Connected, isolation level 0 (true log ends). One per site and process. */
  cluster(site: string): Promise<Cluster>
  admin(site: string): Promise<Admin>
  disconnect(): Promise<void>
}

export const connectKafka = (options: {
  sites: readonly Site[]
  clientId: string
  env?: Partial<KafkaSecurity>
  logLevel?: LogLevel
}): Hydro => {
  prepareKafkajs()
  const home = options.sites[0]
  if (!home) throw new Error('no Kafka site is configured')
  const byName = new Map(options.sites.map((site) => [site.name, site]))
  const clients = new Map<string, KafkaClient>()
  const clusters = new Map<string, Promise<Cluster>>()
  const admins = new Map<string, Promise<Admin>>()
  const siteNamed = (name: string): Site => {
    const site = byName.get(name)
    if (!site) throw new Error(`no site is called ${name}; KAFKA_SITES has ${[...byName.keys()].join(', ')}`)
    return site
  }
  const kafka = (name: string): KafkaClient => {
    let client = clients.get(name)
    if (!client) {
      client = new Kafka({
        clientId: options.clientId,
        brokers: [...siteNamed(name).brokers],
        ...security(options.env ?? {}),
        logLevel: options.logLevel ?? logLevel.NOTHING,
        connectionTimeout: 3_000,
        requestTimeout: 15_000,
        retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 },
      })
      clients.set(name, client)
    }
    return client
  }
  /** A failed connection is forgotten, so that the next caller tries again. */
  const once = <T>(cache: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> => {
    let made = cache.get(name)
    if (!made) {
      made = make()
      cache.set(name, made)
      made.catch(() => cache.delete(name))
    }
    return made
  }
  return {
    sites: options.sites,
    home,
    site: siteNamed,
    kafka,
    cluster: (name) => once(clusters, name, () => connectCluster(kafka(name))),
    admin: (name) =>
      once(admins, name, async () => {
        const admin = kafka(name).admin()
        await admin.connect()
        return admin
      }),
    disconnect: async () => {
      const open = [...clusters.values(), ...admins.values()]
      clusters.clear()
      admins.clear()
      await Promise.allSettled(open.map(async (connection) => (await connection).disconnect()))
    },
  }
}

/** A cluster connection of its own with isolation level 0; the caller disconnects it. */
export const connectCluster = async (kafka: KafkaClient): Promise<Cluster> => {
  const symbol = Object.getOwnPropertySymbols(kafka).find((s) => String(s).includes('createCluster'))
  if (!symbol) throw new Error('kafkajs has changed inside: Hydrometer needs version 2.2.4 exactly')
  const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[symbol]!
  const cluster = create({
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
    isolationLevel: 0,
  })
  await cluster.connect()
  return cluster
}

/** For tests that pin the client version whose insides are used. */
export const kafkajsVersion = (): string =>
  (
    JSON.parse(readFileSync(new URL('../../node_modules/kafkajs/package.json', import.meta.url), 'utf8')) as {
      version: string
    }
  ).version
