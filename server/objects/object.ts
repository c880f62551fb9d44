/** What every object store does, and which keys it takes. */
export type ObjectStore = {
  /** Atomic and durable when it resolves: a reader sees the whole object or none. The same key again is harmless. */
  put(key: string, chunks: readonly Uint8Array[] | Uint8Array): Promise<void>
  /** The object's bytes. Throws ObjectNotFound where there is none. */
  get(key: string): Promise<Buffer>
  exists(key: string): Promise<boolean>
  /** As `put`, of a local file, without holding it in memory. */
  putFile(key: string, path: string): Promise<void>
  /** Copies an object to a local file. Throws ObjectNotFound where there is none. */
  fetchTo(key: string, path: string): Promise<void>
  /** Removing what is not there is harmless. */
  remove(key: string): Promise<void>
  /** Where objects are plain files on this machine. */
  readonly folder?: string
}

export class ObjectNotFound extends Error {
  readonly key: string
  constructor(key: string, place: string) {
    super(
      `There is no object ${key} in ${place}. If the store was moved or restored, point OBJECT_STORE at the right one.`,
    )
    this.name = 'ObjectNotFound'
    this.key = key
  }
}

/** Slash-separated plain names: nothing that could leave the folder. `=` is for the archive's `dt=2026-11-27`. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._=-]*(\/[A-Za-z0-9_-][A-Za-z0-9._=-]*)*$/
/** S3 takes 1,024 bytes, prefix included; file systems take 255 a name. */
const KEY_CHARS_MAX = 255

export const checkKey = (key: string): string => {
  if (!KEY.test(key) || key.length > KEY_CHARS_MAX) throw new Error(`"${key}" is no key for the object store`)
  return key
}

export const bytesOf = (chunks: readonly Uint8Array[] | Uint8Array): readonly Uint8Array[] =>
  chunks instanceof Uint8Array ? [chunks] : chunks
