import { Slab } from '../base/slab.ts'
import { type Message, PACKET, type Packet } from '../core/message.ts'
import { HEARTBEAT_TAGS, SERF_TAGS, SWIM_TAGS } from '../core/tags.ts'
import { CHECKSUM, CHECKSUM_SIZE } from './frame/checksum.ts'
import { COMPOUND, MAX_PARTS } from './frame/compound.ts'
import { Compressor } from './frame/compression.ts'
import { crc32 } from './frame/crc32.ts'
import { labelHeader } from './frame/label.ts'
import { MessageWriter } from './memberlist/message-writer.ts'
import { Addresses } from './memberlist/addresses.ts'
import { ByteCounter } from './msgpack/byte-counter.ts'
import { Writer } from './msgpack/writer.ts'
import { isNative } from './native/native-messages.ts'
import { PacketReader } from './packet-reader.ts'
import type { WireError } from './wire-error.ts'
import type { Sealer, WireOptions } from './wire-options.ts'

/** memberlist's default size of a datagram (wire facts, section 4.7). */
const DATAGRAM = 1400
/** What a compound takes whatever is in it. */
const COMPOUND_OVERHEAD = 2
/** Shorter is not worth a try: the struct round compressed data takes 13 bytes, and short messages hardly repeat themselves. */
const LEAST_COMPRESSED = 40

/** Messages that are sent many times as they are, so that their bytes are worth keeping. */
const GOSSIPED: ReadonlySet<number> = new Set([
  SWIM_TAGS.suspect,
  SWIM_TAGS.alive,
  SWIM_TAGS.dead,
  SERF_TAGS.joinIntent,
  SERF_TAGS.leaveIntent,
  SERF_TAGS.userEvent,
])

/**
 * Datagrams as memberlist and Serf have them (wire facts, section 4): label, encryption, checksum, compression,
 * compound, message, outermost first.
 */
export class PacketCodec {
  /** Bytes that the parts of one packet may take, each with two more for its length. */
  readonly packetBudget: number
  readonly #label: Uint8Array
  readonly #aad: Uint8Array
  readonly #sealer: Sealer | undefined
  readonly #compresses: boolean
  readonly #compressor = new Compressor()
  readonly #messages: MessageWriter
  readonly #reader: PacketReader
  readonly #writer = new Writer()
  readonly #slab = new Slab()
  readonly #counter = new ByteCounter()
  /** For messages whose bytes are kept. */
  readonly #scratch = new Writer()
  readonly #gossip = new WeakMap<Message, Uint8Array>()

  /** @throws RangeError for a label of more than 255 bytes */
  constructor(options: WireOptions) {
    this.#label = labelHeader(options.label ?? '')
    this.#aad = this.#label.slice(2)
    this.#sealer = options.verifyOutgoing === false ? undefined : options.sealer
    this.#compresses = options.compress !== false
    this.#messages = new MessageWriter(new Addresses(options.book, options.bindPort))
    this.#reader = new PacketReader(options, this.#label, this.#compressor)
    this.packetBudget = DATAGRAM - COMPOUND_OVERHEAD - this.#label.length - (this.#sealer?.overhead ?? 0)
  }

  /** How many parts of compounds were lost because their datagram was cut. */
  get truncatedParts(): number {
    return this.#reader.truncatedParts
  }

  /** How many parts of compounds were dropped because they could not be read, while others of their datagram could. */
  get rejectedParts(): number {
    return this.#reader.rejectedParts
  }

  /** Why a part of the last decoded datagram was dropped although others could be read; undefined if none was. */
  get partError(): WireError | undefined {
    return this.#reader.partError
  }

  /**
   * Bytes that a message or packet takes in a datagram, its number (and for a user message the byte 8) included,
   * uncompressed, without label and encryption.
   * @throws RangeError if it does not travel in datagrams
   */
  sizeOf(message: Message): number {
    const header = isChecked(message) ? CHECKSUM_SIZE : 0
    return header + (message.tag === PACKET ? this.#sizeOfParts(message as Packet) : this.#sizeOfPart(message))
  }

  /**
   * The datagram of a message or a packet, in bytes that nobody else uses. A packet of one part is sent as that part, without
   * compound, as memberlist does.
   * @throws RangeError for what must not be sent: no parts or more than 127, a part of more than 65,535 bytes, versions
   * other than six, a message that belongs on a stream
   */
  encode(message: Message): Uint8Array {
    const writer = this.#writer
    writer.truncate(0)
    if (this.#sealer === undefined) writer.raw(this.#label)
    const checked = isChecked(message)
    const start = writer.length
    if (checked) {
      writer.byte(CHECKSUM)
      writer.u32(0)
    }
    this.#writeBody(message)
    if (checked) writer.patchU32(start + 1, crc32(writer.view(start + CHECKSUM_SIZE)))
    return this.#sealer === undefined ? this.#slab.copy(writer.view()) : this.#seal(this.#sealer)
  }

  /**
   * The message of a datagram, or a packet of those of its messages that could be read (wire facts, section 4.8). A
   * compound that announces no parts is a packet of none.
   * @throws WireError if not a single message can be read
   */
  decode(bytes: Uint8Array): Message {
    return this.#reader.read(bytes)
  }

  #sizeOfParts({ parts }: Packet): number {
    if (parts.length === 1) return this.#sizeOfPart(parts[0] as Message)
    return parts.reduce((sum, part) => sum + 2 + this.#sizeOfPart(part), COMPOUND_OVERHEAD)
  }

  #sizeOfPart(message: Message): number {
    if (GOSSIPED.has(message.tag)) return this.#gossipBytes(message).length
    this.#counter.truncate(0)
    this.#messages.writeDatagram(this.#counter, message)
    return this.#counter.length
  }

  #writeBody(message: Message): void {
    const writer = this.#writer
    const start = writer.length
    if (message.tag === PACKET) this.#writeParts((message as Packet).parts)
    else this.#writePart(message)
    const isWorthIt = writer.length - start >= LEAST_COMPRESSED && !isNative(message) // whose bytes are the application's
    if (this.#compresses && isWorthIt) this.#compressor.shrink(writer, start)
  }

  #writeParts(parts: readonly Message[]): void {
    const writer = this.#writer
    if (parts.length === 1) return this.#writePart(parts[0] as Message)
    if (parts.length === 0 || parts.length > MAX_PARTS) throw new RangeError(`a packet of ${parts.length} parts`)
    writer.byte(COMPOUND)
    writer.byte(parts.length)
    const lengths = writer.length
    for (let i = 0; i < parts.length; i++) writer.u16(0)
    for (let i = 0; i < parts.length; i++) {
      const start = writer.length
      this.#writePart(parts[i] as Message)
      const length = writer.length - start
      if (length > 0xffff) throw new RangeError(`a part of ${length} bytes`)
      writer.patchU16(lengths + 2 * i, length)
    }
  }

  #writePart(message: Message): void {
    if (GOSSIPED.has(message.tag)) this.#writer.raw(this.#gossipBytes(message))
    else this.#messages.writeDatagram(this.#writer, message)
  }

  #gossipBytes(message: Message): Uint8Array {
    const known = this.#gossip.get(message)
    if (known !== undefined) return known
    this.#scratch.truncate(0)
    this.#messages.writeDatagram(this.#scratch, message)
    const bytes = this.#scratch.copy()
    this.#gossip.set(message, bytes)
    return bytes
  }

  #seal(sealer: Sealer): Uint8Array {
    const box = sealer.seal(this.#writer.view(), this.#aad)
    if (this.#label.length === 0) return box
    const bytes = new Uint8Array(this.#label.length + box.length)
    bytes.set(this.#label)
    bytes.set(box, this.#label.length)
    return bytes
  }
}

/**
 * Whether a datagram has a checksum of its own. Packets say so themselves. What only hearsay's nodes send always has one,
 * heartbeats too: a number that was spoilt on the way would be believed, and who gets them understands checksums.
 */
function isChecked(message: Message): boolean {
  if (message.tag === PACKET) return (message as Packet).checked
  return message.tag === HEARTBEAT_TAGS.heartbeat || isNative(message)
}
