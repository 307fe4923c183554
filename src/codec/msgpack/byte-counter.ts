import { utf8Length } from '../../base/utf8.ts'
import { NO_BYTES } from './reader.ts'
import type { Sink } from './sink.ts'

/** Counts what a {@link Writer} would write. A simulator asks for the size of every message, and needs no bytes. */
export class ByteCounter implements Sink {
  /** Bytes so far. */
  length = 0

  /** Forgets what was counted from `length` on. */
  truncate(length: number): void {
    this.length = length
  }

  byte(_value: number): void {
    this.length++
  }

  raw(bytes: Uint8Array): void {
    this.length += bytes.length
  }

  nil(): void {
    this.length++
  }

  bool(_value: boolean): void {
    this.length++
  }

  int(value: number): void {
    this.length += value >= 0 ? unsignedSize(value) : negativeSize(value)
  }

  float(_value: number): void {
    this.length += 9
  }

  text(text: string): void {
    this.#string(utf8Length(text))
  }

  blob(bytes: Uint8Array): void {
    if (bytes === NO_BYTES) this.length++
    else this.#string(bytes.length)
  }

  arrayHeader(count: number): void {
    this.length += headerSize(count, 16)
  }

  mapHeader(count: number): void {
    this.length += headerSize(count, 16)
  }

  #string(length: number): void {
    this.length += headerSize(length, 32) + length
  }
}

/** The dialect has no header with a length of one byte. */
function headerSize(length: number, short: number): number {
  if (length < short) return 1
  return length < 0x10000 ? 3 : 5
}

function unsignedSize(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x100) return 2
  if (value < 0x10000) return 3
  return value < 0x100000000 ? 5 : 9
}

function negativeSize(value: number): number {
  if (value >= -32) return 1
  if (value >= -0x80) return 2
  if (value >= -0x8000) return 3
  return value >= -0x80000000 ? 5 : 9
}
