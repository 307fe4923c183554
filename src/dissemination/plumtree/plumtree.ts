import { shuffle } from '../../base/rng.ts'
import type { Env, PeerId, TimerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { DeliveredEvent, Dissemination, NeighbourEvent, PeerSampler } from '../../core/ports.ts'
import { PLUMTREE_TAGS } from '../../core/tags.ts'
import type { Announcement, Gossip, PlumtreeMessage } from './messages.ts'
import { type PlumtreeOptions, plumtreeOptions } from './options.ts'
import { Shapers } from './shapers.ts'
import { Remembered } from '../remembered.ts'

const TIMER = { announce: 0, missing: 1 } as const

/** A message that was announced and has not come. */
interface Missing {
  /** Who has it and has not been asked. */
  readonly announcers: { readonly peer: PeerId; readonly hops: number }[]
  timer: TimerId
}

/** What the layer counts, for metrics. */
export interface PlumtreeCounters {
  /** Payloads sent. */
  payloads: number
  /** Payloads that had come before. */
  duplicates: number
  announcements: number
  grafts: number
  prunes: number
}

/**
 * Plumtree (Leitão, Pereira, Rodrigues, "Epidemic Broadcast Trees", SRDS 2007): messages go over the links of a tree,
 * announcements over all others. A link over which a message comes twice leaves the tree; one over which a message was
 * announced that the tree did not bring joins it. Deviations: README.md of `dissemination`.
 */
export class Plumtree implements Layer<PlumtreeMessage>, Dissemination {
  readonly #env: Env<PlumtreeMessage>
  readonly #sampler: PeerSampler
  readonly #options: PlumtreeOptions
  readonly #eager = new Set<PeerId>()
  readonly #lazy = new Set<PeerId>()
  readonly #remembered: Remembered
  readonly #shapers = new Shapers()
  readonly #missing = new Map<number, Missing>()
  /** By neighbour: what is to be announced to it. */
  readonly #announcements = new Map<PeerId, Announcement[]>()
  /** Own messages for which there was nobody yet. */
  #unsent: number[] = []
  readonly #counters: PlumtreeCounters = { payloads: 0, duplicates: 0, announcements: 0, grafts: 0, prunes: 0 }

  /** @param sampler whose neighbours are symmetric, and told by events. @throws OptionError */
  constructor(env: Env<PlumtreeMessage>, sampler: PeerSampler, options: Partial<PlumtreeOptions> = {}) {
    this.#env = env
    this.#sampler = sampler
    this.#options = plumtreeOptions(options)
    const { rememberMs, mostRemembered, mostKeptBytes } = this.#options
    this.#remembered = new Remembered(rememberMs, mostRemembered, mostKeptBytes)
  }

  /** Neighbours that get messages themselves. */
  get eager(): ReadonlySet<PeerId> {
    return this.#eager
  }

  /** Neighbours that get announcements. */
  get lazy(): ReadonlySet<PeerId> {
    return this.#lazy
  }

  get counters(): Readonly<PlumtreeCounters> {
    return this.#counters
  }

  /** Messages that were announced and have not come. */
  get missing(): number {
    return this.#missing.size
  }

  start(): void {
    for (const peer of this.#sampler.neighbours) this.#eager.add(peer)
  }

  broadcast(payload: Uint8Array): number {
    const id = this.#env.random() * 0x200000 + (this.#env.random() >>> 11) // 53 bits
    const isAlone = this.#eager.size + this.#lazy.size === 0
    if (isAlone && this.#unsent.length < MOST_UNSENT) this.#unsent.push(id)
    this.#deliver(this.#env.self, { id, hops: 0 }, payload)
    return id
  }

  onMessage(from: PeerId, message: PlumtreeMessage): void {
    switch (message.tag) {
      case PLUMTREE_TAGS.gossip:
        return this.#onGossip(from, message)
      case PLUMTREE_TAGS.ihave:
        return this.#onIHave(from, message.messages)
      case PLUMTREE_TAGS.graft:
        return this.#onGraft(from, message.id)
      default:
        return this.#makeLazy(from)
    }
  }

  onTimer(kind: number, key: number): void {
    if (kind === TIMER.announce) this.#announce()
    else this.#ask(key)
  }

  onEvent(event: Event): void {
    const fact = event as NeighbourEvent
    if (fact.type !== 'neighbour') return
    if (fact.isUp) this.#welcome(fact.peer)
    else this.#forget(fact.peer)
  }

  /** A new link is one of the tree. The first one is given what could be sent to nobody before. */
  #welcome(peer: PeerId): void {
    this.#eager.add(peer)
    for (const id of this.#unsent.splice(0)) this.#resend(peer, id)
  }

  #onGossip(from: PeerId, message: Gossip): void {
    if (this.#remembered.has(message.id)) {
      this.#counters.duplicates++
      if (this.#shapers.has(message.id)) this.#prune(from)
      return
    }
    const shorter = this.#takeShorter(message)
    this.#makeEager(from)
    this.#deliver(from, message, message.payload)
    if (shorter === undefined || shorter === from) return
    this.#makeEager(shorter)
    this.#counters.grafts++
    this.#send(shorter, { tag: PLUMTREE_TAGS.graft })
    this.#prune(from)
  }

  /** The message is here: nobody is asked for it. @returns an announcer over whom it would have come a shorter way */
  #takeShorter({ id, hops }: Gossip): PeerId | undefined {
    const missing = this.#missing.get(id)
    if (missing === undefined) return undefined
    this.#env.clearTimer(missing.timer)
    this.#missing.delete(id)
    return missing.announcers.find((announcer) => hops - announcer.hops >= this.#options.shorterBy)?.peer
  }

  #deliver(from: PeerId, { id, hops }: Announcement, payload: Uint8Array): void {
    this.#remembered.add(id, hops, payload, this.#env.now())
    this.#shapers.add(this.#env.now())
    const gossip: Gossip = { tag: PLUMTREE_TAGS.gossip, id, hops: hops + 1, payload } // one for all: encoded once
    for (const peer of this.#eager) if (peer !== from) this.#sendPayload(peer, gossip)
    for (const peer of this.#toldOf(id)) if (peer !== from) this.#queue(peer, { id, hops: hops + 1 })
    const event: DeliveredEvent = { type: 'delivered', id, from, hops, payload }
    this.#env.emit(event)
  }

  #onIHave(from: PeerId, messages: readonly Announcement[]): void {
    if (!this.#isNeighbour(from)) return
    for (const { id, hops } of messages.slice(0, MOST_ANNOUNCED)) {
      if (!this.#remembered.has(id)) this.#miss(id, { peer: from, hops })
    }
  }

  #miss(id: number, announcer: Missing['announcers'][number]): void {
    const known = this.#missing.get(id)
    if (known !== undefined) {
      const isNew = known.announcers.every(({ peer }) => peer !== announcer.peer)
      if (isNew && known.announcers.length < MOST_ANNOUNCERS) known.announcers.push(announcer)
      return
    }
    if (this.#missing.size >= MOST_MISSING) return // whoever announces so much has not got it
    const timer = this.#env.setTimer(this.#options.graftAfterMs, TIMER.missing, id)
    this.#missing.set(id, { announcers: [announcer], timer })
  }

  /** The tree has not brought it: the first who announced it is to. */
  #ask(id: number): void {
    const missing = this.#missing.get(id)
    if (missing === undefined) return
    const next = missing.announcers.shift()
    if (next === undefined) {
      this.#missing.delete(id) // the next announcement begins anew
      return
    }
    missing.timer = this.#env.setTimer(this.#options.graftAgainMs, TIMER.missing, id)
    this.#makeEager(next.peer)
    this.#counters.grafts++
    this.#send(next.peer, { tag: PLUMTREE_TAGS.graft, id })
  }

  #onGraft(from: PeerId, id: number | undefined): void {
    this.#makeEager(from)
    if (id !== undefined) this.#resend(from, id)
  }

  #resend(peer: PeerId, id: number): void {
    const [hops, payload] = [this.#remembered.hops(id), this.#remembered.payload(id)]
    if (hops === undefined || payload === undefined) return
    this.#sendPayload(peer, { tag: PLUMTREE_TAGS.gossip, id, hops: hops + 1, payload })
  }

  #prune(peer: PeerId): void {
    this.#makeLazy(peer)
    this.#counters.prunes++
    this.#send(peer, { tag: PLUMTREE_TAGS.prune })
  }

  #makeEager(peer: PeerId): void {
    if (!this.#isNeighbour(peer)) return
    this.#lazy.delete(peer)
    this.#eager.add(peer)
  }

  #makeLazy(peer: PeerId): void {
    if (this.#eager.delete(peer)) this.#lazy.add(peer)
  }

  #isNeighbour(peer: PeerId): boolean {
    return this.#eager.has(peer) || this.#lazy.has(peer)
  }

  #forget(peer: PeerId): void {
    this.#eager.delete(peer)
    this.#lazy.delete(peer)
    this.#announcements.delete(peer)
    for (const { announcers } of this.#missing.values()) {
      const at = announcers.findIndex((announcer) => announcer.peer === peer)
      if (at !== -1) announcers.splice(at, 1)
    }
  }

  /** To whom a message is announced. */
  #toldOf(id: number): Iterable<PeerId> {
    if (this.#options.announces === 'all') return this.#lazy
    if (!this.#shapers.has(id)) return []
    const lazy = [...this.#lazy]
    if (lazy.length > FEW) shuffle(lazy, () => this.#env.random())
    return lazy.slice(0, FEW)
  }

  /** Announcements to one neighbour share a packet. */
  #queue(peer: PeerId, announcement: Announcement): void {
    if (this.#announcements.size === 0) this.#env.setTimer(this.#options.announceAfterMs, TIMER.announce, 0)
    const queued = this.#announcements.get(peer)
    if (queued === undefined) this.#announcements.set(peer, [announcement])
    else queued.push(announcement)
  }

  #announce(): void {
    for (const [peer, queued] of this.#announcements) {
      for (let at = 0; at < queued.length; at += MOST_ANNOUNCED) {
        this.#counters.announcements++
        this.#send(peer, { tag: PLUMTREE_TAGS.ihave, messages: queued.slice(at, at + MOST_ANNOUNCED) })
      }
    }
    this.#announcements.clear()
  }

  #sendPayload(peer: PeerId, gossip: Gossip): void {
    this.#counters.payloads++
    this.#send(peer, gossip)
  }

  #send(peer: PeerId, message: PlumtreeMessage): void {
    const { channel } = this.#options
    const fits = channel !== 'datagram' || this.#env.sizeOf(message) <= this.#env.packetBudget
    this.#env.send(peer, message, fits ? channel : 'stream')
  }
}

/** Neighbours to whom a message is announced, if not to all. */
const FEW = 3
/** Announcements in one message: some 1000 bytes. */
const MOST_ANNOUNCED = 64
/** Who is remembered to have a message. */
const MOST_ANNOUNCERS = 16
/** Messages that wait for a first neighbour. */
const MOST_UNSENT = 1000
/** Messages that are waited for at once. */
const MOST_MISSING = 10_000
