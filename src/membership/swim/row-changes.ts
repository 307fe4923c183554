/**
 * What one node believes of members otherwise than the base has it, by slot: 16 bytes each, together in memory, where a
 * simulation of 75,000 nodes in which 750 members die has 56 million of them.
 */
export class RowChanges {
  #words: Uint32Array = new Uint32Array(0)
  /** The same memory. */
  #doubles: Float64Array = new Float64Array(0)
  #length = 0

  /** Slots that there is room for; whatever lies beyond, or below 0, is as the base has it. */
  get length(): number {
    return this.#length
  }

  /** A number that the table knows the meaning of; 0 if the row is as the base has it. */
  code(slot: number): number {
    return this.#has(slot) ? (this.#words[slot * WORDS + CODE] as number) : 0
  }

  incarnation(slot: number): number {
    return this.#has(slot) ? (this.#words[slot * WORDS + INCARNATION] as number) : 0
  }

  /** Milliseconds of the node's clock. */
  changedAt(slot: number): number {
    return this.#has(slot) ? (this.#doubles[slot * DOUBLES] as number) : 0
  }

  set(slot: number, code: number, incarnation: number, changedAt: number): void {
    if (slot >= this.#length) this.#grow(slot)
    this.#words[slot * WORDS + CODE] = code
    this.#words[slot * WORDS + INCARNATION] = incarnation
    this.#doubles[slot * DOUBLES] = changedAt
  }

  #has(slot: number): boolean {
    return slot >= 0 && slot < this.#length
  }

  /** A quarter of room, not twice as much: there is one of these a node. */
  #grow(slot: number): void {
    this.#length = Math.max(8, Math.ceil((slot + 1) * 1.25))
    const words = new Uint32Array(this.#length * WORDS)
    words.set(this.#words)
    this.#words = words
    this.#doubles = new Float64Array(words.buffer)
  }
}

const WORDS = 4
/** The time comes first, as a double. */
const DOUBLES = WORDS / 2
const CODE = 2
const INCARNATION = 3
