/**
 * What one node believes of members otherwise than the base has it, by slot: 13 bytes each, where a simulation of 75,000
 * nodes in which 750 members die has 56 million of them. Slots are numbered as news comes up, so that what is asked for
 * together, which is the latest news, lies together.
 */
export class RowChanges {
  #codes: Uint8Array = new Uint8Array(0)
  #incarnations: Uint32Array = new Uint32Array(0)
  #changedAt: Float64Array = new Float64Array(0)

  /** Slots that there is room for; whatever lies beyond, or below 0, is as the base has it. */
  get length(): number {
    return this.#codes.length
  }

  /** A number that the table knows the meaning of; 0 if the row is as the base has it. */
  code(slot: number): number {
    return this.#has(slot) ? (this.#codes[slot] as number) : 0
  }

  incarnation(slot: number): number {
    return this.#has(slot) ? (this.#incarnations[slot] as number) : 0
  }

  /** Milliseconds of the node's clock. */
  changedAt(slot: number): number {
    return this.#has(slot) ? (this.#changedAt[slot] as number) : 0
  }

  set(slot: number, code: number, incarnation: number, changedAt: number): void {
    if (slot >= this.length) this.#grow(slot)
    this.#codes[slot] = code
    this.#incarnations[slot] = incarnation
    this.#changedAt[slot] = changedAt
  }

  #has(slot: number): boolean {
    return slot >= 0 && slot < this.#codes.length
  }

  /** One allocation for all three. A quarter of room, not twice as much: there is one of these a node. */
  #grow(slot: number): void {
    const length = Math.max(8, Math.ceil((slot + 1) * 1.25))
    const memory = new ArrayBuffer(length * BYTES)
    this.#changedAt = copied(this.#changedAt, new Float64Array(memory, 0, length))
    this.#incarnations = copied(this.#incarnations, new Uint32Array(memory, length * 8, length))
    this.#codes = copied(this.#codes, new Uint8Array(memory, length * 12, length))
  }
}

const BYTES = Float64Array.BYTES_PER_ELEMENT + Uint32Array.BYTES_PER_ELEMENT + 1

function copied<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from)
  return to
}
