import type { Message } from '../../core/message.ts'
import { LABEL_HEADER, skipLabel } from '../frame/label.ts'
import { truncated } from '../msgpack/reader.ts'
import { WireError } from '../wire-error.ts'
import type { Sealer } from '../wire-options.ts'
import type { BodyParser } from './body-parser.ts'
import { parserFor, parseWhole, type StreamContext } from './plain-parser.ts'
import { StreamBuffer } from './stream-buffer.ts'

/** The first byte of an encrypted stream. */
export const ENCRYPTED = 10
/** The number 10 and the length of the box. */
export const FRAME_HEADER = 5
/** The most that a box on a stream may have (wire facts, section 5.2). */
export const MAX_BOX = 20_971_520

/** One side's reading of one exchange: give it bytes as they come, until it gives the message. */
export interface StreamReader {
  /**
   * Takes the next bytes; what comes after the message is ignored.
   * @returns the message when its last byte has come
   * @throws WireError once the bytes cannot become a message; the stream is of no use then
   */
  push(chunk: Uint8Array): Message | undefined
  /**
   * The other side has closed.
   * @throws WireError `ERR_TRUNCATED` if the message is not complete
   */
  end(): void
}

/** What a stream reader must know of the cluster. */
export interface StreamPolicy extends StreamContext {
  /** The label header that must come first; empty if none may come. */
  readonly label: Uint8Array
  readonly sealer: Sealer | undefined
  /** Whether plain text is refused when there is a sealer. */
  readonly verifies: boolean
}

/** Takes a stream apart (wire facts, section 5): label, encryption, compression, message. */
export class FramedReader implements StreamReader {
  readonly #policy: StreamPolicy
  readonly #source = new StreamBuffer()
  #isPastLabel = false
  #parser: BodyParser | undefined
  #isDone = false

  constructor(policy: StreamPolicy) {
    this.#policy = policy
  }

  push(chunk: Uint8Array): Message | undefined {
    if (this.#isDone) return undefined
    this.#source.append(chunk)
    const message = this.#advance()
    this.#isDone = message !== undefined
    return message
  }

  end(): void {
    if (!this.#isDone) throw truncated()
  }

  #advance(): Message | undefined {
    this.#isPastLabel ||= this.#skipLabel()
    if (!this.#isPastLabel) return undefined
    this.#parser ??= this.#begin()
    return this.#parser?.advance()
  }

  /** @returns whether there is no more of a label to come */
  #skipLabel(): boolean {
    const { bytes, length } = this.#source
    if (length === 0) return false
    const isLabelled = bytes[0] === LABEL_HEADER
    if (isLabelled && this.#policy.role === 'dialler') return true // an answer has none: it fails as an unknown message
    if (isLabelled && (length < 2 || length < 2 + (bytes[1] as number))) return false
    this.#source.at = this.#policy.role === 'dialler' ? 0 : skipLabel(bytes.subarray(0, length), this.#policy.label)
    return true
  }

  #begin(): BodyParser | undefined {
    const source = this.#source
    if (source.available === 0) return undefined
    const id = source.bytes[source.at] as number
    const { sealer, verifies } = this.#policy
    if (id === ENCRYPTED) {
      if (sealer === undefined) throw new WireError('ERR_ENCRYPTED', 'encrypted, and encryption is not configured')
      return new BoxParser(source, sealer, this.#policy)
    }
    if (sealer !== undefined && verifies) {
      throw new WireError('ERR_NOT_ENCRYPTED', 'plain text, but encryption is configured')
    }
    source.at++
    return parserFor(id, source, this.#policy, true)
  }
}

/** An encrypted message: the number 10, a length, a box of that length (wire facts, section 5.2). */
class BoxParser implements BodyParser {
  readonly #source: StreamBuffer
  readonly #sealer: Sealer
  readonly #policy: StreamPolicy

  constructor(source: StreamBuffer, sealer: Sealer, policy: StreamPolicy) {
    this.#source = source
    this.#sealer = sealer
    this.#policy = policy
  }

  advance(): Message | undefined {
    const { bytes, at, available } = this.#source
    if (available < FRAME_HEADER) return undefined
    const length = new DataView(bytes.buffer, bytes.byteOffset + at + 1, 4).getUint32(0)
    if (length > MAX_BOX) throw new WireError('ERR_TOO_LARGE', `an encrypted message of ${length} bytes`)
    if (available < FRAME_HEADER + length) return undefined
    const header = this.#source.take(FRAME_HEADER)
    const plain = this.#sealer.open(this.#source.take(length), streamAad(header, this.#policy.label))
    if (plain === undefined) throw new WireError('ERR_WRONG_KEY', 'no installed key could decrypt the message')
    return parseWhole(plain, this.#policy, true)
  }
}

/** What a box on a stream is authenticated with: the frame header, then the bytes of the label. */
export function streamAad(header: Uint8Array, label: Uint8Array): Uint8Array {
  const name = label.subarray(2)
  const aad = new Uint8Array(FRAME_HEADER + name.length)
  aad.set(header)
  aad.set(name, FRAME_HEADER)
  return aad
}
