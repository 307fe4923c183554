import { RecentMap } from '../../../base/recent-map.ts'
import { HASH_BYTES, type Hash, numberOf } from '../content-id.ts'

/** An item with its hash. */
export interface HashedItem {
  readonly hash: Uint8Array
  readonly item: Uint8Array
}

/** Items that have come and may be in a batch to come. The oldest goes when there are too many. */
export class ItemPool {
  readonly #hash: Hash
  readonly #mostBytes: number
  readonly #items: RecentMap<number, HashedItem>
  #bytes = 0

  constructor(hash: Hash, most: number, mostBytes: number) {
    this.#hash = hash
    this.#mostBytes = mostBytes
    this.#items = new RecentMap(most)
  }

  get size(): number {
    return this.#items.size
  }

  /** Bytes of all items. */
  get bytes(): number {
    return this.#bytes
  }

  has(item: Uint8Array): boolean {
    return this.#items.has(numberOf(this.#hash(item)))
  }

  items(): Iterable<HashedItem> {
    return this.#items.values()
  }

  add(item: Uint8Array): void {
    const hash = this.#hash(item).slice(0, HASH_BYTES)
    const key = numberOf(hash)
    if (this.#items.has(key)) return
    this.#bytes += item.length
    const gone = this.#items.set(key, { hash, item })
    this.#bytes -= gone?.item.length ?? 0
    for (const oldest of this.#items.keys()) {
      if (this.#bytes <= this.#mostBytes) break
      this.#remove(oldest)
    }
  }

  remove(item: Uint8Array): void {
    this.#remove(numberOf(this.#hash(item)))
  }

  #remove(key: number): void {
    this.#bytes -= this.#items.get(key)?.item.length ?? 0
    this.#items.delete(key)
  }
}
