import type { OrderName } from '../dissemination/index.ts'

/** A message of a topic, or a broadcast. */
export interface TopicMessage {
  /** Unique in the cluster. */
  readonly id: string
  readonly topic: string
  readonly payload: Uint8Array
  /** The member that published it. */
  readonly from: string
  /** Counts up from 1 for each life of its author on the topic. */
  readonly sequence: number
  /** How many links it came over, 0 for this node's own; undefined if repair has brought it. */
  readonly hops: number | undefined
  /** When it was handed out here, ms since the epoch. */
  readonly at: number
}

/** Messages that a subscriber will not see. */
export interface TopicGap {
  readonly topic: string
  /** Whose messages; undefined if this subscriber was too slow for messages of whomever. */
  readonly from: string | undefined
  /** How many. */
  readonly missed: number
  /** `lost`: nobody who was asked has them any more. `slow`: more waited here than `limit`; the oldest gave way. */
  readonly reason: 'lost' | 'slow'
}

/** How to take part in a topic. */
export interface TopicOptions {
  /**
   * In which order messages are handed out: `none` as they come, `sender` (default) each author's as it published them,
   * `causal` none before those that its author had been given when it published, if that author's topic is causal too.
   */
  readonly order?: OrderName
  /** Whether this node's own messages are handed out here too. Default true. */
  readonly own?: boolean
  /** Messages that may wait for each reader; beyond, the oldest give way, which is told as a gap. Default 1024. */
  readonly limit?: number
  /** Closes the topic. */
  readonly signal?: AbortSignal
}

/** What became of a message that was published. */
export interface Published {
  /** As in {@link TopicMessage}. */
  readonly id: string
  readonly sequence: number
  /** Neighbours to whom it was sent at once; with 0 it goes to the first one that comes. */
  readonly sentTo: number
}

/** What a topic tells. */
export interface TopicEvents {
  message: [message: TopicMessage]
  gap: [gap: TopicGap]
}

/** What broadcasts and topics have done since the node's start, and hold now. */
export interface BroadcastStats {
  /** Neighbours in the overlay. */
  readonly neighbours: number
  /** Messages sent to neighbours, each as often as it was; those of repair are not among them. */
  readonly sent: number
  /** Messages that came for the first time, or are its own. */
  readonly delivered: number
  /** Messages that had come before. */
  readonly duplicates: number
  /** Messages that were announced, each as often as it was. */
  readonly announced: number
  /** Messages that came by repair. */
  readonly repaired: number
  /** Messages that were given up. */
  readonly lost: number
  /** Bytes of messages that are kept for others. */
  readonly keptBytes: number
}

/** What to wait for. */
export interface ReadyOptions {
  /** Neighbours in the overlay. Default 1. */
  readonly minPeers?: number
  readonly signal?: AbortSignal
}
