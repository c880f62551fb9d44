/**
 * Submits balanced files to Zuora and asks what became of them (R22–R26). One job per file; each run looks at the file's
 * state and goes on from there, so that it does not matter how often a job runs or where an earlier run died:
 *
 * balanced ─ attempt recorded ─► submitting ─ announced, tried ─► submitted ─ polled ─► imported
 *
 * Whatever is in doubt is asked again with the same key for 23 hours, then by the file's name, then of a person.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { StepLatency } from '../domain/step-latency.ts'
import { enqueueSubmission, SUBMIT_TASK } from '../server/files/enqueue-submission.ts'
import { filesWithoutJob } from '../server/files/files-without-job.ts'
import { FileLocks } from '../server/jobs/file-locks.ts'
import type { Job, JobDeps, RunningJob } from '../server/jobs/job.ts'
import { runQueue } from '../server/jobs/run-queue.ts'
import { type Next, Submission, type SubmissionFigures } from '../server/jobs/zuora-submission.ts'

/** How soon a file is looked for that the queue forgot. */
const SWEEP_INTERVAL_MS = 30_000
/** Another process has the file, or died a moment ago and Postgres has not noticed yet. */
const IN_OTHER_HANDS_MS = 2_000
/** Back-off while something is away: Postgres, the object store, the broker, Zuora. */
const BACKOFF_FIRST_MS = 1_000
const BACKOFF_MAX_MS = 30_000

const backoffMs = (failures: number): number => Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 10))

const start = async (deps: JobDeps): Promise<RunningJob> => {
  const { pool, databaseUrl, log } = deps
  const stopping = new AbortController()
  const locks = new FileLocks(databaseUrl)
  const figures: SubmissionFigures = { accepted: 0, imported: 0, refused: 0, retried: 0, unknown: 0, lastTrouble: '' }
  const latency = new StepLatency()
  const submission = new Submission(deps, figures, latency, stopping.signal)
  /** Runs in a row that ended in an error, per file that has any: bounded by the files in hand at once. */
  const failures = new Map<number, number>()

  /** One step of a file; an error is a world that does not work just now, never the file's fault. */
  const step = async (fileId: number): Promise<Next> => {
    try {
      if (!(await locks.take(fileId))) return { again: IN_OTHER_HANDS_MS }
      try {
        const next = await submission.goOn(fileId)
        failures.delete(fileId)
        return next
      } finally {
        await locks.give(fileId)
      }
    } catch (error) {
      const count = failures.get(fileId) ?? 0
      failures.set(fileId, count + 1)
      figures.lastTrouble = (error as Error).message
      log.warn({ fileId, error: (error as Error).message }, 'a file could not go on; it is tried again')
      return { again: backoffMs(count) }
    }
  }

  /** The queue's own back-off grows to hours, so the next run is always put there by us. */
  const schedule = async (fileId: number, delayMs: number): Promise<void> => {
    for (let count = 0; !stopping.signal.aborted; count++) {
      try {
        return await enqueueSubmission(pool, fileId, delayMs)
      } catch (error) {
        figures.lastTrouble = (error as Error).message
        await wait(backoffMs(count), undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  const runJob = async (payload: unknown): Promise<void> => {
    const fileId = Number((payload as { fileId?: unknown }).fileId)
    if (!Number.isSafeInteger(fileId)) return log.error({ payload }, 'a submission job names no file; it is dropped')
    const next = await step(fileId)
    if (next !== 'done') await schedule(fileId, next.again)
    else failures.delete(fileId)
  }

  /** Finds what the queue forgot, at start what the last process had in hand. */
  const sweep = async (): Promise<void> => {
    const fileIds = await filesWithoutJob(pool, locks.held)
    for (const fileId of fileIds) await enqueueSubmission(pool, fileId)
    if (fileIds.length > 0) log.info({ files: fileIds.length }, 'files without a waiting job were put into the queue')
  }
  const sweeping = (async () => {
    while (!stopping.signal.aborted) {
      await sweep().catch((error: Error) => {
        figures.lastTrouble = error.message
        log.warn({ error: error.message }, 'looking for forgotten files did not work; it is tried again')
      })
      await wait(SWEEP_INTERVAL_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()

  const queue = runQueue(databaseUrl, { [SUBMIT_TASK]: runJob }, log)

  return {
    stop: async (deadlineMs) => {
      stopping.abort()
      const ended = Promise.all([queue.stop(), sweeping])
      await Promise.race([ended, wait(deadlineMs, undefined, { ref: false })])
      await locks.close()
    },
    figures: () => ({ ...figures, inHand: locks.held.length }),
    latency,
    // Every outage is waited out here, so nothing asks for an exit; the field is for jobs that have such an end.
    fatal: new Promise<Error>(() => {}),
  }
}

export const zuoraSubmitter: Job = { name: 'zuora-submitter', start }
