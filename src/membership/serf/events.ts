import type { Event } from '../../core/event.ts'
import type { PeerId } from '../../core/env.ts'

/** Where a member stands in Serf's table. */
export type SerfStatus = 'alive' | 'leaving' | 'left' | 'failed'

/** A row of Serf's member table, as it is now. */
export interface SerfMember {
  readonly node: string
  readonly peer: PeerId
  readonly meta: Uint8Array
  readonly versions: readonly number[]
  readonly incarnation: number
  readonly status: SerfStatus
  /** Lamport time of the last intent that counted. */
  readonly statusLtime: number
}

/** A change of the member table. */
export interface SerfMemberEvent extends Event {
  readonly type: 'join' | 'leave' | 'fail' | 'update' | 'reap' | 'leaving'
  readonly member: SerfMember
}

/** A user event, for the first time at this node. */
export interface SerfUserEvent extends Event {
  readonly type: 'user-event'
  readonly ltime: number
  readonly name: string
  readonly payload: Uint8Array
  readonly coalesce: boolean
}

/** A leave that this node began is done; it may close. */
export interface LeaveDoneEvent extends Event {
  readonly type: 'leave-done'
}

/** Every fact that the Serf layer tells. */
export type SerfEvent = SerfMemberEvent | SerfUserEvent | LeaveDoneEvent
