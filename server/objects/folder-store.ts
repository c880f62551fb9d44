import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bytesOf, checkKey, ObjectNotFound, type ObjectStore } from './object.ts'

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** `file:relative/path`, `file:/path` and `file:///path` all name a folder. */
const folderOf = (url: string): string => {
  if (url.startsWith('file://')) return fileURLToPath(url)
  const path = url.slice('file:'.length)
  if (path === '') throw new Error('OBJECT_STORE is "file:" without a folder; write file:PATH')
  return resolve(path)
}

/** A rename is durable only when the folder that holds the name is on disk too. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export const openFolderStore = (url: string): ObjectStore => {
  const root = folderOf(url)
  const pathOf = (key: string): string => join(root, checkKey(key))

  const place = async (key: string, fill: (temporary: string) => Promise<void>) => {
    const path = pathOf(key)
    const folder = dirname(path)
    await mkdir(folder, { recursive: true })
    const temporary = `${path}.${randomUUID()}.tmp`
    try {
      await fill(temporary)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncFolder(folder)
  }

  return {
    folder: root,
    put: (key, chunks) =>
      place(key, async (temporary) => {
        const handle = await open(temporary, 'wx')
        try {
          for (const chunk of bytesOf(chunks)) await handle.writeFile(chunk)
          await handle.sync()
        } finally {
          await handle.close()
        }
      }),
    putFile: (key, path) =>
      place(key, async (temporary) => {
        await copyFile(path, temporary)
        const handle = await open(temporary, 'r+')
        try {
          await handle.sync()
        } finally {
          await handle.close()
        }
      }),
    fetchTo: async (key, path) => {
      try {
        await copyFile(pathOf(key), path)
      } catch (error) {
        throw isMissing(error) ? new ObjectNotFound(key, root) : error
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    get: async (key) => {
      try {
        return await readFile(pathOf(key))
      } catch (error) {
        throw isMissing(error) ? new ObjectNotFound(key, root) : error
      }
    },
    exists: async (key) => {
      try {
        return (await stat(pathOf(key))).isFile()
      } catch (error) {
        if (isMissing(error)) return false
        throw error
      }
    },
  }
}
