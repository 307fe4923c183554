import { utf8Length, writeUtf8 } from '../../base/utf8.ts'
import { NO_BYTES } from './reader.ts'
import type { Sink } from './sink.ts'

const TWO_32 = 0x100000000

/**
 * Writes the old msgpack dialect that Go's memberlist writes (wire facts, section 2.1): text and bytes are one "raw"
 * family without str8 and bin, integers are as short as can be. One scratch buffer grows with the longest message.
 */
export class Writer implements Sink {
  #bytes: Uint8Array = new Uint8Array(2048)
  #at = 0

  /** How many bytes have been written. */
  get length(): number {
    return this.#at
  }

  /** Takes back what was written from `length` on. */
  truncate(length: number): void {
    this.#at = length
  }

  /** A copy of what was written from `start` on. */
  copy(start = 0): Uint8Array {
    return this.#bytes.slice(start, this.#at)
  }

  /** What was written from `start` on, valid until the next write. */
  view(start = 0): Uint8Array {
    return this.#bytes.subarray(start, this.#at)
  }

  /** One byte as it is. */
  byte(value: number): void {
    if (this.#at === this.#bytes.length) this.#reserve(1)
    this.#bytes[this.#at++] = value
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes
    this.#reserve(length)
    if (length > 32) this.#bytes.set(bytes, this.#at)
    else for (let i = 0; i < length; i++) this.#bytes[this.#at + i] = bytes[i] as number // faster for keys and addresses
    this.#at += length
  }

  /** A big-endian u16. */
  u16(value: number): void {
    this.byte(value >>> 8)
    this.byte(value)
  }

  /** A big-endian u32. */
  u32(value: number): void {
    this.u16(value >>> 16)
    this.u16(value)
  }

  /** Overwrites two bytes that are already there. */
  patchU16(at: number, value: number): void {
    this.#bytes[at] = value >>> 8
    this.#bytes[at + 1] = value
  }

  /** Overwrites four bytes that are already there. */
  patchU32(at: number, value: number): void {
    this.patchU16(at, value >>> 16)
    this.patchU16(at + 2, value)
  }

  nil(): void {
    this.byte(0xc0)
  }

  bool(value: boolean): void {
    this.byte(value ? 0xc3 : 0xc2)
  }

  /**
   * An integer in [−2^63, 2^64) as short as can be; what is not negative is written as unsigned, which both
   * generations of Go read into signed fields too.
   * @throws RangeError if it is not an integer: a mistake of ours must not go out as garbage
   */
  int(value: number): void {
    if (value >= 0 && value < 0x80 && Number.isInteger(value)) this.byte(value)
    else if (!Number.isInteger(value)) throw new RangeError(`${value} is not an integer`)
    else if (value < 0) this.#negative(value)
    else if (value < 0x100) this.#lead(0xcc, value)
    else if (value < 0x10000) {
      this.byte(0xcd)
      this.u16(value)
    } else if (value < TWO_32) {
      this.byte(0xce)
      this.u32(value)
    } else this.#wide(0xcf, value)
  }

  /** A float of 8 bytes. */
  float(value: number): void {
    this.#reserve(9)
    this.#bytes[this.#at] = 0xcb
    new DataView(this.#bytes.buffer).setFloat64(this.#at + 1, value)
    this.#at += 9
  }

  text(text: string): void {
    const length = utf8Length(text)
    this.#rawHeader(length)
    this.#reserve(length)
    this.#at = writeUtf8(text, this.#bytes, this.#at)
  }

  /** A byte string; {@link NO_BYTES} is nil. */
  blob(bytes: Uint8Array): void {
    if (bytes === NO_BYTES) this.nil()
    else {
      this.#rawHeader(bytes.length)
      this.raw(bytes)
    }
  }

  arrayHeader(count: number): void {
    this.#header(0x90, 0xdc, count)
  }

  mapHeader(count: number): void {
    this.#header(0x80, 0xde, count)
  }

  #header(fix: number, wide: number, count: number): void {
    if (count < 16) this.byte(fix | count)
    else if (count < 0x10000) {
      this.byte(wide)
      this.u16(count)
    } else {
      this.byte(wide + 1)
      this.u32(count)
    }
  }

  #rawHeader(length: number): void {
    if (length < 32) this.byte(0xa0 | length)
    else if (length < 0x10000) {
      this.byte(0xda)
      this.u16(length)
    } else {
      this.byte(0xdb)
      this.u32(length)
    }
  }

  #negative(value: number): void {
    if (value >= -32) this.byte(value & 0xff)
    else if (value >= -0x80) this.#lead(0xd0, value & 0xff)
    else if (value >= -0x8000) {
      this.byte(0xd1)
      this.u16(value & 0xffff)
    } else if (value >= -0x80000000) {
      this.byte(0xd2)
      this.u32(value >>> 0)
    } else this.#wide(0xd3, value)
  }

  #lead(lead: number, value: number): void {
    this.byte(lead)
    this.byte(value)
  }

  #wide(lead: number, value: number): void {
    this.byte(lead)
    this.u32(Math.floor(value / TWO_32) >>> 0)
    this.u32(value - Math.floor(value / TWO_32) * TWO_32)
  }

  #reserve(length: number): void {
    const needed = this.#at + length
    if (needed <= this.#bytes.length) return
    const wider = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    wider.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = wider
  }
}
