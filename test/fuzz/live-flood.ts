import { createSocket, type Socket } from 'node:dgram'
import { connect } from 'node:net'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'

/** The most that one datagram carries. */
const MOST = 65_507
const STREAMS_AT_ONCE = 16
/** The system may lose a datagram; nobody waits for it for longer, ms. */
const PATIENCE_MS = 250

/** Sends to one port, over real sockets, no faster than the other side reads. */
export class LiveFlood {
  /** Of the target. */
  port = 0
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  static async open(): Promise<LiveFlood> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    socket.on('message', () => {}) // answers to what was forged
    return new LiveFlood(socket)
  }

  /** Where it sends from, "host:port". */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`
  }

  /** Sends datagrams and waits until as many have been received. @param received how many the other side has had */
  async send(packets: readonly Uint8Array[], received: () => number): Promise<void> {
    const wanted = received() + packets.length
    await Promise.all(packets.map((bytes) => this.#sendOne(bytes)))
    const until = performance.now() + PATIENCE_MS
    while (received() < wanted && performance.now() < until) await turn()
  }

  /** Writes each on a connection of its own, and reads what is answered until the end. */
  async dial(streams: readonly Uint8Array[]): Promise<void> {
    for (let at = 0; at < streams.length; at += STREAMS_AT_ONCE) {
      await Promise.all(streams.slice(at, at + STREAMS_AT_ONCE).map((bytes) => this.#dialOne(bytes)))
    }
  }

  async close(): Promise<void> {
    await sleep(50)
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()))
  }

  #sendOne(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(bytes.subarray(0, MOST), this.port, '127.0.0.1', (error) =>
        error === null ? resolve() : reject(error),
      )
    })
  }

  #dialOne(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.end(bytes))
      socket.on('data', () => {})
      socket.on('error', () => {}) // refused input may be answered with a reset
      socket.on('close', () => resolve())
      socket.setTimeout(10_000, () => socket.destroy())
    })
  }
}
