import type { PeerId } from '../../../core/env.ts'
import type { Event } from '../../../core/event.ts'

/** The silence of a peer has reached a threshold. */
export interface AccrualSuspectEvent extends Event {
  readonly type: 'accrual-suspect'
  readonly peer: PeerId
  /** How suspicious the silence is; at least the threshold. */
  readonly phi: number
  /** The level that was reached, as it stands now if it adapts. */
  readonly threshold: number
}

/** A peer that was suspected at this threshold has been heard again. */
export interface AccrualTrustEvent extends Event {
  readonly type: 'accrual-trust'
  readonly peer: PeerId
  /** How suspicious it still is, now that it has been heard. */
  readonly phi: number
  readonly threshold: number
  /** Whether it is the same process as before, so that the suspicion was wrong. */
  readonly wasWrong: boolean
}

/** What {@link Heartbeats} tells. */
export type AccrualEvent = AccrualSuspectEvent | AccrualTrustEvent
