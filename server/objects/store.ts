/**
 * The object store: where closed CSV files live. A folder by default, S3 in production. Every key contains the SHA-256
 * of what it names (R17), so that putting the same key again writes the same bytes and is harmless.
 */
import { openFolderStore } from './folder-store.ts'
import type { ObjectStore } from './object.ts'
import { openS3Store } from './s3-store.ts'

export { ObjectNotFound, type ObjectStore } from './object.ts'

/** `file:PATH` or `s3://bucket/prefix` (contract, OBJECT_STORE). Nothing is read or written until the first call. */
export const openObjectStore = (url: string): ObjectStore => {
  if (url.startsWith('file:')) return openFolderStore(url)
  if (url.startsWith('s3://')) return openS3Store(url)
  throw new Error(`OBJECT_STORE is "${url}"; it must be file:PATH or s3://bucket/prefix`)
}
