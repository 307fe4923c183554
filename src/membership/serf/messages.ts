import type { Message } from '../../core/message.ts'
import { SERF_TAGS } from '../../core/tags.ts'

/**
 * Serf's messages: what rides on SWIM's gossip as "user" messages. `wire` holds the bytes as they came: a forwarder
 * repeats them, so that fields it does not know survive.
 */

/** "I am here", ordered by the member clock: distinguishes a rejoin from an old leave. */
export interface JoinIntent extends Message {
  readonly tag: typeof SERF_TAGS.joinIntent
  readonly ltime: number
  readonly node: string
  readonly wire?: Uint8Array | undefined
}

/** "I (or a node that an operator removes) leave on purpose." */
export interface LeaveIntent extends Message {
  readonly tag: typeof SERF_TAGS.leaveIntent
  readonly ltime: number
  readonly node: string
  /** Whether to forget the member at once. */
  readonly prune: boolean
  readonly wire?: Uint8Array | undefined
}

/** A named event for the application, delivered once to everyone. */
export interface UserEvent extends Message {
  readonly tag: typeof SERF_TAGS.userEvent
  readonly ltime: number
  readonly name: string
  readonly payload: Uint8Array
  /** Whether receivers may merge it with others of its name ("CC"). */
  readonly coalesce: boolean
  readonly wire?: Uint8Array | undefined
}

/** The events of one Lamport time, as push/pull carries them. */
export interface EventSlot {
  readonly ltime: number
  readonly events: readonly { readonly name: string; readonly payload: Uint8Array }[]
}

/** Serf's part of a push/pull. */
export interface SerfState extends Message {
  readonly tag: typeof SERF_TAGS.state
  readonly ltime: number
  readonly statusLtimes: ReadonlyMap<string, number>
  readonly leftMembers: readonly string[]
  readonly eventLtime: number
  /** The whole ring of recent events; a hole is undefined. */
  readonly events: readonly (EventSlot | undefined)[]
  readonly queryLtime: number
}

/** A query, carried on untouched until this node can answer it. */
export interface Query extends Message {
  readonly tag: typeof SERF_TAGS.query
  readonly ltime: number
  readonly id: number
  /** Bit 0: an ack is wanted. Bit 1: do not re-broadcast. */
  readonly flags: number
  readonly name: string
  readonly wire: Uint8Array
}

/** Every message that belongs to the Serf layer. */
export type SerfMessage = JoinIntent | LeaveIntent | UserEvent | SerfState | Query
