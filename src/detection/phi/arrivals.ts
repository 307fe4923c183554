/** When the last arrival was, and which intervals between arrivals may be learnt from. */
export class Arrivals {
  #last = Number.NaN
  #resumed = Number.NaN

  get hasStarted(): boolean {
    return !Number.isNaN(this.#last)
  }

  /** Milliseconds of silence. */
  silence(now: number): number {
    return this.hasStarted ? Math.max(0, now - this.#last) : 0
  }

  /**
   * @returns the interval that ends now; undefined if it says nothing: nothing came before, the clock was set back, or
   * it began when this side could not listen
   * @throws RangeError for a time that is no number
   */
  arrive(now: number): number | undefined {
    if (!Number.isFinite(now)) throw new RangeError(`a heartbeat cannot come at ${now} ms`)
    const begin = this.#last
    this.#last = now
    return now >= begin && begin !== this.#resumed ? now - begin : undefined
  }

  /** This side listens again: silence counts from here. @throws RangeError for a time that is no number */
  resume(now: number): void {
    if (!Number.isFinite(now)) throw new RangeError(`nobody can resume at ${now} ms`)
    if (!this.hasStarted) return
    this.#last = now
    this.#resumed = now
  }
}
