import { below } from '../base/rng.ts'
import type { Env, PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { Layer } from '../core/layer.ts'
import type { MembershipEvent, MemberView, PeerSampler } from '../core/ports.ts'
import type { Contacts } from './contacts.ts'

/**
 * The live members that take part in something, of a membership in which others do not: whom overlays above may talk to.
 * It stands below them, so that it knows first.
 */
export class Participants implements Layer, Contacts, PeerSampler {
  readonly #env: Env
  readonly #takesPart: (member: MemberView) => boolean
  readonly #peers: PeerId[] = []
  readonly #places = new Map<PeerId, number>()
  /** By name: a member may turn up at another address. */
  readonly #peerOf = new Map<string, PeerId>()

  constructor(env: Env, takesPart: (member: MemberView) => boolean) {
    this.#env = env
    this.#takesPart = takesPart
  }

  /** Participants that are alive or only suspected, this node included. */
  get liveCount(): number {
    return this.#peers.length + 1
  }

  get neighbours(): readonly PeerId[] {
    return this.#peers
  }

  includes(peer: PeerId): boolean {
    return this.#places.has(peer)
  }

  randomLive(): PeerId | undefined {
    return this.#peers[below(() => this.#env.random(), this.#peers.length)]
  }

  sample(count: number): PeerId[] {
    if (count >= this.#peers.length) return [...this.#peers]
    const drawn = new Set<PeerId>()
    while (drawn.size < count) drawn.add(this.randomLive() as PeerId)
    return [...drawn]
  }

  start(): void {}

  onMessage(): void {}

  onTimer(): void {}

  onEvent(event: Event): void {
    const fact = event as MembershipEvent
    if (fact.type === 'member-gone') this.#forget(fact.member.node)
    else if (fact.type === 'member-joined' || fact.type === 'member-updated') this.#update(fact.member)
  }

  #update(member: MemberView): void {
    const { node, peer } = member
    if (peer !== this.#peerOf.get(node)) this.#forget(node)
    if (!this.#takesPart(member)) this.#forget(node)
    else if (peer !== this.#env.self && !this.#places.has(peer)) {
      this.#peerOf.set(node, peer)
      this.#places.set(peer, this.#peers.push(peer) - 1)
    }
  }

  #forget(node: string): void {
    const peer = this.#peerOf.get(node)
    this.#peerOf.delete(node)
    if (peer !== undefined) this.#remove(peer)
  }

  #remove(peer: PeerId): void {
    const place = this.#places.get(peer)
    if (place === undefined) return
    this.#places.delete(peer)
    const last = this.#peers.pop() as PeerId
    if (last === peer) return
    this.#peers[place] = last
    this.#places.set(last, place)
  }
}
