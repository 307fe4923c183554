import type { Message } from '../../core/message.ts'

interface Entry {
  readonly message: Message
  readonly size: number
  /** Greater is newer. */
  readonly id: number
  readonly name: string | undefined
  readonly onSent: (() => void) | undefined
  transmits: number
}

/**
 * The transmit-limited queue of SWIM section 4.1, in memberlist's order: what was sent least often goes first; among
 * equals the longest that still fits, then the newest. What was sent as often as the limit says is dropped.
 */
export class BroadcastQueue {
  /** Entries by times sent; within a tier longest first, then newest. */
  readonly #tiers: Entry[][] = []
  readonly #byName = new Map<string, Entry>()
  #size = 0
  #lastId = 0

  /** Messages waiting. */
  get size(): number {
    return this.#size
  }

  /** Whether some message has not been sent at all yet. */
  get hasFresh(): boolean {
    return (this.#tiers[0]?.length ?? 0) > 0
  }

  /**
   * @param size bytes of the message on the wire
   * @param name replaces the queued message of the same name, which counts as sent
   * @param onSent called once when the message leaves the queue
   */
  add(message: Message, size: number, name?: string, onSent?: () => void): void {
    if (name !== undefined) this.#invalidate(name)
    const entry: Entry = { message, size, id: ++this.#lastId, name, onSent, transmits: 0 }
    if (name !== undefined) this.#byName.set(name, entry)
    this.#insert(entry)
    this.#size++
  }

  /**
   * Takes what fits and counts one transmission for each.
   * @param budget bytes that may be used
   * @param overhead bytes that each message costs besides its own
   * @param limit transmissions after which a message is dropped
   * @param into where taken messages are appended, up to `maxParts` in all
   * @returns bytes used
   */
  take(budget: number, overhead: number, limit: number, into: Message[], maxParts: number): number {
    let used = 0
    const taken: Entry[] = []
    for (const tier of this.#tiers) {
      for (let i = 0; i < tier.length && into.length < maxParts; i++) {
        const entry = tier[i] as Entry
        if (used + overhead + entry.size > budget) continue
        used += overhead + entry.size
        into.push(entry.message)
        taken.push(entry)
        tier.splice(i--, 1)
      }
    }
    this.#countSent(taken, limit)
    return used
  }

  /** Keeps the `keep` messages that are to be sent next. The others count as sent. */
  prune(keep: number): void {
    for (let t = this.#tiers.length - 1; t >= 0 && this.#size > keep; t--) {
      const tier = this.#tiers[t] as Entry[]
      while (tier.length > 0 && this.#size > keep) this.#finish(tier.pop() as Entry)
    }
  }

  /** Listeners are called when all is in its place again: they may add messages. */
  #countSent(taken: readonly Entry[], limit: number): void {
    const finished: Entry[] = []
    for (const entry of taken) {
      entry.transmits++
      if (entry.transmits >= limit) finished.push(entry)
      else this.#insert(entry)
    }
    for (const entry of finished) this.#forget(entry)
    for (const entry of finished) entry.onSent?.()
  }

  #finish(entry: Entry): void {
    this.#forget(entry)
    entry.onSent?.()
  }

  #forget(entry: Entry): void {
    this.#size--
    if (entry.name !== undefined && this.#byName.get(entry.name) === entry) this.#byName.delete(entry.name)
  }

  #invalidate(name: string): void {
    const entry = this.#byName.get(name)
    if (entry === undefined) return
    const tier = this.#tiers[entry.transmits] as Entry[]
    tier.splice(tier.indexOf(entry), 1)
    this.#finish(entry)
  }

  #insert(entry: Entry): void {
    while (this.#tiers.length <= entry.transmits) this.#tiers.push([])
    const tier = this.#tiers[entry.transmits] as Entry[]
    let low = 0
    let high = tier.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (goesBefore(tier[middle] as Entry, entry)) low = middle + 1
      else high = middle
    }
    tier.splice(low, 0, entry)
  }
}

function goesBefore(a: Entry, b: Entry): boolean {
  return a.size > b.size || (a.size === b.size && a.id > b.id)
}
