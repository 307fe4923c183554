import type { MovingLevel } from '../heartbeats/options.ts'

/**
 * A φ that is multiplied by 1 + the health score, as Lifeguard stretches its time-outs (section IV-A): a node that has
 * reason to doubt itself wants more evidence against others.
 */
export class CautiousLevel implements MovingLevel {
  readonly #threshold: number
  readonly #health: () => number

  constructor(threshold: number, health: () => number) {
    this.#threshold = threshold
    this.#health = health
  }

  get value(): number {
    return this.#threshold * (1 + this.#health())
  }

  observe(): void {}

  onFalseAlarm(): void {}
}
