/**
 * Writes protobuf by hand, for the messages of the hot path: protobufjs builds a list of closures for each message,
 * which costs about five times as much. The tests hold every byte against protobufjs.
 */

/** Large enough that a new slab is rare, small enough that one kept record does not hold much memory. */
const SLAB_BYTES = 256 * 1024

let slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
let begin = 0
let at = 0

/**
 * Starts a message of at most `sizeMax` bytes. Messages are cut from slabs that are never reused, so that a finished one
 * needs no copy. One message at a time: nothing between `start` and `finish` may wait.
 */
export const start = (sizeMax: number): void => {
  if (at + sizeMax > slab.length) {
    slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, sizeMax))
    at = 0
  }
  begin = at
}

/** The message's bytes: a slice of a larger buffer. */
export const finish = (): Buffer => slab.subarray(begin, at)

/** A field number and wire type as bytes below 2^14, which all of ours are. */
const putTag = (tag: number): void => {
  if (tag < 128) {
    slab[at++] = tag
  } else {
    slab[at++] = (tag & 127) | 128
    slab[at++] = tag >>> 7
  }
}

/** A whole number of 0 to 2^53 − 1. */
const putVarint = (value: number): void => {
  let rest = value
  while (rest >= 0x80000000) {
    slab[at++] = (rest % 128) | 128
    rest = Math.floor(rest / 128)
  }
  while (rest > 127) {
    slab[at++] = (rest & 127) | 128
    rest >>>= 7
  }
  slab[at++] = rest
}

/** Varint field of 0 to 2^53 − 1, written even when it is 0. @throws RangeError for other values */
export const integer = (field: number, value: number): void => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`field ${field} cannot hold ${value}`)
  putTag(field << 3)
  putVarint(value)
}

/** Length-delimited field, written even when it is empty. Lone surrogates become U+FFFD, as everywhere in UTF-8. */
export const text = (field: number, value: string): void => {
  putTag((field << 3) | 2)
  const length = value.length
  if (length < 128) {
    // Nearly always ASCII: written unit by unit, which beats the call into C++ for short texts.
    const lengthAt = at++
    let i = 0
    for (; i < length; i++) {
      const unit = value.charCodeAt(i)
      if (unit > 127) break
      slab[at + i] = unit
    }
    if (i === length) {
      slab[lengthAt] = length
      at += length
      return
    }
    at = lengthAt
  }
  putVarint(Buffer.byteLength(value))
  at += slab.write(value, at)
}

/** Length-delimited field, written even when it is empty. */
export const bytes = (field: number, value: Uint8Array): void => {
  putTag((field << 3) | 2)
  putVarint(value.length)
  raw(value)
}

/** Bytes that are already protobuf. */
export const raw = (value: Uint8Array): void => {
  slab.set(value, at)
  at += value.length
}

/** Most bytes of a field with an integer: a tag of 2 and a varint of 8. */
export const INTEGER_FIELD_MAX = 10
/** Most bytes of a field with text: a tag of 2, a length of 5, three bytes a UTF-16 unit. */
export const textFieldMax = (value: string): number => 7 + value.length * 3
