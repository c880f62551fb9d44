/** Texts that are few and come in every record: the same bytes give the same string, without making it again. */

const SLOTS = 256
const BYTES_MAX = 64
const NO_BYTES: Buffer = Buffer.alloc(0)

export type Interner = {
  /** The string that was made of the same bytes before, or undefined. */
  known(bytes: Uint8Array, start: number, end: number): string | undefined
  /** Remembers it, in the place of another one; long texts are not remembered. */
  remember(bytes: Uint8Array, start: number, end: number, text: string): void
}

export const interner = (): Interner => {
  const knownBytes: Uint8Array[] = Array.from({ length: SLOTS }, () => NO_BYTES)
  const knownTexts: string[] = Array.from({ length: SLOTS }, () => '')
  const slotOf = (bytes: Uint8Array, start: number, end: number): number => {
    let hash = end - start
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0
    return hash & (SLOTS - 1)
  }
  return {
    known: (bytes, start, end) => {
      const length = end - start
      if (length === 0) return ''
      if (length > BYTES_MAX) return undefined
      const slot = slotOf(bytes, start, end)
      const candidate = knownBytes[slot]!
      if (candidate.length !== length) return undefined
      for (let i = 0; i < length; i++) if (candidate[i] !== bytes[start + i]) return undefined
      return knownTexts[slot]
    },
    remember: (bytes, start, end, text) => {
      if (end - start > BYTES_MAX || end === start) return
      const slot = slotOf(bytes, start, end)
      // A copy: what comes from the log is a slice of a whole fetch.
      knownBytes[slot] = Uint8Array.prototype.slice.call(bytes, start, end)
      knownTexts[slot] = text
    },
  }
}
