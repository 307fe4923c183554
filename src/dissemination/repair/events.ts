import type { PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Post } from './post.ts'

/** A post has arrived, for the first time. */
export interface PostEvent extends Event {
  readonly type: 'post'
  readonly post: Post
  /** Who brought it; this node itself for its own. */
  readonly from: PeerId
  /** How many links it came over; undefined if it was repaired. */
  readonly hops: number | undefined
  /** All of its author's posts on the topic up to this number have arrived or were given up. */
  readonly through: number
}

/** Posts will not come: they were lost, and nobody who was asked had them any more. */
export interface PostGapEvent extends Event {
  readonly type: 'post-gap'
  readonly topic: string
  readonly origin: number
  /** The author's name; empty if nothing of its has come. */
  readonly author: string
  /** The first and the last of the numbers that are missing. */
  readonly first: number
  readonly last: number
  /** As in {@link PostEvent}. */
  readonly through: number
}

/** This node has heard from another what was published before it came: from now on whatever it misses is told. */
export interface RepairReadyEvent extends Event {
  readonly type: 'repair-ready'
}

/** What repair tells. */
export type RepairEvent = PostEvent | PostGapEvent | RepairReadyEvent
