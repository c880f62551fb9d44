/** The repository's own rules (docs/architecture.md): each is a list of what breaks it, which must be empty. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { JOBS, PROCESSORS, type ProcessorSpec, TOPICS, topicNamed } from '../domain/pipeline.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'prisma', 'test-results', 'playwright-report'])
/** Screens and long lists of facts tempt; a file beyond this holds a second thing. */
const LINES_MAX = 350

const filesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name) || entry.name.startsWith('.')) return [] // builds, data and tools have dots
    const path = join(folder, entry.name)
    if (path === 'server/postgres/prisma') return [] // generated
    return entry.isDirectory() ? filesUnder(path) : [path]
  })

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const isCode = (path: string): boolean => /\.(ts|tsx|mts|mjs)$/.test(path)
/** With git only what it tracks or would track; in a copy without git, everything. */
const tracked = (): string[] => {
  try {
    const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\0')
      .filter((path) => path && existsSync(join(ROOT, path)))
  } catch {
    return filesUnder('.')
  }
}
const FILES = tracked()
/** Generated code keeps none of the rules. */
const CODE = FILES.filter((path) => isCode(path) && !path.split('/').some((part) => SKIPPED.has(part)))

const topFolder = (path: string): string => path.split('/')[0]!

const importsOf = (path: string): string[] => {
  const found = read(path).matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g,
  )
  return [...found].map((match) => match[1] ?? match[2] ?? match[3]!)
}

/** Of what is loaded with a module: types are not. */
const valuesOf = (path: string): string[] =>
  [...read(path).matchAll(/(?:^|\n)\s*(?:import|export)\s(?!type\s)[^'"]*?from\s+['"]([^'"]+)['"]/g)].map(
    (match) => match[1]!,
  )

/** The top folder that a relative import reaches; undefined for packages. */
const reaches = (path: string, imported: string): string | undefined =>
  imported.startsWith('.') ? topFolder(relative(ROOT, join(ROOT, dirname(path), imported))) : undefined

describe('import directions', () => {
  /** What each folder may import besides itself. Other folders (scripts, tests, benchmarks) are outside the product. */
  const ALLOWED: Record<string, string[]> = {
    domain: [],
    server: ['domain'],
    workers: ['server', 'domain'],
    app: ['server', 'domain', 'components'],
    components: ['domain'],
    simulators: ['server', 'domain'],
    cli: ['server', 'domain'],
  }
  const isTesting = (path: string) => /\.test\.tsx?$/.test(path) || path.includes('/testing/')

  it('point one way', () => {
    const wrong = CODE.filter((path) => topFolder(path) in ALLOWED && !isTesting(path)).flatMap((path) =>
      importsOf(path)
        .map((imported) => reaches(path, imported))
        .filter((to) => to !== undefined && to !== topFolder(path) && !ALLOWED[topFolder(path)]!.includes(to))
        .map((to) => `${path} imports ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it('keep schemas out of what a browser loads: 35 kB that no first view needs', () => {
    const seen = new Map<string, boolean>()
    const hasSchemas = (path: string): boolean => {
      if (!seen.has(path)) {
        seen.set(path, false) // a circle adds nothing
        const values = valuesOf(path)
        const inside = values
          .filter((imported) => imported.startsWith('.'))
          .map((imported) => join(dirname(path), imported))
        seen.set(path, values.includes('zod') || inside.filter((to) => existsSync(join(ROOT, to))).some(hasSchemas))
      }
      return seen.get(path)!
    }
    const wrong = CODE.filter((path) => topFolder(path) === 'components' && !isTesting(path)).filter((path) =>
      valuesOf(path)
        .filter((imported) => reaches(path, imported) === 'domain')
        .some((imported) => hasSchemas(join(dirname(path), imported))),
    )
    expect(wrong).toEqual([])
  })

  it('keep helpers for tests out of what runs', () => {
    const wrong = CODE.filter((path) => topFolder(path) in ALLOWED && !isTesting(path)).filter((path) =>
      importsOf(path).some((imported) => /(^|\/)testing\//.test(imported)),
    )
    expect(wrong).toEqual([])
  })

  it('keep I/O, clocks and randomness out of domain', () => {
    const forbidden =
      /from 'node:(?!crypto'|assert')|\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)|\bprocess\.|\bfetch\(|\brandom(?:UUID|Bytes)\b/
    const wrong = CODE.filter((path) => topFolder(path) === 'domain' && !isTesting(path)).filter((path) =>
      forbidden.test(withoutComments(read(path))),
    )
    expect(wrong).toEqual([])
  })
})

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

describe('code', () => {
  it('has no any', () => {
    const typed = CODE.filter((path) => /\.tsx?$/.test(path))
    const wrong = typed.filter((path) =>
      /[:<,|&]\s*any\b(?!\w|\s*[-:'"`])|\bas any\b/.test(withoutCommentsAndText(read(path))),
    )
    expect(wrong).toEqual([])
  })

  it(`has no file of more than ${LINES_MAX} lines`, () => {
    // A long test is a long list of cases, which hides nothing.
    const wrong = CODE.filter((path) => !/\.(test|spec)\.tsx?$/.test(path))
      .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
      .filter((f) => f.lines > LINES_MAX)
    expect(wrong).toEqual([])
  })

  it('names required modules as they are: the dashboard’s bundler follows no others', () => {
    const dynamic = /\brequire\.(?:resolve|cache)\b|\brequire\((?!['"`)])/
    const wrong = CODE.filter((path) => topFolder(path) === 'server' && !path.endsWith('.test.ts')).filter((path) =>
      dynamic.test(withoutComments(read(path))),
    )
    expect(wrong).toEqual([])
  })

  it('waits in tests for a condition, never for a time', () => {
    const sleeping =
      /await new Promise(?:<[^>]*>)?\(\(?\w*\)? => setTimeout\(\w+, \d|await (?:sleep|pause|setTimeout)\(/
    expect(CODE.filter((path) => /\.(test|spec)\.tsx?$/.test(path) && sleeping.test(read(path)))).toEqual([])
  })
})

const withoutCommentsAndText = (code: string): string =>
  withoutComments(code).replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''")

describe('the graph of the product', () => {
  const CONTRACT = `usage.actions usage.packages usage.storage usage.metered accounts.changed billing.line-items
    billing.submittable billing.rejected billing.csv-files usage-relay.dead-letter usage-relay.retry
    submission-filter.dead-letter submission-filter.retry account-directory.dead-letter account-directory.retry`

  it('has every topic of the contract and no other', () => {
    expect(TOPICS.map((t) => t.name).sort()).toEqual(CONTRACT.split(/\s+/).sort())
  })

  it('gives every topic a code of its own', () => {
    expect(new Set(TOPICS.map((t) => t.code)).size).toBe(TOPICS.length)
  })

  it('names only topics that exist, and gives a processor both failure topics or none (R7)', () => {
    for (const spec of PROCESSORS as readonly ProcessorSpec[]) {
      const named = [...spec.reads, ...spec.writes, spec.deadLetter, spec.retry].filter((name) => name !== undefined)
      expect(named.filter((name) => !topicNamed(name))).toEqual([])
      expect(Boolean(spec.deadLetter)).toBe(Boolean(spec.retry))
      expect(Boolean(spec.deadLetter)).toBe(spec.onPoison === 'dead-letter')
      if (spec.retry) expect(spec.reads).toContain(spec.retry)
    }
  })

  const workers = [...PROCESSORS, ...JOBS].map(({ name }) => name)

  it('has one file per worker, named after it', () => {
    expect(workers.filter((name) => !existsSync(join(ROOT, 'workers', `${name}.ts`)))).toEqual([])
  })

  it('has a row for every worker in docs/architecture.md', () => {
    const docs = read('docs/architecture.md')
    expect(workers.filter((name) => !new RegExp(`\\|[^|\\n]*\`?${name}\`?[^|\\n]*\\|`).test(docs))).toEqual([])
  })
})

describe('what is in the repository', () => {
  const TEXT = /\.(ts|tsx|mts|mjs|js|json|md|yml|yaml|sql|proto|css|toml|xml|svg|sh)$|(^|\/)(\.npmrc|\.gitignore|run)$/

  it('names no path of a machine and no host of a package registry', () => {
    // Put together here, so that this file does not break its own rule.
    const machine = new RegExp(['(^|[^A-Za-z])/(', 'work|', 'farm|home/\\w+', ')/'].join(''))
    const registry = new RegExp(['"resolved": *"http', 's?://|registry *= *http', 's?://|index', '-url'].join(''))
    const wrong = FILES.filter((path) => TEXT.test(path)).filter((path) =>
      read(path)
        .split('\n')
        .some((line) => machine.test(line) || registry.test(line)),
    )
    expect(wrong).toEqual([])
  })
})
