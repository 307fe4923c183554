import type { Env, PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { DeliveredEvent, Dissemination, PeerSampler } from '../../core/ports.ts'
import { EAGER_PUSH_TAGS } from '../../core/tags.ts'
import { Remembered } from '../remembered.ts'
import type { EagerGossip } from './messages.ts'
import { type EagerPushOptions, eagerPushOptions } from './options.ts'

/**
 * Eager push: whoever hears of a message for the first time passes it on at once, to some peers of its view or to all
 * (a flood), and never again. What gossip protocols are compared with (Leitão, Pereira, Rodrigues, "HyParView", DSN
 * 2007, section 5; Kermarrec, Massoulié, Ganesh, IEEE TPDS 14(3), 2003). Nothing mends what is lost.
 */
export class EagerPush implements Layer<EagerGossip>, Dissemination {
  readonly #env: Env<EagerGossip>
  readonly #sampler: PeerSampler
  readonly #options: EagerPushOptions
  readonly #remembered: Remembered
  #sent = 0

  /** @throws OptionError */
  constructor(env: Env<EagerGossip>, sampler: PeerSampler, options: Partial<EagerPushOptions> = {}) {
    this.#env = env
    this.#sampler = sampler
    this.#options = eagerPushOptions(options)
    this.#remembered = new Remembered(this.#options.rememberMs, this.#options.mostRemembered, 0)
  }

  /** Payloads sent so far. */
  get sent(): number {
    return this.#sent
  }

  start(): void {
    // it speaks only when it is spoken to
  }

  broadcast(payload: Uint8Array): number {
    const id = this.#env.random() * 0x200000 + (this.#env.random() >>> 11) // 53 bits
    this.#deliver(this.#env.self, id, 0, payload)
    return id
  }

  onMessage(from: PeerId, { id, hops, payload }: EagerGossip): void {
    if (!this.#remembered.has(id)) this.#deliver(from, id, hops, payload)
  }

  onTimer(): void {
    // it sets none
  }

  onEvent(): void {
    // that a peer is gone is the sampler's business
  }

  #deliver(from: PeerId, id: number, hops: number, payload: Uint8Array): void {
    this.#remembered.add(id, hops, payload, this.#env.now())
    const message: EagerGossip = { tag: EAGER_PUSH_TAGS.gossip, id, hops: hops + 1, payload }
    for (const peer of this.#targets(from)) this.#send(peer, message)
    const event: DeliveredEvent = { type: 'delivered', id, from, hops, payload }
    this.#env.emit(event)
  }

  #targets(from: PeerId): readonly PeerId[] {
    const { fanout } = this.#options
    const { neighbours } = this.#sampler
    const peers = fanout >= neighbours.length ? [...neighbours] : this.#sampler.sample(fanout + 1)
    return peers.filter((peer) => peer !== from).slice(0, fanout)
  }

  #send(to: PeerId, message: EagerGossip): void {
    this.#sent++
    const { channel } = this.#options
    const fits = channel !== 'datagram' || this.#env.sizeOf(message) <= this.#env.packetBudget
    this.#env.send(to, message, fits ? channel : 'stream')
  }
}
