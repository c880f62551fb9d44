/** Numbers of tests from the JSON reports of vitest and Playwright, and what counts when a runner fell over. */
import { readFile } from 'node:fs/promises'

export type Counts = { readonly passed: number; readonly failed: number }
export const NONE: Counts = { passed: 0, failed: 0 }
export const ONE_PASSED: Counts = { passed: 1, failed: 0 }
export const ONE_FAILED: Counts = { passed: 0, failed: 1 }

export const add = (a: Counts, b: Counts): Counts => ({ passed: a.passed + b.passed, failed: a.failed + b.failed })

type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number } }

/** A test file that could not even be loaded has no failed test, and is one failure. */
const ofVitest = (report: VitestReport): Counts => {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
}

/** Passed at the second try is passed: Playwright says which. */
const ofPlaywright = ({ stats }: PlaywrightReport): Counts => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected,
})

/** A runner that says it failed though no test did (or that wrote no report, or ran nothing) is one failure. */
export const countReport = async (file: string, kind: 'vitest' | 'playwright', ok: boolean): Promise<Counts> => {
  let counts = NONE
  try {
    const report: unknown = JSON.parse(await readFile(file, 'utf8'))
    counts = kind === 'vitest' ? ofVitest(report as VitestReport) : ofPlaywright(report as PlaywrightReport)
  } catch {
    return ONE_FAILED
  }
  const unexplained = (!ok && counts.failed === 0) || counts.passed + counts.failed === 0
  return unexplained ? add(counts, ONE_FAILED) : counts
}
