import type { PeerId } from '../../core/env.ts'
import type { MessageId, TopicMessage } from './messages.ts'

interface Kept {
  readonly message: TopicMessage
  /** How often each peer has asked for it. */
  readonly asked: Map<PeerId, number>
}

interface Place {
  readonly id: MessageId
  readonly topic: string
}

/**
 * Messages of the last few heartbeats: those of the first windows are told of, those of all are kept for who asks
 * (gossipsub v1.0, "Message cache"). Bounded in bytes as well; the oldest goes first.
 */
export class MessageCache {
  readonly #gossip: number
  readonly #mostBytes: number
  readonly #kept = new Map<MessageId, Kept>()
  /** The youngest window first. */
  readonly #windows: Place[][]
  #bytes = 0

  /** @param length windows that are kept; @param gossip those of them that are told of */
  constructor(length: number, gossip: number, mostBytes: number) {
    this.#gossip = gossip
    this.#mostBytes = mostBytes
    this.#windows = Array.from({ length }, () => [])
  }

  get size(): number {
    return this.#kept.size
  }

  /** Bytes of data. */
  get bytes(): number {
    return this.#bytes
  }

  put(id: MessageId, message: TopicMessage): void {
    if (this.#kept.has(id)) return
    this.#kept.set(id, { message, asked: new Map() })
    this.#windows[0]?.push({ id, topic: message.topic ?? '' })
    this.#bytes += sizeOf(message)
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#mostBytes) break
      this.#drop(oldest)
    }
  }

  get(id: MessageId): TopicMessage | undefined {
    return this.#kept.get(id)?.message
  }

  /** A message for a peer that asks. @returns undefined if it is not here, or the peer has had it `most` times */
  take(id: MessageId, peer: PeerId, most: number): TopicMessage | undefined {
    const kept = this.#kept.get(id)
    if (kept === undefined) return undefined
    const asked = kept.asked.get(peer) ?? 0
    if (asked >= most) return undefined
    kept.asked.set(peer, asked + 1)
    return kept.message
  }

  /** What is to be told of a topic, the youngest first. */
  idsOf(topic: string): MessageId[] {
    const ids: MessageId[] = []
    for (const window of this.#windows.slice(0, this.#gossip)) {
      for (const place of window) if (place.topic === topic && this.#kept.has(place.id)) ids.push(place.id)
    }
    return ids
  }

  /** A heartbeat is over: the last window goes. */
  shift(): void {
    for (const { id } of this.#windows.pop() ?? []) this.#drop(id)
    this.#windows.unshift([])
  }

  #drop(id: MessageId): void {
    const kept = this.#kept.get(id)
    if (kept === undefined) return
    this.#kept.delete(id)
    this.#bytes -= sizeOf(kept.message)
  }
}

/** With what an entry takes beside its data, about. */
function sizeOf({ data }: TopicMessage): number {
  return (data?.length ?? 0) + 100
}
