import { CLEAR, CODES, END, LEAST_WIDTH } from './lzw.ts'

const SLOTS = 16384 // four times the codes, so that chains stay short
const KEPT = 131072
const GENERATIONS = 4096 // what fits above the 20 bits of a key

/**
 * Compresses as Go does, byte for byte. The dictionary is a hash table from (prefix code, next byte) to code in typed
 * arrays; instead of being wiped between messages, its keys carry the number of the generation they belong to.
 */
export class LzwEncoder {
  readonly #keys = new Uint32Array(SLOTS)
  readonly #codes = new Uint16Array(SLOTS)
  #generation = 0
  #out: Uint8Array = new Uint8Array(2048)
  #length = 0
  #bits = 0
  #bitCount = 0
  #width = LEAST_WIDTH
  /** The code that the next entry gets, less one: 257 after a clear. */
  #last = END

  /** The compressed form of `data`; valid until the next call. */
  encode(data: Uint8Array): Uint8Array {
    this.#start(data.length)
    this.#emit(CLEAR)
    if (data.length > 0) this.#emitData(data)
    this.#emit(END)
    if (this.#bitCount > 0) this.#out[this.#length++] = this.#bits & 255
    return this.#out.subarray(0, this.#length)
  }

  #start(length: number): void {
    const most = length * 2 + 16 // 12 bits a byte, and the clears
    const isWasteful = this.#out.length > KEPT && most <= KEPT // one large message shall not hold memory for ever
    if (this.#out.length < most || isWasteful) this.#out = new Uint8Array(most)
    this.#length = 0
    this.#bits = 0
    this.#bitCount = 0
    this.#reset()
  }

  #emitData(data: Uint8Array): void {
    let prefix = data[0] as number
    for (let i = 1; i < data.length; i++) {
      const byte = data[i] as number
      const key = this.#keyOf(prefix, byte)
      const slot = this.#find(key)
      if (this.#keys[slot] === key) {
        prefix = this.#codes[slot] as number
        continue
      }
      this.#emit(prefix)
      prefix = byte
      if (this.#count()) this.#store(slot, key)
    }
    this.#emit(prefix)
    this.#count()
  }

  /** Counts a code that was emitted; clears a full table. @returns whether there is room for an entry */
  #count(): boolean {
    this.#last++
    if (this.#last === CODES - 1) {
      this.#emit(CLEAR)
      this.#reset()
      return false
    }
    if (this.#last === 1 << this.#width) this.#width++
    return true
  }

  #reset(): void {
    this.#last = END
    this.#width = LEAST_WIDTH
    this.#generation++
    if (this.#generation === GENERATIONS) {
      this.#keys.fill(0)
      this.#generation = 1
    }
  }

  #keyOf(prefix: number, byte: number): number {
    return ((this.#generation << 20) | (prefix << 8) | byte) >>> 0
  }

  /** The slot of the key, or the one where it belongs: a slot of another generation is free. */
  #find(key: number): number {
    let slot = (Math.imul(key, 0x9e3779b1) >>> 18) & (SLOTS - 1)
    while (this.#keys[slot] !== key && (this.#keys[slot] as number) >>> 20 === this.#generation)
      slot = (slot + 1) & (SLOTS - 1)
    return slot
  }

  #store(slot: number, key: number): void {
    this.#keys[slot] = key
    this.#codes[slot] = this.#last
  }

  #emit(code: number): void {
    this.#bits |= code << this.#bitCount
    this.#bitCount += this.#width
    while (this.#bitCount >= 8) {
      this.#out[this.#length++] = this.#bits & 255
      this.#bits >>>= 8
      this.#bitCount -= 8
    }
  }
}
