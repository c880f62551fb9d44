#!/usr/bin/env node
/**
 * Writes server/proto/generated from proto/hydro/**. `--check` writes nothing and fails when it is not current.
 * The code is committed, so that nobody needs the generator to run Hydrometer.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = join(root, 'server/proto/generated')
const sources = ['hydro/usage/v1/usage.proto', 'hydro/billing/v1/billing.proto', 'hydro/accounts/v1/accounts.proto']

/**
 * Encoders and decoders only: values are checked where they are decoded, and nothing converts from JSON on its way.
 * `--force-number` types 64-bit integers as numbers; server/proto/setup.ts makes them so at run time.
 */
const flags = [
  ...['--target', 'static-module', '--wrap', 'esm', '--dependency', 'protobufjs/minimal.js', '--root', 'hydrometer'],
  ...['--force-number', '--no-create', '--no-verify', '--no-convert', '--no-delimited', '--no-typeurl', '--no-service'],
]

const scratch = mkdtempSync(join(tmpdir(), 'hydrometer-proto-'))
try {
  const js = join(scratch, 'hydro.js')
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/protobufjs-cli/bin/pbjs'),
      ...flags,
      '--path',
      join(root, 'proto'),
      '--dts',
      '--out',
      js,
      ...sources,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  // The schema as data: which columns the archive has (server/warehouse/columns.ts).
  const pbjs = join(root, 'node_modules/protobufjs-cli/bin/pbjs')
  const schema = execFileSync(process.execPath, [pbjs, '--target', 'json', '--path', 'proto', ...sources], {
    cwd: root,
    encoding: 'utf8',
  })
  writeFileSync(join(scratch, 'schema.ts'), `export const schema: unknown = ${schema.trim()}\n`)
  const files = ['hydro.js', 'hydro.d.ts', 'schema.ts'].map((name) => ({
    path: join(out, name),
    text: `// Generated from proto/hydro by \`npm run generate\`. Do not edit.\n${readFileSync(join(scratch, name), 'utf8')}`,
  }))
  if (process.argv.includes('--check')) {
    const stale = files.filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
    if (stale.length > 0) {
      console.error(
        `Not current with proto/: ${stale.map((f) => f.path).join(', ')}. Run \`npm run generate\` and commit the result.`,
      )
      process.exitCode = 1
    }
  } else {
    mkdirSync(out, { recursive: true })
    for (const { path, text } of files) writeFileSync(path, text)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
