/**
 * Cassandra's guard against one's own pauses: who has not asked for long has probably not run, and should not judge
 * others by what it did not hear. Source: FailureDetector.java (MAX_LOCAL_PAUSE).
 */
export class LocalPauseGuard {
  readonly #maxPauseMs: number
  #asked = Number.NaN
  #paused = Number.NEGATIVE_INFINITY

  /** @param maxPauseMs 0 or without end: it never holds */
  constructor(maxPauseMs: number) {
    this.#maxPauseMs = maxPauseMs
  }

  /** Whether to hold the verdict at `now`: just after a pause, and for as long again as a pause may be. */
  holds(now: number): boolean {
    const gap = now - this.#asked
    this.#asked = now
    if (gap > this.#maxPauseMs) this.#paused = now
    return now - this.#paused < this.#maxPauseMs
  }

  /** A pause that is known otherwise has ended. */
  pausedUntil(now: number): void {
    if (this.#maxPauseMs < Number.POSITIVE_INFINITY) this.#paused = now
  }
}
