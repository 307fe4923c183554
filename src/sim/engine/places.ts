/** Numbers the messages that a sender sends within one tick, so that each has draws of its own. */
export class Places {
  /** Of each sender the tick it last sent at, and how often it did: side by side, as both are always needed. */
  #cells: Float64Array = new Float64Array(64)

  /** The next place of a sender at a tick: 0, 1, 2… */
  next(sender: number, tick: number): number {
    const cell = sender * 2
    if (cell >= this.#cells.length) this.#grow(cell)
    const place = this.#cells[cell] === tick ? (this.#cells[cell + 1] as number) : 0
    this.#cells[cell] = tick
    this.#cells[cell + 1] = place + 1
    return place
  }

  /** Reads what the next call for the sender needs. */
  touch(sender: number): number {
    return this.#cells[sender * 2] ?? 0
  }

  #grow(cell: number): void {
    const wider = new Float64Array(Math.max(cell + 2, this.#cells.length * 2))
    wider.set(this.#cells)
    this.#cells = wider
  }
}
