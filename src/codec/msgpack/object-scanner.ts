/**
 * Finds the end of one msgpack value while its bytes are still arriving. It remembers where it stands, so that every
 * byte is looked at once, however small the pieces are that a slow (or hostile) peer sends.
 */
export class ObjectScanner {
  /** Values that are still to come. */
  #pending = 1
  /** Bytes of the present value that are still to come. */
  #skipping = 0

  /** How far it has looked, as given by the last {@link scan}. */
  at: number

  /** @param start where the value begins */
  constructor(start: number) {
    this.at = start
  }

  /**
   * Looks at the bytes up to `end` that it has not seen yet.
   * @param bytes the same bytes as before, and what came since
   * @returns whether the value is complete; it ends at {@link at}
   */
  scan(bytes: Uint8Array, end: number): boolean {
    for (;;) {
      const step = Math.min(this.#skipping, end - this.at)
      this.at += step
      this.#skipping -= step
      if (this.#skipping > 0) return false
      if (this.#pending === 0) return true
      if (!this.#enter(bytes, end)) return false
    }
  }

  /** Passes the header of the next value; @returns false if it is not all there */
  #enter(bytes: Uint8Array, end: number): boolean {
    if (this.at >= end) return false
    const lead = bytes[this.at] as number
    const sizeBytes = SIZE_BYTES[lead] as number
    if (this.at + 1 + sizeBytes > end) return false
    let size = FIXED_SIZE[lead] as number
    for (let i = 1; i <= sizeBytes; i++) size = size * 256 + (bytes[this.at + i] as number)
    this.at += 1 + sizeBytes
    this.#pending--
    const perUnit = VALUES_PER_UNIT[lead] as number
    if (perUnit > 0) this.#pending += perUnit * size
    else this.#skipping = size + (lead >= 0xc7 && lead <= 0xc9 ? 1 : 0) // the type byte of an extension
    return true
  }
}

/** By lead byte: bytes of a length or count that follow. */
const SIZE_BYTES: Uint8Array = new Uint8Array(256)
/** By lead byte: the length or count that the lead byte itself tells. */
const FIXED_SIZE: Uint8Array = new Uint8Array(256)
/** By lead byte: 1 for arrays, 2 for maps, 0 for what holds bytes or nothing. */
const VALUES_PER_UNIT: Uint8Array = new Uint8Array(256)

fillTables()

function fillTables(): void {
  for (let i = 0; i < 16; i++) {
    FIXED_SIZE[0x80 + i] = i
    FIXED_SIZE[0x90 + i] = i
    VALUES_PER_UNIT[0x80 + i] = 2
    VALUES_PER_UNIT[0x90 + i] = 1
  }
  for (let i = 0; i < 32; i++) FIXED_SIZE[0xa0 + i] = i
  SIZE_BYTES.set([1, 2, 4, 1, 2, 4], 0xc4) // bin and ext
  FIXED_SIZE.set([4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17], 0xca) // numbers and fixext
  SIZE_BYTES.set([1, 2, 4, 2, 4, 2, 4], 0xd9) // str, array and map
  VALUES_PER_UNIT.set([1, 1, 2, 2], 0xdc)
}
