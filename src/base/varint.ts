/**
 * Unsigned integers below 2^53 in as few bytes as their size needs: seven bits a byte, the lowest first, the eighth bit
 * set on all but the last (LEB128, as protobuf has it).
 */

/** Bytes that {@link writeVarint} takes. */
export function varintLength(value: number): number {
  let length = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++
  return length
}

/** @returns the offset behind it. @throws RangeError unless it is an integer in [0, 2^53) */
export function writeVarint(value: number, into: Uint8Array, offset: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no integer in [0, 2^53)`)
  let at = offset
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) into[at++] = (rest % 0x80) | 0x80
  into[at++] = rest
  return at
}

/** Reads one integer after the other; after the first that cannot be read everything is NaN. */
export class VarintReader {
  /** The next byte to read. */
  at: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.at = at
  }

  /** The next integer; NaN if there is none, or one of 2^53 and more. */
  next(): number {
    let value = 0
    for (let scale = 1; this.at < this.#bytes.length; scale *= 0x80) {
      const byte = this.#bytes[this.at++] as number
      value += (byte & 0x7f) * scale
      if (value > Number.MAX_SAFE_INTEGER) break
      if (byte < 0x80) return value
    }
    this.at = Number.NaN
    return Number.NaN
  }

  /** The next `length` bytes, not copied; undefined if there are fewer. */
  take(length: number): Uint8Array | undefined {
    const end = this.at + length
    if (!(end <= this.#bytes.length)) {
      this.at = Number.NaN
      return undefined
    }
    const taken = this.#bytes.subarray(this.at, end)
    this.at = end
    return taken
  }

  /** Whether everything has been read. */
  get isAtEnd(): boolean {
    return this.at === this.#bytes.length
  }

  /** All that is left, not copied. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.at)
    this.at = this.#bytes.length
    return rest
  }
}
