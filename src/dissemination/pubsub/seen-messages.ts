import type { PeerId } from '../../core/env.ts'
import type { MessageId } from './messages.ts'

/** What has become of a message that came. */
export interface Seen {
  state: 'undecided' | 'accepted' | 'rejected' | 'ignored'
  /** When it was accepted, ms. */
  acceptedAt: number
  /** Who has brought it, the first one first; so many that scores are right, not all. */
  readonly via: PeerId[]
}

/**
 * The numbers of messages that have come, for a time and twice that at most: two generations, of which the older one is
 * dropped whole. Never more than `most`, however much comes.
 */
export class SeenMessages {
  readonly #ttlMs: number
  readonly #most: number
  #young = new Map<MessageId, Seen>()
  #old = new Map<MessageId, Seen>()
  #turnedAt = 0

  constructor(ttlMs: number, most: number) {
    this.#ttlMs = ttlMs
    this.#most = most
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(id: MessageId): Seen | undefined {
    return this.#young.get(id) ?? this.#old.get(id)
  }

  /** Remembers a message that is new. */
  add(id: MessageId, via: PeerId, now: number): Seen {
    this.turn(now)
    const seen: Seen = { state: 'undecided', acceptedAt: now, via: [via] }
    this.#young.set(id, seen)
    return seen
  }

  /** Forgets what is old enough, if something is. */
  turn(now: number): void {
    const isFull = this.#young.size >= this.#most >> 1
    if (!isFull && now - this.#turnedAt < this.#ttlMs) return
    this.#old = this.#young
    this.#young = new Map()
    this.#turnedAt = now
  }
}

/** Bringers of one message that are told apart. */
export const MOST_BRINGERS = 64
