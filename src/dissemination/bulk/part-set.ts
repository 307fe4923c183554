/** Which parts of a payload somebody has: a bit each, as they travel. */
export class PartSet {
  readonly #bits: Uint8Array
  readonly #parts: number
  #count = 0

  constructor(parts: number) {
    this.#parts = parts
    this.#bits = new Uint8Array((parts + 7) >>> 3)
  }

  get count(): number {
    return this.#count
  }

  get isComplete(): boolean {
    return this.#count === this.#parts
  }

  has(part: number): boolean {
    return ((this.#bits[part >>> 3] ?? 0) & (1 << (part & 7))) !== 0
  }

  /** @returns whether it is new, and a part that there is */
  add(part: number): boolean {
    if (!(part >= 0 && part < this.#parts) || this.has(part)) return false
    this.#bits[part >>> 3] = (this.#bits[part >>> 3] as number) | (1 << (part & 7))
    this.#count++
    return true
  }

  /** Adds the parts of bits that begin with part `first`; what there is none of is passed over. */
  addBits(first: number, bits: Uint8Array): void {
    for (let i = 0; i < bits.length && first + 8 * i < this.#parts; i++) {
      for (let bit = 0; bit < 8; bit++) if (((bits[i] as number) >>> bit) & 1) this.add(first + 8 * i + bit)
    }
  }

  /** Its bits in pieces of at most so many bytes, each with its first part. */
  *pieces(mostBytes: number): Iterable<{ readonly first: number; readonly bits: Uint8Array }> {
    for (let at = 0; at < this.#bits.length; at += mostBytes) {
      yield { first: 8 * at, bits: this.#bits.slice(at, at + mostBytes) }
    }
  }

  /** The first part from `start` on, round the end, that this set lacks and `isWanted`; undefined if there is none. */
  nextMissing(start: number, isWanted: (part: number) => boolean): number | undefined {
    for (let i = 0; i < this.#parts; i++) {
      const part = (start + i) % this.#parts
      if ((part & 7) === 0 && this.#bits[part >>> 3] === 255 && i + 7 < this.#parts) i += 7
      else if (!this.has(part) && isWanted(part)) return part
    }
    return undefined
  }
}
