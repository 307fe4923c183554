/**
 * Lifeguard's local health multiplier (Dadgar, Phillips, Currey, "Lifeguard: Local Health Awareness for More Accurate
 * Failure Detection", 2018, section IV-A): a node that gets no answers from anybody is more likely ill itself, so its
 * probes wait longer the more it has reason to doubt itself.
 */
export class Awareness {
  readonly #limit: number
  #score = 0

  /** @param limit the score stays below this */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** 0 is well. */
  get score(): number {
    return this.#score
  }

  /** @returns whether the score has changed */
  apply(delta: number): boolean {
    const before = this.#score
    this.#score = Math.min(this.#limit - 1, Math.max(0, before + delta))
    return this.#score !== before
  }

  /** A time, stretched by the score. */
  scale(ms: number): number {
    return ms * (this.#score + 1)
  }
}
