/** Protobuf's wire format with 64-bit numbers as two halves: nothing is allocated and nothing loses digits. */

export class WireError extends Error {}

export class WireReader {
  lo = 0
  hi = 0
  at = 0
  bytes: Uint8Array = new Uint8Array(0)

  varint(end: number): void {
    const { bytes } = this
    let at = this.at
    let byte = at < end ? bytes[at++]! : truncated()
    if (byte < 0x80) {
      this.lo = byte
      this.hi = 0
      this.at = at
      return
    }
    let lo = byte & 0x7f
    let hi = 0
    for (let shift = 7; ; shift += 7) {
      if (at >= end) truncated()
      byte = bytes[at++]!
      const bits = byte & 0x7f
      if (shift < 28) lo |= bits << shift
      else if (shift === 28) {
        lo |= bits << 28
        hi = bits >>> 4
      } else if (shift < 70) hi |= bits << (shift - 32)
      else throw new WireError('a varint has more than 10 bytes')
      if (byte < 0x80) break
    }
    this.lo = lo | 0
    this.hi = hi | 0
    this.at = at
  }

  fixed(size: 4 | 8, end: number): void {
    if (this.at + size > end) truncated()
    this.lo = this.#int32(this.at)
    this.hi = size === 8 ? this.#int32(this.at + 4) : 0
    this.at += size
  }

  /** Leaves `at` at the first byte and answers where the content ends. */
  length(end: number): number {
    this.varint(end)
    const stop = this.at + (this.lo >>> 0)
    if (this.hi !== 0 || stop > end) truncated()
    return stop
  }

  skip(wireType: number, end: number, depth = 0): void {
    switch (wireType) {
      case 0:
        this.varint(end)
        return
      case 1:
        this.fixed(8, end)
        return
      case 2:
        this.at = this.length(end)
        return
      case 3:
        if (depth > 100) throw new WireError('groups are nested too deep')
        for (;;) {
          this.varint(end)
          const inner = this.lo & 7
          if (inner === 4) return
          this.skip(inner, end, depth + 1)
        }
      case 5:
        this.fixed(4, end)
        return
      default:
        throw new WireError(`wire type ${wireType} does not exist`)
    }
  }

  #int32(at: number): number {
    const { bytes } = this
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  }
}

function truncated(): never {
  throw new WireError('the bytes end inside of a field')
}
