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
  /** In the order in which they go. */
  readonly #entries: Entry[] = []
  readonly #byName = new Map<string, Entry>()
  /** No entry is shorter. */
  #leastSize = Number.POSITIVE_INFINITY
  #lastId = 0

  /** Messages waiting. */
  get size(): number {
    return this.#entries.length
  }

  /** Whether some message has not been sent at all yet. */
  get hasFresh(): boolean {
    return this.#entries[0]?.transmits === 0
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
    this.#leastSize = this.#entries.length === 0 ? size : Math.min(this.#leastSize, size)
    this.#entries.splice(this.#placeOf(entry), 0, entry)
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
    const entries = this.#entries
    const taken: Entry[] = []
    const passed: Entry[] = []
    let [left, at] = [budget - overhead, 0]
    for (; at < entries.length && into.length < maxParts && this.#leastSize <= left; at++) {
      const entry = entries[at] as Entry
      if (entry.size > left) passed.push(entry)
      else {
        left -= overhead + entry.size
        into.push(entry.message)
        taken.push(entry)
      }
    }
    this.#countSent(taken, limit, passed, at)
    return budget - overhead - left
  }

  /** Keeps the `keep` messages that are to be sent next. The others count as sent. */
  prune(keep: number): void {
    while (this.#entries.length > Math.max(0, keep)) this.#finish(this.#entries.pop() as Entry)
  }

  /**
   * Counts a transmission of each entry that was taken.
   * @param passed entries that were not, though they came before
   * @param rest place of the first entry that was not looked at; the places before are free
   */
  #countSent(taken: readonly Entry[], limit: number, passed: readonly Entry[], rest: number): void {
    const again: Entry[] = []
    const finished: Entry[] = []
    for (const entry of taken) (++entry.transmits < limit ? again : finished).push(entry)
    this.#merge(again, passed, rest)
    for (const entry of finished) this.#forget(entry)
    for (const entry of finished) entry.onSent?.() // when all is in its place again: it may add messages
  }

  /** Merges what is to be sent again, what was passed over and what lies from `from` on: each is in order. */
  #merge(again: readonly Entry[], passed: readonly Entry[], from: number): void {
    const entries = this.#entries
    let [to, next] = [0, 0]
    for (const entry of again) {
      while (next < passed.length && goesBefore(passed[next] as Entry, entry)) entries[to++] = passed[next++] as Entry
      if (next === passed.length) {
        while (from < entries.length && goesBefore(entries[from] as Entry, entry)) {
          entries[to++] = entries[from++] as Entry
        }
      }
      entries[to++] = entry
    }
    while (next < passed.length) entries[to++] = passed[next++] as Entry
    if (to < from) entries.splice(to, from - to)
  }

  #finish(entry: Entry): void {
    this.#forget(entry)
    entry.onSent?.()
  }

  #forget(entry: Entry): void {
    if (entry.name !== undefined && this.#byName.get(entry.name) === entry) this.#byName.delete(entry.name)
  }

  #invalidate(name: string): void {
    const entry = this.#byName.get(name)
    if (entry === undefined) return
    this.#entries.splice(this.#entries.indexOf(entry), 1)
    this.#finish(entry)
  }

  /** Where an entry belongs. */
  #placeOf(entry: Entry): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (goesBefore(this.#entries[middle] as Entry, entry)) low = middle + 1
      else high = middle
    }
    return low
  }
}

function goesBefore(a: Entry, b: Entry): boolean {
  if (a.transmits !== b.transmits) return a.transmits < b.transmits
  return a.size > b.size || (a.size === b.size && a.id > b.id)
}
