import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { SWIM_TAGS } from '../../core/tags.ts'

/**
 * SWIM's messages as memberlist speaks them. Peers stand where the wire has an address and a port; the codec translates
 * through the address book. Messages are immutable once sent.
 */

/** Six protocol numbers: memberlist's least, greatest and current version, then the application's. */
export type Versions = readonly number[]

/** "Are you there?" Answered by an {@link Ack} of the same sequence number, to `source` if given, else to the sender. */
export interface Ping extends Message {
  readonly tag: typeof SWIM_TAGS.ping
  readonly sequence: number
  /** Who should answer; '' means whoever gets it. */
  readonly node: string
  readonly source?: PeerId | undefined
  readonly sourceNode?: string | undefined
}

/** "Ping that one for me": SWIM's indirect probe. */
export interface IndirectPing extends Message {
  readonly tag: typeof SWIM_TAGS.indirectPing
  readonly sequence: number
  readonly target: PeerId
  readonly node: string
  /** Whether the asker wants a {@link Nack} if the target does not answer (Lifeguard). */
  readonly nack: boolean
  readonly source?: PeerId | undefined
  readonly sourceNode?: string | undefined
}

/** "Here I am", to a {@link Ping} of the same sequence number. */
export interface Ack extends Message {
  readonly tag: typeof SWIM_TAGS.ack
  readonly sequence: number
  /** What the application sends along (Serf: its coordinate); empty if nothing. */
  readonly payload: Uint8Array
}

/** A helper's answer: "I am alive, your target did not answer me" (Lifeguard, section IV-A). */
export interface Nack extends Message {
  readonly tag: typeof SWIM_TAGS.nack
  readonly sequence: number
}

/** "From says that node does not answer." */
export interface Suspect extends Message {
  readonly tag: typeof SWIM_TAGS.suspect
  readonly incarnation: number
  readonly node: string
  readonly from: string
  /** Whether the suspect's host has told `from` that nobody listens there; ours, memberlist passes over it. */
  readonly refused?: boolean
}

/** A member announces itself, or repeats what it heard of another. */
export interface Alive extends Message {
  readonly tag: typeof SWIM_TAGS.alive
  readonly incarnation: number
  readonly node: string
  readonly peer: PeerId
  readonly meta: Uint8Array
  /** Six numbers, or none if the sender did not say. */
  readonly versions: Versions
}

/** A member is gone; it left by itself if `from` is its own name. */
export interface Dead extends Message {
  readonly tag: typeof SWIM_TAGS.dead
  readonly incarnation: number
  readonly node: string
  readonly from: string
}

/** States as push/pull numbers them. */
export const MEMBER_STATES = ['alive', 'suspect', 'dead', 'left'] as const
/** What a member table says of a member. */
export type MemberState = (typeof MEMBER_STATES)[number]

/** One row of a member table, as push/pull carries it. */
export interface MemberRecord {
  readonly node: string
  readonly peer: PeerId
  readonly meta: Uint8Array
  readonly incarnation: number
  readonly state: MemberState
  readonly versions: Versions
}

/** A whole member table, and what the application adds. Sent over a stream, answered by a {@link PushPullReply}. */
export interface PushPull extends Message {
  readonly tag: typeof SWIM_TAGS.pushPull
  readonly join: boolean
  readonly members: readonly MemberRecord[]
  /** The application's state (Serf: its clocks, events…), if it has any. */
  readonly state: Message | undefined
}

/** The other side's table, as it was before it merged ours. */
export interface PushPullReply extends Message {
  readonly tag: typeof SWIM_TAGS.pushPullReply
  readonly join: boolean
  readonly members: readonly MemberRecord[]
  readonly state: Message | undefined
}

/** The fallback probe over a stream, for networks that lose datagrams; answered by a {@link StreamAck}. */
export interface StreamPing extends Message {
  readonly tag: typeof SWIM_TAGS.streamPing
  readonly sequence: number
  readonly node: string
  readonly source?: PeerId | undefined
  readonly sourceNode?: string | undefined
}

/** The answer to a {@link StreamPing}. */
export interface StreamAck extends Message {
  readonly tag: typeof SWIM_TAGS.streamAck
  readonly sequence: number
}

/** A stream's answer that says why there is none ("err" on the wire). */
export interface Refusal extends Message {
  readonly tag: typeof SWIM_TAGS.refusal
  readonly reason: string
}

/** Application bytes that hearsay does not know how to read: delivered as they are. */
export interface UserData extends Message {
  readonly tag: typeof SWIM_TAGS.userData
  readonly payload: Uint8Array
}

/** Application state of another program in a push/pull. */
export interface ForeignState extends Message {
  readonly tag: typeof SWIM_TAGS.foreignState
  readonly payload: Uint8Array
}

/** Every message that belongs to the SWIM layer. */
export type SwimMessage =
  | Ping
  | IndirectPing
  | Ack
  | Nack
  | Suspect
  | Alive
  | Dead
  | PushPull
  | PushPullReply
  | StreamPing
  | StreamAck
  | Refusal
  | UserData
  | ForeignState
