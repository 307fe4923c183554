/** A growing column of numbers over a typed array: 1 to 8 bytes a cell, where an array of objects takes about 90. */
export class Column<A extends NumberArray> {
  #cells: A
  readonly #make: (length: number) => A
  #length = 0

  /** @param make how to make the typed array, e.g. `(n) => new Uint32Array(n)` */
  constructor(make: (length: number) => A, capacity = 16) {
    this.#make = make
    this.#cells = make(Math.max(1, capacity))
  }

  get length(): number {
    return this.#length
  }

  get(index: number): number {
    return this.#cells[index] as number
  }

  set(index: number, value: number): void {
    this.#cells[index] = value
  }

  push(value: number): void {
    if (this.#length === this.#cells.length) {
      const wider = this.#make(this.#length * 2)
      wider.set(this.#cells)
      this.#cells = wider
    }
    this.#cells[this.#length++] = value
  }

  pop(): void {
    if (this.#length > 0) this.#length--
  }
}

/** What a column can stand on. */
export type NumberArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array
