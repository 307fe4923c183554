import type { PlaneStates, Plane } from '../core/ports.ts'
import type { AccrualOptions } from '../detection/phi/evidence/options.ts'
import type { RepairOptions } from '../dissemination/index.ts'
import type { SerfOptions } from '../membership/serf/options.ts'
import type { ProfileName, SwimOptions } from '../membership/swim/options.ts'
import type { BroadcastStats, TopicMessage } from './topic-api.ts'

/** Where a member stands: `suspect` is alive until the verdict; `leaving` has said so and is still there. */
export type MemberStatus = 'alive' | 'suspect' | 'leaving' | 'left' | 'failed'

/** One member of the cluster, as this node sees it. Frozen; a change makes a new one. */
export interface Member {
  readonly name: string
  /** "host:port", IPv6 in brackets. */
  readonly address: string
  readonly host: string
  readonly port: number
  readonly status: MemberStatus
  readonly tags: Readonly<Record<string, string>>
  readonly incarnation: number
  /** memberlist's least, greatest and spoken version, then Serf's. */
  readonly versions: readonly number[]
  /** Lamport time of the last join or leave intent. */
  readonly statusLtime: number
  /** Whether datagrams and streams get through to it, as far as this node has tried. */
  readonly planes: PlaneStates
  /** Whether it is this node. */
  readonly self: boolean
}

/** A user event, delivered once to every member. */
export interface UserEventDelivery {
  readonly name: string
  readonly payload: Uint8Array
  /** Lamport time of the event: orders events that know of each other. */
  readonly ltime: number
  readonly coalesce: boolean
}

/** What an event carries, by its name. */
export interface NodeEvents {
  /** A member is there that was not before. */
  join: [member: Member]
  /** A member left on purpose. */
  leave: [member: Member]
  /** A member was found dead. */
  fail: [member: Member]
  /** A member's tags (or address) changed. */
  update: [member: Member]
  /** A member did not answer; it has until the verdict to refute. */
  suspect: [member: Member, from: string]
  /** A suspected member proved that it lives. */
  refute: [member: Member]
  /** A failed or left member was forgotten. */
  reap: [member: Member]
  /** A user event. */
  event: [event: UserEventDelivery]
  /** A broadcast, this node's own among them. */
  broadcast: [message: TopicMessage]
  /** Two addresses claim one name. */
  conflict: [member: Member, claimant: string]
  /** Datagrams or streams to a member no longer get through while the other do, or do again. */
  plane: [member: Member, plane: Plane, isUp: boolean]
  /** This node's health score: 0 is well. */
  health: [score: number]
  /** This node was accused and has answered with a higher incarnation. */
  selfRefute: [incarnation: number]
  /** Something is wrong that an operator should know; at most once a minute for the same peer and reason. */
  warning: [warning: NodeWarning]
}

/** Something that an operator should know. */
export interface NodeWarning {
  /** For example `ERR_WRONG_KEY`, `ERR_FOREIGN_LABEL`, `ERR_BAD_PACKET`. */
  readonly code: string
  readonly message: string
  readonly peer?: string | undefined
}

/** One element of {@link NodeOptions | a node's} event stream. `gap` says that the reader was too slow. */
export type NodeEvent =
  | {
      readonly type: 'join' | 'leave' | 'fail' | 'update' | 'refute' | 'reap'
      readonly at: number
      readonly member: Member
    }
  | { readonly type: 'suspect'; readonly at: number; readonly member: Member; readonly from: string }
  | { readonly type: 'conflict'; readonly at: number; readonly member: Member; readonly claimant: string }
  | {
      readonly type: 'plane'
      readonly at: number
      readonly member: Member
      readonly plane: Plane
      readonly isUp: boolean
    }
  | { readonly type: 'event'; readonly at: number; readonly event: UserEventDelivery }
  | { readonly type: 'broadcast'; readonly at: number; readonly message: TopicMessage }
  | { readonly type: 'health'; readonly at: number; readonly score: number }
  | { readonly type: 'selfRefute'; readonly at: number; readonly incarnation: number }
  | { readonly type: 'warning'; readonly at: number; readonly warning: NodeWarning }
  | { readonly type: 'gap'; readonly at: number; readonly missed: number }

/** Where the node's own log lines go; every method takes fields, then a message, as pino does. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What packets travel over. */
export type Transport = 'udp+tcp' | 'tcp'

/** How to make a node. */
export interface NodeOptions {
  /** Unique in the cluster, 1–128 bytes. Default: the host's name. */
  readonly name?: string
  /** "host:port", numeric host; port 0 takes a free one. Default "127.0.0.1:7946". */
  readonly bind?: string
  /** What others are told, where it differs from `bind`. Needed when binding to 0.0.0.0 or [::]. */
  readonly advertise?: string
  /** Members to join, "host:port" or "name/host:port"; DNS names give all their addresses. Retried until one answers. */
  readonly join?: string | readonly string[]
  /** At most 512 bytes encoded. */
  readonly tags?: Readonly<Record<string, string>>
  /** Base64 of 16, 24 or 32 bytes, or the bytes; of several the first encrypts and all decrypt. */
  readonly key?: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Binds every packet to this cluster: others are dropped. 1–255 bytes; memberlist's label (not known to Serf 0.9). */
  readonly label?: string
  /** Timing for the network: default 'lan'. */
  readonly profile?: ProfileName
  /** Overrides of single settings of the profile. */
  readonly swim?: Partial<SwimOptions>
  readonly serf?: Partial<SerfOptions>
  /**
   * Heartbeats as evidence for `swim`, beside its probes: a member whose silence reaches a φ is suspected, and may
   * refute it. Default: none. Only members that have the option take part; memberlist and Serf are sent nothing.
   */
  readonly accrual?: Partial<AccrualOptions>
  /**
   * Whether this node takes part in broadcasts and topics, with settings of their repair. Default true in the dialect of
   * Serf. Only members that have the option take part; memberlist and Serf are sent nothing.
   */
  readonly broadcasts?: boolean | Partial<RepairOptions>
  /** 'serf' (default) speaks Serf's intents and events; 'memberlist' is a bare member, as in an Alertmanager cluster. */
  readonly dialect?: 'serf' | 'memberlist'
  /**
   * 'udp+tcp' (default) is memberlist's way. 'tcp' is for networks without UDP: packets travel over kept streams, which
   * only hearsay's nodes know. With 'udp+tcp' that happens by itself for peers whom datagrams do not reach.
   */
  readonly transport?: Transport
  /** Allows binding beyond loopback without a key. Default false. */
  readonly insecure?: boolean
  /** Compresses what it sends. Default true, as Serf. */
  readonly compress?: boolean
  /** Closes the node (without leaving) when aborted. */
  readonly signal?: AbortSignal
  readonly logger?: Logger
}

/** What became of a join. */
export interface JoinResult {
  /** Addresses that answered, "host:port". */
  readonly joined: readonly string[]
  readonly failed: readonly { readonly address: string; readonly reason: string }[]
}

/** What became of a user event. */
export interface SendResult {
  readonly ltime: number
  /** Live members other than this one that gossip will carry it to. */
  readonly recipients: number
}

/** Counters since the start, and the present. All plain numbers, cheap to read. */
export interface NodeStats {
  readonly health: number
  readonly incarnation: number
  readonly liveMembers: number
  readonly knownMembers: number
  readonly packetsSent: number
  readonly packetsReceived: number
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly streamsOpened: number
  readonly streamsAccepted: number
  /** Connections closed unread, because others had too many open with us: 128 exchanges or 1024 links. */
  readonly streamsRefused: number
  /** Of the packets, those that went over a link because datagrams do not get through. */
  readonly linkPacketsSent: number
  readonly linkPacketsReceived: number
  /** Dropped input by reason. */
  readonly dropped: Readonly<Record<string, number>>
  readonly queuedBroadcasts: number
  readonly suspicions: number
  readonly refutations: number
  readonly eventLoopLagMs: number
  /** Undefined if the node takes no part. */
  readonly broadcasts?: BroadcastStats
}
