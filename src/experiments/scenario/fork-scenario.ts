import { deriveSeed } from '../../base/rng.ts'
import { fork, InvariantError, type Moment, type Share, shareOf } from '../../sim/index.ts'
import { breathe } from '../measure.ts'
import { ExperimentOptionError } from '../option-error.ts'
import type { Scenario } from './scenario.ts'
import { ScenarioRun } from './scenario-run.ts'

/** What {@link forkScenario} needs besides the scenario. */
export interface ForkScenarioOptions {
  readonly moment: Moment
  /** How many continuations are tried. */
  readonly forks: number
  /** Of the continuations. */
  readonly seed: number
  readonly signal: AbortSignal
  /** Told the share that is done, from 0 to 1. */
  readonly progress: (done: number) => void
}

/** How often continuations of one moment violated each property. A run ends at its first violation. */
export interface Forks {
  /** By any property. */
  readonly all: Share
  /** By fingerprint, the most frequent first. */
  readonly byFingerprint: ReadonlyMap<string, Share>
}

/**
 * Continues a scenario from a moment, each time with the chance of another seed.
 * @throws ExperimentOptionError if a property is violated before the moment; the signal's reason
 */
export async function forkScenario(scenario: Scenario, options: ForkScenarioOptions): Promise<Forks> {
  const counts = new Map<string, number>()
  for (let i = 0; i < options.forks; i++) {
    const fingerprint = continueOnce(scenario, options.moment, deriveSeed(options.seed, i))
    if (fingerprint !== undefined) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1)
    options.progress((i + 1) / options.forks)
    await breathe(options.signal)
  }
  const failures = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const byCount = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const shares = byCount.map(([fingerprint, count]) => [fingerprint, shareOf(count, options.forks)] as const)
  return { all: shareOf(failures, options.forks), byFingerprint: new Map(shares) }
}

/** @returns the fingerprint of what was violated */
function continueOnce(scenario: Scenario, moment: Moment, seed: number): string | undefined {
  const sim = forkAt(scenario, moment, seed)
  try {
    sim.runEvents(Number.POSITIVE_INFINITY, scenario.durationMs)
    sim.finish()
  } catch (error) {
    if (error instanceof InvariantError) return error.fingerprint
    throw error
  }
  return undefined
}

function forkAt(scenario: Scenario, moment: Moment, seed: number): ScenarioRun['sim'] {
  try {
    return fork(() => new ScenarioRun(scenario, 'off').sim, moment, seed)
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error
    throw new ExperimentOptionError(`the run fails before that moment, at ${error.at} ms: fork it earlier`)
  }
}
