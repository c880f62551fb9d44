import type { WorkerName } from '../../domain/pipeline.ts'

/**
 * How Node runs a worker. Its young generation has one size from the start: one that grows with the work was what a worker's
 * memory grew by (docs/performance.md). A batch of thousands of records lives as long as its decision, which is why it is no
 * smaller: with less, more of it is copied twice and kept.
 */
const STREAM_FLAGS = ['--enable-source-maps', '--min-semi-space-size=16', '--max-semi-space-size=16'] as const
/** It copies records into blocks of its own as they come: few objects live longer than a moment. */
const ARCHIVER_FLAGS = ['--enable-source-maps', '--max-semi-space-size=8'] as const
/**
 * lag-monitor has ten seconds for a round that takes half of one: V8 collects what a round left early instead of keeping
 * room for it (1 MiB of young generation, a heap that grows slowly).
 */
const MONITOR_FLAGS = ['--enable-source-maps', '--optimize-for-size'] as const

/** One for whoever ends, two for who end before the next one has loaded: 60 MB each (decision 26). */
export const STANDBYS = 3
/** A process that stands by runs like a stream and is taken for whoever runs the same. */
export const STANDBY_FLAGS: readonly string[] = STREAM_FLAGS
/** `command`: Node with STANDBY_FLAGS. */
export const standbyWith = (command: readonly string[]) => ({
  command,
  count: STANDBYS,
  serves: ({ worker }: { readonly worker: WorkerName }) => workerFlags(worker) === STANDBY_FLAGS,
})

export const workerFlags = (worker: WorkerName): readonly string[] => {
  if (worker === 'lag-monitor') return MONITOR_FLAGS
  return worker === 'warehouse-archiver' ? ARCHIVER_FLAGS : STREAM_FLAGS
}
