import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isInstalled } from './install.mjs'
import { createProgress } from './progress.mjs'
import { checkDisk, javaMajor, requireNode } from './requirements.mjs'

describe('requirements', () => {
  it('takes Node 20.19 and later', () => {
    for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.1.0']) expect(() => requireNode(version)).not.toThrow()
    for (const version of ['20.18.9', '18.20.0'])
      expect(() => requireNode(version)).toThrow(/needs Node 20\.19 or later/)
  })

  it('reads the version of every Java', () => {
    expect(javaMajor('openjdk version "17.0.15" 2025-04-15')).toBe(17)
    expect(javaMajor('java version "1.8.0_392"')).toBe(8)
    expect(javaMajor('openjdk version "21" 2023-09-19')).toBe(21)
    expect(javaMajor('The operation couldn’t be completed.')).toBeNaN()
  })

  it('looks at the disk of a folder that is not there yet', () => {
    expect([undefined, expect.stringContaining('GB')]).toContainEqual(checkDisk(join(tmpdir(), 'not', 'there')))
  })
})

describe('isInstalled', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'install-'))
    mkdirSync(join(root, 'node_modules'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const lock = (path: string, packages: object) => writeFileSync(join(root, path), JSON.stringify({ packages }))
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a-darwin': { version: '1.0.0', optional: true },
  }

  it('is what npm says it installed, optional packages of other platforms left out', () => {
    lock('package-lock.json', wanted)
    expect(isInstalled(root)).toBe(false)
    lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } })
    expect(isInstalled(root)).toBe(true)
  })

  it('is not an older version of a package, optional or not', () => {
    lock('package-lock.json', wanted)
    lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '0.9.0' } })
    expect(isInstalled(root)).toBe(false)
    const old = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/a-darwin': { version: '0.9.0' } }
    lock('node_modules/.package-lock.json', old)
    expect(isInstalled(root)).toBe(false)
  })
})

describe('progress', () => {
  const recorded = () => {
    const out = new PassThrough()
    return { progress: createProgress(out as unknown as NodeJS.WriteStream), said: () => out.read()?.toString() ?? '' }
  }

  it('is one line per step without a terminal', async () => {
    const { progress, said } = recorded()
    expect(await progress.step('Postgres', async () => 5)).toBe(5)
    expect(said()).toMatch(/^ {2}✓ Postgres {2}\d+\.\d s\n$/)
  })

  it('names the step that failed and passes the reason on', async () => {
    const { progress, said } = recorded()
    await expect(progress.step('Kafka', () => Promise.reject(new Error('no Java')))).rejects.toThrow('no Java')
    expect(said()).toBe('  ✗ Kafka\n')
  })
})
