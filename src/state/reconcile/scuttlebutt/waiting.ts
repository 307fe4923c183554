import { utf8Length } from '../../../base/utf8.ts'

/** Updates that wait for their turn: the last value of each key, the key that waits longest first. */
export class Waiting {
  readonly #byKey = new Map<string, Uint8Array>()
  readonly #isKnown: (key: string) => boolean
  #newKeys = 0
  #bytes = 0

  /** @param isKnown whether a key has been written before; once it has, it must stay so */
  constructor(isKnown: (key: string) => boolean) {
    this.#isKnown = isKnown
  }

  get size(): number {
    return this.#byKey.size
  }

  /** Keys that have never been written. */
  get newKeys(): number {
    return this.#newKeys
  }

  /** Bytes of keys and values. */
  get bytes(): number {
    return this.#bytes
  }

  has(key: string): boolean {
    return this.#byKey.has(key)
  }

  /** A key that waits already keeps its place, and gets the new value. */
  put(key: string, value: Uint8Array): void {
    const before = this.#byKey.get(key)
    this.#bytes += value.length - (before === undefined ? -utf8Length(key) : before.length)
    if (before === undefined && !this.#isKnown(key)) this.#newKeys++
    this.#byKey.set(key, value)
  }

  /** Takes out what waits longest. */
  shift(): { readonly key: string; readonly value: Uint8Array } | undefined {
    const [first] = this.#byKey
    if (first === undefined) return undefined
    const [key, value] = first
    this.#byKey.delete(key)
    this.#bytes -= utf8Length(key) + value.length
    if (!this.#isKnown(key)) this.#newKeys--
    return { key, value }
  }
}
