import type { Measurement, RunContext } from '../experiment.ts'
import { meanOf } from '../measure.ts'
import { SeriesRunner } from '../series-runner.ts'
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
  readonly #runner: SeriesRunner

  /** @param series how many series there will be */
  constructor(context: RunContext, series: number) {
    this.#runner = new SeriesRunner(context, series)
  }

  /** The rumours of one series. @throws the signal's reason when it is aborted */
  run({ plan, runs, perCluster = 50, until }: RumorSeries): Promise<RumorRun[]> {
    let cluster: RumorCluster | undefined
    return this.#runner.run(runs, 1, (run, seed) => {
      if (cluster === undefined || run % perCluster === 0) cluster = new RumorCluster(seed, plan)
      return cluster.spread(until)
    })
  }
}

/** The mean of something over runs. */
export function meanOfRuns(runs: readonly RumorRun[], of: (run: RumorRun) => number): Measurement {
  return meanOf(runs.map(of))
}

/** Four standard errors of a mean over so many runs. @param deviation of one run */
export function fourErrors(deviation: number, runs: number): number {
  return (4 * deviation) / Math.sqrt(runs)
}
