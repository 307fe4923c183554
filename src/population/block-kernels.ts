/**
 * The inner loops of the engine `blocks`. Each works on one block of bits, so that all it touches stays in the cache. A
 * call does one block's work and no more, because V8 leaves a loop that it entered slowly in slower code.
 *
 * They draw from xoshiro128+ (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2018), written out
 * in place: a call per word would cost more than the word. Its lowest bit is a linear recurrence of 128 bits; a node
 * uses some ten draws in a row of it, and places are taken from the upper bits.
 */
export class BlockKernels {
  /** The generator's state. */
  readonly #state: Int32Array

  /** @param words four words, not all zero */
  constructor(words: Int32Array) {
    this.#state = words
  }

  /**
   * Bernoulli bits: sets in `out` each bit that is clear in `known` with the chance whose binary digits are `digits`,
   * most significant first, as masks 0 or -1. 32 nodes at a time: node by node, a random number is below the chance if
   * at the first digit that differs it has the 0, and one word of random bits serves 32 nodes for one digit. Two words
   * go together, because nobody can foresee after which digit a word is done, and a processor's wrong guess costs more
   * than some draws too many.
   * @returns how many bits were set
   */
  sprinkle(out: Int32Array, known: Int32Array, from: number, to: number, digits: Int32Array): number {
    const state = this.#state
    const most = digits.length
    let a = state[0] as number
    let b = state[1] as number
    let c = state[2] as number
    let d = state[3] as number
    let count = 0
    for (let i = from; i < to; i += 2) {
      let open = ~(known[i] as number)
      let open2 = i + 1 < to ? ~(known[i + 1] as number) : 0
      let below = 0
      let below2 = 0
      for (let j = 0; j < most && (open | open2) !== 0; j++) {
        const digit = digits[j] as number
        const bits = (a + d) | 0
        let t = b << 9
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = (d << 11) | (d >>> 21)
        const differs = open & (bits ^ digit)
        open ^= differs
        below |= differs & digit
        const bits2 = (a + d) | 0
        t = b << 9
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = (d << 11) | (d >>> 21)
        const differs2 = open2 & (bits2 ^ digit)
        open2 ^= differs2
        below2 |= differs2 & digit
      }
      out[i - from] = below
      out[i + 1 - from] = below2
      let v = below - ((below >>> 1) & 0x55555555)
      v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
      let w = below2 - ((below2 >>> 1) & 0x55555555)
      w = (w & 0x33333333) + ((w >>> 2) & 0x33333333)
      v = ((v + (v >>> 4)) & 0x0f0f0f0f) + ((w + (w >>> 4)) & 0x0f0f0f0f)
      count += Math.imul(v, 0x01010101) >>> 24
    }
    state[0] = a
    state[1] = b
    state[2] = c
    state[3] = d
    return count
  }

  /**
   * Throws `balls` at the `size` bits from word `from` on.
   * @param size at most 2^22
   * @returns how many bits were newly set
   */
  throwAt(bits: Int32Array, from: number, size: number, balls: number): number {
    const state = this.#state
    const shift = Math.clz32(Math.max(1, size - 1))
    let a = state[0] as number
    let b = state[1] as number
    let c = state[2] as number
    let d = state[3] as number
    let count = 0
    for (let left = balls; left > 0; ) {
      const at = (a + d) >>> shift
      const t = b << 9
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= t
      d = (d << 11) | (d >>> 21)
      if (at >= size) continue
      left--
      const word = bits[from + (at >>> 5)] as number
      count += (~word >>> (at & 31)) & 1
      bits[from + (at >>> 5)] = word | (1 << (at & 31))
    }
    state[0] = a
    state[1] = b
    state[2] = c
    state[3] = d
    return count
  }
}

/** Adds the bits of a block to those from word `at` on; answers how many were not there. */
export function merge(into: Int32Array, at: number, block: Int32Array, words: number): number {
  let count = 0
  for (let i = 0; i < words; i++) {
    const old = into[at + i] as number
    const fresh = (block[i] as number) & ~old
    if (fresh === 0) continue
    into[at + i] = old | fresh
    let v = fresh - ((fresh >>> 1) & 0x55555555)
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
    count += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}
