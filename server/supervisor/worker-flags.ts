import type { WorkerName } from '../../domain/pipeline.ts'

/**
 * How Node runs a worker. A batch of thousands of records lives as long as its decision: with the default young
 * generation of 16 MiB it is copied twice and kept, which was a sixth of all the time of a worker (docs/performance.md).
 */
const STREAM_FLAGS = ['--enable-source-maps', '--max-semi-space-size=32'] as const
/** It copies records into blocks of its own as they come: few objects live longer than a moment. */
const ARCHIVER_FLAGS = ['--enable-source-maps', '--max-semi-space-size=16'] as const
/** A round of lag-monitor keeps its samples until the next one: a large young generation would only hold what is over. */
const MONITOR_FLAGS = ['--enable-source-maps', '--max-semi-space-size=2'] as const

export const workerFlags = (worker: WorkerName): readonly string[] => {
  if (worker === 'lag-monitor') return MONITOR_FLAGS
  return worker === 'warehouse-archiver' ? ARCHIVER_FLAGS : STREAM_FLAGS
}
