import { utf8Length, writeUtf8 } from '../../base/utf8.ts'
import { WIRE } from './protobuf-reader.ts'

/** Writes protobuf, into a buffer that grows. */
export class ProtobufWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  /** What has been written, as bytes of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  varintField(field: number, value: number | undefined): void {
    if (value === undefined) return
    this.#key(field, WIRE.varint)
    this.varint(value)
  }

  bytesField(field: number, value: Uint8Array | undefined): void {
    if (value === undefined) return
    this.#key(field, WIRE.bytes)
    this.varint(value.length)
    this.#reserve(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
  }

  /** Bytes that are one character each. */
  binaryField(field: number, value: string): void {
    this.#key(field, WIRE.bytes)
    this.varint(value.length)
    this.#reserve(value.length)
    for (let i = 0; i < value.length; i++) this.#bytes[this.#length++] = value.charCodeAt(i)
  }

  textField(field: number, value: string | undefined): void {
    if (value === undefined) return
    const length = utf8Length(value)
    this.#key(field, WIRE.bytes)
    this.varint(length)
    this.#reserve(length)
    this.#length = writeUtf8(value, this.#bytes, this.#length)
  }

  /** A nested message, which `write` writes. */
  messageField(field: number, write: () => void): void {
    this.#key(field, WIRE.bytes)
    const start = this.#length
    write()
    const length = this.#length - start
    const prefix = varintLength(length)
    this.#reserve(prefix)
    this.#bytes.copyWithin(start + prefix, start, this.#length)
    this.#length = start
    this.varint(length)
    this.#length += length
  }

  varint(value: number): void {
    this.#reserve(10)
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#length++] = rest
  }

  #key(field: number, wireType: number): void {
    this.varint(field * 8 + wireType)
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

/** How many bytes a number takes. */
export function varintLength(value: number): number {
  let length = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++
  return length
}
