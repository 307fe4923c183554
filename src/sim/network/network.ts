import { deriveSeed, unit } from '../../base/rng.ts'
import type { Channel, PeerId } from '../../core/env.ts'
import { atLeast, object, positive, probability, whole } from '../check.ts'
import { type Bandwidth, Interfaces } from './interfaces.ts'
import { KeyedDraws } from './keyed-draws.ts'
import { type Latency, type LatencySampler, latencySampler } from './latency.ts'
import { type Loss, type LossSampler, lossSampler } from './loss.ts'
import { between, cutRule, type NetworkRule, partitionRule } from './rule.ts'

/** What the network is like when no fault is at work. */
export interface NetworkOptions {
  /** One way; default uniform 0.5 … 1.5 ms (our choice: one data centre). */
  readonly latency?: Latency
  /** Up to so many ms more, drawn uniformly for each message; default 0. What overtakes is reordered. */
  readonly jitterMs?: number
  /** How surely a datagram is lost; a stream is delayed by a retransmission instead. Default 0. */
  readonly loss?: Loss
  /**
   * Probability that a bit of a datagram is flipped on the way; default 0. Streams have checksums of their own. Only with
   * a `wire` there are bits to flip; without one such a datagram is lost.
   */
  readonly corruption?: number
  /** Probability that a datagram arrives twice; default 0. */
  readonly duplication?: number
  /** Some datagrams are held back, so that later ones overtake them; default none. */
  readonly reordering?: Reordering
  /** What a node's interface can send; default without limit. */
  readonly bandwidth?: Bandwidth
  /** How long a stream may take from its opening to the end of the exchange; default 10 s, memberlist's LAN value. */
  readonly streamTimeoutMs?: number
  /** Datagrams that wait for a paused node; what comes on top is lost. Default 4096 (our choice). */
  readonly receiveBuffer?: number
}

/** Which datagrams are held back, and for how long. */
export interface Reordering {
  readonly probability: number
  /** Up to so many ms, drawn uniformly. */
  readonly maxMs: number
}

/** Ends the condition that was set by the call that returned it. Calling it again does nothing. */
export type Undo = () => void

/** The network between the nodes: who reaches whom, how fast, and how surely. */
export class Network {
  readonly streamTimeoutMs: number
  readonly receiveBuffer: number
  readonly #options: NetworkOptions
  readonly #sample: LatencySampler
  readonly #jitterMs: number
  readonly #corruption: number
  readonly #duplication: number
  readonly #reordering: Reordering
  readonly #interfaces: Interfaces | undefined
  #draws: KeyedDraws
  #loss: LossSampler
  #rules: readonly NetworkRule[] = []
  #heals = 0
  #extraLatencyMs = 0
  #lossNow = 0
  #corruptionNow = 0

  /**
   * @param seed of the network's draws alone
   * @throws RangeError that names the field
   */
  constructor(options: NetworkOptions, seed: number) {
    const { latency, jitterMs, corruption, duplication, reordering, bandwidth, streamTimeoutMs, receiveBuffer } = {
      ...NETWORK_DEFAULTS,
      ...options,
    }
    this.#options = options
    this.#sample = latencySampler(latency, 'network.latency')
    this.#jitterMs = atLeast(jitterMs, 0, 'network.jitterMs')
    this.#corruption = probability(corruption, 'network.corruption')
    this.#duplication = probability(duplication, 'network.duplication')
    this.#reordering = checkedReordering(reordering)
    this.#interfaces = bandwidth === undefined ? undefined : new Interfaces(bandwidth, 'network.bandwidth')
    this.streamTimeoutMs = positive(streamTimeoutMs, 'network.streamTimeoutMs')
    this.receiveBuffer = whole(receiveBuffer, 0, 'network.receiveBuffer')
    this.#draws = new KeyedDraws(seed)
    this.#loss = this.#lossBySeed(seed)
  }

  /** From now on chance comes from another seed; rules and queues stay. */
  reseed(seed: number): void {
    this.#draws = new KeyedDraws(seed)
    this.#loss = this.#lossBySeed(seed)
  }

  /** Nothing passes between the two groups, in either direction, until it is undone or healed. */
  partition(groupA: readonly number[], groupB: readonly number[]): Undo {
    return this.addRule(partitionRule(groupA, groupB))
  }

  /** Nothing passes from `from` to `to`; the way back stays open. */
  cut(from: readonly number[], to: readonly number[]): Undo {
    return this.addRule(cutRule(from, to))
  }

  /** More loss on the links from `from` to `to`; without lists, everywhere. */
  addLoss(loss: number, from?: readonly number[], to?: readonly number[]): Undo {
    return this.addRule(between(from, to, { loss: probability(loss, 'loss') }))
  }

  /** More latency on the links from `from` to `to`; without lists, everywhere. */
  addLatency(latencyMs: number, from?: readonly number[], to?: readonly number[]): Undo {
    return this.addRule(between(from, to, { latencyMs: atLeast(latencyMs, 0, 'latencyMs') }))
  }

  /** More corruption on the links from `from` to `to`; without lists, everywhere. */
  addCorruption(corruption: number, from?: readonly number[], to?: readonly number[]): Undo {
    return this.addRule(between(from, to, { corruption: probability(corruption, 'corruption') }))
  }

  /** Any condition. */
  addRule(rule: NetworkRule): Undo {
    const own: NetworkRule = (from, to, channel) => rule(from, to, channel) // the same rule may be added twice
    this.#rules = [...this.#rules, own]
    return () => {
      this.#rules = this.#rules.filter((other) => other !== own)
    }
  }

  /** How often it has been healed: a condition that comes and goes is over when this has grown. */
  get heals(): number {
    return this.#heals
  }

  /** Takes every condition away: the network is again what its options say. */
  heal(): void {
    this.#rules = []
    this.#heals++
  }

  /** Whether nothing at all passes from `from` to `to` now. */
  isCut(from: PeerId, to: PeerId, channel: Channel): boolean {
    return this.#rules.length > 0 && !this.#ask(from, to, channel, 0)
  }

  /**
   * Draws the fate of a datagram. {@link duplicateDelay} may then be asked about the same datagram.
   * @param place its place among the sender's messages of this tick
   * @returns ms until it arrives, or -1 if it is lost
   */
  datagramDelay(from: PeerId, to: PeerId, tick: number, place: number): number {
    if (!this.#ask(from, to, 'datagram', tick)) return -1
    this.#draws.aim(from, to, tick, place)
    if (this.#lossNow > 0 && unit(this.#draws.purpose(LOSS)) < this.#lossNow) return -1
    return this.#delay(from, to, LATENCY, JITTER) + this.#heldBackMs()
  }

  /**
   * How long a message takes through its sender's interface. Call it once for each message that is sent, the lost ones
   * included: they are lost further on.
   * @returns ms, or -1 for a datagram that finds the queue full
   */
  sendingDelay(from: PeerId, tick: number, size: number, channel: Channel): number {
    if (this.#interfaces === undefined) return 0
    const ticks = this.#interfaces.send(from, tick, size, channel === 'datagram')
    return ticks < 0 ? -1 : ticks / TICKS_PER_MS
  }

  /**
   * Each copy of a datagram has its own chance.
   * @returns whence to draw which bit of the datagram last asked about is flipped; undefined if none is
   */
  corruptionDraws(copy: 'first' | 'second'): (() => number) | undefined {
    if (this.#corruptionNow === 0) return undefined
    const [chance, bit] = copy === 'first' ? FIRST_CORRUPTION : SECOND_CORRUPTION
    return unit(this.#draws.purpose(chance)) < this.#corruptionNow ? this.#draws.purpose(bit) : undefined
  }

  /** @returns ms until the second copy of the datagram last asked about arrives, or -1 if there is none */
  duplicateDelay(from: PeerId, to: PeerId): number {
    if (this.#duplication === 0 || unit(this.#draws.purpose(DUPLICATION)) >= this.#duplication) return -1
    return this.#delay(from, to, SECOND_LATENCY, SECOND_JITTER)
  }

  /** @returns ms until a leg of a stream arrives: each loss costs a retransmission time-out, doubled every time */
  streamDelay(from: PeerId, to: PeerId, tick: number, place: number): number {
    this.#ask(from, to, 'stream', tick)
    this.#draws.aim(from, to, tick, place)
    const loss = this.#draws.purpose(LOSS)
    let retransmissionMs = 0
    for (let wait = RETRANSMIT_MS; wait < this.streamTimeoutMs && unit(loss) < this.#lossNow; wait *= 2) {
      retransmissionMs += wait
    }
    return retransmissionMs + this.#delay(from, to, LATENCY, JITTER)
  }

  #delay(from: PeerId, to: PeerId, latency: number, jitter: number): number {
    const ms = Math.max(0, this.#sample(from, to, this.#draws.purpose(latency)) + this.#extraLatencyMs)
    return this.#jitterMs === 0 ? ms : ms + this.#jitterMs * unit(this.#draws.purpose(jitter))
  }

  #heldBackMs(): number {
    const { probability: chance, maxMs } = this.#reordering
    if (chance === 0 || unit(this.#draws.purpose(REORDERING)) >= chance) return 0
    return maxMs * unit(this.#draws.purpose(REORDERING_DELAY))
  }

  #lossBySeed(seed: number): LossSampler {
    return lossSampler(this.#options.loss ?? NETWORK_DEFAULTS.loss, deriveSeed(seed, BURSTS), 'network.loss')
  }

  /**
   * Asks the rules; leaves loss, corruption and extra latency in fields, so that nothing is allocated.
   * @returns whether it passes
   */
  #ask(from: PeerId, to: PeerId, channel: Channel, tick: number): boolean {
    this.#lossNow = this.#loss(from, to, tick)
    this.#corruptionNow = this.#corruption
    this.#extraLatencyMs = 0
    for (const rule of this.#rules) {
      const verdict = rule(from, to, channel)
      if (verdict === 'drop') return false
      if (verdict === 'pass') continue
      this.#lossNow = either(this.#lossNow, verdict.loss ?? 0)
      this.#corruptionNow = either(this.#corruptionNow, verdict.corruption ?? 0)
      this.#extraLatencyMs += verdict.latencyMs ?? 0
    }
    return true
  }
}

/** What {@link NetworkOptions} are where nothing else is said. */
export const NETWORK_DEFAULTS: NetworkOptions & Required<Omit<NetworkOptions, 'bandwidth'>> = {
  latency: { kind: 'uniform', minMs: 0.5, maxMs: 1.5 },
  jitterMs: 0,
  loss: 0,
  corruption: 0,
  duplication: 0,
  reordering: { probability: 0, maxMs: 0 },
  streamTimeoutMs: 10_000,
  receiveBuffer: 4096,
}

/** Linux's smallest retransmission time-out (TCP_RTO_MIN). */
export const RETRANSMIT_MS = 200

const TICKS_PER_MS = 1000
const LOSS = 0
const LATENCY = 1
const JITTER = 2
const DUPLICATION = 3
const SECOND_LATENCY = 4
const SECOND_JITTER = 5
const REORDERING = 6
const REORDERING_DELAY = 7
/** The key of the seed for the states of links. */
const BURSTS = 8
/** Whether a copy is corrupted, and where. */
const FIRST_CORRUPTION = [9, 10] as const
const SECOND_CORRUPTION = [11, 12] as const

/** The probability that at least one of two independent things happens. */
function either(a: number, b: number): number {
  return 1 - (1 - a) * (1 - b)
}

function checkedReordering(reordering: Reordering): Reordering {
  object(reordering, 'network.reordering')
  probability(reordering.probability, 'network.reordering.probability')
  atLeast(reordering.maxMs, 0, 'network.reordering.maxMs')
  return reordering
}
