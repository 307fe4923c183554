/** A map that holds so many entries at most: the oldest goes when a new one comes. */
export class RecentMap<K, V> {
  readonly #most: number
  readonly #entries = new Map<K, V>()

  /** @param most at least 1 */
  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#entries.size
  }

  has(key: K): boolean {
    return this.#entries.has(key)
  }

  get(key: K): V | undefined {
    return this.#entries.get(key)
  }

  /** An entry that is there keeps its age. @returns the value that had to go, if any */
  set(key: K, value: V): V | undefined {
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#most) return undefined
    const [[oldest, gone]] = this.#entries as Iterable<[K, V]> as [[K, V]]
    this.#entries.delete(oldest)
    return gone
  }

  delete(key: K): boolean {
    return this.#entries.delete(key)
  }

  /** Oldest first. */
  keys(): Iterable<K> {
    return this.#entries.keys()
  }

  /** Oldest first. */
  entries(): Iterable<readonly [K, V]> {
    return this.#entries
  }

  /** Oldest first. */
  values(): Iterable<V> {
    return this.#entries.values()
  }
}
