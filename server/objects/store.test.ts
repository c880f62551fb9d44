import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ObjectNotFound, type ObjectStore, openObjectStore } from './store.ts'
import { type S3Server, startS3Server } from './testing/s3-server.ts'

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
  let server: S3Server
  let folder: string
  let before: NodeJS.ProcessEnv
  let store: ObjectStore
  beforeEach(async () => {
    server = await startS3Server()
    folder = await mkdtemp(join(tmpdir(), 's3-'))
    before = { ...process.env }
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_S3: server.url,
      AWS_S3_FORCE_PATH_STYLE: 'true',
      AWS_MAX_ATTEMPTS: '1',
    })
    store = openObjectStore('s3://bills/hydro/')
  })
  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })
  const KEY = 'archive/topic=usage.actions/dt=2026-11-27/p0-0-9.parquet'
  const file = async (bytes: Buffer) => {
    const path = join(folder, 'file')
    await writeFile(path, bytes)
    return path
  }

  it('puts, gets and asks at the bucket and prefix of the address, and takes the same key again', async () => {
    expect(await store.exists('csv/a.csv')).toBe(false)
    await expect(store.get('csv/a.csv')).rejects.toThrow(ObjectNotFound)
    await store.put('csv/a.csv', [Buffer.from('a'), Buffer.from('b')])
    await store.put('csv/a.csv', Buffer.from('ab'))
    expect([...server.objects.keys()]).toEqual(['/bills/hydro/csv/a.csv'])
    expect(await store.exists('csv/a.csv')).toBe(true)
    expect((await store.get('csv/a.csv')).toString()).toBe('ab')
  })

  it('sends files and fetches them, byte for byte, and removes them', async () => {
    const bytes = randomBytes(3_000_000)
    await store.putFile(KEY, await file(bytes))
    expect(server.objects.get(`/bills/hydro/${KEY}`)?.equals(bytes)).toBe(true)
    await store.fetchTo(KEY, join(folder, 'back'))
    expect((await readFile(join(folder, 'back'))).equals(bytes)).toBe(true)
    await store.remove(KEY)
    await store.remove(KEY)
    expect(await store.exists(KEY)).toBe(false)
    await expect(store.fetchTo(KEY, join(folder, 'none'))).rejects.toThrow(ObjectNotFound)
    expect(await readdir(folder)).not.toContain('none')
    expect(server.requests.filter((request) => request.startsWith('PUT'))).toEqual([`PUT /bills/hydro/${KEY}`])
  })

  it('keeps nothing that changed on its way there', async () => {
    server.spoil.up = (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from('?')])
    await expect(store.put('csv/a.csv', Buffer.from('1,2,3'))).rejects.toThrow('BadDigest')
    await expect(store.putFile(KEY, await file(randomBytes(200_000)))).rejects.toThrow('BadDigest')
    expect(server.objects.size).toBe(0)
  })

  it('gives nothing back that changed on its way here', async () => {
    await store.put('csv/a.csv', Buffer.from('1,2,3'))
    server.spoil.down = () => Buffer.from('1,2,4')
    await expect(store.get('csv/a.csv')).rejects.toThrow(/[Cc]hecksum/)
    await expect(store.fetchTo('csv/a.csv', join(folder, 'back'))).rejects.toThrow(/[Cc]hecksum/)
  })
})
