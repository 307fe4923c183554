import type { Moment, TraceMode } from '../../sim/index.ts'
import { inSteps } from './in-steps.ts'
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

/** How often the progress is told. */
const STEPS = 200

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
  for (let step = 1; step <= STEPS && run.isSound; step++) {
    await inSteps((events) => run.advance(events, (untilMs * step) / STEPS), signal)
    progress(step / STEPS)
  }
}

async function runToEvent(run: ScenarioRun, event: number, { progress, signal }: RunOptions): Promise<void> {
  let done = 0
  const advance = (events: number): number => {
    const more = run.advance(events, Number.POSITIVE_INFINITY)
    done += more
    progress(done / event)
    return more
  }
  await inSteps(advance, signal, event)
}
