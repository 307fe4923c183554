import { deriveSeed } from '../base/rng.ts'
import type { RunContext } from './experiment.ts'
import { breathe } from './measure.ts'

/** Often enough for a page to stay alive, seldom enough to cost nothing. */
const BREATH_MS = 50

/** Runs series of something, each run with a seed of its own, and tells how far it is. */
export class SeriesRunner {
  readonly #context: RunContext
  readonly #series: number
  #done = 0
  #lastBreath = performance.now()

  /** @param series how many series there will be */
  constructor(context: RunContext, series: number) {
    this.#context = context
    this.#series = series
  }

  /**
   * The results of one series.
   * @param runs how many at full scale. @param least how many at any scale
   * @throws the signal's reason when it is aborted
   */
  async run<T>(runs: number, least: number, one: (run: number, seed: number) => T): Promise<T[]> {
    const { seed, scale } = this.#context
    const count = Math.max(least, Math.round(runs * scale))
    const results: T[] = []
    for (let run = 0; run < count; run++) {
      results.push(one(run, deriveSeed(seed, this.#done, run)))
      await this.#breathe((this.#done + run / count) / this.#series)
    }
    this.#done++
    return results
  }

  async #breathe(done: number): Promise<void> {
    if (performance.now() - this.#lastBreath < BREATH_MS) return
    this.#context.progress(Math.min(1, done))
    await breathe(this.#context.signal)
    this.#lastBreath = performance.now()
  }
}
