import { defineConfig } from '@playwright/test'

const { HYDROMETER_URL = 'http://127.0.0.1:3000', CHROMIUM_PATH, CHROMIUM_ENV = '{}' } = process.env

/** Against a running stack: `npm test` starts one of its own; by hand, the one of `npm start`. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // One stack and two cores for all tests.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: HYDROMETER_URL,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(CHROMIUM_PATH && { executablePath: CHROMIUM_PATH }),
      // The sandbox needs rights that root in a container lacks; the package's own list of flags ends the second test.
      args: ['--no-sandbox'],
      env: { ...(process.env as Record<string, string>), ...(JSON.parse(CHROMIUM_ENV) as Record<string, string>) },
    },
  },
})
