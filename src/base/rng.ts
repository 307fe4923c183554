/**
 * Random streams that replay for ever.
 *
 * xoshiro128** 1.1 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2018): 128 bits of state,
 * 32-bit output, no multiplication wider than 32 bits, so the same seed gives the same stream on every engine. Not for
 * secrets: nonces and keys come from the runtime's cryptographic source.
 */
export class Rng {
  #a: number
  #b: number
  #c: number
  #d: number

  /** @param seed any number; its 53 integer bits are mixed, so that neighbouring seeds give unrelated streams. */
  constructor(seed: number) {
    const mix = new SeedMixer(seed)
    this.#a = mix.next()
    this.#b = mix.next()
    this.#c = mix.next()
    this.#d = mix.next()
    if ((this.#a | this.#b | this.#c | this.#d) === 0) this.#a = 1 // the all-zero state would only ever give zeros
  }

  /** Reads its state, which lies in the cache then; draws nothing. */
  touch(): number {
    return this.#a
  }

  /** The next uint32. */
  next(): number {
    const s1 = this.#b
    const result = Math.imul(rotl(Math.imul(s1, 5), 7), 9) >>> 0
    const t = s1 << 9
    this.#c ^= this.#a
    this.#d ^= s1
    this.#b = s1 ^ this.#c
    this.#a ^= this.#d
    this.#c ^= t
    this.#d = rotl(this.#d, 11)
    return result
  }
}

/** A seed for the stream of one purpose (of one node, say): keyed, so that a new stream never moves another one. */
export function deriveSeed(seed: number, ...keys: number[]): number {
  let derived = seed
  for (const key of keys) {
    const mix = new SeedMixer(derived)
    mix.absorb(key)
    derived = mix.next() * 0x200000 + (mix.next() >>> 11)
  }
  return derived
}

/** A seed for the stream of what is known by a name. */
export function namedSeed(seed: number, name: string): number {
  return deriveSeed(seed, ...Array.from(name, (_, i) => name.charCodeAt(i)))
}

/**
 * An integer in [0, bound) from a uint32 source. Draws above the greatest multiple of `bound` are drawn again, so a
 * remainder has no bias.
 * @param bound an integer up to 2^32; below 2 there is nothing to draw and the answer is 0
 */
export function below(random: () => number, bound: number): number {
  if (bound <= 1) return 0
  if (bound > 0x100000000) throw new RangeError(`one draw has 32 bits: no bound of ${bound}`)
  const limit = 0x100000000 - (0x100000000 % bound)
  for (;;) {
    const draw = random()
    if (draw < limit) return draw % bound
  }
}

/** A number in [0, 1) with 32 random bits. */
export function unit(random: () => number): number {
  return random() / 0x100000000
}

/** A number in [0, 1) with 53 random bits. */
export function unit53(random: () => number): number {
  return ((random() >>> 5) * 0x4000000 + (random() >>> 6)) / 0x20000000000000
}

/** Shuffles in place (Fisher–Yates). */
export function shuffle<T>(items: T[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(random, i + 1)
    const held = items[i] as T
    items[i] = items[j] as T
    items[j] = held
  }
}

/** Up to `count` different items of a list, uniformly, in random order; the list stays as it is. */
export function drawn<T>(from: readonly T[], count: number, random: () => number): T[] {
  const items = [...from]
  const wanted = Math.min(Math.max(0, count), items.length)
  for (let i = 0; i < wanted; i++) {
    const j = i + below(random, items.length - i)
    const held = items[i] as T
    items[i] = items[j] as T
    items[j] = held
  }
  return items.slice(0, wanted)
}

/**
 * Turns seeds into words. Two lanes keep all 53 bits of a seed apart to the end: with one lane of 32 bits, among the
 * streams of 10^5 nodes two would be the same one more often than not.
 */
class SeedMixer {
  #high = 0x9e3779b9 | 0
  #low = 0x7f4a7c15

  constructor(seed: number) {
    this.absorb(seed)
  }

  /** Takes in the 53 integer bits and the sign of a number; different numbers leave different lanes. */
  absorb(value: number): void {
    const whole = Math.floor(Math.abs(value))
    this.#absorbWord(whole % 0x100000000)
    this.#absorbWord(Math.floor(whole / 0x100000000) + (value < 0 ? 0x80000000 : 0))
  }

  /** The next word; any two in a row determine the lanes. */
  next(): number {
    const mixed = (scramble(this.#high) + rotl(this.#low, 5) + 0x9e3779b9) | 0
    this.#high = this.#low
    this.#low = mixed
    return scramble(mixed) >>> 0
  }

  #absorbWord(word: number): void {
    this.#high = scramble(this.#high ^ word)
    this.#low = (Math.imul(this.#low, 0x2c1b3c6d) + this.#high) | 0
  }
}

function scramble(word: number): number {
  let z = word
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return z ^ (z >>> 15)
}

function rotl(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
