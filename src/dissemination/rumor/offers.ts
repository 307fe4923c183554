import type { PeerId } from '../../core/env.ts'

/**
 * Whom rumours have been told of lately, and how many: who was told of some may ask for as many payloads, and nobody
 * else for any.
 */
export class Offers {
  readonly #keepCycles: number
  readonly #offers = new Map<PeerId, { left: number; madeIn: number }>()

  /** @param keepCycles how long an offer stands */
  constructor(keepCycles: number) {
    this.#keepCycles = keepCycles
  }

  get size(): number {
    return this.#offers.size
  }

  /** A peer is told of so many rumours. */
  make(peer: PeerId, count: number, cycle: number): void {
    const left = Math.min(MOST_LEFT, (this.#offers.get(peer)?.left ?? 0) + count)
    this.#offers.delete(peer)
    this.#offers.set(peer, { left, madeIn: cycle })
    if (this.#offers.size <= MOST_PEERS) return
    const [oldest] = this.#offers.keys()
    if (oldest !== undefined) this.#offers.delete(oldest)
  }

  has(peer: PeerId): boolean {
    return this.#offers.has(peer)
  }

  /** A peer asks for so many payloads. @returns how many it is sent */
  take(peer: PeerId, wanted: number): number {
    const offer = this.#offers.get(peer)
    if (offer === undefined) return 0
    const taken = Math.min(offer.left, wanted)
    offer.left -= taken
    return taken
  }

  /** A cycle begins: old offers stand no more. */
  turn(cycle: number): void {
    for (const [peer, { madeIn }] of this.#offers) {
      if (cycle - madeIn <= this.#keepCycles) break // the others are younger
      this.#offers.delete(peer)
    }
  }
}

const MOST_PEERS = 4096
const MOST_LEFT = 1024
