import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { countReport } from './counts.ts'

describe('countReport', () => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const report = (value: unknown) => {
    const file = join(folder, 'report.json')
    writeFileSync(file, JSON.stringify(value))
    return file
  }
  const vitest = (
    passed: number,
    failed: number,
    files: { status: string; assertionResults: { status: string }[] }[] = [],
  ) => report({ numPassedTests: passed, numFailedTests: failed, testResults: files })

  it('adds up tests', async () => {
    expect(await countReport(vitest(5, 2), 'vitest', false)).toEqual({ passed: 5, failed: 2 })
    const stats = { expected: 3, unexpected: 1, flaky: 1 }
    expect(await countReport(report({ stats }), 'playwright', false)).toEqual({ passed: 4, failed: 1 })
  })

  it('counts a file that could not be loaded as one failure', async () => {
    const broken = { status: 'failed', assertionResults: [] }
    expect(await countReport(vitest(5, 0, [broken]), 'vitest', false)).toEqual({ passed: 5, failed: 1 })
  })

  it('never lets a runner pass that fell over, wrote nothing or ran nothing', async () => {
    expect(await countReport(vitest(5, 0), 'vitest', false)).toEqual({ passed: 5, failed: 1 })
    expect(await countReport(vitest(0, 0), 'vitest', true)).toEqual({ passed: 0, failed: 1 })
    expect(await countReport(join(folder, 'nothing.json'), 'vitest', true)).toEqual({ passed: 0, failed: 1 })
  })
})
