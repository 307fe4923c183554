import type { Env, PeerId } from '../../core/env.ts'
import type { Event, RuntimeEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { NeighbourEvent, PeerSampler } from '../../core/ports.ts'
import { BULK_TAGS } from '../../core/tags.ts'
import type { BulkEvent } from './events.ts'
import { encodeManifest, type Manifest, partsOf } from './manifest.ts'
import type { BulkMessage, Part, Want } from './messages.ts'
import { type BulkOptions, bulkOptions } from './options.ts'
import { type PartStore, type Sha256, Transfer } from './transfer.ts'

const TIMER = { tell: 0, look: 1 } as const

/** What the layer counts, for metrics. */
export interface BulkCounters {
  partsSent: number
  partsReceived: number
  /** Parts that nobody had asked for, or that came too late. */
  unwanted: number
  /** Parts that were not what they should be. */
  bad: number
  /** Parts that did not come in time. */
  stalled: number
}

/**
 * Large payloads, as BitTorrent brings them (Cohen, "Incentives Build Robustness in BitTorrent", 2003), among the
 * neighbours of an overlay: cut into parts, each known by its hash, fetched from whoever has them, so that every node
 * passes on what it has while it still fetches, and each part comes once. How nodes hear of a payload is not its business.
 */
export class Bulk implements Layer<BulkMessage> {
  readonly #env: Env<BulkMessage>
  readonly #sampler: PeerSampler
  readonly #sha256: Sha256
  readonly #options: BulkOptions
  readonly #transfers = new Map<string, Transfer>()
  readonly #counters: BulkCounters = { partsSent: 0, partsReceived: 0, unwanted: 0, bad: 0, stalled: 0 }
  #isTelling = false
  #isLooking = false

  /** @param sampler whose neighbours are symmetric, and told by events. @throws OptionError */
  constructor(env: Env<BulkMessage>, sampler: PeerSampler, sha256: Sha256, options: Partial<BulkOptions> = {}) {
    this.#env = env
    this.#sampler = sampler
    this.#sha256 = sha256
    this.#options = bulkOptions(options)
  }

  get counters(): Readonly<BulkCounters> {
    return this.#counters
  }

  /** How many payloads are sent or fetched. */
  get transfers(): number {
    return this.#transfers.size
  }

  /**
   * Takes part in a payload: fetches what is missing and gives what is here.
   * @param parts that are in the store already; what is not what it should be is fetched again. Pages must come first
   * @returns what it is called by. @throws RangeError if there are too many transfers
   */
  open(manifest: Manifest, store: PartStore, parts: Iterable<number> = []): string {
    const id = this.#sha256(encodeManifest(manifest))
    const key = keyOf(id)
    if (this.#transfers.has(key)) return key
    if (this.#transfers.size >= this.#options.mostTransfers) {
      throw new RangeError(`more than ${this.#options.mostTransfers} large payloads at a time`)
    }
    const transfer = new Transfer(key, id, manifest, store, this.#sha256)
    for (const part of parts) transfer.resume(part)
    this.#transfers.set(key, transfer)
    for (const peer of this.#sampler.neighbours) this.#tellAll(transfer, peer, true)
    this.#look()
    if (transfer.have.isComplete) this.#emit({ type: 'bulk-done', key })
    return key
  }

  /** Takes part no longer. */
  close(key: string): void {
    this.#transfers.delete(key)
  }

  /** How much of a payload is here. */
  progress(key: string): { readonly have: number; readonly parts: number } | undefined {
    const transfer = this.#transfers.get(key)
    return transfer && { have: transfer.have.count, parts: partsOf(transfer.manifest) }
  }

  start(): void {}

  onMessage(from: PeerId, message: BulkMessage): void {
    const transfer = this.#transfers.get(keyOf(message.id))
    if (transfer === undefined || !this.#isNeighbour(from, transfer)) return
    switch (message.tag) {
      case BULK_TAGS.have:
        transfer.partner(from).has.addBits(message.first, message.bits)
        if (message.isQuestion) this.#tellAll(transfer, from, false)
        return this.#ask(transfer, from)
      case BULK_TAGS.got:
        for (const part of message.parts) transfer.partner(from).has.add(part)
        return this.#ask(transfer, from)
      case BULK_TAGS.want:
        return this.#onWant(transfer, from, message)
      default:
        return this.#onPart(transfer, from, message)
    }
  }

  onTimer(kind: number): void {
    if (kind === TIMER.tell) this.#tellNews()
    else this.#lookAround()
  }

  onEvent(event: Event): void {
    const fact = event as NeighbourEvent | RuntimeEvent
    if (fact.type === 'undeliverable') this.#lose(fact.to)
    else if (fact.type === 'neighbour' && !fact.isUp) this.#lose(fact.peer)
    else if (fact.type === 'neighbour') {
      for (const transfer of this.#transfers.values()) this.#tellAll(transfer, fact.peer, true)
    }
  }

  #isNeighbour(peer: PeerId, transfer: Transfer): boolean {
    return transfer.partners.has(peer) || this.#sampler.neighbours.includes(peer)
  }

  #onWant(transfer: Transfer, from: PeerId, { parts }: Want): void {
    for (const part of parts.slice(0, this.#options.window)) {
      if (!transfer.have.has(part)) continue
      const bytes = this.#reading(transfer, () => transfer.read(part))
      if (bytes === undefined) return
      this.#counters.partsSent++
      this.#send(from, { tag: BULK_TAGS.part, id: transfer.id, part, bytes })
    }
  }

  #onPart(transfer: Transfer, from: PeerId, { part, bytes }: Part): void {
    const partner = transfer.partner(from)
    const { bad } = partner
    const isNew = this.#reading(transfer, () => transfer.take(partner, part, bytes))
    if (isNew === undefined) return
    if (isNew) this.#onNew(transfer)
    else this.#counters[partner.bad > bad ? 'bad' : 'unwanted']++
    this.#ask(transfer, from)
  }

  #onNew(transfer: Transfer): void {
    const { key, have, manifest } = transfer
    this.#counters.partsReceived++
    this.#emit({ type: 'bulk-progress', key, have: have.count, parts: partsOf(manifest) })
    if (have.isComplete) this.#emit({ type: 'bulk-done', key })
    if (this.#isTelling) return
    this.#isTelling = true
    this.#env.setTimer(this.#options.tellAfterMs, TIMER.tell, 0)
  }

  /** What a store throws ends the transfer, not the node. */
  #reading<T>(transfer: Transfer, action: () => T): T | undefined {
    try {
      return action()
    } catch (error) {
      this.#transfers.delete(transfer.key)
      this.#emit({
        type: 'bulk-failed',
        key: transfer.key,
        reason: error instanceof Error ? error.message : String(error),
      })
      return undefined
    }
  }

  #ask(transfer: Transfer, peer: PeerId): void {
    const partner = transfer.partner(peer)
    if (transfer.have.isComplete || partner.bad >= MOST_BAD) return
    const { window, mostWanted } = this.#options
    const room = Math.min(window - partner.asked.size, mostWanted - transfer.wanted)
    const parts = transfer.choose(partner, room, this.#env.now(), () => this.#env.random())
    if (parts.length > 0) this.#send(peer, { tag: BULK_TAGS.want, id: transfer.id, parts })
  }

  #tellAll(transfer: Transfer, peer: PeerId, isQuestion: boolean): void {
    for (const { first, bits } of transfer.have.pieces(PIECE_BYTES)) {
      this.#send(peer, { tag: BULK_TAGS.have, id: transfer.id, first, bits, isQuestion: isQuestion && first === 0 })
    }
  }

  #tellNews(): void {
    this.#isTelling = false
    for (const transfer of this.#transfers.values()) {
      const news = transfer.news.splice(0)
      for (let at = 0; at < news.length; at += MOST_GOT) {
        const got: BulkMessage = { tag: BULK_TAGS.got, id: transfer.id, parts: news.slice(at, at + MOST_GOT) }
        for (const [peer, { has }] of transfer.partners) if (!has.isComplete) this.#send(peer, got)
      }
    }
  }

  #look(): void {
    if (this.#isLooking) return
    this.#isLooking = true
    this.#env.setTimer(this.#options.stallMs / 4, TIMER.look, 0)
  }

  /** Asks elsewhere for what does not come, and everybody for what was not asked for yet. */
  #lookAround(): void {
    this.#isLooking = false
    const before = this.#env.now() - this.#options.stallMs
    for (const transfer of this.#transfers.values()) {
      if (transfer.have.isComplete) continue
      this.#look()
      for (const partner of transfer.partners.values()) this.#counters.stalled += transfer.release(partner, before)
      for (const peer of transfer.byPatience()) this.#ask(transfer, peer)
    }
  }

  #lose(peer: PeerId): void {
    for (const transfer of this.#transfers.values()) {
      const partner = transfer.partners.get(peer)
      if (partner === undefined) continue
      transfer.release(partner)
      transfer.partners.delete(peer)
      for (const other of transfer.byPatience()) this.#ask(transfer, other)
    }
  }

  #send(to: PeerId, message: BulkMessage): void {
    this.#env.send(to, message, 'link')
  }

  #emit(event: BulkEvent): void {
    this.#env.emit(event)
  }
}

/** A partner that sent so many parts that were none is asked no more. */
const MOST_BAD = 3
/** Bytes of bits in one message. */
const PIECE_BYTES = 16_384
/** Parts in one piece of news. */
const MOST_GOT = 256

function keyOf(id: Uint8Array): string {
  return Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
