// npm test: checks what the machine must have, installs, then hands over to test/main.ts. Whatever happens, the last line
// is `N passed, N failed` and the exit status says the same.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './bootstrap/install.mjs'
import { createProgress } from './bootstrap/progress.mjs'
import { requireJava, requireMaven, requireNode } from './bootstrap/requirements.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const progress = createProgress()
let result = { passed: 0, failed: 1 }

try {
  requireNode()
  await ensureInstalled(root, progress)
  const { register } = await import('tsx/esm/api')
  register()
  const { hasKafkaJars } = await import('./embedded/kafka-jars.ts')
  requireJava()
  if (!(await hasKafkaJars())) requireMaven()
  const { runTests } = await import('./test/main.ts')
  result = await runTests({ root, progress })
} catch (error) {
  progress.say(`\n${error.stack ?? error}`)
}
progress.say(`\n${result.passed} passed, ${result.failed} failed`)
process.exit(result.failed === 0 ? 0 : 1)
