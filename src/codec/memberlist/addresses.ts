import type { Address, AddressBook } from '../../core/address-book.ts'
import type { PeerId } from '../../core/env.ts'
import { WireError } from '../wire-error.ts'

/** Translates between addresses on the wire and peers. */
export class Addresses {
  readonly #book: AddressBook
  readonly #bindPort: () => number

  constructor(book: AddressBook, bindPort: () => number) {
    this.#book = book
    this.#bindPort = bindPort
  }

  /** Whether it is an address at all: 4 or 16 bytes. memberlist stores any, and then cannot send to it. */
  isAddress(ip: Uint8Array): boolean {
    return ip.length === 4 || ip.length === 16
  }

  /**
   * The peer at an address; port 0 means our own port, as in memberlist.
   * @throws WireError `ERR_BAD_VALUE` if the address has neither 4 nor 16 bytes
   */
  peerAt(ip: Uint8Array, port: number): PeerId {
    if (!this.isAddress(ip)) throw new WireError('ERR_BAD_VALUE', `an address of ${ip.length} bytes`)
    return this.#book.intern(ip, port === 0 ? this.#bindPort() : port)
  }

  /**
   * Who asked to be answered, if the message says so: without address or port the answer goes where it came from.
   * @throws WireError `ERR_BAD_VALUE` if the address has neither 4 nor 16 bytes
   */
  sourceAt(ip: Uint8Array, port: number): PeerId | undefined {
    return ip.length === 0 || port === 0 ? undefined : this.peerAt(ip, port)
  }

  /** @throws RangeError if the peer is unknown */
  addressOf(peer: PeerId): Address {
    return this.#book.addressOf(peer)
  }

  /**
   * Translates many rows so that no peer's number is handed on before the last row is done: a member table may have
   * more rows than the book keeps transient addresses.
   */
  translateAll<R, T>(rows: readonly R[], translate: (row: R) => T & { readonly peer: PeerId }): T[] {
    const pinned: PeerId[] = []
    try {
      return rows.map((row) => {
        const record = translate(row)
        this.#book.pin(record.peer)
        pinned.push(record.peer)
        return record
      })
    } finally {
      for (const peer of pinned) this.#book.unpin(peer)
    }
  }
}
