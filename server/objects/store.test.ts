import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ObjectStore, openObjectStore } from './store.ts'

describe('a folder as object store', () => {
  let folder: string
  let store: ObjectStore
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'objects-'))
    store = openObjectStore(`file:${folder}`)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('gives back what was put, in one piece or many, and takes the same key again', async () => {
    await store.put('csv/3/a-1.csv', [Buffer.from('one,'), Buffer.from('two')])
    await store.put('csv/3/a-1.csv', Buffer.from('one,two'))
    expect((await store.get('csv/3/a-1.csv')).toString()).toBe('one,two')
    expect(await store.exists('csv/3/a-1.csv')).toBe(true)
    expect(await readdir(join(folder, 'csv/3'))).toEqual(['a-1.csv'])
  })

  it('says which object is missing', async () => {
    expect(await store.exists('csv/none.csv')).toBe(false)
    await expect(store.get('csv/none.csv')).rejects.toThrow(/no object csv\/none\.csv/)
  })

  it('leaves nothing behind when a put fails half-way', async () => {
    const bad = [Buffer.from('start'), null as unknown as Uint8Array]
    await expect(store.put('csv/bad.csv', bad)).rejects.toThrow()
    expect(await readdir(join(folder, 'csv'))).toEqual([])
  })

  it.each(['../x', '/etc/passwd', 'a/../b', '', 'a//b', '.hidden', 'a b'])('refuses the key %j', async (key) => {
    await expect(store.put(key, Buffer.from('x'))).rejects.toThrow(/no key/)
  })
})

describe('S3 as object store', () => {
  it('puts, gets and asks at the bucket and prefix of the address', async () => {
    const objects = new Map<string, Buffer>()
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://s3').pathname
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        if (request.method === 'PUT') objects.set(path, Buffer.concat(parts))
        const body = objects.get(path)
        response.statusCode = body ? 200 : 404
        response.end(request.method === 'GET' ? body : undefined)
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const before = { ...process.env }
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_S3_FORCE_PATH_STYLE: 'true',
    })
    try {
      const store = openObjectStore('s3://bills/hydro/')
      expect(await store.exists('csv/a.csv')).toBe(false)
      await expect(store.get('csv/a.csv')).rejects.toThrow(/no object/)
      await store.put('csv/a.csv', [Buffer.from('a'), Buffer.from('b')])
      expect([...objects.keys()]).toEqual(['/bills/hydro/csv/a.csv'])
      expect(await store.exists('csv/a.csv')).toBe(true)
      expect((await store.get('csv/a.csv')).toString()).toBe('ab')
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
      Object.assign(process.env, before)
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    }
  })
})
