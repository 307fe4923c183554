import { deriveSeed } from '../../base/rng.ts'
import { spread, type SpreadEngine, type SpreadPlan, type SpreadResult } from '../../population/index.ts'
import type { Measurement, RunContext } from '../experiment.ts'
import { breathe, meanOf } from '../measure.ts'

/** What is run again and again with other seeds. */
export interface SpreadSeries {
  readonly plan: Omit<SpreadPlan, 'seed'>
  /** At full scale. */
  readonly runs: number
  readonly engine?: SpreadEngine
}

/** Runs series of spreads with seeds of their own, telling how far it is. */
export class SpreadRepeater {
  readonly #context: RunContext
  readonly #series: number
  #done = 0
  #lastBreath = performance.now()

  /** @param series how many series there will be */
  constructor(context: RunContext, series: number) {
    this.#context = context
    this.#series = series
  }

  /** The results of one series. @throws the signal's reason when it is aborted */
  async run({ plan, runs, engine }: SpreadSeries): Promise<SpreadResult[]> {
    const { seed, scale } = this.#context
    const count = Math.max(2, Math.round(runs * scale))
    const results: SpreadResult[] = []
    for (let run = 0; run < count; run++) {
      results.push(spread({ ...plan, seed: deriveSeed(seed, this.#done, run) }, engine))
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

/** The mean of something over results. */
export function meanOver(results: readonly SpreadResult[], of: (result: SpreadResult) => number): Measurement {
  return meanOf(results.map(of))
}

/** The news sent, pushed or answered, per node. */
export function sentPerNode(nodes: number): (result: SpreadResult) => number {
  return ({ messages }) => (messages.pushes + messages.answers) / nodes
}
