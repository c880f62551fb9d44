import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RIGHTS, ROLES } from '../domain/roles.ts'
import { makeContext } from './context.ts'

describe('the key that a command asks with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hydro-context-'))
  const users = ROLES.map((role) => ({ role, apiKey: `key of ${role}` }))
  writeFileSync(join(folder, 'runtime.json'), JSON.stringify({ dashboard: 'http://127.0.0.1:3210', users }))
  const context = (more: Record<string, string> = {}) => makeContext({ HYDROMETER_DATA: folder, ...more })

  it('is of the demo’s user who has the right, and of HYDROMETER_API_KEY before all', () => {
    expect(context().apiKey('repair')).toBe('key of engineer')
    expect(context().apiKey('users')).toBe('key of admin')
    for (const right of Object.keys(RIGHTS) as (keyof typeof RIGHTS)[])
      expect(RIGHTS[right].roles.map((role) => `key of ${role}`)).toContain(context().apiKey(right))
    expect(context({ HYDROMETER_API_KEY: 'mine' }).apiKey('repair')).toBe('mine')
  })

  it('goes to the demo and to no other dashboard', () => {
    expect(context({ HYDROMETER_URL: 'http://127.0.0.1:3210/' }).apiKey('repair')).toBe('key of engineer')
    expect(context({ HYDROMETER_URL: 'https://hydrometer.example.com' }).apiKey('repair')).toBeUndefined()
  })
})

describe('the object store that a command asks', () => {
  it('is that of OBJECT_STORE, else of the running `npm start`, else the folder that it would take', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hydro-context-'))
    const context = (more: Record<string, string> = {}) => makeContext({ HYDROMETER_DATA: folder, ...more })
    expect(context().objectStore()).toBe(`file:${folder}/objects`)
    writeFileSync(join(folder, 'runtime.json'), JSON.stringify({ objectStore: 's3://bucket/hydrometer' }))
    expect(context().objectStore()).toBe('s3://bucket/hydrometer')
    expect(context({ OBJECT_STORE: 'file:/elsewhere' }).objectStore()).toBe('file:/elsewhere')
  })
})
