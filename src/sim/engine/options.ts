import type { Message } from '../../core/message.ts'
import type { NetworkOptions } from '../network/network.ts'
import type { TraceMode } from '../trace/recorder.ts'

/** Turns messages into bytes and back. */
export interface Wire {
  encode(message: Message): Uint8Array
  decode(bytes: Uint8Array): Message
  /**
   * What a reader makes of a datagram of which one bit was flipped; undefined if it refuses it.
   * @param random a source of uint32, which decides which bit
   */
  decodeCorrupted(bytes: Uint8Array, random: () => number): Message | undefined
}

/** What a simulation may be told. */
export interface SimOptions {
  /** Everything random follows from it: equal seed and equal calls give the equal run. */
  readonly seed: number
  readonly network?: NetworkOptions
  /** Bytes that a message takes; default 50 each. */
  readonly sizeOf?: (message: Message) => number
  /** Bytes of a packet's parts; default 1398, memberlist's 1400 less the compound header. */
  readonly packetBudget?: number
  /** Default 'hash'. */
  readonly trace?: TraceMode
  /** If given, each message is really encoded and decoded: slower, and finds what messages by reference hide. */
  readonly wire?: Wire
  /**
   * What a message takes of its reader's processor, ms; messages queue for it, first in, first out. Without it reading
   * takes no time, except on a node whose share of the processor is cut, where it is 0.05 ms.
   */
  readonly serviceMs?: number
  /** Each node's clock goes wrong by a constant of its own, up to so many millionths either way, fewer than a million; default 0. */
  readonly driftPpm?: number
  /** Whether a stream message is answered by one; by default push/pulls and stream pings are. */
  readonly expectsReply?: (message: Message) => boolean
}
