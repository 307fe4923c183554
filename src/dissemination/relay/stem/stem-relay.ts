import { ln } from '../../../base/logarithm.ts'
import { RecentMap } from '../../../base/recent-map.ts'
import { unit } from '../../../base/rng.ts'
import type { Env, PeerId, TimerId } from '../../../core/env.ts'
import type { Event } from '../../../core/event.ts'
import type { Layer } from '../../../core/layer.ts'
import type { Message } from '../../../core/message.ts'
import type { DeliveredEvent, Dissemination, NeighbourEvent, PeerSampler } from '../../../core/ports.ts'
import { RELAY_TAGS } from '../../../core/tags.ts'
import { WrappedEnv } from '../../../core/wrapped-env.ts'
import { contentId, type Hash, payloadOf, SALT_BYTES, salted } from '../content-id.ts'
import type { Stem } from './messages.ts'
import { type StemOptions, stemOptions } from './options.ts'
import { StemRoutes } from './stem-routes.ts'

/** Above those of the layer within, which numbers its timers from 0. */
const TIMER = { embargo: 254, epoch: 255 } as const

/** What a node is waiting to see fluffed. */
interface Held {
  readonly body: Uint8Array
  readonly from: PeerId
  readonly timer: TimerId
}

/** What the layer counts, for metrics. */
export interface StemCounters {
  /** Messages passed on along a stem, our own included. */
  passedOn: number
  /** Messages this node fluffed, for whatever reason. */
  fluffed: number
  /** Of these, those that had not come back before their embargo was over. */
  embargoes: number
  /** Of these, those that had come around in a circle. */
  loops: number
  /** What is malformed, too large, or was delivered before. */
  rejected: number
}

/**
 * Hides where messages begin: each goes a random way from one node to one other, the stem, before it is spread as any
 * message is, the fluff (Dandelion++; BIP156). All who passed it on spread it themselves if it does not come back, so a
 * node on the way that swallows messages only makes them late. Holds the layer that spreads within itself, and tells of
 * each message once, however often it fluffs. Deviations: README.md of `relay`.
 */
export class StemRelay implements Layer, Dissemination {
  readonly #env: Env
  readonly #hash: Hash
  readonly #options: StemOptions
  readonly #routes: StemRoutes
  readonly #inner: Layer & Dissemination
  readonly #held = new Map<number, Held>()
  readonly #heldOf = new Map<PeerId, number>()
  readonly #delivered: RecentMap<number, true>
  readonly #counters: StemCounters = { passedOn: 0, fluffed: 0, embargoes: 0, loops: 0, rejected: 0 }

  /**
   * @param sampler whose neighbours are symmetric, and told by events
   * @param makeInner the layer that spreads; it may use timer kinds below 254, and its tags belong to this layer too
   * @throws OptionError
   */
  constructor(
    env: Env,
    sampler: PeerSampler,
    hash: Hash,
    makeInner: (env: Env) => Layer & Dissemination,
    options: Partial<StemOptions> = {},
  ) {
    this.#env = env
    this.#hash = hash
    this.#options = stemOptions(options)
    this.#routes = new StemRoutes(sampler, this.#options.stemPeers, () => env.random())
    this.#delivered = new RecentMap(this.#options.mostRemembered)
    this.#inner = makeInner(new InnerEnv(env, (event) => this.#onFluff(event)))
  }

  get counters(): Readonly<StemCounters> {
    return this.#counters
  }

  /** Messages that have been passed on and were not seen fluffed yet. */
  get held(): number {
    return this.#held.size
  }

  start(): void {
    this.#routes.renew(this.#options.fluffChance)
    this.#env.setTimer(unit(() => this.#env.random()) * this.#options.epochMs, TIMER.epoch, 0)
    this.#inner.start()
  }

  /** @throws RangeError if the payload is too large */
  broadcast(payload: Uint8Array): number {
    const { mostPayloadBytes } = this.#options
    if (payload.length > mostPayloadBytes) {
      throw new RangeError(`a payload has at most ${mostPayloadBytes} bytes, not ${payload.length}`)
    }
    const body = salted(payload, () => this.#env.random())
    const id = contentId(this.#hash, body)
    this.#deliver({ id, from: this.#env.self, hops: 0, payload })
    this.#passOn(this.#env.self, id, body) // our own goes along a stem whatever our part is
    return id
  }

  onMessage(from: PeerId, message: Message): void {
    if (message.tag === RELAY_TAGS.stem) this.#onStem(from, (message as Stem).body)
    else this.#inner.onMessage(from, message)
  }

  onTimer(kind: number, key: number): void {
    if (kind === TIMER.embargo) this.#onEmbargo(key)
    else if (kind === TIMER.epoch) this.#onEpoch()
    else this.#inner.onTimer(kind, key)
  }

  onEvent(event: Event): void {
    const { type, peer, isUp } = event as NeighbourEvent
    if (type === 'neighbour' && !isUp) this.#routes.forget(peer)
    this.#inner.onEvent(event)
  }

  touch(step: number): number {
    return step === 0 ? this.#held.size : (this.#inner.touch?.(step - 1) ?? 0)
  }

  #onEpoch(): void {
    this.#routes.renew(this.#options.fluffChance)
    this.#env.setTimer(this.#options.epochMs, TIMER.epoch, 0)
  }

  #onStem(from: PeerId, body: Uint8Array): void {
    const size = body.length - SALT_BYTES
    if (size < 0 || size > this.#options.mostPayloadBytes) return this.#reject()
    const id = contentId(this.#hash, body)
    if (this.#held.has(id)) {
      this.#counters.loops++
      this.#fluff(id, body)
    } else if (this.#delivered.has(id)) this.#reject()
    else if (this.#routes.fluffs || !this.#hasRoomFor(from)) this.#fluff(id, body)
    else this.#passOn(from, id, body)
  }

  #reject(): void {
    this.#counters.rejected++
  }

  #hasRoomFor(from: PeerId): boolean {
    const { mostHeld, mostHeldOfOne } = this.#options
    return this.#held.size < mostHeld && (this.#heldOf.get(from) ?? 0) < mostHeldOfOne
  }

  #passOn(from: PeerId, id: number, body: Uint8Array): void {
    const to = this.#routes.next(from)
    if (to === undefined) return this.#fluff(id, body)
    const { embargoMinMs, embargoMeanMs } = this.#options
    const waitMs = embargoMinMs - ln((this.#env.random() + 0.5) / 0x100000000) * embargoMeanMs
    this.#held.set(id, { body, from, timer: this.#env.setTimer(waitMs, TIMER.embargo, id) })
    this.#heldOf.set(from, (this.#heldOf.get(from) ?? 0) + 1)
    this.#counters.passedOn++
    const stem: Stem = { tag: RELAY_TAGS.stem, body }
    this.#env.send(to, stem, this.#env.sizeOf(stem) <= this.#env.packetBudget ? 'datagram' : 'stream')
  }

  #onEmbargo(id: number): void {
    const held = this.#held.get(id)
    if (held === undefined) return
    this.#counters.embargoes++
    this.#fluff(id, held.body)
  }

  #fluff(id: number, body: Uint8Array): void {
    this.#release(id)
    this.#counters.fluffed++
    this.#inner.broadcast(body)
  }

  /** The layer within tells what it delivers, and everything else. */
  #onFluff(event: Event): void {
    const fact = event as DeliveredEvent
    if (fact.type !== 'delivered') return this.#env.emit(event)
    const { from, hops, payload: body } = fact
    if (body.length < SALT_BYTES) return this.#reject()
    const id = contentId(this.#hash, body)
    this.#release(id)
    if (!this.#delivered.has(id)) this.#deliver({ id, from, hops, payload: payloadOf(body) })
  }

  #release(id: number): void {
    const held = this.#held.get(id)
    if (held === undefined) return
    this.#env.clearTimer(held.timer)
    this.#held.delete(id)
    const left = (this.#heldOf.get(held.from) ?? 1) - 1
    if (left > 0) this.#heldOf.set(held.from, left)
    else this.#heldOf.delete(held.from)
  }

  #deliver(message: Omit<DeliveredEvent, 'type'>): void {
    this.#delivered.set(message.id, true)
    const event: DeliveredEvent = { type: 'delivered', ...message }
    this.#env.emit(event)
  }
}

/** What the layer within sees: its facts go to the one around it. */
class InnerEnv extends WrappedEnv {
  readonly #onEmit: (event: Event) => void

  constructor(outer: Env, onEmit: (event: Event) => void) {
    super(outer)
    this.#onEmit = onEmit
  }

  override emit(event: Event): void {
    this.#onEmit(event)
  }
}
