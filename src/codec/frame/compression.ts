import { blob, type Kind, text, u8 } from '../msgpack/kinds.ts'
import type { Reader } from '../msgpack/reader.ts'
import { encodeValue, struct } from '../msgpack/struct.ts'
import type { Writer } from '../msgpack/writer.ts'
import { WireError } from '../wire-error.ts'
import { LzwDecoder } from './lzw-decoder.ts'
import { LzwEncoder } from './lzw-encoder.ts'

/** The message number of compressed data. */
export const COMPRESS = 9

/** The most that may come out of a datagram; far above the 64 KiB that fit into one. */
export const PACKET_INFLATED_LIMIT = 1_048_576
/** The most that may come out of a stream; memberlist has the same limit. */
export const STREAM_INFLATED_LIMIT = 41_943_040

/** Compressed data (wire facts, section 4.4). */
export interface CompressBody {
  /** 0 is LZW; there is no other. */
  readonly Algo: number
  readonly Buf: Uint8Array
}

/** The struct after the message number 9. */
export const COMPRESS_BODY: Kind<CompressBody> = struct<CompressBody>([
  ['Algo', u8],
  ['Buf', blob],
])

/** Compresses and decompresses messages; holds the tables for both. */
export class Compressor {
  readonly #encoder = new LzwEncoder()
  readonly #decoder = new LzwDecoder()

  /** Replaces what was written from `start` on by its compressed form, if that is shorter. @returns whether it was */
  shrink(writer: Writer, start: number): boolean {
    const message = writer.view(start)
    const packed = this.#encoder.encode(message)
    if (OVERHEAD + rawSize(packed.length) >= message.length) return false
    writer.truncate(start)
    writePacked(writer, packed)
    return true
  }

  /** Replaces what was written from `start` on by its compressed form, as memberlist does on streams. */
  compress(writer: Writer, start: number): void {
    const packed = this.#encoder.encode(writer.view(start))
    writer.truncate(start)
    writePacked(writer, packed)
  }

  /**
   * Reads what follows the message number 9.
   * @throws WireError, also if nothing comes out: an empty message crashes some peers, and no honest one sends it
   */
  read(reader: Reader, limit: number): Uint8Array {
    const body = COMPRESS_BODY.read(reader)
    if (body.Algo !== 0) throw new WireError('ERR_BAD_PACKET', `the compression ${body.Algo} is unknown`)
    const message = this.#decoder.decode(body.Buf, limit)
    if (message.length === 0) throw new WireError('ERR_BAD_PACKET', 'compressed data of nothing')
    return message
  }
}

/** The message number, and the struct without the value of Buf. */
const OVERHEAD: number = 2 + encodeValue(text, 'Algo').length + 1 + encodeValue(text, 'Buf').length

function writePacked(writer: Writer, packed: Uint8Array): void {
  writer.byte(COMPRESS)
  COMPRESS_BODY.write(writer, { Algo: 0, Buf: packed })
}

function rawSize(length: number): number {
  return length + (length < 32 ? 1 : length < 0x10000 ? 3 : 5)
}
