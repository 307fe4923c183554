import type { Event } from './event.ts'
import type { Message } from './message.ts'
import type { PeerId } from './peer-id.ts'

export type { PeerId }

/** A pending timer; never 0. A handle whose timer fired or was cleared is ignored wherever it is given. */
export type TimerId = number

/**
 * How a message travels: in one datagram that may be lost; over a stream of its own, which arrives whole or is
 * reported; or over a link, a kept stream that carries packets where datagrams do not get through. Only hearsay's nodes
 * know links; that a peer does not is reported.
 */
export type Channel = 'datagram' | 'stream' | 'link'

/**
 * The world of a layer: its only way to read time, draw chance, reach a peer or tell anyone anything.
 *
 * Contract for implementers:
 * - Methods only enqueue. A handler of a layer runs to its end before anything else happens to that node.
 * - A message is shared by reference by its whole fan-out; once sent it never changes.
 * - `now` never goes back. Time in which the node could not run (a blocked process, a paused simulation node) does not
 *   count: it is reported as a {@link LagEvent} instead, so that nobody is blamed for answers we did not read.
 * - What a stream could not deliver, or a peer without links, comes back as an {@link UndeliverableEvent}; a lost datagram
 *   does not.
 */
export interface Env<M extends Message = Message> {
  /** The peer that this node is. */
  readonly self: PeerId
  /** Bytes that the parts of one datagram may take, what encryption and label need already taken off. */
  readonly packetBudget: number
  /** Milliseconds, monotonic, with a fraction; real or virtual. */
  now(): number
  /** The next uint32 of this node's own random stream. */
  random(): number
  /** Bytes that the message takes on the wire, its type byte included, uncompressed. */
  sizeOf(message: M): number
  /** A stream message to a peer that is waiting for our answer is that answer, and ends the exchange. */
  send(to: PeerId, message: M, channel: Channel): void
  /** Calls `onTimer(kind, key)` after `delayMs` (at least 0). `kind` is in 0…255, the layer's own numbering. */
  setTimer(delayMs: number, kind: number, key: number): TimerId
  clearTimer(timer: TimerId): void
  /** Tells the layers above, then the runtime, a rare fact. */
  emit(event: Event): void
}
