// Builds what runs: bundles of the workers, the simulators and the command line (dist/), and the dashboard (.next).
// Each is stamped with a hash of its sources and skipped while they are the same.   node scripts/build.mjs [--force]

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Told } from './bootstrap/requirements.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Output name → entry. What has no entry file is a defect of the checkout, and esbuild says so. */
const BUNDLES = {
  workers: 'workers/main.ts',
  'zuora-simulator': 'simulators/zuora/main.ts',
  'demo-traffic': 'simulators/traffic/main.ts',
  hydro: 'cli/main.ts',
  'warehouse-query': 'server/warehouse/query/main.ts',
}
const BUNDLE_SOURCES = ['domain', 'server', 'workers', 'simulators', 'cli', 'package-lock.json', 'scripts/build.mjs']
const DASHBOARD_SOURCES = [
  'app',
  'components',
  'domain',
  'server',
  'public',
  'prisma',
  'package-lock.json',
  'tsconfig.json',
]
const DASHBOARD_CONFIG = [
  'next.config.js',
  'postcss.config.mjs',
  'postcss.config.js',
  'proxy.ts',
  'instrumentation.ts',
  'scripts/build.mjs',
]

const isTest = (name) => /\.test\.tsx?$/.test(name)

const filesUnder = (path) => {
  const full = join(ROOT, path)
  if (!existsSync(full)) return []
  const entries = (() => {
    try {
      return readdirSync(full, { withFileTypes: true })
    } catch {
      return undefined // a file
    }
  })()
  if (!entries) return [path]
  return entries.flatMap((e) =>
    e.isDirectory() ? filesUnder(join(path, e.name)) : isTest(e.name) ? [] : [join(path, e.name)],
  )
}

const hashOf = (sources) => {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(filesUnder).sort())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(ROOT, path)))
  return hash.digest('hex')
}

const stampOf = (file) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const BUNDLE_STAMP = join(ROOT, 'dist/.stamp')
const DASHBOARD_STAMP = join(ROOT, '.next/hydrometer-stamp')

/** What is older than its sources. Cheap: a few hundred files are read. */
export const whatToBuild = () => {
  const bundles = hashOf(BUNDLE_SOURCES)
  const dashboard = hashOf([...DASHBOARD_SOURCES, ...DASHBOARD_CONFIG])
  return {
    bundles: stampOf(BUNDLE_STAMP) === bundles ? undefined : bundles,
    dashboard: stampOf(DASHBOARD_STAMP) === dashboard ? undefined : dashboard,
  }
}

/** ESM cannot `require`, which some CommonJS packages in a bundle do. */
const BANNER = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

/** Every dependency but zod, which takes 150 ms to load from its hundred files, in each process. */
const externals = () =>
  Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies).filter(
    (name) => name !== 'zod',
  )

export const buildBundles = async (stamp) => {
  const { build } = await import('esbuild')
  rmSync(BUNDLE_STAMP, { force: true })
  const work = build({
    absWorkingDir: ROOT,
    entryPoints: Object.entries(BUNDLES).map(([out, entry]) => ({ out, in: entry })),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Parts that only some workers load (jobs and their libraries) are files of their own: a worker that starts is up sooner.
    splitting: true,
    chunkNames: 'part-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: externals(),
    sourcemap: true,
    sourcesContent: false, // kept in memory by each process otherwise: 6 MB
    banner: { js: BANNER },
    metafile: true,
    logLevel: 'silent', // its errors are thrown, too
  })
  const { metafile } = await work.catch((error) => {
    throw new Told(error.message)
  })
  for (const name of readdirSync(join(ROOT, 'dist')))
    if (/^part-.*\.mjs/.test(name) && !(`dist/${name}` in metafile.outputs)) rmSync(join(ROOT, 'dist', name))
  writeFileSync(BUNDLE_STAMP, stamp)
}

const run = (args, env) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        said = (said + data).slice(-20_000)
      })
    }
    const endChild = () => child.kill('SIGTERM')
    process.once('exit', endChild)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.removeListener('exit', endChild)
      if (code === 0) resolve(said)
      else
        reject(
          new Told(
            `\`${args.slice(-2).join(' ')}\` failed (${signal ?? code}):\n${said.trim().split('\n').slice(-30).join('\n')}`,
          ),
        )
    })
  })

/** Prisma wants an engine that it would download; `generate` never runs it, so that any program will do. */
const generatePrisma = async () => {
  if (!existsSync(join(ROOT, 'prisma/schema.prisma'))) return
  await run(['node_modules/prisma/build/index.js', 'generate'], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  })
}

export const buildDashboard = async (stamp) => {
  rmSync(DASHBOARD_STAMP, { force: true })
  await generatePrisma()
  await run(['node_modules/next/dist/bin/next', 'build'], {
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: 'production',
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
  })
  mkdirSync(dirname(DASHBOARD_STAMP), { recursive: true })
  writeFileSync(DASHBOARD_STAMP, stamp)
}

/** Builds what is out of date, each as a step of its own. */
export const buildAll = async (progress, force = false) => {
  const stale = whatToBuild()
  if (force || stale.bundles)
    await progress.step('Workers bundled', () => buildBundles(stale.bundles ?? hashOf(BUNDLE_SOURCES)))
  if (force || stale.dashboard) {
    const stamp = stale.dashboard ?? hashOf([...DASHBOARD_SOURCES, ...DASHBOARD_CONFIG])
    await progress.step('Dashboard built', () => buildDashboard(stamp), 'takes about a minute')
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { createProgress } = await import('./bootstrap/progress.mjs')
  const { ensureInstalled } = await import('./bootstrap/install.mjs')
  const progress = createProgress()
  try {
    await ensureInstalled(ROOT, progress)
    await buildAll(progress, process.argv.includes('--force'))
  } catch (error) {
    progress.say(`\n${error.message}`)
    process.exitCode = 1
  }
}
