import { unit } from '../../base/rng.ts'
import type { Channel, PeerId } from '../../core/env.ts'
import { KeyedDraws } from './keyed-draws.ts'
import { type Latency, type LatencySampler, latencySampler } from './latency.ts'
import { between, cutRule, type NetworkRule, partitionRule } from './rule.ts'

/** What the network is like when no fault is at work. */
export interface NetworkOptions {
  /** One way; default uniform 0.5 … 1.5 ms (our choice: one data centre). */
  readonly latency?: Latency
  /** Up to so many ms more, drawn uniformly for each message; default 0. What overtakes is reordered. */
  readonly jitterMs?: number
  /** Probability that a datagram is lost; a stream is delayed by a retransmission instead. Default 0. */
  readonly loss?: number
  /** Probability that a datagram arrives twice; default 0. */
  readonly duplication?: number
  /** How long a stream may take from its opening to the end of the exchange; default 10 s, memberlist's LAN value. */
  readonly streamTimeoutMs?: number
  /** Datagrams that wait for a paused node; what comes on top is lost. Default 4096 (our choice). */
  readonly receiveBuffer?: number
}

/** Ends the condition that was set by the call that returned it. Calling it again does nothing. */
export type Undo = () => void

/** The network between the nodes: who reaches whom, how fast, and how surely. */
export class Network {
  readonly streamTimeoutMs: number
  readonly receiveBuffer: number
  readonly #draws: KeyedDraws
  readonly #sample: LatencySampler
  readonly #jitterMs: number
  readonly #loss: number
  readonly #duplication: number
  #rules: readonly NetworkRule[] = []
  #extraLatencyMs = 0
  #lossNow = 0

  /** @param seed of the network's draws alone */
  constructor(options: NetworkOptions, seed: number) {
    this.#draws = new KeyedDraws(seed)
    this.#sample = latencySampler(options.latency ?? { kind: 'uniform', minMs: 0.5, maxMs: 1.5 })
    this.#jitterMs = notNegative(options.jitterMs ?? 0)
    this.#loss = probability(options.loss ?? 0)
    this.#duplication = probability(options.duplication ?? 0)
    this.streamTimeoutMs = options.streamTimeoutMs ?? 10_000
    this.receiveBuffer = options.receiveBuffer ?? 4096
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
    return this.addRule(between(from, to, { loss: probability(loss) }))
  }

  /** More latency on the links from `from` to `to`; without lists, everywhere. */
  addLatency(latencyMs: number, from?: readonly number[], to?: readonly number[]): Undo {
    return this.addRule(between(from, to, { latencyMs: notNegative(latencyMs) }))
  }

  /** Any condition. */
  addRule(rule: NetworkRule): Undo {
    const own: NetworkRule = (from, to, channel) => rule(from, to, channel) // the same rule may be added twice
    this.#rules = [...this.#rules, own]
    return () => {
      this.#rules = this.#rules.filter((other) => other !== own)
    }
  }

  /** Takes every condition away: the network is again what its options say. */
  heal(): void {
    this.#rules = []
  }

  /** Whether nothing at all passes from `from` to `to` now. */
  isCut(from: PeerId, to: PeerId, channel: Channel): boolean {
    return this.#rules.length > 0 && !this.#ask(from, to, channel)
  }

  /**
   * Draws the fate of a datagram. {@link duplicateDelay} may then be asked about the same datagram.
   * @param place its place among the sender's messages of this tick
   * @returns ms until it arrives, or -1 if it is lost
   */
  datagramDelay(from: PeerId, to: PeerId, tick: number, place: number): number {
    if (!this.#ask(from, to, 'datagram')) return -1
    this.#draws.aim(from, to, tick, place)
    if (this.#lossNow > 0 && unit(this.#draws.purpose(LOSS)) < this.#lossNow) return -1
    return this.#delay(from, to, LATENCY, JITTER)
  }

  /** @returns ms until the second copy of the datagram last asked about arrives, or -1 if there is none */
  duplicateDelay(from: PeerId, to: PeerId): number {
    if (this.#duplication === 0 || unit(this.#draws.purpose(DUPLICATION)) >= this.#duplication) return -1
    return this.#delay(from, to, SECOND_LATENCY, SECOND_JITTER)
  }

  /** @returns ms until a leg of a stream arrives: each loss costs a retransmission time-out, doubled every time */
  streamDelay(from: PeerId, to: PeerId, tick: number, place: number): number {
    this.#ask(from, to, 'stream')
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

  /** Asks the rules; leaves loss and extra latency in fields, so that nothing is allocated. @returns whether it passes */
  #ask(from: PeerId, to: PeerId, channel: Channel): boolean {
    this.#lossNow = this.#loss
    this.#extraLatencyMs = 0
    for (const rule of this.#rules) {
      const verdict = rule(from, to, channel)
      if (verdict === 'drop') return false
      if (verdict === 'pass') continue
      this.#lossNow = 1 - (1 - this.#lossNow) * (1 - (verdict.loss ?? 0))
      this.#extraLatencyMs += verdict.latencyMs ?? 0
    }
    return true
  }
}

/** Linux's smallest retransmission time-out (TCP_RTO_MIN). */
export const RETRANSMIT_MS = 200

const LOSS = 0
const LATENCY = 1
const JITTER = 2
const DUPLICATION = 3
const SECOND_LATENCY = 4
const SECOND_JITTER = 5

function probability(value: number): number {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${value} is not a probability`)
  return value
}

function notNegative(ms: number): number {
  if (!(ms >= 0)) throw new RangeError(`a latency of ${ms} ms cannot be`)
  return ms
}
