import type { PeerId } from '../../../core/env.ts'
import type { Event } from '../../../core/event.ts'

/** A key of a participant, this node included, has a new value. Values that were replaced on the way are not told. */
export interface KeyChangedEvent extends Event {
  readonly type: 'key-changed'
  readonly peer: PeerId
  readonly key: string
  readonly value: Uint8Array
}

/** A participant has begun a new life, or is known for the first time: what was known of it is void. */
export interface LifeBegunEvent extends Event {
  readonly type: 'life-begun'
  readonly peer: PeerId
}

/** How much this node may update has changed by a tenth or more since it was told last. */
export interface UpdateRateEvent extends Event {
  readonly type: 'update-rate'
  /** Updates per second. */
  readonly rate: number
}

/** Everything that Scuttlebutt tells. */
export type ScuttlebuttEvent = KeyChangedEvent | LifeBegunEvent | UpdateRateEvent
