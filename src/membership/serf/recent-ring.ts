/** What arrived at one Lamport time. */
export interface Slot<T> {
  readonly ltime: number
  readonly items: T[]
}

/**
 * Remembers what arrived in the last `size` Lamport times, so that nothing is delivered twice. Memory is bounded by the
 * ring and by the few things that share a time; what is older than the ring counts as seen.
 */
export class RecentRing<T> {
  readonly #slots: (Slot<T> | undefined)[]
  readonly #same: (a: T, b: T) => boolean
  #least = 0

  constructor(size: number, same: (a: T, b: T) => boolean) {
    this.#slots = new Array<Slot<T> | undefined>(size).fill(undefined)
    this.#same = same
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
   * @returns whether the item is new
   */
  admit(ltime: number, item: T, clock: number): boolean {
    const size = this.#slots.length
    if (ltime < this.#least || (clock > size && ltime < clock - size)) return false
    const index = ltime % size
    const slot = this.#slots[index]
    if (slot?.ltime !== ltime) {
      this.#slots[index] = { ltime, items: [item] }
      return true
    }
    if (slot.items.length >= MAX_PER_TIME || slot.items.some((seen) => this.#same(seen, item))) return false
    slot.items.push(item)
    return true
  }
}

/** Different things of one Lamport time: one per concurrent sender in honest clusters; more is a flood. */
const MAX_PER_TIME = 1024
