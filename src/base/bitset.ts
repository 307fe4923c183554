/** A set of small non-negative integers, one bit each; it grows with its greatest member. */
export class Bitset {
  #words: Int32Array

  constructor(capacity = 32) {
    this.#words = new Int32Array((capacity + 31) >>> 5)
  }

  has(index: number): boolean {
    const word = this.#words[index >>> 5]
    return word !== undefined && (word & (1 << (index & 31))) !== 0
  }

  /** @returns whether the set has changed */
  add(index: number): boolean {
    const at = index >>> 5
    if (at >= this.#words.length) {
      const wider = new Int32Array(Math.max(at + 1, this.#words.length * 2))
      wider.set(this.#words)
      this.#words = wider
    }
    const word = this.#words[at] as number
    this.#words[at] = word | (1 << (index & 31))
    return this.#words[at] !== word
  }

  /** @returns whether the set has changed */
  delete(index: number): boolean {
    const word = this.#words[index >>> 5]
    if (word === undefined) return false
    this.#words[index >>> 5] = word & ~(1 << (index & 31))
    return this.#words[index >>> 5] !== word
  }

  clear(): void {
    this.#words.fill(0)
  }

  /** How many members it has. */
  count(): number {
    let count = 0
    for (const word of this.#words) count += popcount(word)
    return count
  }
}

function popcount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
