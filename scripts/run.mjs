// Runs a TypeScript program of the repository with its arguments:  node scripts/run.mjs cli/main.ts --help
// Where a bundle of it is current (npm start makes them), that runs instead, which starts in a third of the time.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { requireNode, Told } from './bootstrap/requirements.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const BUNDLE_OF = { 'cli/main.ts': 'dist/hydro.mjs', 'workers/main.ts': 'dist/workers.mjs' }

const fail = (error) => {
  console.error(error instanceof Told ? error.message : error)
  process.exit(1)
}

try {
  requireNode()
  const [, , program, ...args] = process.argv
  if (!program) throw new Told('Usage: node scripts/run.mjs PROGRAM.ts [ARGUMENTS]')
  const { isInstalled } = await import('./bootstrap/install.mjs')
  if (!existsSync(join(ROOT, 'node_modules/tsx')) || !isInstalled(ROOT))
    throw new Told(
      'The packages are not installed, or not those of package-lock.json: run `npm ci` (or `npm start`) first.',
    )
  const bundle = BUNDLE_OF[program]
  const { whatToBuild } = await import('./build.mjs')
  const useBundle = bundle && existsSync(join(ROOT, bundle)) && !whatToBuild().bundles
  const file = useBundle ? join(ROOT, bundle) : resolve(ROOT, program)
  if (!useBundle) (await import('tsx/esm/api')).register()
  process.argv = [process.argv[0], file, ...args]
  await import(pathToFileURL(file).href)
} catch (error) {
  fail(error)
}
