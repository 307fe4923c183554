import { decodeUtf8 } from '../../base/utf8.ts'
import { WireError } from '../wire-error.ts'

/** Wire types (protobuf.dev, "Encoding"). */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const

/** How much one message may still hold: what is nested shares it. */
export interface Budget {
  items: number
}

/**
 * Reads protobuf, field by field. Nothing is allocated beyond what is there, and no more items than the budget has; what
 * is read is copied, so that a small field does not keep a large buffer alive.
 */
export class ProtobufReader {
  readonly #bytes: Uint8Array
  readonly #end: number
  readonly #budget: Budget
  #at: number
  #wireType = 0

  constructor(bytes: Uint8Array, budget: Budget, start = 0, end: number = bytes.length) {
    this.#bytes = bytes
    this.#budget = budget
    this.#at = start
    this.#end = end
  }

  /** The wire type of the field that {@link next} has found. */
  get wireType(): number {
    return this.#wireType
  }

  /** The number of the next field; 0 at the end. Its value must be read, or skipped, before the next one. @throws WireError */
  next(): number {
    if (this.#at >= this.#end) return 0
    const key = this.varint()
    this.#wireType = key & 7
    const field = Math.floor(key / 8)
    if (field < 1 || field > MOST_FIELD) throw new WireError('ERR_BAD_PACKET', `there is no field ${field}`)
    return field
  }

  /** An unsigned number; what exceeds 2^53 − 1 is that. @throws WireError */
  varint(): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < MOST_VARINT_BYTES; i++) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return Math.min(value, Number.MAX_SAFE_INTEGER)
      scale *= 128
    }
    throw new WireError('ERR_BAD_PACKET', 'a number of more than 10 bytes')
  }

  /** @throws WireError */
  bytes(): Uint8Array {
    const start = this.#length()
    return this.#bytes.slice(start, this.#at)
  }

  /** Bytes as a text of one character each. @throws WireError */
  binary(): string {
    let text = ''
    for (let i = this.#length(); i < this.#at; i++) text += String.fromCharCode(this.#bytes[i] as number)
    return text
  }

  /** @throws WireError */
  text(): string {
    const start = this.#length()
    return decodeUtf8(this.#bytes, start, this.#at)
  }

  /** A nested message: one item of the budget. @throws WireError */
  message(): ProtobufReader {
    this.count()
    const start = this.#length()
    return new ProtobufReader(this.#bytes, this.#budget, start, this.#at)
  }

  /** One more item. @throws WireError if there are too many */
  count(): void {
    if (--this.#budget.items < 0) throw new WireError('ERR_TOO_LARGE', 'too many items in one message')
  }

  /** Leaves out the value of a field that nobody knows. @throws WireError */
  skip(): void {
    let depth = 0
    do {
      if (this.#wireType === WIRE.groupStart) depth++
      else if (this.#wireType === WIRE.groupEnd) depth--
      else this.#skipValue()
      if (depth < 0) throw new WireError('ERR_BAD_PACKET', 'the end of a group that has no beginning')
      if (depth > 0 && this.next() === 0) throw new WireError('ERR_TRUNCATED', 'a group without an end')
    } while (depth > 0)
  }

  #skipValue(): void {
    if (this.#wireType === WIRE.varint) this.varint()
    else if (this.#wireType === WIRE.bytes) this.#length()
    else if (this.#wireType === WIRE.fixed64) this.#pass(8)
    else if (this.#wireType === WIRE.fixed32) this.#pass(4)
    else throw new WireError('ERR_BAD_PACKET', `there is no wire type ${this.#wireType}`)
  }

  /** Passes over a value with its length before it. @returns where it begins; the reader is behind it */
  #length(): number {
    const length = this.varint()
    const start = this.#at
    this.#pass(length)
    return start
  }

  #pass(length: number): void {
    if (length > this.#end - this.#at) throw new WireError('ERR_TRUNCATED', `${length} bytes are not there`)
    this.#at += length
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new WireError('ERR_TRUNCATED', 'a number without an end')
    return this.#bytes[this.#at++] as number
  }
}

const MOST_FIELD = 0x1fffffff
const MOST_VARINT_BYTES = 10
