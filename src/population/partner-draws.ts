/**
 * Draws partners for many callers at once, uniformly among the others: xoshiro128** 1.1 as in base/rng.ts, written out
 * in place, and Lemire's multiplication ("Fast random integer generation in an interval", 2019), exact in a double.
 */
export class PartnerDraws {
  readonly #state: Int32Array
  readonly #others: number
  /** Products whose lower half is less would favour some nodes. */
  readonly #uneven: number

  /** @param words four words, not all zero @param nodes at most 2^21, so that products stay below 2^53 */
  constructor(words: Int32Array, nodes: number) {
    this.#state = words
    this.#others = nodes - 1
    this.#uneven = WORDS % this.#others
  }

  /** Gives each of the first `count` callers a partner. */
  draw(callers: Int32Array, partners: Int32Array, count: number): void {
    for (let from = 0; from < count; from += CHUNK) this.#chunk(callers, partners, from, Math.min(count, from + CHUNK))
  }

  /** A call of its own per chunk: V8 leaves a loop that it entered slowly in slower code. */
  #chunk(callers: Int32Array, partners: Int32Array, from: number, to: number): void {
    const state = this.#state
    const others = this.#others
    const uneven = this.#uneven
    let a = state[0] as number
    let b = state[1] as number
    let c = state[2] as number
    let d = state[3] as number
    for (let i = from; i < to; ) {
      const scrambled = Math.imul(b, 5)
      const word = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0
      const t = b << 9
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= t
      d = (d << 11) | (d >>> 21)
      const product = word * others
      const other = Math.floor(product / WORDS)
      if (product - other * WORDS < uneven) continue
      partners[i] = other < (callers[i] as number) ? other : other + 1
      i++
    }
    state[0] = a
    state[1] = b
    state[2] = c
    state[3] = d
  }
}

const WORDS = 0x100000000
const CHUNK = 4096
