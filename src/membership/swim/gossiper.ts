import type { Channel, PeerId, TimerId } from '../../core/env.ts'
import { type Message, packet } from '../../core/message.ts'
import type { Lane } from '../../core/ports.ts'
import { BroadcastQueue } from './broadcast-queue.ts'
import { type SwimContext, TIMER } from './context.ts'
import { retransmitLimit } from './formulas.ts'
import { GossipTurn } from './gossip-turn.ts'
import type { Row } from './members.ts'
import { CHECKSUM_VERSION } from './versions.ts'

/** Each message of a compound costs so many bytes of its length table. */
export const PART_OVERHEAD = 2
/** Old memberlists misread compounds of 128 parts and more; one is the message that carries the others. */
const MAX_PARTS = 127
/** Shared by all who have nothing to tell, so that it is always in the cache. */
const NO_LANES: readonly BroadcastQueue[] = []
/** Application messages join a packet only if more than this many bytes are left, as in memberlist. */
const LEAST_LEFT = 3

/**
 * Spreads broadcasts: in gossip rounds to random members, and on the back of every probe message.
 *
 * News does not wait for the next tick: a round is sent as soon as something fresh is queued, though never sooner than
 * a tenth of the interval after the last (our choice; see docs/decisions/0004). With nothing queued no timer runs.
 */
export class Gossiper {
  readonly #context: SwimContext
  readonly #turn: GossipTurn
  /** Made when they are needed: most nodes of a large simulation have no news for a long time. */
  #lanes: readonly BroadcastQueue[] = NO_LANES
  #timer: TimerId = 0
  #dueAt = 0
  #lastRoundAt = Number.NEGATIVE_INFINITY

  constructor(context: SwimContext) {
    this.#context = context
    this.#turn = new GossipTurn(context, (row) => this.#isTold(row))
  }

  /** Messages waiting in all lanes. */
  get queued(): number {
    let queued = 0
    for (let lane = 0; lane < this.#lanes.length; lane++) queued += (this.#lanes[lane] as BroadcastQueue).size
    return queued // asked for every packet, hence no closure
  }

  /**
   * Queues a message; of one name in lane 0 only the newest stays. One that no packet can take counts as sent: it would
   * keep the rounds going for ever.
   */
  broadcast(message: Message, lane: Lane, name?: string, onSent?: () => void): void {
    const { env } = this.#context
    const size = env.sizeOf(message)
    if (size + PART_OVERHEAD > env.packetBudget) {
      onSent?.()
      return
    }
    this.#queue(lane).add(message, size, name, onSent)
    this.wake()
  }

  /** Sends a message by itself to each of up to `most` live members. */
  tell(message: Message, most: number): void {
    const { table, random, selfRow } = this.#context
    const targets = table.sample(most, random, (row) => row !== selfRow && table.isLive(row))
    for (const row of targets) this.tellOne(table.peer(row), message)
  }

  /** Sends a message by itself to one peer. */
  tellOne(to: PeerId, message: Message): void {
    const { env, planes } = this.#context
    env.send(to, message, planes.channelTo(to))
  }

  /** Keeps each lane within `keep` messages. */
  prune(keep: number): void {
    for (const lane of this.#lanes) lane.prune(keep)
  }

  /** Sends a probe message, with as much news as fits beside it; without a channel by the way that works. */
  sendWithNews(to: PeerId, message: Message, channel?: Channel): void {
    const { env, planes } = this.#context
    env.send(to, this.queued === 0 ? message : this.#withNews(message), channel ?? planes.channelTo(to))
  }

  /** Makes sure that what is queued will be sent: fresh news soon, the rest at the gossip interval. */
  wake(): void {
    if (this.queued === 0) return
    const { env, options } = this.#context
    const fresh = options.eagerGossip && this.#lanes.some((lane) => lane.hasFresh)
    const gap = fresh ? options.gossipIntervalMs / 10 : options.gossipIntervalMs
    const dueAt = Math.max(env.now(), this.#lastRoundAt + gap)
    if (this.#timer !== 0) {
      if (this.#dueAt <= dueAt) return
      env.clearTimer(this.#timer)
    }
    this.#dueAt = dueAt
    this.#timer = env.setTimer(dueAt - env.now(), TIMER.gossip, 0)
  }

  /** One gossip round. */
  onTimer(): void {
    const { env, options } = this.#context
    this.#timer = 0
    this.#lastRoundAt = env.now()
    const targets = this.#turn.next(options.gossipNodes)
    for (const row of targets) {
      const parts: Message[] = []
      this.#fill(parts, env.packetBudget)
      if (parts.length === 0) break
      this.#send(row, parts)
    }
    if (targets.length > 0) this.wake() // alone there is nobody to tell; the next member that joins wakes us
  }

  /** Reads what sending needs: see {@link Layer.touch}. */
  touch(): number {
    return this.#dueAt
  }

  /** The dead are told for a while: it is how one that lives learns that it must refute. */
  #isTold(row: Row): boolean {
    const { env, options, table, selfRow } = this.#context
    if (row === selfRow) return false
    if (table.isLive(row)) return true
    return table.state(row) === 'dead' && env.now() - table.changedAt(row) < options.gossipToTheDeadMs
  }

  #withNews(message: Message): Message {
    const { env } = this.#context
    const parts: Message[] = [message]
    this.#fill(parts, env.packetBudget - env.sizeOf(message))
    return parts.length === 1 ? message : packet(parts)
  }

  #send(row: Row, parts: readonly Message[]): void {
    const { env, table, planes } = this.#context
    const peer = table.peer(row)
    env.send(peer, packet(parts, table.greatestVersion(row) >= CHECKSUM_VERSION), planes.channelTo(peer))
  }

  #fill(parts: Message[], budget: number): void {
    const limit = this.#transmitLimit()
    let left = budget
    for (let i = 0; i < this.#lanes.length; i++) {
      if (i > 0 && left <= LEAST_LEFT) return
      const lane = this.#lanes[i] as BroadcastQueue
      if (lane.size > 0) left -= lane.take(left, PART_OVERHEAD, limit, parts, MAX_PARTS)
    }
  }

  /** Up to nine members are told as often as ten are, but no more often than once each: else some are missed. */
  #transmitLimit(): number {
    const { options, table } = this.#context
    const { retransmitMult } = options
    return Math.max(retransmitLimit(retransmitMult, table.size), Math.min(table.size - 1, 2 * retransmitMult))
  }

  #queue(lane: Lane): BroadcastQueue {
    while (this.#lanes.length <= lane) this.#lanes = [...this.#lanes, new BroadcastQueue()]
    return this.#lanes[lane] as BroadcastQueue
  }
}
