/** A background job that is no stream: a value that the worker runner starts, watches and stops. */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { StepLatency } from '../../domain/step-latency.ts'
import type { ObjectStore } from '../objects/store.ts'
import type { ZuoraClient } from '../zuora/client.ts'

/** R22: told on billing.csv-files, at the file's partition, before the first request of an attempt. */
export type AttemptAnnouncement = {
  fileId: number
  partition: number
  revision: number
  idempotencyKey: string
  number: number
  startedAtMs: number
}

export type JobDeps = {
  pool: pg.Pool
  databaseUrl: string
  objects: ObjectStore
  zuora: ZuoraClient
  /** Resolves when the broker has acknowledged it. */
  announce: (event: AttemptAnnouncement) => Promise<void>
  log: Logger
}

export type RunningJob = {
  /** What is in hand may finish until the deadline; then it is left to the next start. */
  stop(deadlineMs: number): Promise<void>
  figures(): Record<string, unknown>
  /** How long after its record an event reached the step of this job. */
  readonly latency: StepLatency
  /** Resolves if the process must exit: nothing in here can mend what happened. */
  fatal: Promise<Error>
}

export type Job = { name: 'zuora-submitter'; start(deps: JobDeps): Promise<RunningJob> }
