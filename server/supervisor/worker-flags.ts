/**
 * How Node runs a worker. A batch of thousands of records lives as long as its decision: with the default young
 * generation of 16 MiB it is copied twice and kept, which was a sixth of all the time of a worker (docs/performance.md).
 */
export const WORKER_FLAGS = ['--enable-source-maps', '--max-semi-space-size=32'] as const
