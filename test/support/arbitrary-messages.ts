import fc from 'fast-check'
import { AddressBook, type Message, type PeerId } from '../../src/core/index.ts'
import { HEARTBEAT_TAGS, SERF_TAGS, SWIM_TAGS } from '../../src/core/tags.ts'
import type { WireOptions } from '../../src/codec/index.ts'
import { MEMBER_STATES, type MemberRecord } from '../../src/membership/swim/messages.ts'
import { nativeMessages } from './arbitrary-native.ts'

/** What every arbitrary message refers to: forty peers, half of them over IPv6. */
export const ARBITRARY_BOOK: AddressBook = new AddressBook()

/** Options for a codec that knows these peers. */
export function optionsWith(more: Partial<WireOptions> = {}): WireOptions {
  return { book: ARBITRARY_BOOK, bindPort: () => 7946, ...more }
}

/** The peers of the book. */
export const ARBITRARY_PEERS: readonly PeerId[] = Array.from({ length: 40 }, (_, i) => {
  const ip = i % 2 === 0 ? Uint8Array.of(10, 0, 0, i) : Uint8Array.of(0xfd, ...new Array<number>(14).fill(0), i)
  const peer = ARBITRARY_BOOK.intern(ip, 1 + i * 1600)
  ARBITRARY_BOOK.pin(peer)
  return peer
})

const u32 = fc.nat(0xffffffff)
const peer = fc.constantFrom(...ARBITRARY_PEERS)
const name = fc.string({ unit: 'binary', maxLength: 40 })
const bytes = fc.uint8Array({ maxLength: 80 })
const ltime = fc.maxSafeNat()
const versions = fc.oneof(fc.constant([]), fc.array(fc.nat(255), { minLength: 6, maxLength: 6 }))
const sourceNode = fc.option(fc.string({ minLength: 1, maxLength: 10 }), { nil: undefined })
const source = fc.option(peer, { nil: undefined })
const ping = { sequence: u32, node: name, source, sourceNode }
const accusation = { incarnation: u32, node: name, from: name }

function message<T extends object>(tag: number, fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Message> {
  return fc.record({ ...fields, tag: fc.constant(tag) })
}

/** SWIM's messages of datagrams. */
export const swimDatagrams: fc.Arbitrary<Message> = fc.oneof(
  message(SWIM_TAGS.ping, ping),
  message(SWIM_TAGS.indirectPing, { ...ping, target: peer, nack: fc.boolean() }),
  message(SWIM_TAGS.ack, { sequence: u32, payload: bytes }),
  message(SWIM_TAGS.nack, { sequence: u32 }),
  message(SWIM_TAGS.suspect, accusation),
  message(SWIM_TAGS.dead, accusation),
  message(SWIM_TAGS.alive, { incarnation: u32, node: name, peer, meta: bytes, versions }),
)

/** Serf's messages, as the node that makes them has them: without the bytes of the wire. */
export const serfDatagrams: fc.Arbitrary<Message> = fc.oneof(
  message(SERF_TAGS.joinIntent, { ltime, node: name }),
  message(SERF_TAGS.leaveIntent, { ltime, node: name, prune: fc.boolean() }),
  message(SERF_TAGS.userEvent, { ltime, name, payload: bytes, coalesce: fc.boolean() }),
)

/** What only nodes of hearsay send. */
export const ownDatagrams: fc.Arbitrary<Message> = fc.oneof(
  message(HEARTBEAT_TAGS.heartbeat, { life: u32, sequence: u32 }),
  nativeMessages(peer),
)

/** Bytes of an application that is not Serf. */
export const foreignDatagrams: fc.Arbitrary<Message> = message(SWIM_TAGS.userData, {
  payload: bytes.map((payload) => Uint8Array.of(200, ...payload)),
})

const member: fc.Arbitrary<MemberRecord> = fc.record({
  node: name,
  peer,
  meta: bytes,
  incarnation: u32,
  state: fc.constantFrom(...MEMBER_STATES),
  versions,
})

const slot = fc.record({ ltime, events: fc.array(fc.record({ name, payload: bytes }), { maxLength: 4 }) })

/** Serf's part of a push/pull. */
export const serfStates: fc.Arbitrary<Message> = message(SERF_TAGS.state, {
  ltime,
  statusLtimes: fc.dictionary(name, ltime).map((times) => new Map(Object.entries(times))),
  leftMembers: fc.array(name, { maxLength: 20 }),
  eventLtime: ltime,
  events: fc.array(fc.option(slot, { nil: undefined }), { maxLength: 20 }),
  queryLtime: ltime,
})

const foreignStates = message(SWIM_TAGS.foreignState, { payload: bytes.map((payload) => Uint8Array.of(9, ...payload)) })
const table = {
  join: fc.boolean(),
  members: fc.array(member, { maxLength: 20 }),
  state: fc.option(fc.oneof(serfStates, foreignStates), { nil: undefined }),
}

/** What a dialler writes on a stream. */
export const streamRequests: fc.Arbitrary<Message> = fc.oneof(
  message(SWIM_TAGS.pushPull, table),
  message(SWIM_TAGS.streamPing, ping),
  foreignDatagrams,
)

/** What an acceptor answers. */
export const streamAnswers: fc.Arbitrary<Message> = fc.oneof(
  message(SWIM_TAGS.pushPullReply, table),
  message(SWIM_TAGS.streamAck, { sequence: u32 }),
  message(SWIM_TAGS.refusal, { reason: name }),
)
