import { deriveSeed } from '../../base/rng.ts'
import { InvariantError, type Moment, type Share, shareOf, type Simulation } from '../../sim/index.ts'
import { ExperimentOptionError } from '../option-error.ts'
import { inSteps } from './in-steps.ts'
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
    const fingerprint = await continueOnce(scenario, options, deriveSeed(options.seed, i))
    if (fingerprint !== undefined) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1)
    options.progress((i + 1) / options.forks)
  }
  const failures = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const byCount = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const shares = byCount.map(([fingerprint, count]) => [fingerprint, shareOf(count, options.forks)] as const)
  return { all: shareOf(failures, options.forks), byFingerprint: new Map(shares) }
}

/** @returns the fingerprint of what was violated */
async function continueOnce(
  scenario: Scenario,
  { moment, signal }: ForkScenarioOptions,
  seed: number,
): Promise<string | undefined> {
  const { sim } = new ScenarioRun(scenario, 'off')
  await runUpTo(sim, moment, signal)
  sim.reseed(seed)
  try {
    await inSteps((events) => sim.runEvents(events, scenario.durationMs), signal)
    sim.finish()
  } catch (error) {
    if (error instanceof InvariantError) return error.fingerprint
    throw error
  }
  return undefined
}

async function runUpTo(sim: Simulation, moment: Moment, signal: AbortSignal): Promise<void> {
  const [untilMs, most] = 'atMs' in moment ? [moment.atMs, undefined] : [Number.POSITIVE_INFINITY, moment.event]
  try {
    await inSteps((events) => sim.runEvents(events, untilMs), signal, most)
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error
    throw new ExperimentOptionError(`the run fails before that moment, at ${error.at} ms: fork it earlier`)
  }
}
