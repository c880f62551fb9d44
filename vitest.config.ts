import { defineConfig } from 'vitest/config'

const NEVER = ['**/node_modules/**', '**/dist/**', '**/.next/**', '**/.hydrometer/**', 'e2e/**']

/** One file after the other: crash tests and what they kill must not meet each other. */
const onServers = {
  pool: 'forks',
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const

/**
 * Three kinds, told apart by their names: `x.test.ts` needs nothing; `x.integration.test.ts` needs the real Postgres and
 * Kafka of TEST_DATABASE_URL and TEST_KAFKA_SITES; those in `test/` start a whole pipeline with brokers of its own. The last
 * two mostly wait for real clocks, sessions and processes, so `npm test` runs them side by side.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...NEVER, '**/*.integration.test.ts'],
          pool: 'threads',
          // A deadline for what hangs, not a measure: machines are shared.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: [...NEVER, 'test/**'],
          ...onServers,
        },
      },
      { test: { name: 'pipeline', include: ['test/*.integration.test.ts'], exclude: NEVER, ...onServers } },
    ],
  },
})
