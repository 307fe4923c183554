import { WireError } from '../wire-error.ts'

/** By its first byte, less 0xfc: bytes of a CompactSize. */
const LENGTHS = [1, 3, 5, 9] as const

/** Bytes that a CompactSize, Bitcoin's variable-length integer, takes. */
export function compactSizeBytes(value: number): number {
  if (value < 0xfd) return 1
  if (value <= 0xffff) return 3
  return value <= 0xffffffff ? 5 : 9
}

/** Writes a CompactSize. @returns where it ends */
export function writeCompactSize(bytes: Uint8Array, at: number, value: number): number {
  const size = compactSizeBytes(value)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (size === 1) view.setUint8(at, value)
  else view.setUint8(at, size === 3 ? 0xfd : size === 5 ? 0xfe : 0xff)
  if (size === 3) view.setUint16(at + 1, value, true)
  else if (size === 5) view.setUint32(at + 1, value, true)
  else if (size === 9) view.setBigUint64(at + 1, BigInt(value), true)
  return at + size
}

/** Reads bytes one after the other, and never beyond their end. */
export class BytesReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.at
  }

  /** @throws WireError if there are not so many */
  take(count: number): Uint8Array {
    const start = this.#advance(count)
    return this.#bytes.slice(start, this.at)
  }

  /** A 64-bit integer, the lowest byte first. @throws WireError */
  uint64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true)
  }

  /**
   * A CompactSize, in its shortest form.
   * @param most what is above is refused
   * @throws WireError
   */
  compactSize(most: number): number {
    const first = this.#view.getUint8(this.#advance(1))
    const value = first < 0xfd ? first : this.#longer(first)
    if (value > most) throw new WireError('ERR_TOO_LARGE', `${value} is more than ${most}`)
    if (compactSizeBytes(value) !== LENGTHS[Math.max(0, first - 0xfc)]) {
      throw new WireError('ERR_BAD_VALUE', `${value} is not in its shortest form`)
    }
    return value
  }

  #longer(first: number): number {
    if (first === 0xfd) return this.#view.getUint16(this.#advance(2), true)
    if (first === 0xfe) return this.#view.getUint32(this.#advance(4), true)
    return Number(this.uint64())
  }

  #advance(count: number): number {
    if (count > this.left) throw new WireError('ERR_TRUNCATED', `${count} bytes are wanted, ${this.left} are left`)
    this.at += count
    return this.at - count
  }
}
