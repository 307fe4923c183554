import type { Event } from '../../core/event.ts'

/** More of a payload is here. */
export interface BulkProgressEvent extends Event {
  readonly type: 'bulk-progress'
  /** What the payload is called by: the hash of its manifest, in hexadecimal. */
  readonly key: string
  readonly have: number
  readonly parts: number
}

/** All of a payload is here, and checked. */
export interface BulkDoneEvent extends Event {
  readonly type: 'bulk-done'
  readonly key: string
}

/** A payload's store has failed; the transfer is over. */
export interface BulkFailedEvent extends Event {
  readonly type: 'bulk-failed'
  readonly key: string
  readonly reason: string
}

/** What the layer tells. */
export type BulkEvent = BulkProgressEvent | BulkDoneEvent | BulkFailedEvent
