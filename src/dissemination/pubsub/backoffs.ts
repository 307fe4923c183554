import type { PeerId } from '../../core/env.ts'

/** Until when peers are not to be grafted, in one topic (gossipsub v1.1, "Prune backoff"). */
export class Backoffs {
  readonly #until = new Map<PeerId, number>()

  get size(): number {
    return this.#until.size
  }

  /** Not before `until`; what is set already holds if it is longer. */
  set(peer: PeerId, until: number): void {
    const known = this.#until.get(peer)
    if (known !== undefined && known >= until) return
    if (known === undefined && this.#until.size >= MOST) return // far more than a mesh ever meets
    this.#until.set(peer, until)
  }

  /** How many ms are left; 0 if it may be grafted. */
  left(peer: PeerId, now: number): number {
    const until = this.#until.get(peer)
    return until === undefined ? 0 : Math.max(0, until - now)
  }

  /** Forgets those that are over. */
  expire(now: number): void {
    for (const [peer, until] of this.#until) if (until <= now) this.#until.delete(peer)
  }
}

const MOST = 10_000
