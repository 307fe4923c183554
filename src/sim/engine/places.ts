/** Numbers the messages that a sender sends within one tick, so that each has draws of its own. */
export class Places {
  readonly #ticks: number[] = []
  readonly #counts: number[] = []

  /** The next place of a sender at a tick: 0, 1, 2… */
  next(sender: number, tick: number): number {
    const place = this.#ticks[sender] === tick ? (this.#counts[sender] as number) : 0
    this.#ticks[sender] = tick
    this.#counts[sender] = place + 1
    return place
  }
}
