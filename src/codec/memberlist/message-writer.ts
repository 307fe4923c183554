import type { Address } from '../../core/address-book.ts'
import type { Message } from '../../core/message.ts'
import { HEARTBEAT_TAGS, SERF_TAGS, SWIM_TAGS } from '../../core/tags.ts'
import type { Heartbeat } from '../../detection/phi/heartbeats/messages.ts'
import type { SerfMessage } from '../../membership/serf/messages.ts'
import {
  type Alive,
  type Dead,
  type IndirectPing,
  MEMBER_STATES,
  type MemberRecord,
  type Ping,
  type PushPull,
  type PushPullReply,
  type StreamPing,
  type Suspect,
  type SwimMessage,
} from '../../membership/swim/messages.ts'
import { isNative, writeNative } from '../native/native-messages.ts'
import { NO_BYTES } from '../msgpack/reader.ts'
import type { Sink } from '../msgpack/sink.ts'
import { Writer } from '../msgpack/writer.ts'
import { writeJoin, writeLeave, writeSerfState, writeUserEvent } from '../serf/from-message.ts'
import type { Addresses } from './addresses.ts'
import {
  ACCUSATION,
  SUSPECT,
  ACK,
  ALIVE,
  ERR,
  HEARTBEAT,
  INDIRECT_PING,
  NACK,
  PING,
  PUSH_PULL_HEADER,
  PUSH_PULL_NODE,
  USER_HEADER,
} from './bodies.ts'
import { WIRE_IDS } from './message-ids.ts'
import { versionBytes } from './versions.ts'

/** Turns messages into memberlist's structs (wire facts, section 3), byte for byte as Go writes them. */
export class MessageWriter {
  readonly #addresses: Addresses
  /** For what must be measured before it can be written. */
  readonly #inner = new Writer()

  constructor(addresses: Addresses) {
    this.#addresses = addresses
  }

  /**
   * Writes one message of a datagram, its number included.
   * @throws RangeError if it does not travel in datagrams or breaks a rule that keeps peers alive
   */
  writeDatagram(sink: Sink, message: Message): void {
    const known = message as SwimMessage | SerfMessage | Heartbeat
    switch (known.tag) {
      case SWIM_TAGS.ping:
        return this.#ping(sink, known)
      case SWIM_TAGS.indirectPing:
        return this.#indirectPing(sink, known)
      case SWIM_TAGS.ack:
        sink.byte(WIRE_IDS.ack)
        return ACK.write(sink, { SeqNo: known.sequence, Payload: known.payload })
      case SWIM_TAGS.nack:
        sink.byte(WIRE_IDS.nack)
        return NACK.write(sink, { SeqNo: known.sequence })
      case SWIM_TAGS.suspect:
        return writeSuspect(sink, known)
      case SWIM_TAGS.dead:
        return writeDead(sink, known)
      case SWIM_TAGS.alive:
        return this.#alive(sink, known)
      case HEARTBEAT_TAGS.heartbeat:
        sink.byte(WIRE_IDS.heartbeat)
        return HEARTBEAT.write(sink, { Life: known.life, SeqNo: known.sequence })
      default:
        return this.#other(sink, known)
    }
  }

  /**
   * Writes the message of a stream, its number included (wire facts, section 5).
   * @throws RangeError if it does not travel on streams or breaks a rule that keeps peers alive
   */
  writeStream(writer: Writer, message: Message): void {
    const known = message as SwimMessage | SerfMessage
    switch (known.tag) {
      case SWIM_TAGS.streamPing:
        return this.#ping(writer, known)
      case SWIM_TAGS.streamAck:
        writer.byte(WIRE_IDS.ack)
        return ACK.write(writer, { SeqNo: known.sequence, Payload: NO_BYTES })
      case SWIM_TAGS.refusal:
        writer.byte(WIRE_IDS.err)
        return ERR.write(writer, { Error: known.reason })
      case SWIM_TAGS.pushPull:
      case SWIM_TAGS.pushPullReply:
        return this.#pushPull(writer, known)
      default:
        this.#inner.truncate(0)
        if (!writeUserPayload(this.#inner, known)) throw misplaced(message, 'stream')
        writer.byte(WIRE_IDS.user)
        USER_HEADER.write(writer, { UserMsgLen: this.#inner.length })
        writer.raw(this.#inner.view())
    }
  }

  #other(sink: Sink, message: Message): void {
    if (isNative(message)) {
      sink.byte(WIRE_IDS.native)
      return writeNative(sink, message, this.#addresses)
    }
    sink.byte(WIRE_IDS.user)
    if (!writeUserPayload(sink, message as SwimMessage | SerfMessage)) throw misplaced(message, 'datagram')
  }

  #ping(sink: Sink, message: Ping | StreamPing): void {
    const { ip, port } = this.#sourceOf(message)
    sink.byte(WIRE_IDS.ping)
    PING.write(sink, {
      SeqNo: message.sequence,
      Node: message.node,
      SourceAddr: ip,
      SourcePort: port,
      SourceNode: message.sourceNode ?? '',
    })
  }

  #indirectPing(sink: Sink, message: IndirectPing): void {
    const target = this.#addresses.addressOf(message.target)
    const { ip, port } = this.#sourceOf(message)
    sink.byte(WIRE_IDS.indirectPing)
    INDIRECT_PING.write(sink, {
      SeqNo: message.sequence,
      Target: target.ip,
      Port: target.port,
      Node: message.node,
      Nack: message.nack,
      SourceAddr: ip,
      SourcePort: port,
      SourceNode: message.sourceNode ?? '',
    })
  }

  #sourceOf({ source }: Pick<Ping, 'source'>): Pick<Address, 'ip' | 'port'> {
    return source === undefined ? NOWHERE : this.#addresses.addressOf(source)
  }

  #alive(sink: Sink, message: Alive): void {
    const { ip, port } = this.#addresses.addressOf(message.peer)
    sink.byte(WIRE_IDS.alive)
    ALIVE.write(sink, {
      Incarnation: message.incarnation,
      Node: message.node,
      Addr: ip,
      Port: port,
      Meta: message.meta,
      Vsn: versionBytes(message.versions),
    })
  }

  #pushPull(writer: Writer, message: PushPull | PushPullReply): void {
    this.#inner.truncate(0)
    if (message.state !== undefined) writeState(this.#inner, message.state)
    writer.byte(WIRE_IDS.pushPull)
    PUSH_PULL_HEADER.write(writer, {
      Nodes: message.members.length,
      UserStateLen: this.#inner.length,
      Join: message.join,
    })
    for (const member of message.members) this.#member(writer, member)
    writer.raw(this.#inner.view())
  }

  #member(writer: Writer, member: MemberRecord): void {
    const { ip, port } = this.#addresses.addressOf(member.peer)
    PUSH_PULL_NODE.write(writer, {
      Name: member.node,
      Addr: ip,
      Port: port,
      Meta: member.meta,
      Incarnation: member.incarnation,
      State: MEMBER_STATES.indexOf(member.state),
      Vsn: versionBytes(member.versions),
    })
  }
}

/** Left out on the wire. */
const NOWHERE = { ip: NO_BYTES, port: 0 }

function writeSuspect(sink: Sink, { incarnation, node, from, refused = false }: Suspect): void {
  sink.byte(WIRE_IDS.suspect)
  SUSPECT.write(sink, { Incarnation: incarnation, Node: node, From: from, Refused: refused })
}

function writeDead(sink: Sink, { incarnation, node, from }: Dead): void {
  sink.byte(WIRE_IDS.dead)
  ACCUSATION.write(sink, { Incarnation: incarnation, Node: node, From: from })
}

/** Writes what follows the number 8; @returns false if the message is none of the application's */
function writeUserPayload(sink: Sink, message: SwimMessage | SerfMessage): boolean {
  switch (message.tag) {
    case SWIM_TAGS.userData:
      sink.raw(message.payload)
      return true
    case SERF_TAGS.query:
      sink.raw(message.wire)
      return true
    case SERF_TAGS.joinIntent:
      if (message.wire === undefined) writeJoin(sink, message)
      else sink.raw(message.wire)
      return true
    case SERF_TAGS.leaveIntent:
      if (message.wire === undefined) writeLeave(sink, message)
      else sink.raw(message.wire)
      return true
    case SERF_TAGS.userEvent:
      if (message.wire === undefined) writeUserEvent(sink, message)
      else sink.raw(message.wire)
      return true
    default:
      return false
  }
}

function writeState(writer: Writer, message: Message): void {
  const state = message as SwimMessage | SerfMessage
  if (state.tag === SERF_TAGS.state) writeSerfState(writer, state)
  else if (state.tag === SWIM_TAGS.foreignState) writer.raw(state.payload)
  else throw new RangeError(`the message ${message.tag} is no application state`)
}

function misplaced(message: Message, channel: string): RangeError {
  return new RangeError(`the message ${message.tag} does not travel in a ${channel}`)
}
