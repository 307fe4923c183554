import type { PeerId } from '../../core/env.ts'
import type { TopicMessage } from './messages.ts'

interface Held {
  readonly message: TopicMessage
  readonly until: number
  /** Peers that it has gone to. */
  readonly sentTo: Set<PeerId>
}

/**
 * Own messages that nobody was there for: they wait for the first few peers that want them. Bounded in time and bytes;
 * the oldest goes first.
 */
export class HeldMessages {
  readonly #holdMs: number
  readonly #mostBytes: number
  readonly #copies: number
  readonly #held: Held[] = []
  #bytes = 0

  /** @param copies peers that a message goes to before it is waited for nobody more */
  constructor(holdMs: number, mostBytes: number, copies: number) {
    this.#holdMs = holdMs
    this.#mostBytes = mostBytes
    this.#copies = copies
  }

  get size(): number {
    return this.#held.length
  }

  get bytes(): number {
    return this.#bytes
  }

  /** @returns whether there is room for it */
  hold(message: TopicMessage, now: number): boolean {
    const size = sizeOf(message)
    if (size > this.#mostBytes || this.#holdMs === 0) return false
    while (this.#bytes + size > this.#mostBytes) this.#removeAt(0)
    this.#held.push({ message, until: now + this.#holdMs, sentTo: new Set() })
    this.#bytes += size
    return true
  }

  /** What a peer that wants a topic is to be sent; told once a peer. */
  takeFor(peer: PeerId, topic: string, now: number): TopicMessage[] {
    const messages: TopicMessage[] = []
    for (let i = 0; i < this.#held.length; i++) {
      const { message, until, sentTo } = this.#held[i] as Held
      if (message.topic !== topic || sentTo.has(peer)) continue
      if (until > now) messages.push(message)
      sentTo.add(peer)
      if (until <= now || sentTo.size >= this.#copies) this.#removeAt(i--)
    }
    return messages
  }

  /** Forgets what has waited for too long. */
  expire(now: number): void {
    while (this.#held[0] !== undefined && this.#held[0].until <= now) this.#removeAt(0)
  }

  #removeAt(index: number): void {
    const [removed] = this.#held.splice(index, 1)
    if (removed !== undefined) this.#bytes -= sizeOf(removed.message)
  }
}

function sizeOf({ data }: TopicMessage): number {
  return (data?.length ?? 0) + 100
}
