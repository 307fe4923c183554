import { decodeUtf8 } from '../../base/utf8.ts'
import { WireError } from '../wire-error.ts'
import { TextCache } from './text-cache.ts'

/** What an absent or nil byte string decodes to. It is written as nil; any other empty array as an empty string. */
export const NO_BYTES: Uint8Array = new Uint8Array(0)

/** The byte that is nil. */
export const NIL = 0xc0
const TWO_32 = 0x100000000

/**
 * Reads msgpack as memberlist and Serf accept it (wire facts, section 2.2): raw, str and bin are one family, nil is a
 * zero of any type, integers may be wider than needed. Everything throws WireError: `ERR_TRUNCATED` if the bytes end
 * too early, `ERR_BAD_VALUE` if a value is of another type than asked for.
 *
 * It never recurses and never allocates by an announced length, so that depth and size need no limits of their own.
 */
export class Reader {
  bytes: Uint8Array = NO_BYTES
  /** The next byte to read. */
  at = 0
  /** The first byte that is not to be read. */
  end = 0
  readonly #texts = new TextCache()

  /** Starts over with other bytes. */
  reset(bytes: Uint8Array, at = 0, end: number = bytes.length): this {
    this.bytes = bytes
    this.at = at
    this.end = end
    return this
  }

  get remaining(): number {
    return this.end - this.at
  }

  /** Whether the next value is nil; if so, it is read. */
  nil(): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== NIL) return false
    this.at++
    return true
  }

  /** The next byte, still unread; throws if there is none. */
  peek(): number {
    if (this.at >= this.end) throw truncated()
    return this.bytes[this.at] as number
  }

  /** An integer in [0, max]. nil is 0. */
  uint(max: number): number {
    const lead = this.peek()
    if (lead < 0x80) {
      this.at++
      if (lead > max) throw badValue('an integer is too great for its field')
      return lead
    }
    const value = this.#wideUint(lead)
    if (value < 0) throw badValue('a negative integer where none can be')
    if (value > max) throw badValue('an integer is too great for its field')
    return value
  }

  /**
   * A signed 64-bit integer. Unsigned values above 2^63 − 1 wrap to negative ones, as in Go; beyond 2^53 the result is
   * the nearest double.
   */
  int(): number {
    const lead = this.peek()
    if (lead !== 0xcf) return this.#integer(lead)
    const high = this.#fixed(8, 4) | 0
    return high * TWO_32 + this.#u32(this.at - 4)
  }

  /** A Lamport time. nil is 0. Throws `ERR_OUT_OF_RANGE` above 2^53 − 1. */
  lamport(): number {
    const value = this.uint(Number.POSITIVE_INFINITY)
    if (value > Number.MAX_SAFE_INTEGER) throw new WireError('ERR_OUT_OF_RANGE', 'a Lamport time above 2^53 - 1')
    return value
  }

  /** true, false, the fixints 0 and 1, or nil. */
  bool(): boolean {
    const lead = this.peek()
    if (lead !== 0xc2 && lead !== 0xc3 && lead !== 0 && lead !== 1 && lead !== NIL) throw badValue('not a boolean')
    this.at++
    return lead === 0xc3 || lead === 1
  }

  /** A float of either width, or any integer. nil is 0. */
  float(): number {
    const lead = this.peek()
    if (lead !== 0xca && lead !== 0xcb) return this.#integer(lead)
    const size = lead === 0xca ? 4 : 8
    const start = this.at + 1
    this.#fixed(size, 0)
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + start, size)
    return size === 4 ? view.getFloat32(0) : view.getFloat64(0)
  }

  /** Text of any raw, str or bin form, or an array of byte values; nil is ''. Invalid UTF-8 survives (base/utf8). */
  text(): string {
    if (this.nil()) return ''
    const lead = this.peek()
    if (isArray(lead)) return decodeUtf8(this.#byteItems(this.arrayHeader()))
    const length = this.rawHeader()
    const start = this.at
    this.#advance(length)
    return this.#texts.get(this.bytes, start, length)
  }

  /** Bytes of their own, of any raw, str or bin form, or an array (or map) of byte values; nil is {@link NO_BYTES}. */
  blob(): Uint8Array {
    if (this.nil()) return NO_BYTES
    const lead = this.peek()
    if (isArray(lead)) return this.#byteItems(this.arrayHeader())
    if (isMap(lead)) return this.#byteItems(2 * this.mapHeader())
    const length = this.rawHeader()
    const start = this.at
    this.#advance(length)
    return copyOf(this.bytes, start, length)
  }

  /** The next `length` bytes as a view. */
  take(length: number): Uint8Array {
    const start = this.at
    this.#advance(length)
    return this.bytes.subarray(start, start + length)
  }

  /** The byte length of a raw, str or bin value, whose bytes come next. */
  rawHeader(): number {
    const lead = this.peek()
    if (lead >= 0xa0 && lead < 0xc0) {
      this.at++
      return lead & 31
    }
    if (lead === 0xd9 || lead === 0xc4) return this.#fixed(1, 1)
    if (lead === 0xda || lead === 0xc5) return this.#fixed(2, 2)
    if (lead === 0xdb || lead === 0xc6) return this.#fixed(4, 4)
    throw badValue('neither text nor bytes')
  }

  /** How many elements the array has that comes next. */
  arrayHeader(): number {
    const lead = this.peek()
    if (lead >= 0x90 && lead < 0xa0) {
      this.at++
      return lead & 15
    }
    if (lead === 0xdc) return this.#fixed(2, 2)
    if (lead === 0xdd) return this.#fixed(4, 4)
    throw badValue('not an array')
  }

  /** How many pairs the map has that comes next. */
  mapHeader(): number {
    const lead = this.peek()
    if (lead >= 0x80 && lead < 0x90) {
      this.at++
      return lead & 15
    }
    if (lead === 0xde) return this.#fixed(2, 2)
    if (lead === 0xdf) return this.#fixed(4, 4)
    throw badValue('not a map')
  }

  /** Passes over one value, however nested. */
  skip(): void {
    let pending = 1
    while (pending > 0) pending += this.#skipOne() - 1
  }

  /** @returns how many values belong to the one that was passed over */
  #skipOne(): number {
    const lead = this.peek()
    if (lead < 0x80 || lead >= 0xe0 || lead === 0xc2 || lead === 0xc3 || lead === NIL) this.at++
    else if (isArray(lead)) return this.arrayHeader()
    else if (isMap(lead)) return 2 * this.mapHeader()
    else if (lead >= 0xc7 && lead <= 0xc9) {
      const sizeBytes = 1 << (lead - 0xc7)
      const length = this.#fixed(sizeBytes, sizeBytes)
      this.#advance(1)
      this.#advance(length)
    } else if (lead >= 0xd4 && lead <= 0xd8) this.#advance(2 + (1 << (lead - 0xd4)))
    else if (FIXED[lead] !== 0) this.#advance(1 + (FIXED[lead] as number))
    else {
      const length = this.rawHeader() // throws for the reserved byte c1
      this.#advance(length)
    }
    return 0
  }

  #integer(lead: number): number {
    if (lead < 0x80 || lead >= 0xe0) {
      this.at++
      return lead < 0x80 ? lead : lead - 256
    }
    return this.#wideUint(lead)
  }

  /** Any integer but a positive fixint. */
  #wideUint(lead: number): number {
    switch (lead) {
      case NIL:
        this.at++
        return 0
      case 0xcc:
        return this.#fixed(1, 1)
      case 0xcd:
        return this.#fixed(2, 2)
      case 0xce:
        return this.#fixed(4, 4)
      case 0xcf:
        return this.#fixed(8, 4) * TWO_32 + this.#u32(this.at - 4)
      case 0xd0:
        return (this.#fixed(1, 1) << 24) >> 24
      case 0xd1:
        return (this.#fixed(2, 2) << 16) >> 16
      case 0xd2:
        return this.#fixed(4, 4) | 0
      case 0xd3:
        return (this.#fixed(8, 4) | 0) * TWO_32 + this.#u32(this.at - 4)
      default:
        if (lead < 0xe0) throw badValue('not an integer')
        this.at++
        return lead - 256
    }
  }

  /** Passes a lead byte and `size` bytes, of which the first `use` make the number that is returned. */
  #fixed(size: number, use: number): number {
    const start = this.at + 1
    if (start + size > this.end) throw truncated()
    this.at = start + size
    if (use === 4) return this.#u32(start)
    let value = 0
    for (let i = 0; i < use; i++) value = (value << 8) | (this.bytes[start + i] as number)
    return value
  }

  #u32(at: number): number {
    const { bytes } = this
    const low = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
    return (bytes[at] as number) * 0x1000000 + low
  }

  #byteItems(count: number): Uint8Array {
    if (count > this.remaining) throw truncated() // every item takes a byte: nothing is allocated on someone's word
    const bytes = new Uint8Array(count)
    for (let i = 0; i < count; i++) bytes[i] = this.uint(255)
    return bytes
  }

  #advance(length: number): void {
    if (!(length <= this.end - this.at)) throw truncated()
    this.at += length
  }
}

/** By lead byte: bytes that follow it in a number; 0 where it is none. */
const FIXED: Uint8Array = new Uint8Array(256)
FIXED.set([4, 8, 1, 2, 4, 8, 1, 2, 4, 8], 0xca)

/** A loop copies an address or a few tags in a third of the time. It is no `slice`: that of a Buffer is only a view. */
function copyOf(bytes: Uint8Array, start: number, length: number): Uint8Array {
  if (length > 32) return new Uint8Array(bytes.subarray(start, start + length))
  const copy = new Uint8Array(length)
  for (let i = 0; i < length; i++) copy[i] = bytes[start + i] as number
  return copy
}

/** Whether an array begins with this byte. */
export function isArray(lead: number): boolean {
  return (lead >= 0x90 && lead < 0xa0) || lead === 0xdc || lead === 0xdd
}

/** Whether a map begins with this byte. */
export function isMap(lead: number): boolean {
  return (lead >= 0x80 && lead < 0x90) || lead === 0xde || lead === 0xdf
}

/** The bytes end in the middle of something. */
export function truncated(): WireError {
  return new WireError('ERR_TRUNCATED', 'the bytes end too early')
}

/** A value does not fit the field that it is for. */
export function badValue(message: string): WireError {
  return new WireError('ERR_BAD_VALUE', message)
}
