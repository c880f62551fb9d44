import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'

test('the generated code is current with proto/', { timeout: 60_000 }, () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/generate.mjs', import.meta.url)), '--check'])
})
