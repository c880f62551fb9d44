/** The API's table, its routes and its document agree with each other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { address, endpoints } from '../../domain/api/endpoints.ts'
import { PAGES, type RIGHTS, ROLES, roleMay } from '../../domain/roles.ts'
import { makeCursor, NUMBER, readCursor, TEXT } from './cursor.ts'
import { openApiDocument } from './openapi.ts'
import { ApiProblem, problemOf } from './problem.ts'

const ROOT = join(import.meta.dirname, '../..')
const fileOf = (path: string): string => join('app', path.replace(/\{(\w+)\}/g, '[$1]'), 'route.ts')
const filesNamed = (name: string, dir: string): string[] =>
  readdirSync(join(ROOT, dir), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesNamed(name, join(dir, entry.name)) : entry.name === name ? [join(dir, entry.name)] : [],
  )

describe('endpoints', () => {
  it('each have a route that goes through the wrapper, and no route is without an endpoint', () => {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const file = fileOf(endpoint.path)
      expect(existsSync(join(ROOT, file)), file).toBe(true)
      const source = readFileSync(join(ROOT, file), 'utf8')
      expect(source, file).toContain(`export const ${endpoint.method} = route(`)
      expect(source.replaceAll(/\s+/g, ''), file).toContain(`route('${name}',`)
    }
    const known = new Set(Object.values(endpoints).map((e) => fileOf(e.path)))
    expect(filesNamed('route.ts', 'app').filter((file) => !known.has(file))).toEqual([])
  })

  it('have addresses that are escaped and complete', () => {
    expect(address('file', { id: '65537' })).toBe('/api/v1/files/65537')
    expect(address('files', {}, { state: ['open', 'closed'], q: 'a b', cursor: undefined })).toBe(
      '/api/v1/files?state=open%2Cclosed&q=a+b',
    )
    expect(() => address('file')).toThrow('needs the parameter id')
  })
})

describe('the OpenAPI document', () => {
  const document = openApiDocument() as {
    openapi: string
    paths: Record<
      string,
      Record<
        string,
        { parameters: { name: string; in: string; required: boolean }[]; requestBody?: object; responses: object }
      >
    >
  }

  it('has every endpoint with its parameters, body and problems', () => {
    expect(document.openapi).toBe('3.1.0')
    for (const endpoint of Object.values(endpoints)) {
      const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()]
      expect(operation, endpoint.path).toBeDefined()
      const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1])
      expect(operation?.parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(names)
      expect(Boolean(operation?.requestBody)).toBe(endpoint.method === 'POST')
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(['200', '400', '403', '500', '503']),
      )
    }
    expect(document.paths['/api/v1/files']?.get?.parameters.map((p) => p.name)).toEqual([
      'limit',
      'cursor',
      'state',
      'partition',
      'from',
      'to',
      'q',
    ])
    const required = document.paths['/api/v1/line-items']?.get?.parameters.filter((p) => p.required).map((p) => p.name)
    expect(required).toEqual(['eventId'])
  })
  it('is JSON that means the same after a trip', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })
})

describe('pages', () => {
  /** The one that asks who you are, and the one that production does not have. */
  const OPEN = ['app/sign-in/page.tsx', 'app/design/page.tsx']

  it('each name the row of PAGES that their address belongs to, and so are checked', () => {
    const wrong = filesNamed('page.tsx', 'app')
      .filter((file) => !OPEN.includes(file))
      .filter((file) => {
        const path = `/${file.split('/').length === 2 ? '' : file.split('/')[1]}`
        return (
          !(path in PAGES) || !new RegExp(`<Prefetched\\s+page="${path}"`).test(readFileSync(join(ROOT, file), 'utf8'))
        )
      })
    expect(wrong).toEqual([])
  })
})

describe('rights', () => {
  it('are those of the contract', () => {
    const may = (right: keyof typeof RIGHTS) => ROLES.filter((role) => roleMay(role, right))
    expect(may('overview')).toEqual(['finance', 'engineer', 'support', 'admin'])
    expect(may('operations')).toEqual(['finance', 'engineer', 'admin'])
    expect(may('payloads')).toEqual(['engineer', 'admin'])
    expect(may('repair')).toEqual(['engineer', 'admin'])
    expect(may('money')).toEqual(['finance', 'admin'])
    expect(may('export')).toEqual(['finance', 'support', 'admin'])
    expect(may('users')).toEqual(['admin'])
  })
})

describe('cursors', () => {
  it('come back as they were made, and nothing else is one', () => {
    expect(readCursor(makeCursor('octo-org', 7), [TEXT, NUMBER])).toEqual(['octo-org', '7'])
    expect(readCursor(undefined, [TEXT])).toBeNull()
    for (const wrong of [
      '',
      '%',
      'bm90IGpzb24',
      makeCursor(7),
      makeCursor('x', "7'; drop table account"),
      makeCursor('a\0b', 7),
    ])
      expect(() => readCursor(wrong, [TEXT, NUMBER]), wrong).toThrow(ApiProblem)
  })
})

describe('problems', () => {
  it('tell what is away from a defect, and keep insides to themselves', () => {
    const away = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
    expect(problemOf(away)).toMatchObject({ code: 'database_away' })
    expect(problemOf(new Error('secret insides')).message).not.toContain('secret')
    expect(problemOf(new Error('x'))).toMatchObject({ code: 'defect' })
  })
})
