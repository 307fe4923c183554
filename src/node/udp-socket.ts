import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { parseIp } from '../base/ip.ts'
import type { AddressBook } from '../core/address-book.ts'
import type { PeerId } from '../core/env.ts'

/** Room for a burst while the event loop is busy: with the system's default two thirds of one are lost. */
const RECEIVE_BUFFER_BYTES = 4 << 20
/** Numeric addresses whose bytes are remembered; parsing one costs more than handling a ping. */
const MAX_PARSED = 4096

/** The datagram side of a node. Sending is synchronous: an ack waits for nothing. */
export class UdpSocket {
  readonly #socket: Socket
  readonly #book: AddressBook
  readonly #isV6: boolean
  readonly #parsed = new Map<string, Uint8Array>()

  constructor(book: AddressBook, isV6: boolean) {
    this.#book = book
    this.#isV6 = isV6
    this.#socket = createSocket({
      type: isV6 ? 'udp6' : 'udp4',
      // our addresses are numeric, so there is nothing to look up, and no turn of the event loop to lose
      lookup: (host, _options, callback) => callback(null, host, isV6 ? 6 : 4),
    })
  }

  /** @returns the port, chosen by the system if 0 was asked for */
  bind(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject)
      this.#socket.bind({ address: host, port, exclusive: true }, () => {
        this.#socket.off('error', reject)
        this.#socket.on('error', () => {}) // a failed send is a lost datagram
        this.#widen()
        resolve(this.#socket.address().port)
      })
    })
  }

  onPacket(handle: (bytes: Uint8Array, from: PeerId) => void): void {
    this.#socket.on('message', (bytes: Buffer, remote: RemoteInfo) => {
      const ip = this.#ipOf(remote.address)
      if (ip !== undefined) handle(plainView(bytes), this.#book.intern(ip, remote.port))
    })
  }

  send(bytes: Uint8Array, to: PeerId): void {
    const host = this.#book.hostOf(to)
    const { port } = this.#book.addressOf(to)
    if (port === 0) return
    this.#socket.send(bytes, port, this.#isV6 && !host.includes(':') ? `::ffff:${host}` : host)
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()))
  }

  #ipOf(host: string): Uint8Array | undefined {
    const known = this.#parsed.get(host)
    if (known !== undefined) return known
    const ip = parseIp(host.split('%')[0] as string)
    if (ip === undefined) return undefined
    if (this.#parsed.size >= MAX_PARSED) this.#parsed.clear()
    this.#parsed.set(host, ip)
    return ip
  }

  #widen(): void {
    for (let bytes = RECEIVE_BUFFER_BYTES; bytes >= 65_536; bytes /= 2) {
      try {
        this.#socket.setRecvBufferSize(bytes)
        return
      } catch {
        // the system allows less; half of it may do
      }
    }
  }
}

/** Without Buffer's own `slice`, which shares memory where every other byte array copies. */
function plainView(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}
