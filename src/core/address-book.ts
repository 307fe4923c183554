import { formatHostPort, formatIp, normaliseIp, parseIp } from '../base/ip.ts'
import type { PeerId } from './env.ts'

/** Where a peer listens. */
export interface Address {
  /** 4 or 16 bytes. */
  readonly ip: Uint8Array
  readonly port: number
}

/**
 * Interns addresses as {@link PeerId}s, both ways. Addresses come from the network, so the book is bounded: ids that
 * nobody has pinned are handed on, the longest unused first, once there are `maxTransient` of them. Whoever keeps an id
 * beyond the handler that was given it (a member table, an open connection) pins it.
 */
export class AddressBook {
  readonly #v4 = new Map<number, PeerId>()
  readonly #v6 = new Map<string, PeerId>()
  readonly #addresses: (Address | undefined)[] = []
  readonly #hosts: string[] = []
  readonly #pins: number[] = []
  readonly #transient = new Set<PeerId>()
  readonly #maxTransient: number

  constructor(maxTransient = 4096) {
    this.#maxTransient = Math.max(1, maxTransient)
  }

  /**
   * The id of an address; IPv4-mapped IPv6 is IPv4.
   * @throws RangeError if `ip` has neither 4 nor 16 bytes
   */
  intern(ip: Uint8Array, port: number): PeerId {
    const bytes = normaliseIp(ip)
    if (bytes === undefined) throw new RangeError(`an IP address has 4 or 16 bytes, not ${ip.length}`)
    return bytes.length === 4 ? this.#internV4(bytes, port) : this.#internV6(bytes, port)
  }

  /** The id of a numeric address in text, or undefined if it is not one. */
  internText(host: string, port: number): PeerId | undefined {
    const ip = parseIp(host)
    return ip === undefined ? undefined : this.intern(ip, port)
  }

  /** @throws RangeError for an id that was never given out; one that was handed on has its new address */
  addressOf(peer: PeerId): Address {
    const address = this.#addresses[peer]
    if (address === undefined) throw new RangeError(`no address is known for peer ${peer}`)
    return address
  }

  /** The numeric host of a peer, ready for a socket. */
  hostOf(peer: PeerId): string {
    return this.#hosts[peer] ?? ''
  }

  /** "host:port" of a peer, for people. */
  describe(peer: PeerId): string {
    const address = this.#addresses[peer]
    return address === undefined ? 'unknown' : formatHostPort(this.hostOf(peer), address.port)
  }

  /** Keeps the id for its address until it is unpinned as often. */
  pin(peer: PeerId): void {
    this.#pins[peer] = (this.#pins[peer] ?? 0) + 1
    this.#transient.delete(peer)
  }

  /** Takes one pin back; without pins the id may be handed on. */
  unpin(peer: PeerId): void {
    const pins = (this.#pins[peer] ?? 0) - 1
    this.#pins[peer] = Math.max(0, pins)
    if (pins === 0) this.#addTransient(peer)
  }

  /** How many addresses it holds. */
  get size(): number {
    return this.#v4.size + this.#v6.size
  }

  #internV4(ip: Uint8Array, port: number): PeerId {
    const key = v4Key(ip, port)
    const known = this.#v4.get(key)
    if (known !== undefined) return this.#refresh(known)
    const peer = this.#admit(ip, port)
    this.#v4.set(key, peer)
    return peer
  }

  #internV6(ip: Uint8Array, port: number): PeerId {
    const key = `${ip.join()}/${port}`
    const known = this.#v6.get(key)
    if (known !== undefined) return this.#refresh(known)
    const peer = this.#admit(ip, port)
    this.#v6.set(key, peer)
    return peer
  }

  #admit(ip: Uint8Array, port: number): PeerId {
    const peer = this.#transient.size < this.#maxTransient ? (this.#addresses.length as PeerId) : this.#recycle()
    this.#addresses[peer] = { ip: ip.slice(), port }
    this.#hosts[peer] = formatIp(ip)
    this.#pins[peer] = 0
    this.#addTransient(peer)
    return peer
  }

  /** What is in use is not the next to be handed on. */
  #refresh(peer: PeerId): PeerId {
    if (this.#transient.delete(peer)) this.#transient.add(peer)
    return peer
  }

  #addTransient(peer: PeerId): void {
    this.#transient.add(peer)
  }

  #recycle(): PeerId {
    const oldest = this.#transient.values().next().value as PeerId
    const address = this.addressOf(oldest)
    if (address.ip.length === 4) this.#v4.delete(v4Key(address.ip, address.port))
    else this.#v6.delete(`${address.ip.join()}/${address.port}`)
    this.#transient.delete(oldest)
    return oldest
  }
}

function v4Key(ip: Uint8Array, port: number): number {
  return (
    ((((ip[0] as number) * 256 + (ip[1] as number)) * 256 + (ip[2] as number)) * 256 + (ip[3] as number)) * 65536 + port
  )
}
