import { RecentMap } from '../../../base/recent-map.ts'
import { shuffle } from '../../../base/rng.ts'
import type { Env, PeerId } from '../../../core/env.ts'
import type { Event } from '../../../core/event.ts'
import type { Layer } from '../../../core/layer.ts'
import type { DeliveredEvent, NeighbourEvent, PeerSampler } from '../../../core/ports.ts'
import { RELAY_TAGS } from '../../../core/tags.ts'
import type { Hash } from '../content-id.ts'
import { Requests } from '../requests.ts'
import { type Batch, batchId, batchOf, type CompactForm, isWhole, ownHeader } from './batch.ts'
import { BatchLink } from './batch-link.ts'
import { areSoundIndexes, areSoundItems, isSoundBatch, isSoundForm, isSoundHeader } from './check.ts'
import { compactForm } from './encode.ts'
import { Favourites } from './favourites.ts'
import { ItemPool } from './item-pool.ts'
import type { BatchEvent, BatchMessage, BatchRequest, Items, ItemsRequest } from './messages.ts'
import { type BatchOptions, batchOptions } from './options.ts'
import { Reconstruction } from './reconstruction.ts'

const TIMER = { missing: 0, catchUp: 1 } as const

/** What the relaying of batches needs to be told. */
export interface BatchSetup {
  readonly hash: Hash
  /**
   * `compact`: by short ids, unasked to those who want it so, announced by header to the others (BIP152); `root`: whole
   * to as many neighbours as the square root of their number, announced to the others (devp2p, eth/68). Default `compact`.
   */
  readonly push?: 'compact' | 'root'
  /** Whether a header is worth its batch (proof of work, say), before any item is known. Default: all are. */
  readonly accepts?: (header: Uint8Array) => boolean
}

/** What the layer counts, for metrics. */
export interface BatchCounters {
  /** Batches that came by short ids and were whole at once. */
  atOnce: number
  /** Batches some of whose items had to be asked for. */
  withMissing: number
  /** Batches of which short ids made something else, so that all of it had to be asked for. */
  fallbacks: number
  /** Short ids that fitted two items. */
  collisions: number
  /** Batches that had come before. */
  duplicates: number
  /** What is malformed, too large, unwanted, or from a stranger. */
  rejected: number
  /** Requests for what is not kept, was asked for too often, or by a stranger. */
  refused: number
}

/** A batch that others may ask for. */
interface Kept {
  readonly batch: Batch
  /** Places of what this node lacked before: others will, too. */
  readonly lacked: readonly number[]
  form: CompactForm | undefined
}

/**
 * Relays batches of items that most nodes have already, as Bitcoin relays blocks (Corallo, BIP152, "Compact Block
 * Relay", 2016): by short ids, out of which the receiver makes the batch with what it has, and asks for the rest. Items
 * come from a layer below by {@link DeliveredEvent}. Deviations: README.md of `relay`.
 */
export class BatchRelay implements Layer<BatchMessage> {
  readonly #env: Env<BatchMessage>
  readonly #sampler: PeerSampler
  readonly #setup: BatchSetup
  readonly #options: BatchOptions
  readonly #links = new Map<PeerId, BatchLink>()
  readonly #favourites: Favourites
  readonly #pool: ItemPool
  readonly #seen: RecentMap<number, true>
  readonly #kept: RecentMap<number, Kept>
  /** To whom a batch was sent whole before it was known to be sound. */
  readonly #pushed: RecentMap<number, ReadonlySet<PeerId>>
  readonly #requests: Requests
  /** What is known of a batch whose items have been asked for; `full` if all of it has. */
  readonly #partials: RecentMap<number, Reconstruction | 'full'>
  #caughtUp = 0
  readonly #counters: BatchCounters = {
    atOnce: 0,
    withMissing: 0,
    fallbacks: 0,
    collisions: 0,
    duplicates: 0,
    rejected: 0,
    refused: 0,
  }

  /** @param sampler whose neighbours are symmetric, and told by events. @throws OptionError */
  constructor(env: Env<BatchMessage>, sampler: PeerSampler, setup: BatchSetup, options: Partial<BatchOptions> = {}) {
    this.#env = env
    this.#sampler = sampler
    this.#setup = setup
    this.#options = batchOptions(options)
    const { mostHigh, mostPooled, mostPooledBytes, mostRemembered, mostKept, mostWanted } = this.#options
    this.#favourites = new Favourites(mostHigh)
    this.#pool = new ItemPool(setup.hash, mostPooled, mostPooledBytes)
    this.#seen = new RecentMap(mostRemembered)
    this.#kept = new RecentMap(mostKept)
    this.#pushed = new RecentMap(mostWanted)
    this.#partials = new RecentMap(mostWanted)
    this.#requests = new Requests(env, TIMER.missing, this.#options, (peer, id) => this.#ask(peer, id))
  }

  get counters(): Readonly<BatchCounters> {
    return this.#counters
  }

  /** Batches that were announced and have not come. */
  get missing(): number {
    return this.#requests.size
  }

  /** Items that may be in a batch to come. */
  get pooled(): number {
    return this.#pool.size
  }

  /** Neighbours that were asked to send compact batches unasked. */
  get favourites(): readonly PeerId[] {
    return this.#favourites.peers
  }

  start(): void {
    for (const peer of this.#sampler.neighbours) this.#links.set(peer, new BatchLink())
    this.#env.setTimer(this.#options.catchUpMs, TIMER.catchUp, 0)
  }

  /** Keeps an item that may be in a batch to come. */
  offer(item: Uint8Array): void {
    this.#pool.add(item)
  }

  /**
   * Sends a batch to all. Items that were not offered before are taken for news to all.
   * @returns its number, which follows from header and items
   * @throws RangeError if it is larger than allowed
   */
  broadcast(header: Uint8Array, items: readonly Uint8Array[]): number {
    const batch = batchOf(this.#setup.hash, header, items)
    if (!isSoundBatch(batch, this.#options)) throw new RangeError('the batch is larger than the options allow')
    const id = batchId(this.#setup.hash, batch.header)
    if (!this.#seen.has(id)) this.#deliver(this.#env.self, id, batch, this.#notPooled(items))
    return id
  }

  onMessage(from: PeerId, message: BatchMessage): void {
    switch (message.tag) {
      case RELAY_TAGS.header:
        return this.#onHeader(from, message.header)
      case RELAY_TAGS.mode:
        return this.#onMode(from, message.isHigh)
      case RELAY_TAGS.compact:
        return this.#onCompact(from, message)
      case RELAY_TAGS.batchRequest:
        return this.#onBatchRequest(from, message)
      case RELAY_TAGS.itemsRequest:
        return this.#onItemsRequest(from, message)
      case RELAY_TAGS.items:
        return this.#onItems(from, message)
      default:
        return this.#onBatch(from, message)
    }
  }

  onTimer(kind: number, key: number): void {
    if (kind === TIMER.missing) this.#requests.onTimer(key)
    else this.#catchUp()
  }

  onEvent(event: Event): void {
    const fact = event as NeighbourEvent | DeliveredEvent
    if (fact.type === 'delivered') this.#pool.add(fact.payload)
    else if (fact.type === 'neighbour') this.#onNeighbour(fact)
  }

  #onNeighbour({ peer, isUp }: NeighbourEvent): void {
    if (isUp) {
      this.#links.set(peer, new BatchLink())
      this.#announceKept(peer)
    } else {
      this.#links.delete(peer)
      this.#favourites.forget(peer)
      this.#requests.forget(peer)
    }
  }

  #onHeader(from: PeerId, header: Uint8Array): void {
    const id = this.#wanted(from, header)
    if (id !== undefined && !this.#requests.announced(from, id)) this.#counters.rejected++
  }

  /** @returns the number of a batch that we lack and would have; undefined for any other */
  #wanted(from: PeerId, header: Uint8Array): number | undefined {
    const link = this.#links.get(from)
    if (link === undefined || !isSoundHeader(header, this.#options)) {
      this.#counters.rejected++
      return undefined
    }
    const id = batchId(this.#setup.hash, header)
    if (this.#seen.has(id)) {
      link.know(id)
      this.#counters.duplicates++
      return undefined
    }
    if (this.#setup.accepts?.(ownHeader(header)) === false) {
      this.#counters.rejected++
      return undefined
    }
    link.know(id)
    return id
  }

  #onMode(from: PeerId, isHigh: boolean): void {
    const link = this.#links.get(from)
    if (link !== undefined) link.wantsHigh = isHigh
  }

  #ask(peer: PeerId, id: number): void {
    this.#partials.delete(id)
    this.#askForBatch(peer, id, this.#setup.push === 'root')
  }

  #askForBatch(peer: PeerId, id: number, isFull: boolean): void {
    if (isFull) this.#partials.set(id, 'full')
    this.#send(peer, { tag: RELAY_TAGS.batchRequest, id, isFull })
  }

  #onCompact(from: PeerId, form: CompactForm): void {
    const id = this.#wanted(from, form.header)
    if (id === undefined) return
    if (!isSoundForm(form, this.#options)) return this.#reject(from, id)
    if (!this.#mayReconstruct(from, id)) return this.#reject(from, id)
    const { hash } = this.#setup
    const partial = new Reconstruction(form, this.#pool, hash, this.#options.shortIdBytes)
    this.#counters.collisions += partial.collisions
    if (partial.missing.length === 0) return this.#onComplete(from, id, partial, [])
    if (!this.#requests.takes(from, id)) this.#requests.announced(from, id)
    else this.#askForItems(from, id, partial)
  }

  /** It costs as much as the pool is large: once for each peer and batch, and for few batches at once. */
  #mayReconstruct(from: PeerId, id: number): boolean {
    const isAsked = this.#requests.askedFor(id) === from
    if (isAsked) return !this.#partials.has(id) // else it was asked for something else
    return !this.#requests.hasAnnounced(from, id) && this.#requests.inFlight(from) < this.#options.mostInFlight
  }

  #askForItems(from: PeerId, id: number, partial: Reconstruction): void {
    this.#partials.set(id, partial)
    this.#requests.goesOn(id)
    this.#send(from, { tag: RELAY_TAGS.itemsRequest, id, indexes: partial.missing })
  }

  #onItems(from: PeerId, { id, items }: Items): void {
    const partial = this.#partials.get(id)
    const isAsked = partial instanceof Reconstruction && this.#requests.askedFor(id) === from
    if (!isAsked || items.length !== partial.missing.length || !areSoundItems(items, this.#options)) {
      return this.#reject(from, id)
    }
    this.#onComplete(from, id, partial, items)
  }

  /** All items are there; whether they are the right ones the header says. */
  #onComplete(from: PeerId, id: number, partial: Reconstruction, sent: readonly Uint8Array[]): void {
    const batch = partial.batch(sent)
    if (isWhole(this.#setup.hash, batch)) {
      if (sent.length > 0) this.#counters.withMissing++
      else this.#counters.atOnce++
      return this.#deliver(from, id, batch, partial.lacked)
    }
    this.#counters.fallbacks++
    if (!this.#requests.takes(from, id)) return void this.#requests.announced(from, id)
    this.#requests.goesOn(id)
    this.#askForBatch(from, id, true)
  }

  #onBatch(from: PeerId, batch: Batch): void {
    const id = this.#wanted(from, batch.header)
    if (id === undefined) return
    const isAsked = this.#requests.askedFor(id) === from
    const isWelcome = this.#setup.push === 'root' || isAsked
    if (!isWelcome || !isSoundBatch(batch, this.#options)) return this.#reject(from, id)
    if (this.#setup.push === 'root') this.#pushWhole(from, id, batch)
    if (!isWhole(this.#setup.hash, batch)) return this.#reject(from, id)
    this.#deliver(from, id, batch, this.#notPooled(batch.items))
  }

  /** What a peer sent is of no use: if it was asked for it, another is. */
  #reject(from: PeerId, id: number): void {
    this.#counters.rejected++
    this.#requests.refused(from, id)
  }

  #deliver(from: PeerId, id: number, batch: Batch, lacked: readonly number[]): void {
    const wasAsked = this.#requests.askedFor(id) === from
    this.#requests.done(id)
    this.#partials.delete(id)
    this.#seen.set(id, true)
    this.#kept.set(id, { batch, lacked, form: undefined })
    for (const item of batch.items) this.#pool.remove(item)
    this.#favour(from, wasAsked)
    this.#relay(from, id, batch)
    const event: BatchEvent = { type: 'batch', id, from, header: ownHeader(batch.header), items: batch.items }
    this.#env.emit(event)
  }

  /** @param wasAsked then it does not send unasked: it has forgotten, or never heard, that it should */
  #favour(peer: PeerId, wasAsked: boolean): void {
    if (this.#setup.push === 'root' || this.#options.mostHigh === 0 || !this.#links.has(peer)) return
    const { isNew, gone } = this.#favourites.favour(peer)
    if (isNew || wasAsked) this.#send(peer, { tag: RELAY_TAGS.mode, isHigh: true })
    if (gone !== undefined) this.#send(gone, { tag: RELAY_TAGS.mode, isHigh: false })
  }

  #relay(from: PeerId, id: number, batch: Batch): void {
    if (this.#setup.push === 'root') this.#pushWhole(from, id, batch)
    const pushed = this.#pushed.get(id)
    for (const [peer, link] of this.#links) {
      if (peer === from || link.has(id) || pushed?.has(peer) === true) continue
      if (link.wantsHigh && this.#setup.push !== 'root') this.#sendCompact(peer, id)
      else this.#send(peer, { tag: RELAY_TAGS.header, header: batch.header })
    }
  }

  /** Once, and before the items are looked at: the header is what makes a batch costly to forge. */
  #pushWhole(from: PeerId, id: number, { header, items }: Batch): void {
    if (this.#pushed.has(id)) return
    const peers = [...this.#links].filter(([peer, link]) => peer !== from && !link.has(id)).map(([peer]) => peer)
    shuffle(peers, () => this.#env.random())
    const chosen = peers.slice(0, Math.floor(Math.sqrt(this.#links.size)))
    this.#pushed.set(id, new Set(chosen))
    for (const peer of chosen) this.#send(peer, { tag: RELAY_TAGS.batch, header, items })
  }

  #sendCompact(peer: PeerId, id: number): void {
    const kept = this.#kept.get(id) as Kept
    const { shortIdBytes, mostPrefilledBytes } = this.#options
    const rules = { hash: this.#setup.hash, shortIdBytes, mostPrefilledBytes, random: () => this.#env.random() }
    kept.form ??= compactForm(kept.batch, kept.lacked, rules)
    this.#send(peer, { tag: RELAY_TAGS.compact, ...kept.form })
  }

  #onBatchRequest(from: PeerId, { id, isFull }: BatchRequest): void {
    const kept = this.#serve(from, id)
    if (kept === undefined) return
    if (isFull) this.#send(from, { tag: RELAY_TAGS.batch, ...kept.batch })
    else this.#sendCompact(from, id)
  }

  #onItemsRequest(from: PeerId, { id, indexes }: ItemsRequest): void {
    const kept = this.#serve(from, id)
    if (kept === undefined) return
    if (!areSoundIndexes(indexes, kept.batch.items.length)) {
      this.#counters.rejected++
      return
    }
    const items = indexes.map((index) => kept.batch.items[index] as Uint8Array)
    this.#send(from, { tag: RELAY_TAGS.items, id, items })
  }

  #serve(peer: PeerId, id: number): Kept | undefined {
    const kept = this.#kept.get(id)
    if (kept !== undefined && this.#links.get(peer)?.serve(id) === true) return kept
    this.#counters.refused++
    return undefined
  }

  /** What announcements that were lost did not bring. */
  #catchUp(): void {
    this.#env.setTimer(this.#options.catchUpMs, TIMER.catchUp, 0)
    const { neighbours } = this.#sampler
    const peer = neighbours[this.#caughtUp++ % Math.max(1, neighbours.length)]
    if (peer !== undefined) this.#announceKept(peer)
  }

  #announceKept(peer: PeerId): void {
    for (const [id, { batch }] of this.#kept.entries()) {
      if (this.#links.get(peer)?.has(id) === false) this.#send(peer, { tag: RELAY_TAGS.header, header: batch.header })
    }
  }

  #notPooled(items: readonly Uint8Array[]): number[] {
    return items.flatMap((item, i) => (this.#pool.has(item) ? [] : [i]))
  }

  #send(peer: PeerId, message: BatchMessage): void {
    const fits = this.#env.sizeOf(message) <= this.#env.packetBudget
    this.#env.send(peer, message, fits ? 'datagram' : 'stream')
  }
}
