/** Copies share a piece of memory of this size: small enough to be let go soon, large enough to be worth it. */
const SLAB_BYTES = 65_536
/** What is longer has memory of its own. */
const MOST_SHARED = 8192

/**
 * Copies of bytes that lie one after the other in shared pieces of memory, as Node's small buffers do: memory of its own
 * for each would cost more than the bytes. A copy is a view; its `buffer` holds others too.
 */
export class Slab {
  #memory = new Uint8Array(0)
  #at = 0

  copy(bytes: Uint8Array): Uint8Array {
    const { length } = bytes
    if (length > MOST_SHARED) return new Uint8Array(bytes)
    if (this.#at + length > this.#memory.length) {
      this.#memory = new Uint8Array(SLAB_BYTES)
      this.#at = 0
    }
    const copy = this.#memory.subarray(this.#at, this.#at + length)
    copy.set(bytes)
    this.#at += length
    return copy
  }
}
