/** The exact bytes of a CSV file as they are stored, checked against the digest in the books. */
import { createHash } from 'node:crypto'
import { ApiProblem } from '../api/problem.ts'
import type { ObjectStore } from '../objects/object.ts'
import type { Pool } from '../postgres/pool.ts'
import { readFileRecord } from './read-file.ts'

export const readFileContent = async (pool: Pool, objects: ObjectStore, id: string): Promise<Response> => {
  const file = await readFileRecord(pool, id)
  if (!file.objectKey)
    throw new ApiProblem(
      'conflict',
      `${file.name} is ${file.state}: it has no bytes to download before it is closed. Its rows can be listed.`,
    )
  const bytes = await objects.get(file.objectKey)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== file.digest)
    throw new ApiProblem(
      'conflict',
      `The stored object of ${file.name} has the digest ${sha256}, but the books say ${file.digest}: it was changed after it was written. It is not handed out; compare the object store with a backup.`,
    )
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="${file.name}"`,
      etag: `"${sha256}"`,
      'cache-control': 'private, no-cache',
    },
  })
}
