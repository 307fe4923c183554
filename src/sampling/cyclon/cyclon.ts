import { below, unit } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Event, RuntimeEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { MembershipEvent, PeerSampler } from '../../core/ports.ts'
import { CYCLON_TAGS } from '../../core/tags.ts'
import type { Contacts } from '../contacts.ts'
import { View } from '../view.ts'
import type { AgedPeer, CyclonMessage } from './messages.ts'
import { type CyclonOptions, cyclonOptions } from './options.ts'

/** An exchange that has not been answered. */
interface Exchange {
  readonly peer: PeerId
  readonly offered: readonly PeerId[]
}

/**
 * Cyclon (Voulgaris, Gavidia, van Steen, "CYCLON: Inexpensive Membership Management for Unstructured P2P Overlays",
 * J. Network and Systems Management 13, 2005, sections 2.2–2.4): a view that is exchanged for parts of others', so that
 * it stays a random sample of those who live. Each time the oldest peer is asked, which is how the dead vanish.
 */
export class Cyclon implements Layer<CyclonMessage>, PeerSampler {
  readonly #env: Env<CyclonMessage>
  readonly #options: CyclonOptions
  readonly #view: View
  /** The exchange at which each peer of the view was new, by our own count: age without counting each. */
  readonly #bornAt = new Map<PeerId, number>()
  readonly #random: () => number
  readonly #contacts: Contacts | undefined
  /** Through whom we entered last. */
  #contact: PeerId | undefined
  #exchanges = 0
  #open: Exchange | undefined

  /**
   * @param view what was known before, to go on from instead of a join
   * @throws OptionError
   */
  constructor(
    env: Env<CyclonMessage>,
    options: Partial<CyclonOptions> = {},
    contacts?: Contacts,
    view: readonly AgedPeer[] = [],
  ) {
    this.#env = env
    this.#contacts = contacts
    this.#options = cyclonOptions(options)
    this.#view = new View(this.#options.viewSize)
    this.#random = () => env.random()
    for (const aged of view) if (aged.peer !== env.self) this.#take(aged)
  }

  get neighbours(): readonly PeerId[] {
    return this.#view.peers
  }

  /** The view with the ages of its peers, as plain data. */
  get view(): readonly AgedPeer[] {
    return this.#view.peers.map((peer) => this.#aged(peer))
  }

  sample(count: number): PeerId[] {
    return this.#view.sample(count, this.#random)
  }

  start(): void {
    this.#env.setTimer(unit(this.#random) * this.#options.shuffleIntervalMs, 0, 0)
  }

  /** Enters the overlay through a peer that is in it. */
  join(contact: PeerId): void {
    if (contact === this.#env.self) return
    this.#contact = contact
    this.#take({ peer: contact, age: 0 })
    // over a stream: were it lost, and others joined through this node, they would be an island
    this.#env.send(contact, { tag: CYCLON_TAGS.join }, 'stream')
  }

  onMessage(from: PeerId, message: CyclonMessage): void {
    switch (message.tag) {
      case CYCLON_TAGS.join:
        return this.#onJoin(from)
      case CYCLON_TAGS.walk:
        return this.#onWalk(message.newcomer, message.hops)
      case CYCLON_TAGS.place:
        return this.#merge(message.peers, [])
      case CYCLON_TAGS.shuffle:
        return this.#onShuffle(from, message.peers)
      default:
        return this.#onReply(from, message.peers)
    }
  }

  onTimer(): void {
    this.#env.setTimer(this.#options.shuffleIntervalMs, 0, 0)
    this.#exchanges++
    this.#shuffle()
  }

  /** Whoever is known to be gone need not wait until it is the oldest. */
  onEvent(event: Event): void {
    const fact = event as RuntimeEvent | MembershipEvent
    if (fact.type === 'undeliverable') this.#drop(fact.to)
    else if (fact.type === 'member-gone') this.#drop(fact.member.peer)
  }

  /** As many walks as a view has places: the newcomer shall be known as well as anybody. */
  #onJoin(newcomer: PeerId): void {
    for (let i = 0; i < this.#options.viewSize; i++) this.#forward(newcomer, this.#options.walk)
  }

  #onWalk(newcomer: PeerId, hops: number): void {
    if (hops > 0) this.#forward(newcomer, Math.min(hops, this.#options.walk) - 1)
    else this.#settle(newcomer)
  }

  #forward(newcomer: PeerId, hops: number): void {
    const next = this.#view.draw(this.#random, (peer) => peer !== newcomer)
    if (next === undefined) this.#settle(newcomer)
    else this.#env.send(next, { tag: CYCLON_TAGS.walk, newcomer, hops }, 'datagram')
  }

  /** The newcomer takes the place of a random peer here, which it gets to know in return. */
  #settle(newcomer: PeerId): void {
    if (newcomer === this.#env.self || this.#view.has(newcomer)) return
    const replaced = this.#view.isFull ? this.#view.draw(this.#random) : undefined
    const given = replaced === undefined ? { peer: this.#env.self, age: 0 } : this.#aged(replaced)
    if (replaced !== undefined) this.#drop(replaced)
    this.#take({ peer: newcomer, age: 0 })
    this.#env.send(newcomer, { tag: CYCLON_TAGS.place, peers: [given] }, 'datagram')
  }

  /** Who does not answer is not in the view any more: it was taken out when it was asked. */
  #shuffle(): void {
    this.#open = undefined
    const oldest = this.#oldest()
    if (oldest === undefined) return this.#enterAnew()
    this.#drop(oldest)
    const offered = this.#view.sample(this.#options.shuffleSize - 1, this.#random)
    this.#open = { peer: oldest, offered }
    const peers = [...offered.map((peer) => this.#aged(peer)), { peer: this.#env.self, age: 0 }]
    this.#env.send(oldest, { tag: CYCLON_TAGS.shuffle, peers }, 'datagram')
  }

  /** Nobody has answered, or the first words were lost. */
  #enterAnew(): void {
    const contact = this.#contacts?.randomLive() ?? this.#contact
    if (contact !== undefined) this.join(contact)
  }

  #onShuffle(from: PeerId, peers: readonly AgedPeer[]): void {
    const given = this.#view.sample(this.#options.shuffleSize, this.#random, (peer) => peer !== from)
    const reply = given.map((peer) => this.#aged(peer))
    this.#env.send(from, { tag: CYCLON_TAGS.shuffleReply, peers: reply }, 'datagram')
    this.#merge(peers, given)
  }

  #onReply(from: PeerId, peers: readonly AgedPeer[]): void {
    const open = this.#open
    if (open?.peer !== from) return // too late, or never asked for
    this.#open = undefined
    this.#merge(peers, open.offered)
  }

  /** Fills empty places first, then those of peers that were given away. */
  #merge(peers: readonly AgedPeer[], given: readonly PeerId[]): void {
    const toReplace = given.filter((peer) => this.#view.has(peer))
    for (const aged of peers.slice(0, this.#options.shuffleSize)) {
      if (aged.peer === this.#env.self || this.#view.has(aged.peer)) continue
      if (this.#view.isFull) {
        const replaced = toReplace.pop()
        if (replaced === undefined) return
        this.#drop(replaced)
      }
      this.#take(aged)
    }
  }

  #oldest(): PeerId | undefined {
    let [oldest, count] = [undefined as PeerId | undefined, 0]
    for (const peer of this.#view.peers) {
      const older = oldest === undefined ? -1 : this.#born(peer) - this.#born(oldest)
      if (older < 0) [oldest, count] = [peer, 1]
      else if (older === 0 && below(this.#random, ++count) === 0) oldest = peer // of several, each as likely
    }
    return oldest
  }

  #take({ peer, age }: AgedPeer): void {
    if (this.#view.add(peer)) this.#bornAt.set(peer, this.#exchanges - Math.max(0, age))
  }

  #drop(peer: PeerId): void {
    this.#view.remove(peer)
    this.#bornAt.delete(peer)
  }

  #born(peer: PeerId): number {
    return this.#bornAt.get(peer) ?? 0
  }

  #aged(peer: PeerId): AgedPeer {
    return { peer, age: this.#exchanges - this.#born(peer) }
  }
}
