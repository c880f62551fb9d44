import { defineConfig } from '@playwright/test'
import { BASE_URL, stateOf } from './e2e/roles.ts'

const { CHROMIUM_PATH, CHROMIUM_ENV = '{}' } = process.env

/** Against a running stack: `npm test` starts one of its own; by hand, the one of `npm start`. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  globalSetup: './e2e/sign-in.setup.ts',
  outputDir: 'test-results',
  // One stack and two cores for all tests.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: BASE_URL,
    // The admin sees every page; a test of another role says which (e2e/roles.ts).
    storageState: stateOf('admin'),
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
