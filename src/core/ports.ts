import type { Event } from './event.ts'
import type { Message } from './message.ts'
import type { PeerId } from './env.ts'

/**
 * Ports: what a layer offers to those above. A layer names the ports it needs in its constructor; using another one is
 * a compile error.
 */

/** A priority class of broadcasts that share packets: lower lanes are packed first. */
export type Lane = 0 | 1 | 2 | 3

/** What a membership layer knows of one member. */
export interface MemberView {
  readonly node: string
  readonly peer: PeerId
  readonly meta: Uint8Array
  readonly versions: readonly number[]
  readonly incarnation: number
  readonly state: 'alive' | 'suspect' | 'dead' | 'left'
}

/** Who is in the cluster, and a way to gossip along with it. */
export interface Membership {
  /** This node's name. */
  readonly node: string
  /** Members known, in any state, this node included, until they are forgotten. */
  readonly memberCount: number
  /** Members that are alive or only suspected, this node included. */
  readonly liveCount: number
  find(node: string): MemberView | undefined
  members(): Iterable<MemberView>
  /** A uniformly random live member that is not this node. */
  randomLive(): PeerId | undefined
  /** Exchanges member tables with a peer; the outcome is a {@link JoinedEvent} or {@link JoinFailedEvent}. */
  join(peer: PeerId): void
  /** Tells everyone that this node goes; `left` is emitted when the news has been sent or the time-out is over. */
  leave(timeoutMs: number): void
  /** Announces new application data of this node (at most 512 bytes on the wire; the caller checks). */
  setMeta(meta: Uint8Array): void
  /** The health score: 0 is well; each step means "trust my own verdicts less" (Lifeguard). */
  readonly health: number
  /**
   * Gossips a message along with membership's own, until the transmit limit. What is larger than a packet is not sent.
   * @param onSent called once when it has been sent as often as it will be
   */
  broadcast(message: Message, lane: Lane, onSent?: () => void): void
  /** Sends a message once, at once, to every other live member, or to `most` random ones if there are more. */
  tell(message: Message, most: number): void
  /** Who adds application state to each push/pull; what the other side adds comes as a {@link StateEvent}. */
  provideState(provider: (join: boolean) => Message | undefined): void
}

/** Takes the word of other failure detectors. */
export interface Accusable {
  /** Suspects a live member, as if a probe of our own had failed: never a verdict, and the member may refute it. */
  suspect(peer: PeerId): void
  /** A member is heard again: if it is suspected here, or held for dead, it is told so, that it may refute. */
  heard(peer: PeerId): void
}

/** Whom to talk to, of a cluster of which this node need not know everybody. */
export interface PeerSampler {
  /** Peers of this node's partial view of the cluster, in no particular order. */
  readonly neighbours: readonly PeerId[]
  /** Up to `count` different peers of the view, at random. */
  sample(count: number): PeerId[]
}

/** A peer has become a neighbour in the overlay, or is one no more. */
export interface NeighbourEvent extends Event {
  readonly type: 'neighbour'
  readonly peer: PeerId
  readonly isUp: boolean
}

/** Brings a message to every node. */
export interface Dissemination {
  /** @returns the message's number, unique for all that matters; every node is told of it, this one too, by a {@link DeliveredEvent} */
  broadcast(payload: Uint8Array): number
}

/** A broadcast message has arrived, for the first time. */
export interface DeliveredEvent extends Event {
  readonly type: 'delivered'
  readonly id: number
  /** Who passed it on; this node itself for its own. */
  readonly from: PeerId
  /** How many links it came over. */
  readonly hops: number
  readonly payload: Uint8Array
}

/** Brings messages to those who asked for their topic. */
export interface PubSub {
  /** From now on messages of the topic are wanted. Again is once. @throws PubSubError for a name that is too long */
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  /**
   * Sends a message to the subscribers of a topic, whether this node is one of them or not. That no subscriber is known
   * yet is no failure: the message waits for the first ones, for a bounded time.
   * @throws PubSubError if data or topic are too long
   */
  publish(topic: string, data: Uint8Array): Published
  /** Peers of this node that want the topic's messages. */
  peersOf(topic: string): readonly PeerId[]
}

/** What became of a message that was published, so far. */
export interface Published {
  /** As in the {@link TopicMessageEvent}s of those who get it: one character for each byte. */
  readonly id: string
  /** To how many peers it went at once. */
  readonly sentTo: number
  /** Whether it waits for a peer that wants it. */
  readonly isHeld: boolean
}

/** A message of a topic has arrived, for the first time, and is valid. */
export interface TopicMessageEvent extends Event {
  readonly type: 'topic-message'
  readonly topic: string
  /** One character for each byte. */
  readonly id: string
  readonly data: Uint8Array
  /** Who passed it on; this node itself for its own. */
  readonly via: PeerId
  /** Who wrote it, by the bytes of its identity, if it says so. */
  readonly author?: Uint8Array
  /** The author's own number of it, if it says so: 8 bytes, the greatest first. */
  readonly seqno?: Uint8Array
  /** How many links it came over, if they are counted. */
  readonly hops?: number
}

/** A member is alive that was not before. */
export interface MemberJoinedEvent extends Event {
  readonly type: 'member-joined'
  readonly member: MemberView
}

/** A live member is gone: dead by verdict, or left by its own word. */
export interface MemberGoneEvent extends Event {
  readonly type: 'member-gone'
  readonly member: MemberView
}

/** A live member's application data has changed. */
export interface MemberUpdatedEvent extends Event {
  readonly type: 'member-updated'
  readonly member: MemberView
}

/** A member is suspected; the verdict falls unless it refutes. */
export interface MemberSuspectedEvent extends Event {
  readonly type: 'member-suspected'
  readonly member: MemberView
  /** Who said so first. */
  readonly from: string
}

/** The two ways between members. */
export type Plane = 'datagram' | 'stream'
/** Whether a way works, as far as this node has tried it. */
export type PlaneState = 'up' | 'down' | 'unknown'
/** Both ways to one member. */
export type PlaneStates = Readonly<Record<Plane, PlaneState>>

/** One of the ways to a member has broken while the other works, or works again. */
export interface PlaneEvent extends Event {
  readonly type: 'plane'
  readonly member: MemberView
  readonly plane: Plane
  readonly isUp: boolean
}

/** A suspected member has proved that it lives. */
export interface MemberRefutedEvent extends Event {
  readonly type: 'member-refuted'
  readonly member: MemberView
}

/** Two addresses claim one name. */
export interface NameConflictEvent extends Event {
  readonly type: 'name-conflict'
  readonly member: MemberView
  readonly claimant: PeerId
}

/** This node answered an accusation against itself. */
export interface SelfRefutedEvent extends Event {
  readonly type: 'self-refuted'
  readonly incarnation: number
}

/** The health score has changed. */
export interface HealthEvent extends Event {
  readonly type: 'health'
  readonly score: number
}

/** An exchange that was asked for has merged two member tables. */
export interface JoinedEvent extends Event {
  readonly type: 'joined'
  readonly peer: PeerId
}

/** An exchange that was asked for came to nothing. */
export interface JoinFailedEvent extends Event {
  readonly type: 'join-failed'
  readonly peer: PeerId
  readonly reason: string
}

/** A peer's member table cannot be merged: somebody speaks a version that others do not understand. */
export interface IncompatibleEvent extends Event {
  readonly type: 'incompatible'
  readonly peer: PeerId
  readonly reason: string
}

/** This node's own leave has been told as well as it could be. */
export interface LeftEvent extends Event {
  readonly type: 'left'
}

/** The other side of a push/pull sent application state. */
export interface StateEvent extends Event {
  readonly type: 'state'
  readonly from: PeerId
  readonly join: boolean
  readonly state: Message
}

/** Application bytes arrived that no layer reads. */
export interface UserDataEvent extends Event {
  readonly type: 'user-data'
  readonly from: PeerId
  readonly payload: Uint8Array
}

/** A direct probe was answered. */
export interface ProbedEvent extends Event {
  readonly type: 'probed'
  readonly member: MemberView
  readonly rttMs: number
  readonly payload: Uint8Array
}

/** Every fact that a membership layer tells. */
export type MembershipEvent =
  | MemberJoinedEvent
  | MemberGoneEvent
  | MemberUpdatedEvent
  | MemberSuspectedEvent
  | MemberRefutedEvent
  | NameConflictEvent
  | PlaneEvent
  | SelfRefutedEvent
  | HealthEvent
  | JoinedEvent
  | JoinFailedEvent
  | IncompatibleEvent
  | LeftEvent
  | StateEvent
  | UserDataEvent
  | ProbedEvent
