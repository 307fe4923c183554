/** A node's own count of equal stretches of time, from a phase on. */
export class Cycles {
  readonly #ms: number
  readonly #phaseMs: number

  constructor(ms: number, phaseMs: number) {
    this.#ms = ms
    this.#phaseMs = phaseMs
  }

  /** The cycle that this moment lies in. */
  at(now: number): number {
    return Math.floor((now - this.#phaseMs) / this.#ms)
  }

  /** Milliseconds until the next one begins, at least 1: by less a clock that drifts or stands still would never get on. */
  untilNext(now: number): number {
    return Math.max(1, (this.at(now) + 1) * this.#ms + this.#phaseMs - now)
  }
}
