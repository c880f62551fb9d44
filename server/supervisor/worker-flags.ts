import type { WorkerName } from '../../domain/pipeline.ts'

/**
 * How Node runs a worker. Its young generation has one size from the start: one that grows with the work was what a worker's
 * memory grew by (docs/performance.md). A batch of thousands of records lives as long as its decision, which is why it is no
 * smaller: with less, more of it is copied twice and kept.
 */
const STREAM_FLAGS = ['--enable-source-maps', '--min-semi-space-size=16', '--max-semi-space-size=16'] as const
/**
 * They wait more than they work. Of a young generation of a stream's size such a process touches the last page after ten
 * minutes only, and its memory grew by that, with nothing to do for it. One thread beside the first is enough to compile and
 * collect: each of four took memory of its own.
 */
const JOB_FLAGS = [
  '--enable-source-maps',
  '--v8-pool-size=1',
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
] as const
/** It copies records into blocks of its own as they come: few objects live longer than a moment. */
const ARCHIVER_FLAGS = ['--enable-source-maps', '--max-semi-space-size=8'] as const
/**
 * lag-monitor has ten seconds for a round that takes half of one: V8 collects what a round left early instead of keeping
 * room for it (1 MiB of young generation, a heap that grows slowly).
 */
const MONITOR_FLAGS = ['--enable-source-maps', '--v8-pool-size=1', '--optimize-for-size'] as const

/** One for whoever ends, two for who end before the next one has loaded: 60 MB each (decision 26). */
export const STANDBYS = 3
/** A process that stands by runs like a stream: whoever has no more to ask for than that may be it. */
export const STANDBY_FLAGS: readonly string[] = STREAM_FLAGS
/** `command`: Node with STANDBY_FLAGS. */
export const standbyWith = (command: readonly string[]) => ({
  command,
  count: STANDBYS,
  serves: ({ worker }: { readonly worker: WorkerName }) => {
    const flags = workerFlags(worker)
    return flags === STREAM_FLAGS || flags === JOB_FLAGS
  },
})

const FLAGS: Readonly<Record<WorkerName, readonly string[]>> = {
  'account-directory': JOB_FLAGS,
  'usage-relay': STREAM_FLAGS,
  'submission-filter': STREAM_FLAGS,
  'csv-builder': STREAM_FLAGS,
  'csv-bookkeeper': STREAM_FLAGS,
  'zuora-submitter': JOB_FLAGS,
  'dead-letter-desk': JOB_FLAGS,
  'lag-monitor': MONITOR_FLAGS,
  'warehouse-archiver': ARCHIVER_FLAGS,
}

export const workerFlags = (worker: WorkerName): readonly string[] => FLAGS[worker]
