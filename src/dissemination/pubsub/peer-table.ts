import type { PeerId } from '../../core/env.ts'
import type { MessageId } from './messages.ts'

/** What is known of a peer, scores apart. Counts are since the last heartbeat. */
export interface Peer {
  readonly topics: Set<string>
  ihaves: number
  /** Numbers that it was asked for. */
  asked: number
  /** Numbers that it asked for. */
  wanted: number
  dontWants: number
  unknownGrafts: number
  /** What it said that it does not want, with the heartbeat until which that holds. */
  readonly unwanted: Map<MessageId, number>
  /** Topics of which it seems to believe, wrongly, that we want them. */
  readonly corrections: Set<string>
  /** Topics of prunes that did not reach it. */
  readonly lostPrunes: Set<string>
  /** Whether something that it must know did not reach it. */
  isStale: boolean
}

/** Neighbours, and who wants which topic. */
export class PeerTable {
  readonly #peers = new Map<PeerId, Peer>()
  readonly #byTopic = new Map<string, Set<PeerId>>()

  get size(): number {
    return this.#peers.size
  }

  get(peer: PeerId): Peer | undefined {
    return this.#peers.get(peer)
  }

  [Symbol.iterator](): IterableIterator<[PeerId, Peer]> {
    return this.#peers[Symbol.iterator]()
  }

  /** Peers that want a topic's messages. */
  of(topic: string): ReadonlySet<PeerId> {
    return this.#byTopic.get(topic) ?? NOBODY
  }

  add(peer: PeerId): void {
    if (this.#peers.has(peer)) return
    this.#peers.set(peer, {
      topics: new Set(),
      ihaves: 0,
      asked: 0,
      wanted: 0,
      dontWants: 0,
      unknownGrafts: 0,
      unwanted: new Map(),
      corrections: new Set(),
      lostPrunes: new Set(),
      isStale: false,
    })
  }

  remove(peer: PeerId): void {
    for (const topic of this.#peers.get(peer)?.topics ?? []) this.#leave(peer, topic)
    this.#peers.delete(peer)
  }

  join(peer: PeerId, topic: string): void {
    this.#peers.get(peer)?.topics.add(topic)
    const peers = this.#byTopic.get(topic)
    if (peers === undefined) this.#byTopic.set(topic, new Set([peer]))
    else peers.add(peer)
  }

  leave(peer: PeerId, topic: string): void {
    this.#peers.get(peer)?.topics.delete(topic)
    this.#leave(peer, topic)
  }

  #leave(peer: PeerId, topic: string): void {
    const peers = this.#byTopic.get(topic)
    peers?.delete(peer)
    if (peers?.size === 0) this.#byTopic.delete(topic)
  }
}

const NOBODY: ReadonlySet<PeerId> = new Set()
