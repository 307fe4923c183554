import { ln } from '../../../base/logarithm.ts'
import type { Env, PeerId } from '../../../core/env.ts'
import type { Event } from '../../../core/event.ts'
import type { Layer } from '../../../core/layer.ts'
import type { DeliveredEvent, Dissemination, NeighbourEvent, PeerSampler } from '../../../core/ports.ts'
import { RELAY_TAGS } from '../../../core/tags.ts'
import { Remembered } from '../../remembered.ts'
import { contentId, type Hash, payloadOf, SALT_BYTES, salted } from '../content-id.ts'
import { Requests } from '../requests.ts'
import { Link } from './link.ts'
import type { AnnounceMessage, Item } from './messages.ts'
import { type AnnounceOptions, announceOptions } from './options.ts'

const TIMER = { missing: 0, trickle: 1, request: 2, catchUp: 3 } as const

/** What announce–request needs to be told. */
export interface AnnounceSetup {
  readonly hash: Hash
  /**
   * `poisson`: announcements to a neighbour go after a time that is drawn anew each time, which hides how long we have
   * had a message (Bitcoin); `fixed`: after that time. Default `poisson`.
   */
  readonly schedule?: 'poisson' | 'fixed'
  /** Whether a payload is worth passing on. What is not is neither delivered nor relayed. Default: all are. */
  readonly accepts?: (payload: Uint8Array, from: PeerId) => boolean
}

/** What the layer counts, for metrics. */
export interface AnnounceCounters {
  /** Numbers that were announced to neighbours. */
  announced: number
  /** Numbers that neighbours were asked for. */
  requested: number
  /** Payloads sent. */
  payloads: number
  /** Payloads that had come before. */
  duplicates: number
  /** Announcements that were not believed: of strangers, or too many. */
  unheeded: number
  /** Requests for what was not announced to who asks, was given too often, or is gone. */
  refused: number
  /** Payloads that are too large, that nobody asked a stranger for, or that are not acceptable. */
  rejected: number
}

/**
 * Announce–request: a message is announced to neighbours, who ask for it if they lack it, as Bitcoin's inv, getdata and tx
 * do it. Each payload comes over one link, each announcement over nearly all. Deviations: README.md of `relay`.
 */
export class AnnounceRelay implements Layer<AnnounceMessage>, Dissemination {
  readonly #env: Env<AnnounceMessage>
  readonly #sampler: PeerSampler
  readonly #setup: AnnounceSetup
  readonly #options: AnnounceOptions
  readonly #links = new Map<PeerId, Link>()
  readonly #remembered: Remembered
  readonly #requests: Requests
  /** What is to be asked for at the end of this moment, by whom to ask. */
  readonly #asks = new Map<PeerId, number[]>()
  #caughtUp = 0
  readonly #counters: AnnounceCounters = {
    announced: 0,
    requested: 0,
    payloads: 0,
    duplicates: 0,
    unheeded: 0,
    refused: 0,
    rejected: 0,
  }

  /** @param sampler whose neighbours are symmetric, and told by events. @throws OptionError */
  constructor(
    env: Env<AnnounceMessage>,
    sampler: PeerSampler,
    setup: AnnounceSetup,
    options: Partial<AnnounceOptions> = {},
  ) {
    this.#env = env
    this.#sampler = sampler
    this.#setup = setup
    this.#options = announceOptions(options)
    const { rememberMs, mostRemembered, mostKeptBytes } = this.#options
    this.#remembered = new Remembered(rememberMs, mostRemembered, mostKeptBytes)
    this.#requests = new Requests(env, TIMER.missing, this.#options, (peer, id) => this.#ask(peer, id))
  }

  get counters(): Readonly<AnnounceCounters> {
    return this.#counters
  }

  /** Messages that were announced and have not come. */
  get missing(): number {
    return this.#requests.size
  }

  /** Requests that were not answered in time. */
  get timeouts(): number {
    return this.#requests.timeouts
  }

  /** Whether a message has arrived, and is remembered. */
  has(id: number): boolean {
    return this.#remembered.has(id)
  }

  start(): void {
    for (const peer of this.#sampler.neighbours) this.#links.set(peer, new Link(this.#options.mostQueued))
    this.#env.setTimer(this.#options.catchUpMs, TIMER.catchUp, 0)
  }

  /** @throws RangeError if the payload is too large */
  broadcast(payload: Uint8Array): number {
    const { mostPayloadBytes } = this.#options
    if (payload.length > mostPayloadBytes) {
      throw new RangeError(`a payload has at most ${mostPayloadBytes} bytes, not ${payload.length}`)
    }
    const body = salted(payload, () => this.#env.random())
    const id = contentId(this.#setup.hash, body)
    this.#deliver(this.#env.self, id, 0, body)
    return id
  }

  onMessage(from: PeerId, message: AnnounceMessage): void {
    switch (message.tag) {
      case RELAY_TAGS.announce:
        return this.#onAnnounce(from, message.ids)
      case RELAY_TAGS.request:
        return this.#onRequest(from, message.ids)
      case RELAY_TAGS.item:
        return this.#onItem(from, message)
      default:
        for (const id of message.ids.slice(0, MOST_IDS)) this.#requests.refused(from, id)
    }
  }

  onTimer(kind: number, key: number): void {
    if (kind === TIMER.missing) this.#requests.onTimer(key)
    else if (kind === TIMER.trickle) this.#announce(key as PeerId)
    else if (kind === TIMER.request) this.#sendRequests()
    else this.#catchUp()
  }

  onEvent(event: Event): void {
    const { type, peer, isUp } = event as NeighbourEvent
    if (type !== 'neighbour') return
    if (isUp) {
      this.#links.set(peer, new Link(this.#options.mostQueued))
      this.#queueKept(peer)
    } else {
      this.#links.delete(peer)
      this.#asks.delete(peer)
      this.#requests.forget(peer)
    }
  }

  #onAnnounce(from: PeerId, ids: readonly number[]): void {
    const link = this.#links.get(from)
    const heeded = link === undefined ? [] : ids.slice(0, MOST_IDS)
    this.#counters.unheeded += ids.length - heeded.length
    for (const id of heeded) {
      link?.know(id)
      if (!this.#remembered.has(id) && !this.#requests.announced(from, id)) this.#counters.unheeded++
    }
  }

  #onRequest(from: PeerId, ids: readonly number[]): void {
    const link = this.#links.get(from)
    const missing: number[] = []
    for (const id of ids.slice(0, MOST_IDS)) {
      const body = link?.serve(id) === true ? this.#remembered.payload(id) : undefined
      if (body === undefined) missing.push(id)
      else this.#sendItem(from, id, body)
    }
    this.#counters.refused += missing.length
    if (link !== undefined && missing.length > 0) this.#send(from, { tag: RELAY_TAGS.notFound, ids: missing })
  }

  #sendItem(to: PeerId, id: number, body: Uint8Array): void {
    this.#counters.payloads++
    this.#send(to, { tag: RELAY_TAGS.item, hops: (this.#remembered.hops(id) ?? 0) + 1, body })
  }

  #onItem(from: PeerId, { hops, body }: Item): void {
    const id = this.#idOf(body)
    const link = this.#links.get(from)
    if (id === undefined || (link === undefined && !this.#requests.has(id))) {
      this.#counters.rejected++
      return
    }
    link?.know(id)
    if (this.#remembered.has(id)) this.#counters.duplicates++
    else this.#take(from, id, hops, body)
  }

  /** @returns undefined if it is no body that anyone honest would send */
  #idOf(body: Uint8Array): number | undefined {
    const size = body.length - SALT_BYTES
    return size < 0 || size > this.#options.mostPayloadBytes ? undefined : contentId(this.#setup.hash, body)
  }

  #take(from: PeerId, id: number, hops: number, body: Uint8Array): void {
    this.#requests.done(id)
    if (this.#setup.accepts?.(payloadOf(body), from) !== false) return this.#deliver(from, id, hops, body)
    this.#counters.rejected++
    this.#remembered.add(id, hops, NOTHING, this.#env.now()) // not asked for again, nor given to anyone
  }

  #deliver(from: PeerId, id: number, hops: number, body: Uint8Array): void {
    this.#remembered.add(id, hops, body, this.#env.now())
    for (const peer of this.#links.keys()) if (peer !== from) this.#queue(peer, id)
    const event: DeliveredEvent = { type: 'delivered', id, from, hops, payload: payloadOf(body) }
    this.#env.emit(event)
  }

  #queue(peer: PeerId, id: number): void {
    const link = this.#links.get(peer) as Link
    link.queue(id)
    if (link.isTimed || link.queued === 0) return
    link.isTimed = true
    this.#env.setTimer(this.#trickleMs(), TIMER.trickle, peer)
  }

  /** A Poisson process has no memory: drawn when there is something to say, it is the one that always ran. */
  #trickleMs(): number {
    const { trickleMs } = this.#options
    if (this.#setup.schedule === 'fixed') return trickleMs
    return -ln((this.#env.random() + 0.5) / 0x100000000) * trickleMs
  }

  #announce(peer: PeerId): void {
    const link = this.#links.get(peer)
    if (link === undefined) return
    link.isTimed = false
    const ids = link.takeQueue()
    this.#counters.announced += ids.length
    for (let at = 0; at < ids.length; at += MOST_IDS) {
      this.#send(peer, { tag: RELAY_TAGS.announce, ids: ids.slice(at, at + MOST_IDS) })
    }
  }

  /** Requests of one moment to one peer share a message. */
  #ask(peer: PeerId, id: number): void {
    if (this.#asks.size === 0) this.#env.setTimer(0, TIMER.request, 0)
    const asks = this.#asks.get(peer)
    if (asks === undefined) this.#asks.set(peer, [id])
    else asks.push(id)
  }

  #sendRequests(): void {
    for (const [peer, asks] of this.#asks) {
      const ids = asks.filter((id) => this.#requests.askedFor(id) === peer)
      this.#counters.requested += ids.length
      for (let at = 0; at < ids.length; at += MOST_IDS) {
        this.#send(peer, { tag: RELAY_TAGS.request, ids: ids.slice(at, at + MOST_IDS) })
      }
    }
    this.#asks.clear()
  }

  /** What announcements that were lost, or came while a link had two opinions, did not bring. */
  #catchUp(): void {
    this.#env.setTimer(this.#options.catchUpMs, TIMER.catchUp, 0)
    const { neighbours } = this.#sampler
    const peer = neighbours[this.#caughtUp++ % Math.max(1, neighbours.length)]
    if (peer !== undefined && this.#links.has(peer)) this.#queueKept(peer)
  }

  #queueKept(peer: PeerId): void {
    for (const id of this.#remembered.kept()) if (this.#remembered.payload(id) !== NOTHING) this.#queue(peer, id)
  }

  #send(peer: PeerId, message: AnnounceMessage): void {
    const fits = this.#env.sizeOf(message) <= this.#env.packetBudget
    this.#env.send(peer, message, fits ? 'datagram' : 'stream')
  }
}

/** Numbers in one message: some 1000 bytes. */
const MOST_IDS = 128
const NOTHING = new Uint8Array(0)
