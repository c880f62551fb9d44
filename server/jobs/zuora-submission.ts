/** One file's way to Zuora, a step at a time. What each state means for it is here; how it is stored is in server/files. */
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { observeLater, type StepLatency } from '../../domain/step-latency.ts'
import { plural } from '../../domain/words.ts'
import { leaveUnknown } from '../files/leave-unknown.ts'
import { recordAnswer } from '../files/record-answer.ts'
import { recordFound, recordNotFound } from '../files/record-found.ts'
import { recordImport } from '../files/record-import.ts'
import { KEY_SERVES_HOURS, recordTry, renewUntriedAttempt } from '../files/record-try.ts'
import { startAttempt } from '../files/start-attempt.ts'
import { type Attempt, type FileForSubmission, loadSubmission } from '../files/submission.ts'
import type { UsageAnswer } from '../zuora/answers.ts'
import { toNanos } from '../zuora/usages.ts'
import type { JobDeps } from './job.ts'

const ACTOR = 'zuora-submitter'
/** R23: from the check of the key to the first byte sent, and from there to the whole answer. */
const START_WITHIN_MS = 60_000
const POST_DEADLINE_MS = 5 * 60_000
/** The same key again: first soon, then every half minute. */
const RETRY_FIRST_MS = 1_000
const RETRY_MAX_MS = 30_000
/** An import takes seconds: it is watched for this long before the file makes room for another. */
const WATCH_MS = 10_000
const WATCH_FIRST_MS = 100
const POLL_MIN_MS = 2_000
const POLL_MAX_MS = 60_000
/** R23: nothing found twice, so far apart, is for a person. */
const ASK_AGAIN_MS = 15 * 60_000

/** Keys remembered as announced; more than are ever waiting. Forgetting one only tells it again. */
const ANNOUNCED_MAX = 10_000

/** What comes after a step: nothing, or another one so many milliseconds later. */
export type Next = 'done' | { readonly again: number }

export type SubmissionFigures = {
  accepted: number
  imported: number
  refused: number
  retried: number
  unknown: number
  lastTrouble: string
}

export class Submission {
  readonly #deps: JobDeps
  readonly #figures: SubmissionFigures
  readonly #latency: StepLatency
  readonly #stopping: AbortSignal
  /** Until then nothing is sent, whatever the file. Monotonic milliseconds. */
  #pausedUntil = 0
  /** Tries in a row that did not reach Zuora. */
  #unreachable = 0
  /** Keys that this process announced. */
  readonly #announced = new Set<string>()

  constructor(deps: JobDeps, figures: SubmissionFigures, latency: StepLatency, stopping: AbortSignal) {
    this.#deps = deps
    this.#figures = figures
    this.#latency = latency
    this.#stopping = stopping
  }

  /** From whatever state the file is in. Throws while the world does not work; then it is called again. */
  async goOn(fileId: number): Promise<Next> {
    const file = await loadSubmission(this.#deps.pool, fileId)
    if (!file || file.personNeeded) return 'done'
    switch (file.state) {
      case 'balanced':
        return this.#begin(file)
      case 'submitting':
      case 'unknown':
        return this.#send(file)
      case 'submitted':
        return this.#watch(file)
      default:
        return 'done' // open, closing, closed: not its turn; imported, refused, quarantined: no longer
    }
  }

  /** R22: the attempt is committed before anything is made of it. */
  async #begin(file: FileForSubmission): Promise<Next> {
    if (file.attemptInLog)
      return this.#leave(
        file,
        'The log holds an attempt to submit this file whose outcome is not recorded here, as after a restored or emptied database. It was not sent again, so nothing is billed twice. Look for its name among the usage imports in Zuora, then settle it by hand.',
      )
    if (!(await this.#bytes(file))) return 'done'
    await startAttempt(this.#deps.pool, file, ACTOR)
    return this.goOn(file.id)
  }

  /** Announces, tries, and writes down what Zuora answered. The same key for as long as it serves (R23). */
  async #send(file: FileForSubmission): Promise<Next> {
    const { pool, zuora } = this.#deps
    const { attempt } = file
    if (file.attemptInLog) return 'done'
    if (!attempt)
      return this.#leave(
        file,
        'The file is being submitted but no attempt is recorded. This is a defect; nothing was sent.',
      )
    if (attempt.state === 'accepted') return this.#watch(file)
    const pause = this.#pausedUntil - performance.now()
    if (pause > 0) return { again: pause }
    const bytes = await this.#bytes(file)
    if (!bytes) return 'done'
    if (attempt.tries === 0) await this.#announce(file, attempt)
    const tried = await recordTry(pool, file.id, attempt)
    if (tried === 'not-ours') return this.#stopping.aborted ? { again: 0 } : 'done'
    if (tried === 'key-too-old') return this.#ask(file, attempt)
    const checkedAt = performance.now()
    const answer = await zuora.postUsage({
      fileName: file.name,
      bytes,
      idempotencyKey: attempt.idempotencyKey,
      trackId: attempt.idempotencyKey.slice(0, 64),
      deadlineMs: POST_DEADLINE_MS,
      mayStart: () => performance.now() - checkedAt < START_WITHIN_MS,
    })
    const ages = await recordAnswer(pool, file.id, attempt, answer, ACTOR)
    if (ages) observeLater(this.#latency, ages.cells, ages.laterMs)
    return this.#after(file, attempt, answer)
  }

  /** R22: known to the log before the first request. Told again only when its 23 hours began anew or we may not have told it. */
  async #announce(file: FileForSubmission, attempt: Attempt): Promise<void> {
    const { idempotencyKey, number } = attempt
    const { startedAtMs, renewed } = await renewUntriedAttempt(this.#deps.pool, file.id, attempt)
    if (!renewed && this.#announced.has(idempotencyKey)) return
    const { id, partition, revision } = file
    await this.#deps.announce({ fileId: id, partition, revision, idempotencyKey, number, startedAtMs })
    if (this.#announced.size >= ANNOUNCED_MAX) this.#announced.clear()
    this.#announced.add(idempotencyKey)
  }

  #after(file: FileForSubmission, attempt: Attempt, answer: UsageAnswer): Next | Promise<Next> {
    const figures = this.#figures
    if (answer.kind !== 'accepted') figures.lastTrouble = `${file.name}: ${answer.message}`
    switch (answer.kind) {
      case 'accepted':
        figures.accepted += 1
        return this.goOn(file.id)
      case 'refused':
        figures.refused += 1
        return 'done'
      case 'retryable': {
        figures.retried += 1
        this.#unreachable = answer.sent ? 0 : this.#unreachable + 1
        const delay = Math.max(retryMs(answer.sent ? attempt.tries : this.#unreachable), answer.retryAfterMs ?? 0)
        // 429 is said to the whole tenant, and a Zuora that is away is away for every file.
        if (answer.httpStatus === 429 || !answer.sent) this.#pausedUntil = performance.now() + delay
        return { again: delay }
      }
      case 'unknown':
        figures.unknown += 1
        return answer.personNeeded ? 'done' : { again: retryMs(attempt.tries) }
    }
  }

  /** Zuora has it: is it imported? */
  async #watch(file: FileForSubmission): Promise<Next> {
    const { pool, zuora } = this.#deps
    const { attempt } = file
    if (!attempt?.statusPath)
      return this.#leave(
        file,
        'Zuora took the file, but the address of its import status is not recorded. Look for its name among the usage imports in Zuora.',
      )
    const until = performance.now() + WATCH_MS
    for (let delay = WATCH_FIRST_MS; ; delay = Math.min(delay * 2, POLL_MIN_MS)) {
      const answer = await zuora.importStatus(attempt.statusPath)
      const atEnd = performance.now() + delay > until || this.#stopping.aborted
      if (answer.kind !== 'waiting' || atEnd) await recordImport(pool, file.id, attempt, answer, ACTOR)
      if (answer.kind === 'imported') {
        this.#figures.imported += 1
        return 'done'
      }
      if (answer.kind === 'failed') {
        this.#figures.refused += 1
        this.#figures.lastTrouble = `${file.name}: ${answer.message}`
        return 'done'
      }
      // The longer an import takes, the less often it is asked for.
      const later = Math.min(POLL_MAX_MS, Math.max(POLL_MIN_MS, file.submittedAgoMs / 4))
      if (answer.kind === 'not-now') {
        this.#figures.lastTrouble = `${file.name}: ${answer.message}`
        return { again: Math.max(later, answer.retryAfterMs ?? 0) }
      }
      if (atEnd) return { again: later }
      await wait(delay, undefined, { signal: this.#stopping }).catch(() => {})
    }
  }

  /** The key no longer serves: only equal count and totals under the file's name prove it imported (R23). */
  async #ask(file: FileForSubmission, attempt: Attempt): Promise<Next> {
    const { pool, zuora } = this.#deps
    const found = await zuora.usagesByFileName(file.name)
    if (found.rows === 0) {
      const firstAgoMs = await recordNotFound(pool, file.id, attempt, ACTOR)
      if (firstAgoMs < ASK_AGAIN_MS) return { again: ASK_AGAIN_MS - firstAgoMs }
      return this.#leave(
        file,
        `The outcome of a try more than ${KEY_SERVES_HOURS} hours ago is not known, and Zuora, asked twice, holds no record of ${file.name}. It was not sent again, so nothing is billed twice. Look for it among the usage imports in Zuora, then settle it by hand.`,
      )
    }
    if (found.rows === file.rows && sameTotals(file.totals, found.totals)) {
      await recordFound(pool, file.id, attempt, found.rows, ACTOR)
      this.#figures.imported += 1
      return 'done'
    }
    return this.#leave(
      file,
      `Zuora holds ${plural(found.rows, 'record')} of ${file.name}, which has ${file.rows}, or their quantities differ. It was not sent again. Compare them in Zuora, then settle it by hand.`,
    )
  }

  /** The stored file, if it is the one that balanced; otherwise nothing goes out and a person is told. */
  async #bytes(file: FileForSubmission): Promise<Buffer | null> {
    const bytes = file.objectKey === null ? null : await this.#deps.objects.get(file.objectKey)
    if (bytes && bytes.length === file.bytes && createHash('sha256').update(bytes).digest().equals(file.digest))
      return bytes
    await this.#leave(
      file,
      `The stored file ${file.objectKey ?? '(no object recorded)'} is not the one whose books balanced. It was not sent. Restore it in the object store, then settle it by hand.`,
    )
    return null
  }

  async #leave(file: FileForSubmission, message: string): Promise<Next> {
    await leaveUnknown(this.#deps.pool, file.id, message, ACTOR)
    this.#figures.unknown += 1
    this.#figures.lastTrouble = `${file.name}: ${message}`
    return 'done'
  }
}

/** Tries that were made before this one. */
const retryMs = (tries: number): number => Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(tries, 10))

const sameTotals = (books: Readonly<Record<string, string>>, found: ReadonlyMap<string, bigint>): boolean => {
  const units = new Set([...Object.keys(books), ...found.keys()])
  return [...units].every((unit) => toNanos(books[unit] ?? '0') === (found.get(unit) ?? 0n))
}
