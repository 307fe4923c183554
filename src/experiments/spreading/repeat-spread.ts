import { spread, type SpreadEngine, type SpreadPlan, type SpreadResult } from '../../population/index.ts'
import type { Measurement, RunContext } from '../experiment.ts'
import { meanOf } from '../measure.ts'
import { SeriesRunner } from '../series-runner.ts'

/** What is run again and again with other seeds. */
export interface SpreadSeries {
  readonly plan: Omit<SpreadPlan, 'seed'>
  /** At full scale. */
  readonly runs: number
  readonly engine?: SpreadEngine
}

/** Runs series of spreads with seeds of their own, telling how far it is. */
export class SpreadRepeater {
  readonly #runner: SeriesRunner

  /** @param series how many series there will be */
  constructor(context: RunContext, series: number) {
    this.#runner = new SeriesRunner(context, series)
  }

  /** The results of one series. @throws the signal's reason when it is aborted */
  run({ plan, runs, engine }: SpreadSeries): Promise<SpreadResult[]> {
    return this.#runner.run(runs, 2, (_run, seed) => spread({ ...plan, seed }, engine))
  }
}

/** The mean of something over results. */
export function meanOver(results: readonly SpreadResult[], of: (result: SpreadResult) => number): Measurement {
  return meanOf(results.map(of))
}

/** The news sent, pushed or answered, per node. */
export function sentPerNode(nodes: number): (result: SpreadResult) => number {
  return ({ messages }) => (messages.pushes + messages.answers) / nodes
}
