import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import type { CYCLON_TAGS } from '../../core/tags.ts'

/** A peer, and how many exchanges ago it said of itself that it lives. */
export interface AgedPeer {
  readonly peer: PeerId
  readonly age: number
}

/** A newcomer asks its contact to be taken in. */
export interface CyclonJoin extends Message {
  readonly tag: typeof CYCLON_TAGS.join
}

/** A random walk to a place for the newcomer. */
export interface CyclonWalk extends Message {
  readonly tag: typeof CYCLON_TAGS.walk
  readonly newcomer: PeerId
  /** Hops that are left. */
  readonly hops: number
}

/** The newcomer gets whom it has replaced, so that nobody is known less for it. */
export interface CyclonPlace extends Message {
  readonly tag: typeof CYCLON_TAGS.place
  readonly peers: readonly AgedPeer[]
}

/** Offers peers, the sender among them, in exchange for others. */
export interface CyclonShuffle extends Message {
  readonly tag: typeof CYCLON_TAGS.shuffle
  readonly peers: readonly AgedPeer[]
}

/** As many peers in exchange. */
export interface CyclonShuffleReply extends Message {
  readonly tag: typeof CYCLON_TAGS.shuffleReply
  readonly peers: readonly AgedPeer[]
}

/** Everything that Cyclon's nodes say to one another. */
export type CyclonMessage = CyclonJoin | CyclonWalk | CyclonPlace | CyclonShuffle | CyclonShuffleReply
