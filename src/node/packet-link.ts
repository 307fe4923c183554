import type { Socket } from 'node:net'
import { StreamBuffer } from '../codec/stream/stream-buffer.ts'

/**
 * The first byte that a dialler writes tells what a connection is: memberlist's streams begin with a message number
 * below 14 or with 244, a link with this letter.
 */
export const LINK_BYTE = 0x68
const HELLO = new TextEncoder().encode('hearsay-link/1\n')
const PORT_BYTES = 2
const LENGTH_BYTES = 4
/** Twice the longest datagram: a message of an application, with what is added to it, is not cut to fit. */
const MAX_PACKET = 131_072
/** A peer that does not read is sent no more than this; further packets are lost, as datagrams would be. */
const MAX_WAITING_BYTES = 1 << 20

/** What a link tells its owner. */
export interface LinkListener {
  /** The hello of the other side has come; for an accepted link with the port that the other side listens on. */
  onHello(link: PacketLink, port: number): void
  /** @param bytes only valid during the call */
  onPacket(link: PacketLink, bytes: Uint8Array): void
  /** What comes is no link, or breaks off in the middle of something; it is being closed. */
  onBad(link: PacketLink, reason: string): void
  onClose(link: PacketLink): void
}

/**
 * One kept stream that carries packets, for peers whom datagrams do not reach. Dialler: hello, the port it listens on.
 * Acceptor: hello. Then, both ways, each packet as it would be in a datagram, behind its length (uint32, big-endian).
 * What is secret in a packet is sealed as in a datagram; the hello says nothing that an address does not.
 */
export class PacketLink {
  readonly isDialled: boolean
  /** When it was last written to, ms of `performance.now`. */
  usedAt: number = performance.now()
  readonly #socket: Socket
  readonly #listener: LinkListener
  #input = new StreamBuffer()
  #hasHello = false
  #unsent: Uint8Array[] = []
  #unsentBytes = 0

  constructor(socket: Socket, isDialled: boolean, listener: LinkListener) {
    this.#socket = socket
    this.isDialled = isDialled
    this.#listener = listener
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.read(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('end', () => this.#onEnd())
    socket.once('close', () => listener.onClose(this))
  }

  /** Whether the other side has said that it knows links. */
  get isReady(): boolean {
    return this.#hasHello
  }

  /** Bytes that wait for the other side to read. */
  get waitingBytes(): number {
    return this.#unsentBytes + this.#socket.writableLength
  }

  /** Calls back once, when nothing waits any more or the link is gone. */
  onceDrained(go: () => void): void {
    const done = (): void => {
      this.#socket.off('drain', done)
      this.#socket.off('close', done)
      go()
    }
    this.#socket.on('drain', done)
    this.#socket.on('close', done)
  }

  /** A dialler's first words. */
  greet(port: number): void {
    this.#socket.write(Uint8Array.of(...HELLO, port >> 8, port & 255))
  }

  /** @returns bytes that it took; 0 if the other side does not keep up */
  send(bytes: Uint8Array): number {
    if (this.waitingBytes > MAX_WAITING_BYTES || !this.#socket.writable) return 0
    if (this.#unsent.length === 0) setImmediate(() => this.#flush())
    this.#unsent.push(bytes)
    this.#unsentBytes += LENGTH_BYTES + bytes.length
    return LENGTH_BYTES + bytes.length
  }

  close(): void {
    this.#socket.destroy()
  }

  /** What is sent while the event loop reads what has arrived leaves in one piece. */
  #flush(): void {
    const whole = Buffer.allocUnsafe(this.#unsentBytes)
    let at = 0
    for (const bytes of this.#unsent) {
      at = whole.writeUInt32BE(bytes.length, at)
      whole.set(bytes, at)
      at += bytes.length
    }
    this.#unsent = []
    this.#unsentBytes = 0
    if (this.#socket.writable) this.#socket.write(whole)
    this.usedAt = performance.now()
  }

  /** Takes what has arrived. Lengths are believed only up to the greatest datagram. */
  read(chunk: Uint8Array): void {
    if (this.#input.available === 0) this.#input = new StreamBuffer(chunk)
    else this.#input.append(chunk)
    if (!this.#hasHello && !this.#readHello()) return
    while (this.#readPacket());
    const { at, available } = this.#input
    if (at > 0) this.#input = new StreamBuffer(this.#input.take(available)) // what is read is let go
  }

  /** @returns whether a whole packet was there */
  #readPacket(): boolean {
    const { bytes, at, available } = this.#input
    if (this.#socket.destroyed || available < LENGTH_BYTES) return false
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0)
    if (length === 0 || length > MAX_PACKET) {
      this.#refuse(`a packet of ${length} bytes`)
      return false
    }
    if (available < LENGTH_BYTES + length) return false
    this.#input.take(LENGTH_BYTES)
    this.#listener.onPacket(this, this.#input.take(length))
    return true
  }

  #onEnd(): void {
    if (this.#hasHello && this.#input.available === 0) this.close()
    else this.#refuse('it breaks off')
  }

  #refuse(reason: string): void {
    this.close()
    this.#listener.onBad(this, reason)
  }

  #readHello(): boolean {
    const wanted = HELLO.length + (this.isDialled ? 0 : PORT_BYTES)
    const { bytes, available } = this.#input
    const known = Math.min(available, HELLO.length)
    if (HELLO.subarray(0, known).some((byte, i) => byte !== bytes[i])) {
      this.#refuse('it begins like a link and is none')
      return false
    }
    if (available < wanted) return false
    const [high = 0, low = 0] = this.#input.take(wanted).subarray(HELLO.length)
    this.#hasHello = true
    if (!this.isDialled) this.#socket.write(HELLO)
    this.#listener.onHello(this, (high << 8) | low)
    return true
  }
}
