// npm start, npm run dev: checks what the machine must have, installs, then hands over to start/main.ts. No dependencies
// until the packages are there.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './bootstrap/install.mjs'
import { createProgress } from './bootstrap/progress.mjs'
import { requireNode } from './bootstrap/requirements.mjs'

const startedAt = Date.now()
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const progress = createProgress()

try {
  requireNode()
  const dev = process.argv.includes('--dev')
  progress.say(dev ? 'Starting Hydrometer for development' : 'Starting Hydrometer')
  await ensureInstalled(root, progress)
  const { register } = await import('tsx/esm/api')
  register()
  const { start } = await import('./start/main.ts')
  await start({ root, dev, progress, startedAt })
} catch (error) {
  progress.say(`\n${error.message}`)
  if (process.env.LOG_LEVEL === 'debug') console.error(error)
  process.exitCode = 1
}
// A build that was interrupted would keep this process until it is done.
process.exit()
