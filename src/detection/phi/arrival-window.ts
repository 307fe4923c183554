import { Column } from '../../base/columns.ts'

/** Below this share of its greatest value, what is left of a running sum is rounding, and it is made anew. */
const WORN_OUT = 1e-6

/**
 * The last intervals between arrivals, with their mean and variance. Each arrival costs O(1): Welford's update, with
 * the oldest interval taken out. Its rounding cannot pile up, since the sums are made anew from the window each time
 * that it has been gone through once, and when a great interval has left it.
 */
export class ArrivalWindow {
  readonly #intervals: Column<Float64Array>
  readonly #size: number
  #next = 0
  #mean = 0
  /** Sum of the squared distances from the mean, and its greatest value since it was made anew. */
  #squares = 0
  #greatest = 0

  /** @param size most intervals that are remembered */
  constructor(size: number) {
    this.#size = size
    this.#intervals = new Column((length) => new Float64Array(length), Math.min(16, size))
  }

  get count(): number {
    return this.#intervals.length
  }

  /** 0 as long as nothing was added. */
  get mean(): number {
    return this.#mean
  }

  /** Of the window itself (population variance, as Akka's), not of what it was drawn from. */
  get variance(): number {
    return this.count === 0 ? 0 : Math.max(0, this.#squares) / this.count
  }

  add(interval: number): void {
    if (this.count < this.#size) this.#grow(interval)
    else this.#replace(interval)
    this.#next = (this.#next + 1) % this.#size
    this.#greatest = Math.max(this.#greatest, this.#squares)
    if (this.#next === 0 || this.#squares < this.#greatest * WORN_OUT) this.#sumAnew()
  }

  #grow(interval: number): void {
    this.#intervals.push(interval)
    const off = interval - this.#mean
    this.#mean += off / this.count
    this.#squares += off * (interval - this.#mean)
  }

  #replace(interval: number): void {
    const oldest = this.#intervals.get(this.#next)
    const meanBefore = this.#mean
    this.#intervals.set(this.#next, interval)
    this.#mean += (interval - oldest) / this.count
    this.#squares += (interval - oldest) * (interval - this.#mean + (oldest - meanBefore))
  }

  #sumAnew(): void {
    let sum = 0
    for (let i = 0; i < this.count; i++) sum += this.#intervals.get(i)
    this.#mean = sum / this.count
    this.#squares = 0
    for (let i = 0; i < this.count; i++) {
      const off = this.#intervals.get(i) - this.#mean
      this.#squares += off * off
    }
    this.#greatest = this.#squares
  }
}
