import { deriveSeed } from '../../base/rng.ts'
import type { Measurement, RunContext } from '../experiment.ts'
import { breathe, meanOf } from '../measure.ts'
import { RumorCluster, type RumorPlan, type RumorRun } from './rumor-cluster.ts'

/** What is run again and again. */
export interface RumorSeries {
  readonly plan: RumorPlan
  /** At full scale. */
  readonly runs: number
  /** Rumours that a cluster spreads, one after the other, before there is a new one. Default 50. */
  readonly perCluster?: number
  /** Default 'silence'. */
  readonly until?: 'silence' | 'all-know'
}

/** Runs series of rumours, telling how far it is. */
export class RumorRepeater {
  readonly #context: RunContext
  readonly #series: number
  #done = 0
  #lastBreath = performance.now()

  /** @param series how many series there will be */
  constructor(context: RunContext, series: number) {
    this.#context = context
    this.#series = series
  }

  /** The rumours of one series. @throws the signal's reason when it is aborted */
  async run({ plan, runs, perCluster = 50, until }: RumorSeries): Promise<RumorRun[]> {
    const { seed, scale } = this.#context
    const count = Math.max(1, Math.round(runs * scale))
    const results: RumorRun[] = []
    let cluster: RumorCluster | undefined
    for (let run = 0; run < count; run++) {
      if (cluster === undefined || run % perCluster === 0)
        cluster = new RumorCluster(deriveSeed(seed, this.#done, run), plan)
      results.push(cluster.spread(until))
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

/** Often enough for a page to stay alive, seldom enough to cost nothing. */
const BREATH_MS = 50

/** The mean of something over runs. */
export function meanOfRuns(runs: readonly RumorRun[], of: (run: RumorRun) => number): Measurement {
  return meanOf(runs.map(of))
}

/** Four standard errors of a mean over so many runs. @param deviation of one run */
export function fourErrors(deviation: number, runs: number): number {
  return (4 * deviation) / Math.sqrt(runs)
}
