/**
 * One run: logs, a database, an object store, two partitions of each worker, and a seed that chooses who goes on, what
 * the network does, and what goes wrong. Then the storm ends, everything is put right, and the world must come to rest.
 */
import pino from 'pino'
import { uuidText } from '../../domain/line-item-id.ts'
import type { ProcessorName } from '../../domain/pipeline.ts'
import { ACCOUNT_CACHE_MS } from '../../server/limits.ts'
import { ObjectNotFound, type ObjectStore } from '../../server/objects/object.ts'
import type { Reference } from '../../server/postgres/reference.ts'
import { decodeCsvFileEvent, decodeLineItem } from '../../server/proto/codec.ts'
import { csvBookkeeper } from '../../workers/csv-bookkeeper.ts'
import { csvBuilder } from '../../workers/csv-builder.ts'
import type { WorkerDeps } from '../../workers/deps.ts'
import { submissionFilter } from '../../workers/submission-filter.ts'
import { Accounts } from './accounts.ts'
import { Clock } from './clock.ts'
import { Desk } from './desk.ts'
import { makeInputs } from './events.ts'
import { Losses } from './losses.ts'
import { MemoryLog, memoryHydro, PARTITIONS } from './memory-log.ts'
import type { Mutant } from './mutants.ts'
import type { OneTransaction } from './one-transaction.ts'
import { type Pick, picker } from './random.ts'
import { deliver, type OnTheWire } from './wire.ts'
import { type Make, type Task, Worker } from './worker.ts'

export const TROUBLES = ['crash', 'takeover', 'fault', 'timeout', 'account', 'release', 'deploy', 'submit'] as const
/** Of a third of the runs: a record that is lost though it was acknowledged, and who repairs that. */
const LOSSES = ['lose', 'repair'] as const
export type Trouble = (typeof TROUBLES)[number] | (typeof LOSSES)[number] | 'empty database'

const WORKERS: readonly [ProcessorName, string, Make][] = [
  ['submission-filter', 'billing.line-items', submissionFilter],
  ['submission-filter', 'submission-filter.retry', submissionFilter],
  ['csv-builder', 'billing.submittable', csvBuilder],
  ['csv-bookkeeper', 'billing.csv-files', csvBookkeeper],
]
const STEPS_MAX = 4_000
const STORM_STEPS = 260
/** Header and about three rows of these events. */
const CSV_MAX_BYTES = 330

export type Options = {
  readonly events?: number
  readonly faults?: number
  readonly mutant?: Mutant
  /** Troubles to choose from; all by default. */
  readonly troubles?: readonly Trouble[]
}

export class World {
  readonly seed: number
  readonly database: OneTransaction
  readonly log = new MemoryLog()
  readonly deps: WorkerDeps
  readonly mutant: Mutant
  readonly pick: Pick
  readonly trace: string[] = []
  readonly net: OnTheWire[] = []
  readonly accounts: Accounts
  readonly desk: Desk
  readonly losses: Losses
  env: { ZUORA_DATE_FORMAT: string; ZUORA_UNIQUE_KEY: 'on' | 'off' } & WorkerDeps['env']
  isCalm = false
  emptied = 0
  readonly #clock = new Clock()
  readonly #troubles: readonly Trouble[]
  readonly #inputs: ReturnType<typeof makeInputs>
  readonly #owners = new Map<string, Worker>()
  #workers: Worker[] = []
  #born = 0
  #faults: number
  #steps = 0

  constructor(database: OneTransaction, reference: Reference, seed: number, options: Options) {
    this.database = database
    this.seed = seed
    this.pick = picker(seed)
    this.mutant = options.mutant ?? {}
    this.#faults = options.faults ?? 8
    this.#troubles = options.troubles ?? [
      ...TROUBLES,
      ...(this.pick(3) ? [] : (['empty database'] as const)),
      ...(this.pick(3) ? [] : LOSSES),
    ]
    this.env = {
      ZUORA_DATE_FORMAT: 'MM/DD/YYYY',
      ZUORA_UNIQUE_KEY: 'off',
      CSV_MAX_BYTES,
      CSV_MAX_AGE_SECONDS: 0, // the schedule says when a file is old enough
    } as World['env']
    this.deps = {
      env: this.env,
      pool: undefined as never, // each worker has its own
      hydro: memoryHydro(this.log),
      objects: memoryObjects(),
      reference: async () => reference,
      log: pino({ level: 'silent' }),
    }
    this.accounts = new Accounts(this)
    this.desk = new Desk(this)
    this.losses = new Losses(this)
    this.#inputs = makeInputs(this.pick, options.events ?? 8)
  }

  note(who: Worker | string, what: string): void {
    this.trace.push(`${this.#steps} ${typeof who === 'string' ? who : `${who.task.name}#${who.id}`}: ${what}`)
  }
  put(request: OnTheWire): void {
    this.net.push(request)
  }
  ownerOf(task: Task): Worker | undefined {
    return this.#owners.get(task.name)
  }
  get workers(): readonly Worker[] {
    return this.#workers
  }

  /** @throws when a worker fails with what is neither an outage nor a lost fence, or when the world does not rest */
  run(): Promise<void> {
    return this.#clock.run(() => this.#run())
  }

  async #run(): Promise<void> {
    await this.accounts.write()
    for (const task of tasks()) await this.#own(task)
    for (; ; this.#steps++) {
      if (this.#steps > STEPS_MAX) throw new Error(`no rest after ${STEPS_MAX} steps`)
      if (!this.isCalm && this.#faults > 0 && this.pick(12) === 0) await this.#trouble()
      const able = this.#workers.filter((worker) => worker.isAble)
      const moves = able.length + this.net.length + (this.#inputs.length > 0 ? 1 : 0)
      if (!this.isCalm && (moves === 0 || this.#steps > STORM_STEPS)) await this.#calm()
      else if (moves > 0) await this.#move(able, this.pick(moves))
      else if (!(await this.desk.releaseAll())) return
    }
  }

  async #move(able: Worker[], choice: number): Promise<void> {
    const worker = able[choice]
    if (worker) {
      await worker.step()
      return this.#bury(worker)
    }
    const request = this.net[choice - able.length]
    if (request) {
      await deliver(this, request, this.#fate(request))
      return this.#bury(request.worker)
    }
    const input = this.#inputs.shift()!
    const offset = this.log.append('billing.line-items', input.record.partition, [input.record])
    this.note('input', `${input.note} at ${input.record.partition}:${offset}`)
  }

  #fate(request: OnTheWire): 'ack' | 'answer lost' | 'gone' {
    if (request.isLate) return this.pick(2) ? 'answer lost' : 'gone'
    if (this.isCalm || !this.#troubles.includes('timeout') || this.pick(10)) return 'ack'
    return this.pick(2) ? 'answer lost' : 'gone'
  }

  #bury(worker: Worker): void {
    if (worker.state !== 'ended') return
    this.#workers = this.#workers.filter((one) => one !== worker)
    if (worker.failure) throw worker.failure
    this.note(worker, 'ended')
  }

  async #own(task: Task): Promise<Worker> {
    const make = WORKERS.find(([, topic]) => topic === task.source.topic)![2]
    const worker = new Worker(this, task, this.#born++, make)
    this.#owners.set(task.name, worker)
    this.#workers.push(worker)
    await worker.start()
    return worker
  }

  #kill(worker: Worker): void {
    worker.kill()
    this.#workers = this.#workers.filter((one) => one !== worker)
  }

  async #trouble(): Promise<void> {
    const trouble = this.#troubles[this.pick(this.#troubles.length)]
    this.#faults--
    const all = tasks()
    const task = all[this.pick(all.length)]!
    const owner = this.ownerOf(task)!
    switch (trouble) {
      case 'crash':
      case 'takeover':
        this.note(owner, trouble)
        if (trouble === 'crash') this.#kill(owner)
        await this.#own(task) // after a takeover the old one lives on, and does not know
        return
      case 'fault':
        owner.fault = this.pick(2) ? 'connection lost' : 'answer to commit lost'
        return this.note(owner, owner.fault)
      case 'timeout': {
        const request = this.net[this.pick(this.net.length)]
        if (request && !request.isLate) await deliver(this, request, 'timeout')
        return
      }
      case 'account':
        return this.accounts.change()
      case 'release':
        return this.desk.releaseOne()
      case 'lose':
        return this.losses.arm()
      case 'repair':
        return this.desk.repairOne()
      case 'deploy': {
        this.env = { ...this.env, ZUORA_UNIQUE_KEY: this.env.ZUORA_UNIQUE_KEY === 'on' ? 'off' : 'on' }
        this.note('deploy', `unique key ${this.env.ZUORA_UNIQUE_KEY}`)
        for (const one of all.filter(({ source }) => source.processor === 'csv-builder')) {
          this.#kill(this.ownerOf(one)!)
          await this.#own(one)
        }
        return
      }
      case 'submit':
        return this.desk.submit()
      case 'empty database':
        // Before anything was sent there is nothing to read back: then the trouble is saved for later.
        // So it is while something is lost that only this database knows of.
        if (this.log.of('billing.submittable', this.pick(PARTITIONS)).length === 0 || this.losses.isOpen())
          this.#faults++
        else if (this.emptied === 0) await this.#emptyDatabase()
    }
  }

  /** R21: every worker is stopped, what is on the wire settles, and all go on with a database that holds nothing. */
  async #emptyDatabase(): Promise<void> {
    this.emptied++
    this.note('database', 'is empty')
    for (const worker of [...this.#workers]) this.#kill(worker)
    for (const request of [...this.net]) await deliver(this, request, this.pick(2) ? 'answer lost' : 'gone')
    await this.database.empty()
    await this.accounts.write()
    for (const task of tasks()) await this.#own(task)
  }

  async #calm(): Promise<void> {
    this.isCalm = true
    this.note('calm', 'everything is put right')
    this.losses.disarm()
    for (const worker of [...this.#workers]) {
      worker.fault = undefined
      if (!worker.isOwner) this.#kill(worker)
    }
    await this.accounts.heal()
    this.#clock.pass(ACCOUNT_CACHE_MS + 1) // what filters remember of accounts is old now
  }
}

const tasks = (): Task[] =>
  WORKERS.flatMap(([processor, topic]) =>
    Array.from({ length: PARTITIONS }, (_, partition) => ({
      name: `${processor} ${topic}:${partition}`,
      source: { processor, site: 'iad', topic, partition },
    })),
  )

const memoryObjects = (): ObjectStore => {
  const objects = new Map<string, Buffer>()
  return {
    put: async (key, chunks) => {
      objects.set(key, Buffer.concat(chunks instanceof Uint8Array ? [chunks] : chunks))
    },
    get: async (key) => {
      const found = objects.get(key)
      if (!found) throw new ObjectNotFound(key, 'the store of this run')
      return found
    },
    exists: async (key) => objects.has(key),
    putFile: () => Promise.reject(new Error('no file is put here')),
    fetchTo: () => Promise.reject(new Error('no file is fetched here')),
    remove: async (key) => {
      objects.delete(key)
    },
  }
}

/** What the records of a topic say, for the trace. */
export const inShort = (topic: string, value: Buffer): string => {
  if (topic === 'billing.csv-files') {
    const event = decodeCsvFileEvent(value)
    if (event.kind === 'rows_appended')
      return `rows ${event.firstRow} to ${event.firstRow + event.attempts.length - 1} of ${event.fileId}, to ${event.nextOffset}`
    return `${event.kind} ${event.fileId}${event.kind === 'file_closed' ? ` ${event.firstOffset}–${event.nextOffset}` : ''}`
  }
  if (topic.endsWith('.dead-letter')) return 'letter'
  return uuidText(decodeLineItem(value).lineItemId).slice(-12)
}
