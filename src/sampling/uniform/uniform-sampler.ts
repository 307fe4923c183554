import type { PeerId } from '../../core/env.ts'
import type { Membership, PeerSampler } from '../../core/ports.ts'

/** Draws that find nobody new, for each peer that is wanted, before all members are looked through. */
const TRIES = 4

/** Peers drawn uniformly from a membership that knows everybody. */
export class UniformSampler implements PeerSampler {
  readonly #membership: Pick<Membership, 'node' | 'liveCount' | 'members' | 'randomLive'>

  constructor(membership: Pick<Membership, 'node' | 'liveCount' | 'members' | 'randomLive'>) {
    this.#membership = membership
  }

  /** Every other live member; takes as long as there are members. */
  get neighbours(): readonly PeerId[] {
    const peers: PeerId[] = []
    for (const { node, peer, state } of this.#membership.members()) {
      const isLive = state === 'alive' || state === 'suspect'
      if (isLive && node !== this.#membership.node) peers.push(peer)
    }
    return peers
  }

  sample(count: number): PeerId[] {
    if (count >= this.#membership.liveCount - 1) return [...this.neighbours].slice(0, count)
    const drawn = new Set<PeerId>()
    for (let tries = TRIES * count; tries > 0 && drawn.size < count; tries--) {
      const peer = this.#membership.randomLive()
      if (peer !== undefined) drawn.add(peer)
    }
    for (const peer of drawn.size < count ? this.neighbours : []) if (drawn.size < count) drawn.add(peer)
    return [...drawn]
  }
}
