import { unit } from '../../base/rng.ts'
import type { Env, PeerId, TimerId } from '../../core/env.ts'
import type { Event, RuntimeEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { MembershipEvent, NeighbourEvent, PeerSampler } from '../../core/ports.ts'
import { HYPARVIEW_TAGS } from '../../core/tags.ts'
import type { Contacts } from '../contacts.ts'
import { View } from '../view.ts'
import type {
  Disconnect,
  ForwardJoin,
  HyParViewMessage,
  Join,
  Neighbour,
  NeighbourReply,
  Shuffle,
  ShuffleReply,
} from './messages.ts'
import { type HyParViewOptions, hyParViewOptions } from './options.ts'

const TIMER = { shuffle: 0, answer: 1, enter: 2 } as const

/** What a node knows of its overlay, as plain data; a layer can be read as its own. */
export interface HyParViewViews {
  readonly neighbours: readonly PeerId[]
  readonly reserves: readonly PeerId[]
}

/**
 * HyParView (Leitão, Pereira, Rodrigues, "HyParView: A Membership Protocol for Reliable Gossip-Based Broadcast", DSN
 * 2007, sections 4.1–4.4): a small symmetric view of neighbours, to each of whom news is sent and whose streams tell
 * when they fail, and a larger one of reserves, kept fresh by random walks. Deviations: README.md of `sampling`.
 */
export class HyParView implements Layer<HyParViewMessage>, PeerSampler {
  readonly #env: Env<HyParViewMessage>
  readonly #options: HyParViewOptions
  readonly #contacts: Contacts | undefined
  readonly #active: View
  readonly #passive: View
  readonly #random: () => number
  /** Reserves that were asked to become neighbours and would not, since the last shuffle. */
  readonly #refusedBy = new Set<PeerId>()
  /** Whether neighbours have been asked if they are any more, since the last shuffle. */
  #hasTried = false
  /** Who has been asked and has not answered. */
  #asked: PeerId | undefined
  #answerTimer: TimerId = 0
  /** What the last shuffle offered: the first to give way to what comes back. */
  #offered: readonly PeerId[] = []
  /** Whether a contact was turned to a moment ago. */
  #isEntering = false
  #hasLeft = false

  /**
   * @param views what was known before, to go on from instead of a join. Neighbours are taken at their word of then: who
   * is none any more says so at the next walk
   * @throws OptionError
   */
  constructor(
    env: Env<HyParViewMessage>,
    options: Partial<HyParViewOptions> = {},
    contacts?: Contacts,
    views?: HyParViewViews,
  ) {
    this.#env = env
    this.#options = hyParViewOptions(options)
    this.#contacts = contacts
    this.#active = new View(this.#options.activeSize)
    this.#passive = new View(this.#options.passiveSize)
    this.#random = () => env.random()
    for (const peer of views?.neighbours ?? []) if (peer !== env.self) this.#active.add(peer)
    for (const peer of views?.reserves ?? []) if (!this.#passive.isFull) this.#reserve(peer)
  }

  get neighbours(): readonly PeerId[] {
    return this.#active.peers
  }

  /** Peers that would take the place of a neighbour. */
  get reserves(): readonly PeerId[] {
    return this.#passive.peers
  }

  sample(count: number): PeerId[] {
    return this.#active.sample(count, this.#random)
  }

  start(): void {
    const phase = unit(this.#random)
    this.#env.setTimer(phase * this.#options.shuffleIntervalMs, TIMER.shuffle, 0)
  }

  /** Enters the overlay through a peer that is in it. */
  join(contact: PeerId): void {
    if (this.#hasLeft || contact === this.#env.self) return
    this.#befriend(contact)
    const join: Join = { tag: HYPARVIEW_TAGS.join }
    this.#send(contact, join)
  }

  /** Tells the neighbours that this node goes; from then on it takes part in nothing. */
  leave(): void {
    this.#hasLeft = true
    for (const peer of [...this.#active.peers]) {
      this.#disconnect(peer, true)
      this.#setNeighbour(peer, false)
    }
  }

  onMessage(from: PeerId, message: HyParViewMessage): void {
    if (this.#hasLeft) return
    switch (message.tag) {
      case HYPARVIEW_TAGS.join:
        return this.#onJoin(from)
      case HYPARVIEW_TAGS.forwardJoin:
        return this.#onForwardJoin(from, message)
      case HYPARVIEW_TAGS.neighbour:
        return this.#onNeighbour(from, message)
      case HYPARVIEW_TAGS.neighbourReply:
        return this.#onNeighbourReply(from, message)
      case HYPARVIEW_TAGS.disconnect:
        return this.#onDisconnect(from, message)
      case HYPARVIEW_TAGS.shuffle:
        return this.#onShuffle(from, message)
      default:
        return this.#integrate(message.peers)
    }
  }

  onTimer(kind: number): void {
    if (this.#hasLeft) return
    if (kind === TIMER.answer) return this.#onNoAnswer()
    if (kind === TIMER.enter) return this.#onEntered()
    this.#env.setTimer(this.#options.shuffleIntervalMs, TIMER.shuffle, 0)
    const isLonely = this.#refusedBy.size > 0 && 2 * this.#active.size < this.#options.activeSize
    this.#refusedBy.clear()
    this.#hasTried = false
    this.#shuffle()
    if (this.#passive.size === 0) this.#enterAnew()
    else this.#promote(isLonely)
  }

  onEvent(event: Event): void {
    const fact = event as RuntimeEvent | MembershipEvent
    if (fact.type === 'undeliverable') this.#onGone(fact.to)
    else if (fact.type === 'member-gone') this.#onGone(fact.member.peer)
    else if (fact.type === 'member-joined') this.#onMember(fact.member.peer)
    else if (fact.type === 'link' && !fact.isOpen) this.#onLinkLost(fact.peer)
  }

  #onJoin(newcomer: PeerId): void {
    this.#befriend(newcomer)
    const walk: ForwardJoin = { tag: HYPARVIEW_TAGS.forwardJoin, newcomer, hops: this.#options.activeWalk }
    for (const peer of this.#active.peers) if (peer !== newcomer) this.#send(peer, walk)
  }

  #onForwardJoin(from: PeerId, { newcomer, hops }: ForwardJoin): void {
    this.#correct(from)
    if (newcomer === this.#env.self) return
    const next = this.#active.draw(this.#random, (peer) => peer !== from && peer !== newcomer)
    if (hops <= 0 || next === undefined || this.#active.size <= 1) return this.#takeIn(newcomer)
    if (hops === this.#options.passiveWalk) this.#reserve(newcomer)
    const left = Math.min(hops, this.#options.activeWalk) - 1
    this.#send(next, { tag: HYPARVIEW_TAGS.forwardJoin, newcomer, hops: left })
  }

  /** Makes a peer a neighbour, and tells it so. */
  #takeIn(newcomer: PeerId): void {
    if (newcomer === this.#env.self || this.#active.has(newcomer)) return
    this.#befriend(newcomer)
    this.#ask(newcomer, true)
  }

  #onNeighbour(from: PeerId, { isUrgent }: Neighbour): void {
    const isAccepted = isUrgent || this.#active.has(from) || !this.#active.isFull
    if (isAccepted) this.#befriend(from)
    const reply: NeighbourReply = { tag: HYPARVIEW_TAGS.neighbourReply, isAccepted }
    this.#send(from, reply)
    if (isAccepted) return
    this.#reserve(from) // it lives, and has room
    this.#tryNeighbours()
  }

  /**
   * Somebody has failed, here or where a stranger asks: perhaps others have too, and nothing was sent to notice it by. So
   * of many failures at once all who live soon know, also where no message comes through any more.
   */
  #tryNeighbours(): void {
    if (this.#hasTried) return
    this.#hasTried = true
    for (const peer of this.#active.peers) this.#ask(peer, false)
  }

  /** A link may end for many reasons: the neighbour itself shall say whether it is one, or its silence. */
  #onLinkLost(peer: PeerId): void {
    if (this.#active.has(peer)) this.#ask(peer, false)
  }

  #ask(peer: PeerId, isUrgent: boolean): void {
    const neighbour: Neighbour = { tag: HYPARVIEW_TAGS.neighbour, isUrgent }
    this.#send(peer, neighbour)
  }

  #onNeighbourReply(from: PeerId, { isAccepted }: NeighbourReply): void {
    if (from === this.#asked) this.#forgetAsked()
    if (!isAccepted) {
      this.#refusedBy.add(from)
      this.#setNeighbour(from, false)
    } else if (!this.#active.isFull) this.#befriend(from)
    else if (!this.#active.has(from)) this.#disconnect(from, false) // others were quicker, and it counts on us
    this.#promote()
  }

  #onDisconnect(from: PeerId, { isLeaving }: Disconnect): void {
    if (isLeaving) this.#passive.remove(from)
    if (!this.#active.has(from)) return
    this.#setNeighbour(from, false)
    if (!isLeaving) this.#reserve(from)
    this.#promote()
  }

  #onShuffle(from: PeerId, { origin, hops, peers }: Shuffle): void {
    this.#correct(from)
    const left = Math.min(hops, this.#options.activeWalk) - 1
    const next = this.#active.draw(this.#random, (peer) => peer !== from && peer !== origin)
    if (left > 0 && next !== undefined && this.#active.size > 1) {
      this.#send(next, { tag: HYPARVIEW_TAGS.shuffle, origin, hops: left, peers: peers.slice(0, this.#mostOffered) })
      return
    }
    if (origin === this.#env.self) return
    const offered = this.#passive.sample(peers.length + 1, this.#random, (peer) => peer !== origin)
    const reply: ShuffleReply = { tag: HYPARVIEW_TAGS.shuffleReply, peers: offered }
    this.#send(origin, reply)
    this.#offered = offered
    this.#integrate([origin, ...peers])
  }

  #shuffle(): void {
    const target = this.#active.nextInTurn() // so that each is heard of, dead or alive, in a few turns
    if (target === undefined) return
    const { shuffleActive, shufflePassive, activeWalk } = this.#options
    const isOther = (peer: PeerId): boolean => peer !== target
    const own = this.#active.sample(shuffleActive, this.#random, isOther)
    const peers = [...own, ...this.#passive.sample(shufflePassive, this.#random)]
    this.#offered = peers
    const shuffle: Shuffle = { tag: HYPARVIEW_TAGS.shuffle, origin: this.#env.self, hops: activeWalk, peers }
    this.#send(target, shuffle)
  }

  /** Peers that a shuffle of our own brings, its origin among them. */
  get #mostOffered(): number {
    return this.#options.shuffleActive + this.#options.shufflePassive + 1
  }

  #integrate(peers: readonly PeerId[]): void {
    for (const peer of peers.slice(0, this.#mostOffered)) this.#reserve(peer)
    this.#offered = []
    this.#promote()
  }

  /** Keeps a peer as a reserve; if there is no room, what the other side of a shuffle has got gives way, or anybody. */
  #reserve(peer: PeerId): void {
    if (peer === this.#env.self || this.#active.has(peer) || this.#passive.has(peer)) return
    if (this.#passive.isFull) {
      const known = this.#offered.find((offered) => this.#passive.has(offered))
      this.#passive.remove(known ?? (this.#passive.draw(this.#random) as PeerId))
    }
    this.#passive.add(peer)
  }

  /** Makes a peer a neighbour, if need be in the place of another one. */
  #befriend(peer: PeerId): void {
    if (peer === this.#env.self || this.#active.has(peer)) return
    if (this.#active.isFull) {
      const dropped = this.#active.draw(this.#random) as PeerId
      this.#disconnect(dropped, false)
      this.#setNeighbour(dropped, false)
      this.#reserve(dropped)
    }
    this.#passive.remove(peer)
    this.#setNeighbour(peer, true)
  }

  /**
   * While neighbours are missing, asks one reserve after the other.
   * @param isLonely whether we have few neighbours for long, and all who were asked refused: perhaps an island of few
   */
  #promote(isLonely = false): void {
    if (this.#active.isFull || this.#asked !== undefined) return
    const isUrgent = isLonely || this.#active.size === 0
    const isOpen = (peer: PeerId): boolean => !this.#refusedBy.has(peer)
    const mayAsk = isUrgent || this.#refusedBy.size < MOST_REFUSALS
    const asked = mayAsk ? this.#passive.draw(this.#random, isOpen) : undefined
    if (asked === undefined) {
      if (this.#active.size === 0) this.#enterAnew()
      return
    }
    this.#asked = asked
    this.#answerTimer = this.#env.setTimer(this.#options.answerTimeoutMs, TIMER.answer, 0)
    this.#ask(asked, isUrgent)
  }

  /** Who was taken for alive may be dead: it is tried once in a while, until membership knows better. */
  #onEntered(): void {
    this.#isEntering = false
    if (this.#active.size === 0) this.#promote()
  }

  /** We know nobody beyond our neighbours: either there is nobody, or we have been cut off. */
  #enterAnew(): void {
    const contact = this.#contacts?.randomLive()
    if (contact === undefined || this.#active.has(contact) || this.#isEntering) return
    this.#isEntering = true
    this.#env.setTimer(this.#options.answerTimeoutMs, TIMER.enter, 0)
    this.join(contact)
  }

  /**
   * Membership has found somebody, perhaps the other half of a cluster that was cut in two: then both overlays are whole,
   * and no view has room for the other. So of all who hear of it about as many as it has neighbours turn to it.
   */
  #onMember(peer: PeerId): void {
    if (this.#contacts?.includes?.(peer) === false) return
    const others = Math.max(1, (this.#contacts?.liveCount ?? Number.POSITIVE_INFINITY) - 1)
    if (!this.#hasLeft && unit(this.#random) < this.#options.activeSize / others) this.#takeIn(peer)
  }

  #onNoAnswer(): void {
    const silent = this.#asked
    this.#forgetAsked()
    if (silent !== undefined) this.#passive.remove(silent)
    this.#promote()
  }

  #forgetAsked(): void {
    this.#env.clearTimer(this.#answerTimer)
    this.#asked = undefined
  }

  /** A peer is dead, or cannot be reached from here. */
  #onGone(peer: PeerId): void {
    this.#passive.remove(peer)
    if (peer === this.#asked) this.#forgetAsked()
    const wasNeighbour = this.#active.has(peer)
    this.#setNeighbour(peer, false)
    if (this.#hasLeft) return
    this.#promote()
    if (wasNeighbour) this.#tryNeighbours()
  }

  /** Whoever sends us a walk takes us for a neighbour; if it is none of ours, it should know. */
  #correct(from: PeerId): void {
    if (!this.#active.has(from)) this.#disconnect(from, false)
  }

  #disconnect(peer: PeerId, isLeaving: boolean): void {
    const disconnect: Disconnect = { tag: HYPARVIEW_TAGS.disconnect, isLeaving }
    this.#send(peer, disconnect)
  }

  /** Tells the layers above, if it changes anything. */
  #setNeighbour(peer: PeerId, isUp: boolean): void {
    const isChanged = isUp ? this.#active.add(peer) : this.#active.remove(peer)
    if (!isChanged) return
    const event: NeighbourEvent = { type: 'neighbour', peer, isUp }
    this.#env.emit(event)
  }

  /** Over a link: that it fails is how a neighbour's failure is noticed. */
  #send(to: PeerId, message: HyParViewMessage): void {
    this.#env.send(to, message, 'link')
  }
}

/** So many refusals and we wait for the next shuffle: where all others are full, one may lack a neighbour for good. */
const MOST_REFUSALS = 5
