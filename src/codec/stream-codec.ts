import type { Message } from '../core/message.ts'
import { Compressor } from './frame/compression.ts'
import { labelHeader } from './frame/label.ts'
import { Addresses } from './memberlist/addresses.ts'
import { MessageReader } from './memberlist/message-reader.ts'
import { MessageWriter } from './memberlist/message-writer.ts'
import { Writer } from './msgpack/writer.ts'
import type { StreamRole } from './stream/plain-parser.ts'
import { ENCRYPTED, FRAME_HEADER, FramedReader, MAX_BOX, streamAad, type StreamReader } from './stream/stream-reader.ts'
import type { Sealer, WireOptions } from './wire-options.ts'

/** Streams as memberlist and Serf have them (wire facts, section 5): one message each way, then the connection ends. */
export class StreamCodec {
  readonly #options: WireOptions
  readonly #label: Uint8Array
  readonly #sealer: Sealer | undefined
  readonly #compressor = new Compressor()
  readonly #reader: MessageReader
  readonly #messages: MessageWriter

  /** @throws RangeError for a label of more than 255 bytes */
  constructor(options: WireOptions) {
    this.#options = options
    this.#label = labelHeader(options.label ?? '')
    this.#sealer = options.verifyOutgoing === false ? undefined : options.sealer
    this.#reader = new MessageReader(options)
    this.#messages = new MessageWriter(new Addresses(options.book, options.bindPort))
  }

  /**
   * All that one side writes. The dialler's begins with the label header; compression, if on, is used even where it
   * gains nothing, as memberlist does.
   * @throws RangeError for what must not be sent: versions other than six, more than 20 MiB encrypted, a message that
   * belongs into a datagram
   */
  encode(message: Message, role: StreamRole): Uint8Array {
    const writer = new Writer() // of its own: a member table shall not hold memory for ever
    if (role === 'dialler') writer.raw(this.#label)
    const start = writer.length
    this.#messages.writeStream(writer, message)
    if (this.#options.compress !== false) this.#compressor.compress(writer, start)
    if (this.#sealer !== undefined) this.#seal(this.#sealer, writer, start)
    return writer.copy()
  }

  /** A reader for what `role` is going to read: an acceptor expects the label header, a dialler does not. */
  reader(role: StreamRole): StreamReader {
    return new FramedReader({
      role,
      messages: this.#reader,
      compressor: this.#compressor,
      label: this.#label,
      sealer: this.#options.sealer,
      verifies: this.#options.verifyIncoming !== false,
    })
  }

  #seal(sealer: Sealer, writer: Writer, start: number): void {
    const plain = writer.copy(start)
    const length = plain.length + sealer.overhead
    if (length > MAX_BOX) throw new RangeError(`${length} bytes are too many for an encrypted stream`)
    writer.truncate(start)
    writer.byte(ENCRYPTED)
    writer.u32(length)
    const header = writer.copy(start)
    const box = sealer.seal(plain, streamAad(header.subarray(0, FRAME_HEADER), this.#label))
    if (box.length !== length) throw new RangeError(`a box of ${box.length} bytes instead of ${length}`)
    writer.raw(box)
  }
}
