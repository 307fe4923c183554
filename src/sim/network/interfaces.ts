import { object, positive, whole } from '../check.ts'

/** What a node's network interface carries. Bytes on the wire include the headers. */
export interface Bandwidth {
  /** What a node can send. */
  readonly bytesPerSecond: number
  /** Bytes that may wait to be sent; a datagram on top is lost. Default 256 KiB (our choice: a NIC's and its qdisc's). */
  readonly queueBytes?: number
  /** Bytes of headers a message; default 28, IPv4 and UDP. */
  readonly headerBytes?: number
}

/** The outgoing interfaces of all nodes: each sends one message after the other, first in, first out. */
export class Interfaces {
  readonly #ticksPerByte: number
  readonly #queueTicks: number
  readonly #headerBytes: number
  /** By node: the tick at which everything handed to it is sent. */
  readonly #freeAt: number[] = []

  /** @throws RangeError that names the field */
  constructor(bandwidth: Bandwidth, field = 'bandwidth') {
    object(bandwidth, field)
    this.#ticksPerByte = 1_000_000 / positive(bandwidth.bytesPerSecond, `${field}.bytesPerSecond`)
    this.#queueTicks = whole(bandwidth.queueBytes ?? 262_144, 0, `${field}.queueBytes`) * this.#ticksPerByte
    this.#headerBytes = whole(bandwidth.headerBytes ?? 28, 0, `${field}.headerBytes`)
  }

  /**
   * Hands a message to a node's interface.
   * @param mayDrop whether it is lost if the queue is full; a stream waits instead
   * @returns ticks until its last byte is sent, or -1 if it is lost
   */
  send(node: number, tick: number, size: number, mayDrop: boolean): number {
    const waiting = Math.max(0, (this.#freeAt[node] ?? 0) - tick)
    if (mayDrop && waiting > this.#queueTicks) return -1
    const done = waiting + (size + this.#headerBytes) * this.#ticksPerByte
    this.#freeAt[node] = tick + done
    return done
  }
}
