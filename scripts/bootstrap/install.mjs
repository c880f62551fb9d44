// `npm ci` when node_modules is not what the lock file says. No dependencies.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Told } from './requirements.mjs'

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * npm writes what it installed to node_modules/.package-lock.json at the very end, so that an interrupted installation
 * never looks complete. Optional packages may be missing: those of other platforms are.
 */
export const isInstalled = (root) => {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const installed = readJson(join(root, 'node_modules/.package-lock.json'))?.packages
  if (!wanted) throw new Told(`package-lock.json is missing in ${root}: take a whole copy of the repository.`)
  if (!installed) return false
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true
    const found = installed[path]
    return found ? found.version === version : optional === true
  })
}

const run = (command, args, root) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        said = (said + data).slice(-8_000)
      })
    }
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(said))))
  })

const install = async (root) => {
  // npm tells its scripts where it is; run by hand, it is on the path.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
  const args = [...npm.slice(1), 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  try {
    await run(npm[0], args, root)
  } catch (error) {
    const lines = error.message
      .trim()
      .split('\n')
      .filter((l) => /error|ERR/i.test(l))
      .slice(0, 6)
    throw new Told(
      `npm could not install the packages; check the network or the registry and start again. It said:\n${lines.join('\n') || error.message}`,
    )
  }
}

export const ensureInstalled = async (root, progress) => {
  if (isInstalled(root)) return
  await progress.step('Packages installed', () => install(root), 'the first time takes one to two minutes')
}
