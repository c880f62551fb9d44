/**
 * One worker with one partition: does with the real handlers what `server/kafka/partition-run.ts` does, but stands still
 * before every durable step until the schedule lets it go on. Between two such stops nothing else happens in the world.
 */
import type { Poison } from '../../domain/poison.ts'
import { StepLatency } from '../../domain/step-latency.ts'
import { letterRecord, recordedDeadLetters, recordLetterPlaces, type Source } from '../../server/kafka/dead-letters.ts'
import type { Batch, PartitionContext, PartitionHandler, StreamProcessor } from '../../server/kafka/processor.ts'
import { recordSha256 } from '../../server/kafka/record-digest.ts'
import { RecordQueue } from '../../server/kafka/record-queue.ts'
import { makeSender, type OutRecord, type Sender } from '../../server/kafka/sender.ts'
import { findStart } from '../../server/kafka/start.ts'
import { type Cursor, decide, FenceLost, rememberState } from '../../server/postgres/cursor.ts'
import type { Pool } from '../../server/postgres/pool.ts'
import { isWorldAway } from '../../server/world-away.ts'
import type { WorkerDeps } from '../../workers/deps.ts'
import { PARTITIONS } from './memory-log.ts'
import type { World } from './world.ts'

export type Task = { readonly name: string; readonly source: Source }
export type Make = (deps: WorkerDeps) => StreamProcessor
export type Fault = 'connection lost' | 'answer to commit lost'

/** Whoever was told that it lost its partition, and believed it. */
class Lost extends Error {}
const NEVER = new Promise<never>(() => {})
const LIVES_MAX = 200

export class Worker {
  readonly task: Task
  readonly id: number
  readonly #world: World
  readonly #processor: StreamProcessor
  readonly #pool: Pool
  readonly #sender: Sender
  #go: (() => void) | undefined
  #still: (() => void) | undefined
  #canGo: () => boolean = () => true
  /** `on the wire`: waits for an answer, which only the world gives. */
  state: 'running' | 'parked' | 'on the wire' | 'ended' | 'killed' = 'running'
  at = ''
  fault: Fault | undefined
  failure: unknown
  /** The cursor in its memory, as long as it has one. */
  cursor: Cursor | undefined

  constructor(world: World, task: Task, id: number, make: Make) {
    this.#world = world
    this.task = task
    this.id = id
    this.#pool = world.database.pool({
      before: async (what) => {
        await this.#park(what)
        this.#fails('connection lost')
      },
      afterCommit: () => this.#fails('answer to commit lost'),
    })
    this.#processor = make({ ...world.deps, pool: this.#pool, objects: this.#objects(), env: { ...world.env } })
    this.#sender = makeSender(
      (topic, byPartition) => this.#produce(topic, byPartition),
      async () => {},
    )
  }

  get isAble(): boolean {
    return this.state === 'parked' && this.#canGo()
  }
  get isOwner(): boolean {
    return this.#world.ownerOf(this.task) === this
  }

  start(): Promise<void> {
    const still = this.#untilStill()
    void this.#run()
    return still
  }
  /** Lets it go on to its next stop. */
  step(): Promise<void> {
    const still = this.#untilStill()
    this.#go?.()
    return still
  }
  /** Gives it an answer from the wire, and lets it go on to its next stop. */
  async answer(give: () => void): Promise<void> {
    if (this.state !== 'on the wire') return
    const still = this.#untilStill()
    give()
    await still
  }
  kill(): void {
    this.state = 'killed'
  }

  #untilStill(): Promise<void> {
    this.state = 'running'
    return new Promise((resolve) => {
      this.#still = resolve
    })
  }
  #stop(state: 'parked' | 'on the wire' | 'ended'): void {
    if (this.state === 'killed') return
    this.state = state
    this.#still?.()
  }
  #park(at: string, canGo: () => boolean = () => true): Promise<void> {
    this.at = at
    this.#canGo = canGo
    return new Promise((resolve) => {
      this.#go = resolve
      this.#stop('parked')
    })
  }
  #fails(fault: Fault): void {
    if (this.fault !== fault) return
    this.fault = undefined
    throw new Error('Connection terminated unexpectedly')
  }

  async #produce(topic: string, byPartition: ReadonlyMap<number, OutRecord[]>): Promise<ReadonlyMap<number, number>> {
    if (this.state === 'killed') return NEVER
    if (this.#world.mutant.trustsTheWire) {
      const ends = [...byPartition.keys()].map((p) => [p, this.#world.log.of(topic, p).length] as const)
      this.#world.put({ worker: this, topic, byPartition, resolve: () => {}, reject: () => {}, isLate: true })
      return new Map(ends)
    }
    return new Promise((resolve, reject) => {
      this.at = `sending ${topic}`
      this.#world.put({ worker: this, topic, byPartition, resolve, reject, isLate: false })
      this.#stop('on the wire')
    })
  }

  #objects(): WorkerDeps['objects'] {
    const { objects } = this.#world.deps
    return {
      ...objects,
      put: async (key, chunks) => {
        await this.#park('store an object')
        await objects.put(key, chunks)
      },
      get: async (key) => {
        await this.#park('read an object')
        return objects.get(key)
      },
      exists: (key) => objects.exists(key),
    }
  }

  async #run(): Promise<void> {
    try {
      for (let lives = 0; ; lives++) {
        if (lives > LIVES_MAX) throw new Error(`${this.task.name} was loaded ${lives} times`)
        try {
          await this.#live()
        } catch (error) {
          this.cursor = undefined
          if (error instanceof Lost) break
          if (error instanceof FenceLost) {
            this.#world.note(this, 'fence lost')
            if (!this.isOwner && this.#world.pick(2)) break
          } else if (!isWorldAway(error)) throw error
        }
        await this.#park('back off')
      }
    } catch (error) {
      this.failure = error
    }
    this.#stop('ended')
  }

  async #live(): Promise<void> {
    const { world, source } = { world: this.#world, source: this.task.source }
    const { mutant } = world
    await this.#park('start')
    const processor = { ...this.#processor, ...(mutant.resumesAtCursor && { resumesAtCursor: true }) }
    const hydro = world.deps.hydro
    const { cursor, from } = await findStart({ pool: this.#pool, hydro, processor, source })
    this.cursor = cursor
    const recorded = await recordedDeadLetters(this.#pool, source, from)
    const plain = this.#context(cursor, from, recorded)
    const context = mutant.context?.(plain, world) ?? plain
    const handler = await processor.open(context)
    mutant.opened?.(context)
    const queue = new RecordQueue(from)
    const log = world.log.of(source.topic, source.partition)
    let handledTo = -1
    let isRefused = false
    const commit = () => {
      if (handledTo <= cursor.committedOffset || isRefused) return
      if (!this.isOwner) {
        isRefused = true
        if (world.pick(2)) throw new Lost()
        return
      }
      world.log.commit(source.processor, source.topic, source.partition, handledTo)
      cursor.committedOffset = handledTo
      world.note(this, `committed ${handledTo}`)
    }
    for (;;) {
      const toRead = () => log.length > queue.next || queue.length > 0
      const toCommit = () => handledTo > cursor.committedOffset && !isRefused
      const toTick = () => handler.tick !== undefined && (cursor.state.openFile ?? null) !== null
      await this.#park('idle', () => toRead() || toCommit() || toTick())
      const choices: ('read' | 'commit' | 'tick')[] = []
      if (toRead()) choices.push('read', 'read', 'read')
      if (toCommit()) choices.push('commit')
      if (toTick() && (world.isCalm || world.pick(4) === 0)) choices.push('tick')
      const choice = choices[world.pick(choices.length)]
      if (choice === 'tick') await (handler as Required<PartitionHandler>).tick()
      if (choice === 'commit') commit()
      if (choice !== 'read') continue
      queue.put(log.slice(queue.next, queue.next + 1 + world.pick(4)))
      const isReplay = (queue.peek()?.offset ?? cursor.nextOffset) < cursor.nextOffset
      const records = queue.take(1 + world.pick(5), isReplay ? cursor.nextOffset : undefined)
      const last = records.at(-1)
      if (!last) continue
      const batch: Batch = { records, isReplay, nextOffset: last.offset + 1, priorSha256: recordSha256(last) }
      world.note(this, `${isReplay ? 'repeats' : 'reads'} ${records[0]!.offset} to ${last.offset}`)
      if (mutant.commitsFirst) {
        handledTo = batch.nextOffset
        commit()
      }
      await handler.handle(batch)
      handledTo = batch.nextOffset
    }
  }

  #context(cursor: Cursor, startOffset: number, recorded: ReadonlyMap<number, Poison>): PartitionContext {
    const { source } = this.task
    const send = async (topic: string, records: readonly OutRecord[]) => {
      if (records.length === 0) return []
      await this.#park(`send ${topic}`)
      return this.#sender.send(topic, records)
    }
    return {
      source,
      cursor,
      startOffset,
      recorded,
      decide: async (work) => {
        const result = await decide(this.#pool, cursor, work)
        this.#world.note(this, `decided to ${cursor.nextOffset}`)
        return result
      },
      remember: (state) => rememberState(this.#pool, cursor, state),
      send,
      sendDeadLetters: async (letters) => {
        const partition = source.partition % PARTITIONS
        const records = letters.map((letter) => letterRecord(letter, Date.now(), partition))
        const offsets = await send(`${source.processor}.dead-letter`, records)
        if (letters.length > 0) await recordLetterPlaces(this.#pool, letters, { partition, offsets })
      },
      admit: () => {},
      count: () => {},
      latency: new StepLatency(),
    }
  }
}
