/** What arrived at one Lamport time. */
export interface Slot<T> {
  readonly ltime: number
  readonly items: T[]
}

/**
 * Remembers what arrived in the last `size` Lamport times, so that nothing is delivered twice. Memory is bounded by the
 * ring, by the few things that share a time, and in bytes; what is older than the ring counts as seen.
 */
export class RecentRing<T> {
  readonly #slots: (Slot<T> | undefined)[]
  readonly #same: (a: T, b: T) => boolean
  readonly #sizeOf: (item: T) => number
  #bytes = 0
  #least = 0

  /** @param sizeOf bytes that an item keeps */
  constructor(size: number, same: (a: T, b: T) => boolean, sizeOf: (item: T) => number) {
    this.#slots = new Array<Slot<T> | undefined>(size).fill(undefined)
    this.#same = same
    this.#sizeOf = sizeOf
  }

  /** The ring as it stands; holes are undefined. */
  get slots(): readonly (Slot<T> | undefined)[] {
    return this.#slots
  }

  /** From here on, whatever is earlier than `ltime` counts as seen. */
  ignoreBefore(ltime: number): void {
    this.#least = Math.max(this.#least, ltime)
  }

  /**
   * @param clock the node's clock, after it has witnessed `ltime`
   * @returns whether the item is new, and there is room to remember it
   */
  admit(ltime: number, item: T, clock: number): boolean {
    const size = this.#slots.length
    if (ltime < this.#least || (clock > size && ltime < clock - size)) return false
    const slot = this.#slotOf(ltime)
    const bytes = this.#sizeOf(item)
    if (slot.items.length >= MAX_PER_TIME || this.#bytes + bytes > MAX_BYTES) return false
    if (slot.items.some((seen) => this.#same(seen, item))) return false
    slot.items.push(item)
    this.#bytes += bytes
    return true
  }

  /** The slot of a time, emptied if it still is that of an earlier turn. */
  #slotOf(ltime: number): Slot<T> {
    const index = ltime % this.#slots.length
    const known = this.#slots[index]
    if (known?.ltime === ltime) return known
    for (const item of known?.items ?? []) this.#bytes -= this.#sizeOf(item)
    const slot: Slot<T> = { ltime, items: [] }
    this.#slots[index] = slot
    return slot
  }
}

/** Different things of one Lamport time: one per concurrent sender in honest clusters; more is a flood. */
const MAX_PER_TIME = 1024
/**
 * Bytes in all: a dozen of the largest events a Lamport time, in a ring of 512. Without a bound a flood of events that
 * are all different fills the memory, and what an exchange carries grows beyond what a peer accepts.
 */
const MAX_BYTES = 8 << 20
