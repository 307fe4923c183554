import type { Kind } from '../msgpack/kinds.ts'
import { ObjectScanner } from '../msgpack/object-scanner.ts'
import { Reader } from '../msgpack/reader.ts'
import { WireError } from '../wire-error.ts'
import type { StreamBuffer } from './stream-buffer.ts'

/** Far more than any header or row takes. */
const MAX_OBJECT = 1_048_576

/** Reads values from a stream, each as soon as its last byte is there, and looks at every byte once until then. */
export class NextObject {
  readonly #source: StreamBuffer
  readonly #reader = new Reader()
  #scanner: ObjectScanner | undefined

  constructor(source: StreamBuffer) {
    this.#source = source
  }

  /**
   * The next value, or undefined until it is complete.
   * @throws WireError also for a value of more than `limit` bytes
   */
  read<T extends object>(kind: Kind<T>, limit: number = MAX_OBJECT): T | undefined {
    return this.readWith((reader) => kind.read(reader), limit)
  }

  /** As {@link read}, with a function for a kind. */
  readWith<T>(read: (reader: Reader) => T, limit: number = MAX_OBJECT): T | undefined {
    const source = this.#source
    this.#scanner ??= new ObjectScanner(source.at)
    const isComplete = this.#scanner.scan(source.bytes, source.length)
    if (this.#scanner.at - source.at > limit)
      throw new WireError('ERR_TOO_LARGE', `a value of more than ${limit} bytes`)
    if (!isComplete) return undefined
    const start = source.at
    source.at = this.#scanner.at
    this.#scanner = undefined
    return read(this.#reader.reset(source.bytes, start, source.at))
  }
}
