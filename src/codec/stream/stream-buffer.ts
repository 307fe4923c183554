import { WireError } from '../wire-error.ts'

/** More than any honest exchange: the limit on what compressed data may become. */
export const MAX_STREAM = 41_943_040

/** What has arrived of a stream. It grows with what is there, never by what was announced. */
export class StreamBuffer {
  /** Valid up to {@link length}. */
  bytes: Uint8Array
  length: number
  /** The first byte that nobody has read yet. */
  at = 0

  /** @param whole what there is to read if it is all there already; it is not copied */
  constructor(whole?: Uint8Array) {
    this.bytes = whole ?? new Uint8Array(0)
    this.length = this.bytes.length
  }

  /** @throws WireError `ERR_TOO_LARGE` beyond {@link MAX_STREAM} */
  append(chunk: Uint8Array): void {
    const needed = this.length + chunk.length
    if (needed > MAX_STREAM) throw new WireError('ERR_TOO_LARGE', `a stream of more than ${MAX_STREAM} bytes`)
    if (needed > this.bytes.length) {
      const wider = new Uint8Array(Math.max(needed, this.bytes.length * 2, 256))
      wider.set(this.bytes.subarray(0, this.length))
      this.bytes = wider
    }
    this.bytes.set(chunk, this.length)
    this.length = needed
  }

  /** Bytes that have arrived and are not read. */
  get available(): number {
    return this.length - this.at
  }

  /** The next `length` bytes as a view; the caller has seen that they are there. */
  take(length: number): Uint8Array {
    const start = this.at
    this.at += length
    return this.bytes.subarray(start, this.at)
  }
}
