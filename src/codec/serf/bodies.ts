import { mapOf, nullable, list } from '../msgpack/containers.ts'
import { blob, bool, float, int, type Kind, lamport, text, u16, u32, u8 } from '../msgpack/kinds.ts'
import { struct, type Struct } from '../msgpack/struct.ts'

/** Serf's structs as they are on the wire (wire facts, section 12), behind the type byte of {@link SERF_IDS}. */

/** The first byte of a Serf message. */
export const SERF_IDS = {
  leave: 0,
  join: 1,
  pushPull: 2,
  userEvent: 3,
  query: 4,
  queryResponse: 5,
  conflictResponse: 6,
  keyRequest: 7,
  keyResponse: 8,
  relay: 9,
} as const

/** Type 0. */
export interface LeaveBody {
  LTime: number
  Node: string
  Prune: boolean
}

/** Type 0: a node leaves, or an operator says so. */
export const LEAVE: Struct<LeaveBody> = struct<LeaveBody>([
  ['LTime', lamport],
  ['Node', text],
  ['Prune', bool],
])

/** Type 1. */
export interface JoinBody {
  LTime: number
  Node: string
}

/** Type 1: a node joins. */
export const JOIN: Struct<JoinBody> = struct<JoinBody>([
  ['LTime', lamport],
  ['Node', text],
])

/** One event of a push/pull. */
export interface SlotEventBody {
  Name: string
  Payload: Uint8Array
}

/** The events of one Lamport time. */
export interface EventSlotBody {
  LTime: number
  Events: readonly SlotEventBody[]
}

/** Type 2. */
export interface StateBody {
  LTime: number
  StatusLTimes: ReadonlyMap<string, number>
  LeftMembers: readonly string[]
  EventLTime: number
  Events: readonly (EventSlotBody | undefined)[]
  QueryLTime: number
}

const SLOT_EVENT: Kind<SlotEventBody> = struct<SlotEventBody>([
  ['Name', text],
  ['Payload', blob],
])

const EVENT_SLOT: Kind<EventSlotBody> = struct<EventSlotBody>([
  ['LTime', lamport],
  ['Events', list(SLOT_EVENT)],
])

/** Type 2: Serf's part of a push/pull. */
export const STATE: Struct<StateBody> = struct<StateBody>([
  ['LTime', lamport],
  ['StatusLTimes', mapOf(lamport)],
  ['LeftMembers', list(text)],
  ['EventLTime', lamport],
  ['Events', list(nullable(EVENT_SLOT))],
  ['QueryLTime', lamport],
])

/** Type 3. */
export interface UserEventBody {
  LTime: number
  Name: string
  Payload: Uint8Array
  CC: boolean
}

/** Type 3: an event of the application. */
export const USER_EVENT: Struct<UserEventBody> = struct<UserEventBody>([
  ['LTime', lamport],
  ['Name', text],
  ['Payload', blob],
  ['CC', bool],
])

/** Type 4. */
export interface QueryBody {
  LTime: number
  ID: number
  Addr: Uint8Array
  Port: number
  SourceNode: string
  Filters: readonly Uint8Array[]
  Flags: number
  RelayFactor: number
  /** Nanoseconds. */
  Timeout: number
  Name: string
  Payload: Uint8Array
}

/** Type 4: a question to many. */
export const QUERY: Struct<QueryBody> = struct<QueryBody>([
  ['LTime', lamport],
  ['ID', u32],
  ['Addr', blob],
  ['Port', u16],
  ['SourceNode', text],
  ['Filters', list(blob)],
  ['Flags', u32],
  ['RelayFactor', u8],
  ['Timeout', int],
  ['Name', text],
  ['Payload', blob],
])

/** Type 5. */
export interface QueryResponseBody {
  LTime: number
  ID: number
  From: string
  Flags: number
  Payload: Uint8Array
}

/** Type 5: an answer to a query, or only the receipt for it (flag bit 0). */
export const QUERY_RESPONSE: Struct<QueryResponseBody> = struct<QueryResponseBody>([
  ['LTime', lamport],
  ['ID', u32],
  ['From', text],
  ['Flags', u32],
  ['Payload', blob],
])

/** Type 6. */
export interface MemberBody {
  Name: string
  Addr: Uint8Array
  Port: number
  Tags: ReadonlyMap<string, string>
  Status: number
  ProtocolMin: number
  ProtocolMax: number
  ProtocolCur: number
  DelegateMin: number
  DelegateMax: number
  DelegateCur: number
}

/** Type 6: who has the contested name; undefined (nil) if the answering node knows none. */
export const CONFLICT_RESPONSE: Kind<MemberBody | undefined> = nullable(
  struct<MemberBody>([
    ['Name', text],
    ['Addr', blob],
    ['Port', u16],
    ['Tags', mapOf(text)],
    ['Status', int],
    ['ProtocolMin', u8],
    ['ProtocolMax', u8],
    ['ProtocolCur', u8],
    ['DelegateMin', u8],
    ['DelegateMax', u8],
    ['DelegateCur', u8],
  ]),
)

/** Type 7. */
export interface KeyRequestBody {
  Key: Uint8Array
}

/** Type 7: a key to install, use or remove; empty to list them. */
export const KEY_REQUEST: Struct<KeyRequestBody> = struct<KeyRequestBody>([['Key', blob]])

/** Type 8. */
export interface KeyResponseBody {
  Result: boolean
  Message: string
  /** Base64. */
  Keys: readonly string[]
  /** Base64. */
  PrimaryKey: string
}

/** Type 8: the answer to a key request. */
export const KEY_RESPONSE: Struct<KeyResponseBody> = struct<KeyResponseBody>([
  ['Result', bool],
  ['Message', text],
  ['Keys', list(text)],
  ['PrimaryKey', text],
])

/** An address as Go's net.UDPAddr has it. */
export interface UdpAddrBody {
  IP: Uint8Array
  Port: number
  Zone: string
}

/** What begins a relayed message. */
export interface RelayHeader {
  DestAddr: UdpAddrBody
  DestName: string
}

const UDP_ADDR: Kind<UdpAddrBody> = struct<UdpAddrBody>([
  ['IP', blob],
  ['Port', int],
  ['Zone', text],
])

/** Type 9: whom to hand the message on to; the message (its type byte and struct) follows. */
export const RELAY_HEADER: Struct<RelayHeader> = struct<RelayHeader>([
  ['DestAddr', UDP_ADDR],
  ['DestName', text],
])

/** A network coordinate. */
export interface CoordinateBody {
  Vec: readonly number[]
  Error: number
  Adjustment: number
  Height: number
}

/** What Serf adds to acks, behind the version byte 1 (wire facts, section 14). Seconds. */
export const COORDINATE: Struct<CoordinateBody> = struct<CoordinateBody>([
  ['Vec', list(float)],
  ['Error', float],
  ['Adjustment', float],
  ['Height', float],
])
