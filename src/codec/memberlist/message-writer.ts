import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { SERF_TAGS, SWIM_TAGS } from '../../core/tags.ts'
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
import { NO_BYTES } from '../msgpack/reader.ts'
import { Writer } from '../msgpack/writer.ts'
import { writeJoin, writeLeave, writeSerfState, writeUserEvent } from '../serf/from-message.ts'
import type { Addresses } from './addresses.ts'
import {
  ACCUSATION,
  SUSPECT,
  ACK,
  ALIVE,
  ERR,
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
  writeDatagram(writer: Writer, message: Message): void {
    const known = message as SwimMessage | SerfMessage
    switch (known.tag) {
      case SWIM_TAGS.ping:
        return this.#ping(writer, known)
      case SWIM_TAGS.indirectPing:
        return this.#indirectPing(writer, known)
      case SWIM_TAGS.ack:
        writer.byte(WIRE_IDS.ack)
        return ACK.write(writer, { SeqNo: known.sequence, Payload: known.payload })
      case SWIM_TAGS.nack:
        writer.byte(WIRE_IDS.nack)
        return NACK.write(writer, { SeqNo: known.sequence })
      case SWIM_TAGS.suspect:
        return writeSuspect(writer, known)
      case SWIM_TAGS.dead:
        return writeDead(writer, known)
      case SWIM_TAGS.alive:
        return this.#alive(writer, known)
      default:
        writer.byte(WIRE_IDS.user)
        if (!writeUserPayload(writer, known)) throw misplaced(message, 'datagram')
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

  #ping(writer: Writer, message: Ping | StreamPing): void {
    writer.byte(WIRE_IDS.ping)
    PING.write(writer, { SeqNo: message.sequence, Node: message.node, ...this.#source(message) })
  }

  #indirectPing(writer: Writer, message: IndirectPing): void {
    const { ip, port } = this.#addresses.addressOf(message.target)
    writer.byte(WIRE_IDS.indirectPing)
    INDIRECT_PING.write(writer, {
      SeqNo: message.sequence,
      Target: ip,
      Port: port,
      Node: message.node,
      Nack: message.nack,
      ...this.#source(message),
    })
  }

  #source(message: { source?: PeerId | undefined; sourceNode?: string | undefined }): {
    SourceAddr: Uint8Array
    SourcePort: number
    SourceNode: string
  } {
    const SourceNode = message.sourceNode ?? ''
    if (message.source === undefined) return { SourceAddr: NO_BYTES, SourcePort: 0, SourceNode }
    const { ip, port } = this.#addresses.addressOf(message.source)
    return { SourceAddr: ip, SourcePort: port, SourceNode }
  }

  #alive(writer: Writer, message: Alive): void {
    const { ip, port } = this.#addresses.addressOf(message.peer)
    writer.byte(WIRE_IDS.alive)
    ALIVE.write(writer, {
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

function writeSuspect(writer: Writer, { incarnation, node, from, refused = false }: Suspect): void {
  writer.byte(WIRE_IDS.suspect)
  SUSPECT.write(writer, { Incarnation: incarnation, Node: node, From: from, Refused: refused })
}

function writeDead(writer: Writer, { incarnation, node, from }: Dead): void {
  writer.byte(WIRE_IDS.dead)
  ACCUSATION.write(writer, { Incarnation: incarnation, Node: node, From: from })
}

/** Writes what follows the number 8; @returns false if the message is none of the application's */
function writeUserPayload(writer: Writer, message: SwimMessage | SerfMessage): boolean {
  switch (message.tag) {
    case SWIM_TAGS.userData:
      writer.raw(message.payload)
      return true
    case SERF_TAGS.query:
      writer.raw(message.wire)
      return true
    case SERF_TAGS.joinIntent:
      if (message.wire === undefined) writeJoin(writer, message)
      else writer.raw(message.wire)
      return true
    case SERF_TAGS.leaveIntent:
      if (message.wire === undefined) writeLeave(writer, message)
      else writer.raw(message.wire)
      return true
    case SERF_TAGS.userEvent:
      if (message.wire === undefined) writeUserEvent(writer, message)
      else writer.raw(message.wire)
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
