/**
 * The latest time of others that a clock takes over, 2^52. A forged time at the end of what travels (2^53 - 1) would
 * leave no later time to send: from here as many events may follow as anybody will ever have.
 */
export const LATEST_WITNESSED = 0x10000000000000

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

  /** Hears of a time: ours is later from here on, unless the time is beyond {@link LATEST_WITNESSED}. */
  witness(time: number): void {
    if (time >= this.#time && time <= LATEST_WITNESSED) this.#time = time + 1
  }
}
