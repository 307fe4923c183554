import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import type { HYPARVIEW_TAGS } from '../../core/tags.ts'

/** A newcomer asks its contact to be taken in. */
export interface Join extends Message {
  readonly tag: typeof HYPARVIEW_TAGS.join
}

/** A random walk that makes a newcomer known. */
export interface ForwardJoin extends Message {
  readonly tag: typeof HYPARVIEW_TAGS.forwardJoin
  readonly newcomer: PeerId
  /** Hops that are left. */
  readonly hops: number
}

/** Asks a peer to become a neighbour. */
export interface Neighbour extends Message {
  readonly tag: typeof HYPARVIEW_TAGS.neighbour
  /** Whether the sender has no other neighbour: then nobody refuses. */
  readonly isUrgent: boolean
}

/** The answer. */
export interface NeighbourReply extends Message {
  readonly tag: typeof HYPARVIEW_TAGS.neighbourReply
  readonly isAccepted: boolean
}

/** The sender is no neighbour of the receiver any more. */
export interface Disconnect extends Message {
  readonly tag: typeof HYPARVIEW_TAGS.disconnect
  /** Whether it leaves for good, and is no reserve either. */
  readonly isLeaving: boolean
}

/** A random walk that offers peers in exchange for others. */
export interface Shuffle extends Message {
  readonly tag: typeof HYPARVIEW_TAGS.shuffle
  /** Who shuffles: the answer goes there straight. */
  readonly origin: PeerId
  readonly hops: number
  readonly peers: readonly PeerId[]
}

/** As many peers in exchange. */
export interface ShuffleReply extends Message {
  readonly tag: typeof HYPARVIEW_TAGS.shuffleReply
  readonly peers: readonly PeerId[]
}

/** Everything that HyParView's nodes say to one another. */
export type HyParViewMessage = Join | ForwardJoin | Neighbour | NeighbourReply | Disconnect | Shuffle | ShuffleReply
