import type { Message } from '../../core/message.ts'
import type { PUBSUB_TAGS } from '../../core/tags.ts'

/** What names a message: its bytes, one character (U+0000…U+00FF) for each, so that maps can have it as a key. */
export type MessageId = string

/** That the sender wants a topic's messages, or no more. */
export interface Subscription {
  readonly isOn?: boolean
  readonly topic?: string
}

/** A message of a topic. What a field is for is for a {@link MessagePolicy} to say. */
export interface TopicMessage {
  readonly topic?: string
  readonly data?: Uint8Array
  /** The author's identity. */
  readonly from?: Uint8Array
  /** The author's number of the message, 8 bytes, the greatest first. */
  readonly seqno?: Uint8Array
  readonly signature?: Uint8Array
  readonly key?: Uint8Array
  /** How many links it has come over. Only hearsay's nodes tell. */
  readonly hops?: number
}

/** Messages of a topic that can be had. */
export interface IHave {
  readonly topic?: string
  readonly ids: readonly MessageId[]
}

/** Messages that are wanted, or are not. */
export interface IdList {
  readonly ids: readonly MessageId[]
}

/** The sender takes the receiver into its mesh of a topic. */
export interface Graft {
  readonly topic?: string
}

/** Another peer of the topic: its identity, and a record that it signed. */
export interface PeerInfo {
  readonly id?: Uint8Array
  readonly record?: Uint8Array
}

/** The sender has the receiver no more in its mesh of a topic. */
export interface Prune {
  readonly topic?: string
  readonly peers: readonly PeerInfo[]
  /** Seconds in which the receiver is not to graft again. */
  readonly backoffS?: number
}

/** Trees of a topic's mesh, by number: see {@link LazyLinks}. Only hearsay's nodes tell. */
export interface TreeLink {
  readonly topic: string
  readonly trees: readonly number[]
}

/** Everything but subscriptions and messages. What is left out is empty. */
export interface Control {
  readonly ihave?: readonly IHave[]
  readonly iwant?: readonly IdList[]
  readonly graft?: readonly Graft[]
  readonly prune?: readonly Prune[]
  readonly dontWant?: readonly IdList[]
  /** From now on announce messages of these trees to me, instead of sending them; until I ask for one. */
  readonly choke?: readonly TreeLink[]
}

/** All that GossipSub's nodes say to one another, as libp2p's protobuf has it. What is left out is empty. */
export interface Rpc extends Message {
  readonly tag: typeof PUBSUB_TAGS.rpc
  readonly subscriptions?: readonly Subscription[]
  readonly publish?: readonly TopicMessage[]
  readonly control?: Control
}
