import { blob, bool, int, text, u16, u32 } from '../msgpack/kinds.ts'
import { struct, type Struct } from '../msgpack/struct.ts'

/**
 * memberlist's structs as they are on the wire (wire facts, section 3): names as in Go, fields in order of declaration.
 * Absent and nil byte strings are empty. The heartbeat is ours, and has the form of the others.
 */

/** Message 0. */
export interface PingBody {
  SeqNo: number
  Node: string
  SourceAddr: Uint8Array
  SourcePort: number
  SourceNode: string
}

/** Message 0: "are you there?" */
export const PING: Struct<PingBody> = struct<PingBody>([
  ['SeqNo', u32],
  ['Node', text],
  ['SourceAddr', blob, 'omit-empty'],
  ['SourcePort', u16, 'omit-empty'],
  ['SourceNode', text, 'omit-empty'],
])

/** Message 1. */
export interface IndirectPingBody {
  SeqNo: number
  Target: Uint8Array
  Port: number
  Node: string
  Nack: boolean
  SourceAddr: Uint8Array
  SourcePort: number
  SourceNode: string
}

/** Message 1: "ping that one for me". */
export const INDIRECT_PING: Struct<IndirectPingBody> = struct<IndirectPingBody>([
  ['SeqNo', u32],
  ['Target', blob],
  ['Port', u16],
  ['Node', text],
  ['Nack', bool],
  ['SourceAddr', blob, 'omit-empty'],
  ['SourcePort', u16, 'omit-empty'],
  ['SourceNode', text, 'omit-empty'],
])

/** Message 2. */
export interface AckBody {
  SeqNo: number
  Payload: Uint8Array
}

/** Message 2: "I am here". */
export const ACK: Struct<AckBody> = struct<AckBody>([
  ['SeqNo', u32],
  ['Payload', blob],
])

/** Message 11. */
export interface NackBody {
  SeqNo: number
}

/** Message 11: "I am here, your target did not answer me". */
export const NACK: Struct<NackBody> = struct<NackBody>([['SeqNo', u32]])

/** Message 13. */
export interface ErrBody {
  Error: string
}

/** Message 13: why a stream has no other answer. */
export const ERR: Struct<ErrBody> = struct<ErrBody>([['Error', text]])

/** Messages 3 and 5, which are alike. */
export interface AccusationBody {
  Incarnation: number
  Node: string
  From: string
}

/** Message 3: an accusation, with what is ours and left out where it is false. */
export interface SuspectBody extends AccusationBody {
  Refused: boolean
}

/** Message 3. memberlist passes over `Refused`, as over every key that it does not know. */
export const SUSPECT: Struct<SuspectBody> = struct<SuspectBody>([
  ['Incarnation', u32],
  ['Node', text],
  ['From', text],
  ['Refused', bool, 'omit-empty'],
])

/** Message 5 (dead). */
export const ACCUSATION: Struct<AccusationBody> = struct<AccusationBody>([
  ['Incarnation', u32],
  ['Node', text],
  ['From', text],
])

/** Message 4. */
export interface AliveBody {
  Incarnation: number
  Node: string
  Addr: Uint8Array
  Port: number
  Meta: Uint8Array
  Vsn: Uint8Array
}

/** Message 4: a member and what it says of itself. */
export const ALIVE: Struct<AliveBody> = struct<AliveBody>([
  ['Incarnation', u32],
  ['Node', text],
  ['Addr', blob],
  ['Port', u16],
  ['Meta', blob],
  ['Vsn', blob],
])

/** What begins a push/pull. */
export interface PushPullHeader {
  Nodes: number
  UserStateLen: number
  Join: boolean
}

/** What begins a push/pull (message 6). */
export const PUSH_PULL_HEADER: Struct<PushPullHeader> = struct<PushPullHeader>([
  ['Nodes', int],
  ['UserStateLen', int],
  ['Join', bool],
])

/** One row of a push/pull. */
export interface PushPullNode {
  Name: string
  Addr: Uint8Array
  Port: number
  Meta: Uint8Array
  Incarnation: number
  State: number
  Vsn: Uint8Array
}

/** One row of a push/pull. */
export const PUSH_PULL_NODE: Struct<PushPullNode> = struct<PushPullNode>([
  ['Name', text],
  ['Addr', blob],
  ['Port', u16],
  ['Meta', blob],
  ['Incarnation', u32],
  ['State', int],
  ['Vsn', blob],
])

/** What begins a user message on a stream. */
export interface UserHeader {
  UserMsgLen: number
}

/** What begins a user message (8) on a stream; in a datagram the bytes follow at once. */
export const USER_HEADER: Struct<UserHeader> = struct<UserHeader>([['UserMsgLen', int]])

/** Message 0x68, ours. */
export interface HeartbeatBody {
  Life: number
  SeqNo: number
}

/** Message 0x68, ours: "I live". */
export const HEARTBEAT: Struct<HeartbeatBody> = struct<HeartbeatBody>([
  ['Life', u32],
  ['SeqNo', u32],
])
