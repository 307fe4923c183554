/**
 * Random numbers that belong to one message and one purpose and to nothing else: they are a hash of (seed, from, to,
 * tick, place among the sender's messages of that tick, purpose, counter). So a fault, a node or a message more never
 * moves what happens to another message, which is what lets a failing run be cut down.
 */
export class KeyedDraws {
  readonly #seedLow: number
  readonly #seedHigh: number
  #message = 0
  #check = 0
  #state = 0

  /** @param seed 53 bits */
  constructor(seed: number) {
    this.#seedLow = (seed % 0x100000000) | 0
    this.#seedHigh = (seed / 0x100000000) | 0
  }

  /** Turns to a message. */
  aim(from: number, to: number, tick: number, place: number): void {
    const ends = mix((this.#seedLow ^ from) + Math.imul(to, 0x9e3779b1))
    const time = mix((this.#seedHigh ^ ends) + (tick | 0))
    this.#message = mix(time ^ Math.imul(place + 1, 0x85ebca77) ^ (tick / 0x100000000))
    this.#check = ends + time
  }

  /** Turns to one purpose of that message. @returns a source of uint32 */
  purpose(number: number): () => number {
    this.#state = mix(this.#message + Math.imul(number + 1, 0xc2b2ae3d)) ^ this.#check
    return this.#next
  }

  readonly #next = (): number => {
    this.#state = (this.#state + 0x9e3779b9) | 0
    return mix(this.#state) >>> 0
  }
}

/** The finaliser "lowbias32" of Chris Wellons' hash prospector (2018): every input bit moves half of the output's. */
function mix(word: number): number {
  let mixed = word ^ (word >>> 16)
  mixed = Math.imul(mixed, 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}
