/**
 * A Chromium that runs here: one that is installed, else the one from the package @sparticuz/chromium, which is unpacked
 * into the temporary folder and, where the system lacks libnss3, given the libraries that come with it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type Chromium = { readonly executablePath: string; readonly env: Record<string, string> }

const runs = ({ executablePath, env }: Chromium): boolean =>
  spawnSync(executablePath, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeout: 30_000 })
    .status === 0

const onPath = (): Chromium[] =>
  ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => {
    const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' })
    return status === 0 ? [{ executablePath: stdout.trim(), env: {} }] : []
  })

const fromPackage = async (): Promise<Chromium[]> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return []
  const { default: chromium, inflate } = await import('@sparticuz/chromium')
  const executablePath = await chromium.executablePath()
  const plain = { executablePath, env: {} }
  if (runs(plain)) return [plain]
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const libraries = await inflate(join(dirname(entry), '..', 'bin', 'al2023.tar.br'))
  return [{ executablePath, env: { LD_LIBRARY_PATH: join(libraries, 'lib') } }]
}

const ownOfPlaywright = async (): Promise<Chromium[]> => {
  const { chromium } = await import('playwright-core')
  const executablePath = chromium.executablePath()
  return existsSync(executablePath) ? [{ executablePath, env: {} }] : []
}

/** @throws Error with what to do, when none runs on this machine */
export const findChromium = async (): Promise<Chromium> => {
  const asked = process.env.CHROMIUM_PATH ? [{ executablePath: process.env.CHROMIUM_PATH, env: {} }] : []
  for (const source of [async () => asked, ownOfPlaywright, fromPackage, async () => onPath()]) {
    for (const found of await source()) if (runs(found)) return found
  }
  throw new Error(
    'No Chromium runs on this machine, so that the browser tests cannot: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
  )
}
