import { drawn } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Membership, MembershipEvent, NeighbourEvent, PeerSampler } from '../../core/ports.ts'

/**
 * Every live member as a neighbour, for what needs neighbours that are told by events, in a cluster small enough that
 * each node can talk to each. It sends nothing itself.
 */
export class Everybody implements Layer, PeerSampler {
  readonly #env: Env
  readonly #membership: Pick<Membership, 'node' | 'members'>
  readonly #peers = new Set<PeerId>()

  constructor(env: Env, membership: Pick<Membership, 'node' | 'members'>) {
    this.#env = env
    this.#membership = membership
  }

  get neighbours(): readonly PeerId[] {
    return [...this.#peers]
  }

  sample(count: number): PeerId[] {
    return drawn(this.neighbours, count, () => this.#env.random())
  }

  start(): void {
    for (const { node, peer, state } of this.#membership.members()) {
      if (node !== this.#membership.node && (state === 'alive' || state === 'suspect')) this.#set(peer, true)
    }
  }

  onMessage(): void {
    // nobody has a message for it
  }

  onTimer(): void {
    // it sets none
  }

  onEvent(event: Event): void {
    const fact = event as MembershipEvent
    if (fact.type !== 'member-joined' && fact.type !== 'member-gone') return
    if (fact.member.node !== this.#membership.node) this.#set(fact.member.peer, fact.type === 'member-joined')
  }

  #set(peer: PeerId, isUp: boolean): void {
    if (isUp === this.#peers.has(peer)) return
    if (isUp) this.#peers.add(peer)
    else this.#peers.delete(peer)
    const event: NeighbourEvent = { type: 'neighbour', peer, isUp }
    this.#env.emit(event)
  }
}
