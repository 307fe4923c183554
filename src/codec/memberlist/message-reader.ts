import type { Message } from '../../core/message.ts'
import { HEARTBEAT_TAGS, SWIM_TAGS } from '../../core/tags.ts'
import type { Heartbeat } from '../../detection/phi/heartbeats/messages.ts'
import {
  type Ack,
  type Alive,
  type Dead,
  type ForeignState,
  type IndirectPing,
  MEMBER_STATES,
  type MemberRecord,
  type Nack,
  type Ping,
  type Refusal,
  type StreamAck,
  type StreamPing,
  type Suspect,
  type UserData,
} from '../../membership/swim/messages.ts'
import { Reader } from '../msgpack/reader.ts'
import { readNative } from '../native/native-messages.ts'
import { SERF_IDS } from '../serf/bodies.ts'
import { readSerfMessage, readSerfState } from '../serf/to-message.ts'
import { WireError } from '../wire-error.ts'
import type { WireOptions } from '../wire-options.ts'
import { Addresses } from './addresses.ts'
import {
  ACCUSATION,
  ACK,
  ALIVE,
  ERR,
  HEARTBEAT,
  INDIRECT_PING,
  NACK,
  PING,
  type PushPullNode,
  SUSPECT,
} from './bodies.ts'
import { WIRE_IDS } from './message-ids.ts'
import { VersionsReader } from './versions.ts'

/**
 * Turns memberlist's structs into messages (wire facts, section 3). Nothing that it returns shares memory with what it
 * reads. Every method throws WireError.
 */
export class MessageReader {
  readonly addresses: Addresses
  readonly #readsSerf: boolean
  readonly #versions = new VersionsReader()
  /** For the inside of user messages: the caller's reader keeps its place. */
  readonly #inner = new Reader()

  constructor(options: WireOptions) {
    this.addresses = new Addresses(options.book, options.bindPort)
    this.#readsSerf = options.dialect !== 'memberlist'
  }

  /** One message of a datagram, from its number to the reader's end. */
  readDatagram(reader: Reader): Message {
    const id = reader.peek()
    reader.at++
    switch (id) {
      case WIRE_IDS.ping:
        return this.#ping(reader)
      case WIRE_IDS.indirectPing:
        return this.#indirectPing(reader)
      case WIRE_IDS.ack:
        return toAck(reader)
      case WIRE_IDS.nack:
        return toNack(reader)
      case WIRE_IDS.suspect:
        return toSuspect(reader)
      case WIRE_IDS.alive:
        return this.#alive(reader)
      case WIRE_IDS.dead:
        return toDead(reader)
      case WIRE_IDS.heartbeat:
        return toHeartbeat(reader)
      case WIRE_IDS.native:
        return readNative(reader.take(reader.remaining), this.addresses)
      case WIRE_IDS.user:
        return this.readUser(reader.take(reader.remaining))
      default:
        throw new WireError('ERR_UNKNOWN_MESSAGE', `the message ${id} does not belong into a datagram`)
    }
  }

  /** A ping on a stream, behind its number. */
  readStreamPing(reader: Reader): StreamPing {
    return { ...this.#ping(reader), tag: SWIM_TAGS.streamPing }
  }

  /** The payload of a user message: Serf's where it is readable as such, else as it is. */
  readUser(payload: Uint8Array): Message {
    const wire = new Uint8Array(payload) // a copy even of a Buffer, whose slice is none
    return (this.#readsSerf && wire.length > 0 ? this.#serf(wire) : undefined) ?? userData(wire)
  }

  /** The application's part of a push/pull: Serf's where it is readable as such, else as it is. */
  readState(bytes: Uint8Array): Message | undefined {
    if (bytes.length === 0) return undefined
    const state = new Uint8Array(bytes)
    if (this.#readsSerf && state[0] === SERF_IDS.pushPull) {
      const serf = attempt(() => readSerfState(this.#inner.reset(state, 1)))
      if (serf !== undefined) return serf
    }
    const foreign: ForeignState = { tag: SWIM_TAGS.foreignState, payload: state }
    return foreign
  }

  /**
   * Whether a row of a push/pull is one that memberlist would act on: it ignores unknown states. A row with an address
   * that is none is left out too; one such member, which memberlist stores and passes on, shall not spoil every
   * exchange for ever.
   */
  isUsable(node: PushPullNode): boolean {
    return this.addresses.isAddress(node.Addr) && MEMBER_STATES[node.State] !== undefined
  }

  /** A row of a push/pull that {@link isUsable}. */
  toRecord(node: PushPullNode): MemberRecord {
    return {
      node: node.Name,
      peer: this.addresses.peerAt(node.Addr, node.Port),
      meta: node.Meta,
      incarnation: node.Incarnation,
      state: MEMBER_STATES[node.State] ?? 'dead',
      versions: this.#versions.read(node.Vsn),
    }
  }

  #ping(reader: Reader): Ping {
    const body = PING.read(reader)
    return {
      tag: SWIM_TAGS.ping,
      sequence: body.SeqNo,
      node: body.Node,
      source: this.addresses.sourceAt(body.SourceAddr, body.SourcePort),
      sourceNode: known(body.SourceNode),
    }
  }

  #indirectPing(reader: Reader): IndirectPing {
    const body = INDIRECT_PING.read(reader)
    return {
      tag: SWIM_TAGS.indirectPing,
      sequence: body.SeqNo,
      target: this.addresses.peerAt(body.Target, body.Port),
      node: body.Node,
      nack: body.Nack,
      source: this.addresses.sourceAt(body.SourceAddr, body.SourcePort),
      sourceNode: known(body.SourceNode),
    }
  }

  #alive(reader: Reader): Alive {
    const body = ALIVE.read(reader)
    return {
      tag: SWIM_TAGS.alive,
      incarnation: body.Incarnation,
      node: body.Node,
      peer: this.addresses.peerAt(body.Addr, body.Port),
      meta: body.Meta,
      versions: this.#versions.read(body.Vsn),
    }
  }

  /** Undefined if it is not Serf's; a Lamport time that would poison a clock is refused, not handed on. */
  #serf(wire: Uint8Array): Message | undefined {
    return attempt(() => readSerfMessage(this.#inner.reset(wire), wire), 'ERR_OUT_OF_RANGE')
  }
}

/** The result, or undefined if it is malformed in another way than `fatal`. */
function attempt<T>(read: () => T, fatal?: WireError['code']): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof WireError && error.code !== fatal) return undefined
    throw error
  }
}

/** An ack on a stream, behind its number; its payload is always empty. */
export function readStreamAck(reader: Reader): StreamAck {
  return { tag: SWIM_TAGS.streamAck, sequence: ACK.read(reader).SeqNo }
}

/** An error on a stream, behind its number. */
export function readRefusal(reader: Reader): Refusal {
  return { tag: SWIM_TAGS.refusal, reason: ERR.read(reader).Error }
}

function toAck(reader: Reader): Ack {
  const body = ACK.read(reader)
  return { tag: SWIM_TAGS.ack, sequence: body.SeqNo, payload: body.Payload }
}

function toNack(reader: Reader): Nack {
  return { tag: SWIM_TAGS.nack, sequence: NACK.read(reader).SeqNo }
}

function toSuspect(reader: Reader): Suspect {
  const body = SUSPECT.read(reader)
  const suspect: Suspect = { tag: SWIM_TAGS.suspect, incarnation: body.Incarnation, node: body.Node, from: body.From }
  return body.Refused ? { ...suspect, refused: true } : suspect
}

function toDead(reader: Reader): Dead {
  const body = ACCUSATION.read(reader)
  return { tag: SWIM_TAGS.dead, incarnation: body.Incarnation, node: body.Node, from: body.From }
}

function toHeartbeat(reader: Reader): Heartbeat {
  const body = HEARTBEAT.read(reader)
  return { tag: HEARTBEAT_TAGS.heartbeat, life: body.Life, sequence: body.SeqNo }
}

/** What a sender did not say is an empty text on the wire. */
function known(text: string): string | undefined {
  return text === '' ? undefined : text
}

function userData(payload: Uint8Array): UserData {
  return { tag: SWIM_TAGS.userData, payload }
}
