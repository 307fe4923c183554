import { below, shuffle } from '../base/rng.ts'
import type { PeerId } from '../core/env.ts'

/** A few peers, each once, of which one is drawn now and then. Small enough that looking through them is quick. */
export class View {
  /** Most peers that it takes. */
  readonly capacity: number
  readonly #peers: PeerId[] = []

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get size(): number {
    return this.#peers.length
  }

  get isFull(): boolean {
    return this.#peers.length >= this.capacity
  }

  /** In no particular order; changes with the view. */
  get peers(): readonly PeerId[] {
    return this.#peers
  }

  has(peer: PeerId): boolean {
    return this.#peers.includes(peer)
  }

  /** @returns whether it was taken: it was not there, and there was room */
  add(peer: PeerId): boolean {
    if (this.isFull || this.has(peer)) return false
    this.#peers.push(peer)
    return true
  }

  /** @returns whether it was there */
  remove(peer: PeerId): boolean {
    const at = this.#peers.indexOf(peer)
    if (at !== -1) this.#peers.splice(at, 1)
    return at !== -1
  }

  /** The peer whose turn it is: all have theirs, one after the other. */
  nextInTurn(): PeerId | undefined {
    const next = this.#peers.shift()
    if (next !== undefined) this.#peers.push(next)
    return next
  }

  /** One of the peers that fit, or undefined. */
  draw(random: () => number, fits: (peer: PeerId) => boolean = anyone): PeerId | undefined {
    const fitting = this.#peers.filter(fits)
    return fitting[below(random, fitting.length)]
  }

  /** Up to `count` different peers that fit. */
  sample(count: number, random: () => number, fits: (peer: PeerId) => boolean = anyone): PeerId[] {
    const fitting = this.#peers.filter(fits)
    shuffle(fitting, random) // views are short
    return fitting.slice(0, count)
  }
}

function anyone(): boolean {
  return true
}
