/** Signs session cookies: made once and kept in the data folder, so that a second start signs nobody out. */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const keptSecret = async (dataFolder: string): Promise<string> => {
  const file = join(dataFolder, 'secret')
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (kept.length >= 32) return kept
  const secret = randomBytes(32).toString('base64url')
  await writeFile(file, secret, { mode: 0o600 })
  return secret
}
