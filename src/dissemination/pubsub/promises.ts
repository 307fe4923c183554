import type { PeerId } from '../../core/env.ts'
import type { MessageId } from './messages.ts'

/**
 * What peers that were asked for messages owe: of each request one message, drawn at random, must come in time
 * (gossipsub v1.1, "Spam protection measures"). Whoever brings it, the promise is kept.
 */
export class Promises {
  readonly #byId = new Map<MessageId, Map<PeerId, number>>()

  /** Messages that are waited for. */
  get size(): number {
    return this.#byId.size
  }

  add(id: MessageId, peer: PeerId, due: number): void {
    const known = this.#byId.get(id)
    if (known !== undefined) {
      if (!known.has(peer) && known.size < MOST_PEERS) known.set(peer, due)
    } else if (this.#byId.size < MOST_PROMISES) this.#byId.set(id, new Map([[peer, due]]))
  }

  keep(id: MessageId): void {
    this.#byId.delete(id)
  }

  /** How often each peer has broken its word by now; told once. */
  takeBroken(now: number): Map<PeerId, number> {
    const broken = new Map<PeerId, number>()
    for (const [id, peers] of this.#byId) {
      for (const [peer, due] of peers) {
        if (due > now) continue
        broken.set(peer, (broken.get(peer) ?? 0) + 1)
        peers.delete(peer)
      }
      if (peers.size === 0) this.#byId.delete(id)
    }
    return broken
  }

  /** A peer is gone, and owes nothing. */
  forget(peer: PeerId): void {
    for (const peers of this.#byId.values()) peers.delete(peer)
  }
}

const MOST_PROMISES = 10_000
/** Who is held to one promise. */
const MOST_PEERS = 64
