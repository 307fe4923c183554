/**
 * A random permutation of 0…size − 1 that takes no memory: a Feistel network (Luby and Rackoff, SIAM J. Comput. 17,
 * 1988) of eight keyed rounds over the next even number of bits, with cycle walking (Black and Rogaway, CT-RSA 2002)
 * back into the range. Not every permutation is equally likely, as there are 2^64 keys, and it is no cipher: for
 * orders that must look random to a simulation.
 */
export class Permutation {
  /** How many numbers are permuted. */
  readonly size: number
  readonly #halfBits: number
  readonly #mask: number
  readonly #key: number
  readonly #step: number

  /**
   * @param size up to 2^30
   * @param random a source of uint32; two are drawn
   */
  constructor(size: number, random: () => number) {
    if (!Number.isInteger(size) || size < 0 || size > 0x40000000) throw new RangeError(`cannot permute ${size} numbers`)
    this.size = size
    const bits = 32 - Math.clz32(Math.max(1, size - 1))
    this.#halfBits = (bits + 1) >> 1
    this.#mask = (1 << this.#halfBits) - 1
    this.#key = random() | 0
    this.#step = random() | 1 // odd, so that all rounds have keys of their own
  }

  /** The number at a place, for places 0…size − 1. */
  at(place: number): number {
    let number = place
    do number = this.#encipher(number)
    while (number >= this.size)
    return number
  }

  #encipher(number: number): number {
    let left = number >>> this.#halfBits
    let right = number & this.#mask
    let key = this.#key
    for (let i = 0; i < ROUNDS; i++) {
      key = (key + this.#step) | 0
      const mixed = left ^ (round(right, key) & this.#mask)
      left = right
      right = mixed
    }
    return left * (this.#mask + 1) + right
  }
}

const ROUNDS = 8

function round(half: number, key: number): number {
  let z = (half ^ key) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}
