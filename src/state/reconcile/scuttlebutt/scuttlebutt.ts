import { unit } from '../../../base/rng.ts'
import type { Env, PeerId } from '../../../core/env.ts'
import type { Event } from '../../../core/event.ts'
import type { Layer } from '../../../core/layer.ts'
import type { MembershipEvent, PeerSampler } from '../../../core/ports.ts'
import { SCUTTLEBUTT_TAGS } from '../../../core/tags.ts'
import type { ScuttlebuttEvent } from './events.ts'
import { FlowControl } from './flow-control.ts'
import { isLife, lifeAfter, lifeOf, MOST_GENERATION } from './life.ts'
import type { DeltaGroup, DigestLine, Rates, ScuttlebuttMessage, Update } from './messages.ts'
import { type ScuttlebuttOptions, scuttlebuttOptions } from './options.ts'
import { packDeltas } from './packing.ts'
import { Replicas } from './replicas.ts'
import { Waiting } from './waiting.ts'

const TIMER = { period: 0, waiting: 1 } as const

/** What the layer counts, for metrics. */
export interface ScuttlebuttCounters {
  /** Exchanges that were begun here. */
  exchanges: number
  /** Updates sent, each as often as it was. */
  updates: number
  /** Times that updates were to be sent and did not all fit. */
  cuts: number
  /** Groups that would have left a gap and were not taken. */
  gaps: number
  /** Groups and updates for which there was no room. */
  overfull: number
}

/**
 * Scuttlebutt (van Renesse, Dumitriu, Gough, Thomas, "Efficient Reconciliation and Flow Control for Anti-Entropy
 * Protocols", LADIS 2008): every participant has a map that only it writes, and numbers its updates. Once a period a node
 * tells a random peer up to which number it has everybody's, and either sends what the other lacks, the oldest first and
 * without a gap, as much as fits. Updates beyond what that can carry wait at their source. Deviations: README.md.
 */
export class Scuttlebutt implements Layer<ScuttlebuttMessage> {
  readonly #env: Env<ScuttlebuttMessage>
  readonly #sampler: PeerSampler
  readonly #options: ScuttlebuttOptions
  readonly #replicas: Replicas
  readonly #flow: FlowControl
  /** Updates beyond the rate. */
  readonly #waiting: Waiting
  readonly #random: () => number
  readonly #counted = { exchanges: 0, updates: 0, cuts: 0 }
  #toldRate: number

  /**
   * @param generation how often this node has started: of two lives the one with the greater generation counts. Where
   * nobody keeps count 0 will do: that an earlier life is remembered is then learnt from others, and outdone.
   * @throws OptionError; RangeError for a generation that is none
   */
  constructor(
    env: Env<ScuttlebuttMessage>,
    sampler: PeerSampler,
    options: Partial<ScuttlebuttOptions> = {},
    generation = 0,
  ) {
    if (!Number.isInteger(generation) || generation < 0 || generation > MOST_GENERATION)
      throw new RangeError(`generation: ${generation} is not from 0 to ${MOST_GENERATION}`)
    this.#env = env
    this.#sampler = sampler
    this.#options = scuttlebuttOptions(options)
    this.#random = () => env.random()
    this.#replicas = new Replicas(env.self, lifeOf(generation, this.#random), this.#options)
    this.#waiting = new Waiting((key) => this.#replicas.own.get(key) !== undefined)
    this.#flow = new FlowControl(this.#options, env.now())
    this.#toldRate = this.#options.rate
  }

  /** Everybody whose map is held here, this node included. */
  get participants(): PeerId[] {
    return Array.from(this.#replicas, ([peer]) => peer)
  }

  /** Bytes of all keys and values. */
  get bytes(): number {
    return this.#replicas.bytes
  }

  /** Updates per second that this node may make at present. */
  get updateRate(): number {
    return this.#flow.rates.rate
  }

  /** Updates that wait for the rate to allow them. */
  get waiting(): number {
    return this.#waiting.size
  }

  get counters(): Readonly<ScuttlebuttCounters> {
    return { ...this.#counted, ...this.#replicas.refusals }
  }

  /** Up to which version this node has everybody's updates. */
  digest(): DigestLine[] {
    return this.#replicas.digest()
  }

  /** The value of a participant's key, as far as it has come here. */
  get(peer: PeerId, key: string): Uint8Array | undefined {
    return this.#replicas.get(peer)?.get(key)?.value
  }

  /** A participant's mappings, those of the oldest update first. */
  entries(peer: PeerId): readonly Update[] {
    return this.#replicas.get(peer)?.current() ?? []
  }

  /**
   * Writes a key of this node's own map: at once if the rate allows it, else as soon as it does. Of several values of a
   * key that wait, the last one is written.
   * @param value is kept: it must not change afterwards
   * @returns whether it was written at once
   * @throws RangeError if key, value or map would be too large
   */
  set(key: string, value: Uint8Array): boolean {
    this.#checkRoom(key, value)
    this.#flow.offer()
    const isFree = !this.#options.flowControl || (this.#waiting.size === 0 && this.#flow.take(this.#env.now()))
    if (isFree) this.#write(key, value)
    else this.#wait(key, value)
    return isFree
  }

  start(): void {
    this.#env.setTimer(unit(this.#random) * this.#options.periodMs, TIMER.period, 0)
  }

  onMessage(from: PeerId, message: ScuttlebuttMessage): void {
    switch (message.tag) {
      case SCUTTLEBUTT_TAGS.digest:
        this.#send(from, { tag: SCUTTLEBUTT_TAGS.digestReply, lines: this.digest(), rates: this.#flow.rates })
        return this.#answer(from, message.lines)
      case SCUTTLEBUTT_TAGS.digestReply:
        return this.#answer(from, message.lines, message.rates)
      default:
        if (this.#options.flowControl) this.#flow.gain(message.gain, this.#env.now())
        for (const group of message.groups) this.#take(group)
    }
  }

  onTimer(kind: number): void {
    if (kind === TIMER.period) this.#onPeriod()
    else this.#writeWaiting()
  }

  onEvent(event: Event): void {
    const fact = event as MembershipEvent
    if (fact.type === 'member-gone') this.#replicas.leave(fact.member.peer, this.#env.now())
    else if (fact.type === 'member-joined') this.#replicas.comeBack(fact.member.peer)
  }

  #onPeriod(): void {
    this.#env.setTimer(this.#options.periodMs, TIMER.period, 0)
    this.#replicas.sweep(this.#env.now())
    this.#flow.onPeriod(this.#options.periodMs, this.#waiting.size)
    this.#tellRate()
    const [peer] = this.#sampler.sample(1)
    if (peer === undefined) return
    this.#counted.exchanges++
    this.#send(peer, { tag: SCUTTLEBUTT_TAGS.digest, lines: this.digest(), rates: this.#flow.rates })
  }

  /** Sends a peer what it lacks; and divides the rates with it, if these came along. */
  #answer(peer: PeerId, lines: readonly DigestLine[], theirs?: Rates): void {
    const digest = this.#read(lines)
    const { groups, isCut } = packDeltas(this.#replicas, digest, {
      ordering: this.#options.ordering,
      limit: Math.min(this.#options.exchangeBytes, this.#env.packetBudget),
      sizeOf: (message) => this.#env.sizeOf(message),
      random: this.#random,
    })
    if (isCut) this.#counted.cuts++
    for (const { updates } of groups) this.#counted.updates += updates.length
    const gain = this.#adapt(isCut, theirs)
    if (groups.length > 0 || gain !== 0) this.#send(peer, { tag: SCUTTLEBUTT_TAGS.deltas, groups, gain })
  }

  /** @returns what the peer's rate rises by */
  #adapt(isCut: boolean, theirs?: Rates): number {
    if (!this.#options.flowControl) return 0
    const now = this.#env.now()
    const gain = theirs === undefined ? 0 : this.#flow.divide(theirs, now)
    this.#flow.adapt(isCut, this.#replicas.size, now)
    return gain
  }

  #read(lines: readonly DigestLine[]): Map<PeerId, DigestLine> {
    const digest = new Map<PeerId, DigestLine>()
    for (const line of lines.slice(0, this.#options.mostParticipants)) {
      if (!isLife(line.life)) continue
      digest.set(line.peer, line)
      if (line.peer === this.#env.self) this.#outdo(line)
    }
    return digest
  }

  /** Others remember an earlier life of this node that looks later: ours must look later still. */
  #outdo({ life, version }: DigestLine): void {
    const { own } = this.#replicas
    if (life < own.life || (life === own.life && version <= own.version)) return
    this.#replicas.rebirth(lifeAfter(life, this.#random))
  }

  #take(group: DeltaGroup): void {
    const { peer } = group
    const taken = this.#replicas.take(group)
    if (taken === undefined) return
    if (taken.isNewLife) this.#emit({ type: 'life-begun', peer })
    for (const { key, value } of taken.updates) this.#emit({ type: 'key-changed', peer, key, value })
  }

  #checkRoom(key: string, value: Uint8Array): void {
    const { own } = this.#replicas
    const isNew = own.get(key) === undefined && !this.#waiting.has(key)
    const isFull = isNew && own.size + this.#waiting.newKeys >= this.#options.mostKeys
    if (isFull || !this.#replicas.hasRoomFor(own, key, value, this.#waiting.bytes))
      throw new RangeError(`scuttlebutt has no room for key "${key}" with ${value.length} bytes`)
  }

  #write(key: string, value: Uint8Array): void {
    this.#replicas.write(key, value)
    this.#emit({ type: 'key-changed', peer: this.#env.self, key, value })
  }

  #wait(key: string, value: Uint8Array): void {
    if (this.#waiting.size === 0) this.#awaitNext()
    this.#waiting.put(key, value)
  }

  #awaitNext(): void {
    const ms = this.#flow.msUntilNext(this.#env.now())
    // not longer than a period: the rate may rise meanwhile
    this.#env.setTimer(Math.max(SHORTEST_WAIT_MS, Math.min(this.#options.periodMs, ms)), TIMER.waiting, 0)
  }

  #writeWaiting(): void {
    while (this.#waiting.size > 0 && this.#flow.take(this.#env.now())) {
      const next = this.#waiting.shift()
      if (next !== undefined) this.#write(next.key, next.value)
    }
    if (this.#waiting.size > 0) this.#awaitNext()
  }

  #tellRate(): void {
    const rate = this.updateRate
    if (Math.abs(rate - this.#toldRate) < TOLD_SHARE * this.#toldRate) return
    this.#toldRate = rate
    this.#emit({ type: 'update-rate', rate })
  }

  #emit(event: ScuttlebuttEvent): void {
    this.#env.emit(event)
  }

  #send(peer: PeerId, message: ScuttlebuttMessage): void {
    const fits = this.#env.sizeOf(message) <= this.#env.packetBudget
    this.#env.send(peer, message, fits ? 'datagram' : 'stream')
  }
}

/** Time passes in small steps; a shorter wait might be none. */
const SHORTEST_WAIT_MS = 1
/** A rate that has changed by less is not told. */
const TOLD_SHARE = 0.1
