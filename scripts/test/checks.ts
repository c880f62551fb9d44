/** Checks without servers: each is one command and counts as one test. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export type Check = { readonly name: string; readonly command: readonly string[] }

const bin = (name: string) => join('node_modules', '.bin', name)

const git = (root: string, ...args: string[]): string | undefined => {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

/** Compared with the branch main, here or as last fetched; without git, or before main has schemas, there is nothing. */
const breakingCheck = (root: string): Check[] => {
  const folder = git(root, 'rev-parse', '--path-format=absolute', '--git-common-dir')
  const main = ['main', 'origin/main'].find((ref) => git(root, 'rev-parse', '--verify', '--quiet', `${ref}:proto`))
  if (!folder || !main) return []
  const against = `${folder}#ref=${git(root, 'rev-parse', main)},subdir=proto`
  return [{ name: 'Schemas break nobody', command: [bin('buf'), 'breaking', 'proto', '--against', against] }]
}

export const checks = (root: string): Check[] => [
  { name: 'Format and lint', command: [bin('biome'), 'check', '.'] },
  { name: 'Types', command: [bin('tsc'), '--noEmit'] },
  { name: 'Schemas are well formed', command: [bin('buf'), 'lint', 'proto'] },
  ...breakingCheck(root),
  { name: 'Generated code is current', command: [process.execPath, 'scripts/generate.mjs', '--check'] },
]
