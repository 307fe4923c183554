import type { Undo } from '../network/network.ts'

/** Conditions of one machine that overlap: each has a value, and ends by its own undo. */
export class Conditions {
  readonly #values = new Map<number, number>()
  readonly #onChange: () => void
  #last = 0

  /** @param onChange called after a condition begins or ends */
  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get size(): number {
    return this.#values.size
  }

  add(value: number): Undo {
    const id = ++this.#last
    this.#values.set(id, value)
    this.#onChange()
    return () => {
      if (this.#values.delete(id)) this.#onChange()
    }
  }

  /** The sum of the values; 0 if there is none. */
  sum(): number {
    let sum = 0
    for (const value of this.#values.values()) sum += value
    return sum
  }

  /** The smallest value, and at most `most`. */
  least(most: number): number {
    return Math.min(most, ...this.#values.values())
  }
}
