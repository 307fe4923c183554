import type { PeerId } from '../../core/env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { type SwimContext, TIMER } from './context.ts'
import type { Gossiper } from './gossiper.ts'
import type { Ack, IndirectPing, Nack, Ping } from './messages.ts'

/** A ping that we send for somebody else. */
interface Relay {
  readonly requester: PeerId
  readonly sequence: number
}

/** SWIM's indirect probes from the helper's side: pings for others, and what came of them. */
export class Relays {
  readonly #context: SwimContext
  readonly #gossip: Gossiper
  readonly #open = new Map<number, Relay>()

  constructor(context: SwimContext, gossip: Gossiper) {
    this.#context = context
    this.#gossip = gossip
  }

  /** @param sequence a fresh number of this node's own */
  begin(from: PeerId, asked: IndirectPing, sequence: number): void {
    const { env, node, options } = this.#context
    if (this.#open.size >= MAX_RELAYS) return // a flood; the asker has other helpers
    this.#open.set(sequence, { requester: asked.source ?? from, sequence: asked.sequence })
    if (asked.nack) env.setTimer(options.probeTimeoutMs * NACK_SHARE, TIMER.relayNack, sequence)
    env.setTimer(options.probeTimeoutMs, TIMER.relayTimeout, sequence)
    const ping: Ping = { tag: SWIM_TAGS.ping, sequence, node: asked.node, source: env.self, sourceNode: node }
    this.#gossip.sendWithNews(asked.target, ping)
  }

  /** Passes an answer on, if it is one to a ping of these. */
  onAck({ sequence }: Ack): void {
    const relay = this.#open.get(sequence)
    if (relay === undefined) return
    this.#open.delete(sequence)
    const answer: Ack = { tag: SWIM_TAGS.ack, sequence: relay.sequence, payload: NO_PAYLOAD }
    this.#gossip.sendWithNews(relay.requester, answer)
  }

  /** Says that the target has not answered so far. A later ack is passed on all the same. */
  sendNack(sequence: number): void {
    const relay = this.#open.get(sequence)
    if (relay === undefined) return
    const nack: Nack = { tag: SWIM_TAGS.nack, sequence: relay.sequence }
    this.#gossip.sendWithNews(relay.requester, nack)
  }

  /** No answer counts any more. */
  end(sequence: number): void {
    this.#open.delete(sequence)
  }
}

/**
 * A nack leaves after this share of the probe time-out (Lifeguard, section IV-A). memberlist waits for all of it, and
 * with its LAN settings the nack then arrives when the asker's period has just ended, and is counted as missing.
 */
const NACK_SHARE = 0.8
/** Indirect pings that may be under way at once. */
const MAX_RELAYS = 1024
const NO_PAYLOAD = new Uint8Array(0)
