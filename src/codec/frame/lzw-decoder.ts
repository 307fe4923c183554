import { WireError } from '../wire-error.ts'
import { CLEAR, CODES, END, FIRST_ENTRY, GREATEST_WIDTH, LEAST_WIDTH } from './lzw.ts'

/**
 * Decompresses what Go compresses. Every string of the dictionary is the previous string and one byte more, and both
 * stand side by side in the output, so an entry is no more than a place in the output and a length.
 */
export class LzwDecoder {
  readonly #places = new Uint32Array(CODES)
  readonly #lengths = new Uint32Array(CODES)
  #out: Uint8Array = new Uint8Array(2048)
  #length = 0

  /**
   * The plain bytes, in an array of their own. What follows the end code is ignored.
   * @param limit the most bytes that may come out
   * @throws WireError `ERR_BAD_PACKET` for a code that cannot be or a missing end code, `ERR_TOO_LARGE` above the limit
   */
  decode(data: Uint8Array, limit: number): Uint8Array {
    this.#length = 0
    try {
      this.#run(data, limit)
      return this.#out.slice(0, this.#length)
    } finally {
      if (this.#out.length > KEPT) this.#out = new Uint8Array(KEPT) // one large message shall not hold memory for ever
    }
  }

  #run(data: Uint8Array, limit: number): void {
    let bits = 0
    let bitCount = 0
    let at = 0
    let width = LEAST_WIDTH
    let next = FIRST_ENTRY - 1 // one less than an entry: the first code after a clear makes none
    let previous = 0 // the length of the previous string
    for (;;) {
      for (; bitCount < width; bitCount += 8) {
        if (at === data.length) throw new WireError('ERR_BAD_PACKET', 'compressed data without an end code')
        bits |= (data[at++] as number) << bitCount
      }
      const code = bits & ((1 << width) - 1)
      bits >>>= width
      bitCount -= width
      if (code === END) return
      if (code === CLEAR) {
        width = LEAST_WIDTH
        next = FIRST_ENTRY - 1
        previous = 0
        continue
      }
      if (previous > 0 && next < CODES) {
        this.#places[next] = this.#length - previous
        this.#lengths[next] = previous + 1
      }
      if (code >= FIRST_ENTRY && (code > next || code >= CODES || previous === 0)) throw impossible()
      previous = this.#append(code, limit)
      if (next < CODES) next++
      if (next === 1 << width && width < GREATEST_WIDTH) width++
    }
  }

  /** Writes the string of a code; @returns its length */
  #append(code: number, limit: number): number {
    const length = code < CLEAR ? 1 : (this.#lengths[code] as number)
    if (this.#length + length > limit)
      throw new WireError('ERR_TOO_LARGE', `more than ${limit} bytes when decompressed`)
    this.#reserve(length)
    if (code < CLEAR) this.#out[this.#length] = code
    else this.#copy(this.#places[code] as number, length)
    this.#length += length
    return length
  }

  /** Byte by byte, because the string may reach into what is being written (the "KwKwK" case). */
  #copy(from: number, length: number): void {
    const out = this.#out
    const to = this.#length
    for (let i = 0; i < length; i++) out[to + i] = out[from + i] as number
  }

  #reserve(length: number): void {
    const needed = this.#length + length
    if (needed <= this.#out.length) return
    const wider = new Uint8Array(Math.max(needed, this.#out.length * 2))
    wider.set(this.#out)
    this.#out = wider
  }
}

const KEPT = 65536

function impossible(): WireError {
  return new WireError('ERR_BAD_PACKET', 'compressed data with a code that cannot be')
}
