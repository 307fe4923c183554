import { deriveSeed } from '../base/rng.ts'
import { combine } from './combine.ts'
import type { Experiment, Measurements } from './experiment.ts'
import { type JudgedClaim, judge } from './judge.ts'

/** How experiments are run. */
export interface RunOptions {
  readonly seed: number
  /** How much of the full size, above 0 and at most 1; bands are made for 1. */
  readonly scale: number
  /** How often each experiment is repeated, with a seed of its own each time. */
  readonly runs: number
  /** Ends the run; what is finished by then stays. */
  readonly signal: AbortSignal
  /** Told how far the current experiment is. */
  readonly onProgress?: (progress: RunProgress) => void
}

/** How far a run is. */
export interface RunProgress {
  readonly experiment: Experiment
  /** Experiments before this one. */
  readonly index: number
  readonly count: number
  /** How much of this experiment is done, from 0 to 1. */
  readonly done: number
  readonly seconds: number
}

/** What became of one experiment. */
export type ExperimentResult = FinishedExperiment | FailedExperiment

/** What every result says. */
interface ResultBase {
  readonly experiment: Experiment
  readonly seconds: number
}

/** An experiment that measured what it should, whatever came out. */
export interface FinishedExperiment extends ResultBase {
  readonly outcome: 'finished'
  readonly measurements: Measurements
  readonly claims: readonly JudgedClaim[]
}

/** An experiment that could not measure. */
export interface FailedExperiment extends ResultBase {
  readonly outcome: 'failed'
  readonly error: string
}

/** What became of a run of experiments. */
export interface ExperimentRun {
  readonly seed: number
  readonly scale: number
  readonly runs: number
  readonly seconds: number
  /** Whether it was ended before all was done. */
  readonly isCancelled: boolean
  /** In the order of the run; what was cancelled is not among them. */
  readonly results: readonly ExperimentResult[]
}

/** Runs experiments one after the other. One that fails is told, and the others go on. */
export async function runExperiments(chosen: readonly Experiment[], options: RunOptions): Promise<ExperimentRun> {
  const { seed, scale, runs, signal } = options
  const startedAt = performance.now()
  const results: ExperimentResult[] = []
  for (const [index, experiment] of chosen.entries()) {
    if (signal.aborted) break
    const result = await runOne(experiment, options, { index, count: chosen.length })
    if (result !== undefined) results.push(result)
  }
  const isCancelled = results.length < chosen.length
  return { seed, scale, runs, seconds: secondsSince(startedAt), isCancelled, results }
}

/** Whether nothing failed: no experiment, and no claim that decides. */
export function isSound({ results }: ExperimentRun): boolean {
  return results.every(
    (result) => result.outcome === 'finished' && result.claims.every(({ verdict }) => verdict !== 'fails'),
  )
}

/** @returns undefined if it was cancelled */
async function runOne(
  experiment: Experiment,
  options: RunOptions,
  place: { readonly index: number; readonly count: number },
): Promise<ExperimentResult | undefined> {
  const startedAt = performance.now()
  const tell = (done: number): void =>
    options.onProgress?.({ experiment, ...place, done, seconds: secondsSince(startedAt) })
  try {
    const measurements = combine(await repeat(experiment, options, tell))
    const claims = judge(experiment, measurements)
    return { outcome: 'finished', experiment, seconds: secondsSince(startedAt), measurements, claims }
  } catch (error) {
    if (options.signal.aborted) return undefined
    return { outcome: 'failed', experiment, seconds: secondsSince(startedAt), error: describe(error) }
  }
}

async function repeat(
  experiment: Experiment,
  { seed, scale, runs, signal }: RunOptions,
  tell: (done: number) => void,
): Promise<Measurements[]> {
  const all: Measurements[] = []
  for (let run = 0; run < runs; run++) {
    const progress = (done: number): void => tell((run + done) / runs)
    progress(0)
    all.push(await experiment.run({ seed: seedOf(seed, run), scale, signal, progress }))
    signal.throwIfAborted()
  }
  return all
}

/** The first run has the seed as given, so that it can be had alone. */
function seedOf(seed: number, run: number): number {
  return run === 0 ? seed : deriveSeed(seed, run)
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
