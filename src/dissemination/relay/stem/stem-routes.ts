import { RecentMap } from '../../../base/recent-map.ts'
import { below, unit } from '../../../base/rng.ts'
import type { PeerId } from '../../../core/env.ts'
import type { PeerSampler } from '../../../core/ports.ts'

/**
 * A node's part in one epoch of Dandelion++ (Fanti and others, "Dandelion++: Lightweight Cryptocurrency Networking with
 * Formal Anonymity Guarantees", SIGMETRICS 2018, section 4, algorithm 1): whether it fluffs, and to which of few stem
 * peers it passes on what comes from each neighbour. One neighbour's messages all go one way, so that a spy does not
 * learn more from more of them.
 */
export class StemRoutes {
  readonly #sampler: PeerSampler
  readonly #random: () => number
  readonly #count: number
  #fluffs = false
  #peers: PeerId[] = []
  #ways = new RecentMap<PeerId, PeerId>(MOST_WAYS)

  /** @param count of stem peers */
  constructor(sampler: PeerSampler, count: number, random: () => number) {
    this.#sampler = sampler
    this.#count = count
    this.#random = random
  }

  /** Whether this node fluffs what comes along a stem. */
  get fluffs(): boolean {
    return this.#fluffs
  }

  /** To whom stems go on. */
  get peers(): readonly PeerId[] {
    return this.#peers
  }

  /** Begins an epoch. */
  renew(fluffChance: number): void {
    this.#fluffs = unit(this.#random) < fluffChance
    this.#peers = []
    this.#ways = new RecentMap(MOST_WAYS)
    this.#fill()
  }

  /** Where to what comes from a peer goes on (what is our own comes from ourselves); undefined if there is nobody. */
  next(from: PeerId): PeerId | undefined {
    const known = this.#ways.get(from)
    if (known !== undefined) return known
    if (this.#peers.length === 0) this.#fill()
    const others = this.#peers.filter((peer) => peer !== from) // back would be a circle
    const chosen = others[below(this.#random, others.length)]
    if (chosen !== undefined) this.#ways.set(from, chosen)
    return chosen
  }

  /** A peer is no neighbour any more. */
  forget(peer: PeerId): void {
    this.#ways.delete(peer)
    for (const [from, to] of [...this.#ways.entries()]) if (to === peer) this.#ways.delete(from)
    const at = this.#peers.indexOf(peer)
    if (at === -1) return
    this.#peers.splice(at, 1)
    this.#fill(peer)
  }

  #fill(but?: PeerId): void {
    const others = this.#sampler.neighbours.filter((peer) => peer !== but && !this.#peers.includes(peer))
    while (this.#peers.length < this.#count && others.length > 0) {
      this.#peers.push(...others.splice(below(this.#random, others.length), 1))
    }
  }
}

/** Whoever sends is remembered: more than any node has neighbours, and no more. */
const MOST_WAYS = 1000
