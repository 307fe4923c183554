/** A Lamport clock (Lamport, CACM 1978) with Serf's habits: it starts at 1 and always shows the next time to use. */
export class LamportClock {
  #time = 1

  /** The time that the next event of this node gets. */
  get time(): number {
    return this.#time
  }

  /** Takes a time for an event of this node. */
  tick(): number {
    return this.#time++
  }

  /** Hears of a time: ours is later from here on. */
  witness(time: number): void {
    if (time >= this.#time) this.#time = time + 1
  }
}
