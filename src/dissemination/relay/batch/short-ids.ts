import { SipHash } from '../../../base/siphash.ts'
import type { Hash } from '../content-id.ts'

/** Bytes of a short id by BIP152. */
const SHORT_ID_BYTES = 6

/**
 * Names items by the first bytes of SipHash-2-4 of their hashes. Its key is the first 16 bytes of SHA-256(header, nonce
 * as 8 bytes, the lowest first), so nobody can make items whose names collide at those who get another nonce (BIP152,
 * "Short transaction IDs").
 */
export class ShortIds {
  readonly #sip: SipHash
  readonly #bytes: number
  #space = 1

  /** @param bytes of a short id, at most 6 */
  constructor(hash: Hash, header: Uint8Array, nonce: bigint, bytes: number = SHORT_ID_BYTES) {
    const seed = new Uint8Array(header.length + 8)
    seed.set(header)
    new DataView(seed.buffer).setBigUint64(header.length, nonce, true)
    this.#sip = new SipHash(hash(seed).subarray(0, 16))
    this.#bytes = bytes
    for (let i = 0; i < bytes; i++) this.#space *= 256
  }

  /** The short id of an item, from its hash. */
  of(itemHash: Uint8Array): number {
    return this.#sip.hash48(itemHash) % this.#space
  }

  /** Short ids one after the other, of each the lowest byte first. */
  write(ids: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(ids.length * this.#bytes)
    let at = 0
    for (const id of ids) {
      for (let rest = id, i = 0; i < this.#bytes; i++, rest = Math.floor(rest / 256)) bytes[at++] = rest % 256
    }
    return bytes
  }

  /** What {@link write} wrote. */
  read(bytes: Uint8Array): number[] {
    const ids: number[] = []
    for (let end = this.#bytes; end <= bytes.length; end += this.#bytes) {
      let id = 0
      for (let i = 1; i <= this.#bytes; i++) id = id * 256 + (bytes[end - i] as number)
      ids.push(id)
    }
    return ids
  }
}
