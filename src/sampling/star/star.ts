import { shuffle } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { NeighbourEvent, PeerSampler } from '../../core/ports.ts'
import { STAR_TAGS } from '../../core/tags.ts'
import type { StarMessage } from './messages.ts'
import { type StarOptions, starOptions } from './options.ts'

/** How often a node looks whether something is due, ms. */
const TICK_MS = 100
/** Peers that are asked at once whether they are there: among the best of so many one answers, as a rule. Our choice. */
const MOST_SOUGHT = 64

/**
 * An overlay for a few nodes that all know one another: everybody's neighbour is the hub, the first in rank that it
 * reaches, so that news is everywhere after two hops. Whoever misses its hub turns to the best ranked that answers, as
 * in the bully algorithm (Garcia-Molina, "Elections in a Distributed Computing System", IEEE Trans. Computers C-31(1),
 * 1982), but nobody has to agree: with two hubs at once the overlay is a tree of more hops, or two trees. As a neighbour
 * is always of better rank, there is no ring. Deviations: README.md of `sampling`.
 */
export class Star implements Layer<StarMessage>, PeerSampler {
  readonly #env: Env<StarMessage>
  readonly #options: StarOptions
  /** Everybody, the best first, and each one's place there. */
  readonly #peers: readonly PeerId[]
  readonly #ranks: ReadonlyMap<PeerId, number>
  /** By neighbour that has this node for its hub: until when. */
  readonly #leaves = new Map<PeerId, number>()
  #hub: PeerId
  #neighbours: readonly PeerId[] = []
  /** Since when something that was sent to the hub has had no reply of any kind. */
  #unheardSince: number | undefined
  /** When the hub was asked, if nothing was heard of it since. */
  #askedAt: number | undefined
  #renewedAt: number
  #soughtAt = Number.NEGATIVE_INFINITY

  /**
   * @param peers everybody, this node included, in the same order everywhere: the first is the first hub
   * @throws OptionError; RangeError if this node is not among them
   */
  constructor(env: Env<StarMessage>, peers: readonly PeerId[], options: Partial<StarOptions> = {}) {
    this.#env = env
    this.#options = starOptions(options)
    this.#peers = peers
    this.#ranks = new Map(peers.map((peer, rank) => [peer, rank]))
    if (!this.#ranks.has(env.self)) throw new RangeError('a node of a star must be one of its peers')
    this.#hub = peers[0] as PeerId
    this.#renewedAt = env.now()
    if (this.#hub === env.self) for (const peer of peers.slice(1)) this.#leaves.set(peer, this.#leaseEnd())
    this.#listNeighbours()
  }

  /** Through whom this node hears news; itself if it knows nobody better. */
  get hub(): PeerId {
    return this.#hub
  }

  get neighbours(): readonly PeerId[] {
    return this.#neighbours
  }

  sample(count: number): PeerId[] {
    const drawn = [...this.#neighbours]
    shuffle(drawn, () => this.#env.random())
    return drawn.slice(0, count)
  }

  /** The runtime, or a layer around this one, has got any message of that peer. */
  heard(peer: PeerId): void {
    if (peer !== this.#hub) return
    this.#unheardSince = undefined
    this.#askedAt = undefined
  }

  /** The runtime, or a layer around this one, has sent any message to that peer. */
  sent(peer: PeerId): void {
    if (peer === this.#hub) this.#unheardSince ??= this.#env.now()
  }

  start(): void {
    this.#env.setTimer(TICK_MS, 0, 0)
  }

  onMessage(from: PeerId, message: StarMessage): void {
    this.heard(from)
    switch (message.tag) {
      case STAR_TAGS.ask:
        if (message.isHub) this.#attach(from)
        return this.#env.send(from, { tag: STAR_TAGS.answer }, 'datagram')
      case STAR_TAGS.answer:
        return this.#isBetter(from) ? this.#turnTo(from) : undefined
      default:
        return this.#detach(from)
    }
  }

  onTimer(): void {
    this.#env.setTimer(TICK_MS, 0, 0)
    const now = this.#env.now()
    for (const [leaf, end] of this.#leaves) if (end <= now) this.#detach(leaf)
    if (this.#hub !== this.#env.self) this.#watchHub(now)
    if (this.#hub !== this.#peers[0] && now - this.#soughtAt >= this.#options.seekMs) this.#seek(now)
  }

  onEvent(_event: Event): void {}

  #watchHub(now: number): void {
    const { silentMs, answerMs, leaseMs } = this.#options
    if (this.#askedAt !== undefined) {
      if (now - this.#askedAt >= answerMs) this.#turnTo(this.#env.self)
      return
    }
    const isSilent = this.#unheardSince !== undefined && now - this.#unheardSince >= silentMs
    if (isSilent || now - this.#renewedAt >= leaseMs / 3) this.#askHub(now)
  }

  #askHub(now: number): void {
    this.#askedAt = now
    this.#renewedAt = now
    this.#env.send(this.#hub, { tag: STAR_TAGS.ask, isHub: true }, 'datagram')
  }

  /** Asks the best of those that are better than the hub: an answer of such a one makes it the hub. */
  #seek(now: number): void {
    this.#soughtAt = now
    for (const peer of this.#peers.slice(0, Math.min(MOST_SOUGHT, this.#rank(this.#hub)))) {
      this.#env.send(peer, { tag: STAR_TAGS.ask, isHub: false }, 'datagram')
    }
  }

  #turnTo(hub: PeerId): void {
    const [before, now] = [this.#hub, this.#env.now()]
    this.#hub = hub
    this.#unheardSince = undefined
    this.#askedAt = undefined
    if (before !== this.#env.self) this.#env.send(before, { tag: STAR_TAGS.detach }, 'datagram')
    if (hub !== this.#env.self) this.#askHub(now)
    this.#listNeighbours()
    this.#tell(before, false)
    this.#tell(hub, true)
  }

  #attach(peer: PeerId): void {
    const isKnown = this.#leaves.has(peer)
    if (!this.#isWorseThanSelf(peer)) return // it would be a ring
    this.#leaves.set(peer, this.#leaseEnd())
    if (isKnown) return
    this.#listNeighbours()
    this.#tell(peer, true)
  }

  #detach(peer: PeerId): void {
    if (!this.#leaves.delete(peer)) return
    this.#listNeighbours()
    this.#tell(peer, false)
  }

  #isBetter(peer: PeerId): boolean {
    return this.#rank(peer) < this.#rank(this.#hub)
  }

  #isWorseThanSelf(peer: PeerId): boolean {
    const rank = this.#ranks.get(peer)
    return rank !== undefined && rank > this.#rank(this.#env.self)
  }

  #rank(peer: PeerId): number {
    return this.#ranks.get(peer) ?? Number.POSITIVE_INFINITY
  }

  #leaseEnd(): number {
    return this.#env.now() + this.#options.leaseMs
  }

  #listNeighbours(): void {
    const hub = this.#hub === this.#env.self ? [] : [this.#hub]
    this.#neighbours = [...hub, ...this.#leaves.keys()]
  }

  #tell(peer: PeerId, isUp: boolean): void {
    if (peer === this.#env.self) return
    const event: NeighbourEvent = { type: 'neighbour', peer, isUp }
    this.#env.emit(event)
  }
}
