import { type Message, packet } from '../core/message.ts'
import { skipChecksum } from './frame/checksum.ts'
import { COMPOUND, readCompound } from './frame/compound.ts'
import { COMPRESS, type Compressor, PACKET_INFLATED_LIMIT } from './frame/compression.ts'
import { skipLabel } from './frame/label.ts'
import { MessageReader } from './memberlist/message-reader.ts'
import { isArray, isMap, NIL, Reader, truncated } from './msgpack/reader.ts'
import { WireError } from './wire-error.ts'
import type { Sealer, WireOptions } from './wire-options.ts'

/** How deep compounds and compressed messages may nest; honest senders need 2. */
const MAX_DEPTH = 8
/** How many messages one datagram may hold in all; a compound has room for 255. */
const MAX_MESSAGES = 1024
/** The least that encryption makes of anything. */
const LEAST_BOX = 29

/** Takes datagrams apart, outermost layer first. What one datagram may cost is bounded, whatever is in it. */
export class PacketReader {
  truncatedParts = 0
  rejectedParts = 0
  /** Why a part of the last datagram was dropped although others could be read; the first reason. */
  partError: WireError | undefined
  readonly #label: Uint8Array
  readonly #aad: Uint8Array
  readonly #sealer: Sealer | undefined
  readonly #verifies: boolean
  readonly #compressor: Compressor
  readonly #messages: MessageReader
  readonly #reader = new Reader()
  /** Bytes that may still come out of compressed data of this datagram. */
  #inflatable = 0
  /** The messages of the compound at hand. */
  #parts: Message[] = []

  constructor(options: WireOptions, label: Uint8Array, compressor: Compressor) {
    this.#label = label
    this.#aad = label.slice(2)
    this.#sealer = options.sealer
    this.#verifies = options.verifyIncoming !== false
    this.#compressor = compressor
    this.#messages = new MessageReader(options)
  }

  /** @throws WireError if not a single message can be read */
  read(bytes: Uint8Array): Message {
    const start = skipLabel(bytes, this.#label)
    const body = start === 0 ? bytes : bytes.subarray(start)
    const plain = this.#sealer === undefined ? refuseSealed(body) : this.#open(this.#sealer, body)
    const reader = this.#reader.reset(plain)
    skipChecksum(reader)
    const isChecked = reader.at > 0
    this.#inflatable = PACKET_INFLATED_LIMIT
    this.#parts = []
    this.partError = undefined
    const message = this.#readOne(plain, reader.at, plain.length, 0)
    if (message !== undefined) return message
    return packet(this.#parts, isChecked)
  }

  #open(sealer: Sealer, box: Uint8Array): Uint8Array {
    const plain = sealer.open(box, this.#aad)
    if (plain !== undefined) return plain
    if (!this.#verifies) return box
    if (looksPlain(box)) throw new WireError('ERR_NOT_ENCRYPTED', 'plain text, but encryption is configured')
    throw new WireError('ERR_WRONG_KEY', 'no installed key could decrypt the message')
  }

  /** @returns the message of `bytes[start, end)`, or undefined if it was a compound, whose messages are in #parts */
  #readOne(bytes: Uint8Array, start: number, end: number, depth: number): Message | undefined {
    const reader = this.#reader.reset(bytes, start, end)
    const id = reader.peek()
    if (id !== COMPOUND && id !== COMPRESS) return this.#messages.readDatagram(reader)
    if (depth === MAX_DEPTH) throw new WireError('ERR_TOO_LARGE', `nested more than ${MAX_DEPTH} deep`)
    reader.at++
    if (id === COMPRESS) {
      const inner = this.#compressor.read(reader, this.#inflatable)
      this.#inflatable -= inner.length
      return this.#readOne(inner, 0, inner.length, depth + 1)
    }
    this.#readParts(reader, depth)
    return undefined
  }

  /** Adds what can be read of a compound to #parts; throws only if nothing could. */
  #readParts(reader: Reader, depth: number): void {
    const { bytes } = reader
    const { starts, ends, truncated: cut } = readCompound(reader)
    const before = this.#parts.length
    let first: WireError | undefined
    let rejected = 0
    for (let i = 0; i < starts.length; i++) {
      try {
        if (this.#parts.length >= MAX_MESSAGES)
          throw new WireError('ERR_TOO_LARGE', `more than ${MAX_MESSAGES} messages`)
        const message = this.#readOne(bytes, starts[i] as number, ends[i] as number, depth + 1)
        if (message !== undefined) this.#parts.push(message)
      } catch (error) {
        if (!(error instanceof WireError)) throw error
        first ??= error
        rejected++
      }
    }
    if (this.#parts.length === before) {
      if (first !== undefined) throw first
      if (cut > 0) throw truncated()
    }
    this.truncatedParts += cut
    this.rejectedParts += rejected
    this.partError ??= first ?? (cut > 0 ? truncated() : undefined)
  }
}

/** Without a key, says so at once if it looks like a box: memberlist would call it a broken ping. */
function refuseSealed(bytes: Uint8Array): Uint8Array {
  const looksSealed = bytes.length >= LEAST_BOX && (bytes[0] as number) <= 1 && !beginsStruct(bytes[1] as number)
  if (looksSealed) throw new WireError('ERR_ENCRYPTED', 'encrypted, and encryption is not configured')
  return bytes
}

/** A guess for the sake of a useful error: boxes begin with 0 or 1 and then random bytes. */
function looksPlain(bytes: Uint8Array): boolean {
  if (bytes.length < LEAST_BOX || (bytes[0] as number) > 1) return true
  const [, map = 0, key = 0, letter = 0] = bytes
  return (map & 0xf0) === 0x80 && (key & 0xe0) === 0xa0 && letter >= 0x41 && letter <= 0x5a
}

/** Whether a msgpack map, array or nil begins with this byte. */
function beginsStruct(lead: number): boolean {
  return isMap(lead) || isArray(lead) || lead === NIL
}
