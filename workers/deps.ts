import type { Logger } from 'pino'
import type { StepLatency } from '../domain/step-latency.ts'
import type { Environment } from '../server/env.ts'
import type { Hydro } from '../server/kafka/client.ts'
import type { ObjectStore } from '../server/objects/store.ts'
import type { Pool } from '../server/postgres/pool.ts'
import type { ReadReference } from '../server/postgres/reference.ts'

/** What every processor and job is given. */
export type WorkerDeps = {
  readonly env: Environment
  readonly pool: Pool
  readonly hydro: Hydro
  readonly objects: ObjectStore
  readonly reference: ReadReference
  readonly log: Logger
}

/** A worker that is no stream, while it runs. */
export type RunningWorker = {
  stop(deadlineMs: number): Promise<void>
  /** outcome → total */
  figures(): Record<string, number>
  /** How long after its record an event reached the step of this worker, where it has one. */
  readonly latency?: StepLatency
  /** Resolves if the process must end. */
  readonly fatal: Promise<Error>
}
