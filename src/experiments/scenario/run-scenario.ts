import type { Moment, TraceMode } from '../../sim/index.ts'
import { breathe } from '../measure.ts'
import type { Scenario } from './scenario.ts'
import { type ScenarioOutcome, ScenarioRun } from './scenario-run.ts'

/** What a run may be told. */
export interface RunOptions {
  /** Default 'hash'. */
  readonly trace?: TraceMode
  /** Facts that are kept; default 100,000. */
  readonly mostFacts?: number
  /** Stops there; what is judged at the end of a run is then not judged. */
  readonly until?: Moment | undefined
  readonly signal: AbortSignal
  /** Told the share that is done, from 0 to 1. */
  readonly progress: (done: number) => void
}

const STEPS = 200
/** Some 10 ms of work, so that an interruption is soon heard. */
const STEP_EVENTS = 10_000

/** Runs a scenario with the nodes that ship, until it is over or a property is violated. @throws the signal's reason */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioOutcome> {
  const run = new ScenarioRun(scenario, options.trace ?? 'hash', options.mostFacts)
  const { until } = options
  if (until === undefined) {
    await runToTime(run, scenario.durationMs, options)
    return run.finish()
  }
  if ('atMs' in until) await runToTime(run, Math.min(until.atMs, scenario.durationMs), options)
  else await runToEvent(run, until.event, options)
  return run.outcome()
}

async function runToTime(run: ScenarioRun, untilMs: number, { progress, signal }: RunOptions): Promise<void> {
  for (let step = 1; step <= STEPS && !run.isOver; step++) {
    run.advance(Number.POSITIVE_INFINITY, (untilMs * step) / STEPS)
    progress(step / STEPS)
    await breathe(signal)
  }
}

async function runToEvent(run: ScenarioRun, event: number, { progress, signal }: RunOptions): Promise<void> {
  for (let done = 0; done < event && !run.isOver; ) {
    done += run.advance(Math.min(STEP_EVENTS, event - done), Number.POSITIVE_INFINITY)
    progress(done / event)
    await breathe(signal)
  }
}
